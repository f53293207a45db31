// Declarations about one screen: appended under a name and signed, never edited. All of them are in memory; they are few.
// Promise: a resolved declaration survives a power cut. Lost if it fails: that call; the person is told.

import { canonicalJson, type Sha256 } from '../../content/model/canonical.ts';
import {
  Declaration,
  declarationSigningText,
  type EffectiveDeclaration,
  effectiveDeclarations,
  type FiledDeclaration,
  SignedDeclaration,
} from '../../content/model/declaration.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { SealedHead } from '../../content/model/seal.ts';
import { type ChainedLog, openChainedLog } from '../store/chained-log.ts';
import type { Disk } from '../store/disk.ts';
import { StoreError } from '../store/store-error.ts';
import type { SealSigner } from './day-seals.ts';

export function declarationsGenesis(screenId: string): string {
  return `vongxoay/declarations/v1\n${screenId}`;
}

export interface DeclarationBookOptions {
  readonly screenId: string;
  /** The data folder. */
  readonly directory: string;
  readonly disk: Disk;
  readonly sha256: Sha256;
  readonly signer: SealSigner;
}

/** Throws STORE_CORRUPT, having changed nothing. */
export async function openDeclarationBook(options: DeclarationBookOptions): Promise<DeclarationBook> {
  const { directory, screenId, disk } = options;
  const log = await openChainedLog({
    directory: `${directory}/declarations/${screenId}`,
    genesis: declarationsGenesis(screenId),
    disk,
  });
  const filed: FiledDeclaration[] = [];
  for await (const { n, body } of log.read()) file(filed, n, SignedDeclaration.parse(body));
  return new DeclarationBook(options, log, filed);
}

export class DeclarationBook {
  readonly #options: DeclarationBookOptions;
  readonly #log: ChainedLog;
  readonly #filed: FiledDeclaration[];
  #effective: readonly EffectiveDeclaration[];

  /** Use openDeclarationBook. */
  constructor(options: DeclarationBookOptions, log: ChainedLog, filed: FiledDeclaration[]) {
    this.#options = options;
    this.#log = log;
    this.#filed = filed;
    this.#effective = effectiveDeclarations(filed);
  }

  /** In the order in which they were made. */
  get filed(): readonly FiledDeclaration[] {
    return this.#filed;
  }

  /** Those that bear on accounts now. */
  get effective(): readonly EffectiveDeclaration[] {
    return this.#effective;
  }

  extent(): ReturnType<ChainedLog['extent']> {
    return this.#log.extent();
  }

  get head(): SealedHead {
    const { n, hash } = this.#log.head();
    return { n, sha256: hash };
  }

  /** `day` names the day file. Throws BAD_REQUEST, NOT_FOUND, CONFLICT or LEDGER_UNAVAILABLE. */
  async declare(declaration: Declaration, day: string): Promise<FiledDeclaration> {
    this.#requireSense(declaration);
    const { sha256, signer } = this.#options;
    const hash = sha256(canonicalJson(declaration));
    const signature = signer.sign(declarationSigningText(hash));
    const signed: SignedDeclaration = { declaration, sha256: hash, keyId: signer.keyId, signature };
    const n = await this.#append(signed, day);
    const filed = file(this.#filed, n, signed);
    this.#effective = effectiveDeclarations(this.#filed);
    return filed;
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  #requireSense(declaration: Declaration): void {
    if ('from' in declaration && declaration.from >= declaration.to) {
      throw new CodedError('BAD_REQUEST', 'Thời điểm bắt đầu phải trước thời điểm kết thúc.');
    }
    if (declaration.kind !== 'withdrawal') return;
    const target = this.#filed.find(({ n }) => n === declaration.n);
    if (target === undefined) throw new CodedError('NOT_FOUND');
    if (target.withdrawn) throw new CodedError('CONFLICT', 'Khai báo này đã được rút lại.');
    const { kind } = target.declaration;
    if (kind === 'withdrawal' || kind === 'exported') {
      throw new CodedError('BAD_REQUEST', 'Mục này không rút lại được.');
    }
  }

  async #append(signed: SignedDeclaration, day: string): Promise<number> {
    try {
      const [head] = await this.#log.append([{ day, at: signed.declaration.at, body: signed }]);
      return head?.n ?? this.#log.head().n;
    } catch (error) {
      if (error instanceof StoreError)
        throw new CodedError('LEDGER_UNAVAILABLE', undefined, { cause: error });
      throw error;
    }
  }
}

function file(filed: FiledDeclaration[], n: number, signed: SignedDeclaration): FiledDeclaration {
  const { declaration } = signed;
  const entry = { ...signed, n, withdrawn: false };
  if (declaration.kind === 'withdrawal') {
    const index = filed.findIndex((one) => one.n === declaration.n);
    const target = filed[index];
    if (target !== undefined) filed[index] = { ...target, withdrawn: true };
  }
  filed.push(entry);
  return entry;
}
