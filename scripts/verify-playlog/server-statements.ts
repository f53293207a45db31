// What the server stated and signed beside the ledger (docs/seals.md): day seals, account statements, and the succession of
// the key that signs them. Each is a value with its hash and a signature over a text that names its purpose.

import { canonicalText, type Json } from './canonical.ts';
import { bytesOfBase64, type Faults, type Platform } from './platform.ts';

export interface DaySealFile {
  readonly seal: {
    readonly day: string;
    readonly number: number;
    readonly lastN: number;
    readonly count: number;
    readonly head: string;
    readonly previous: string | null;
    readonly keyId: string;
  };
  readonly sha256: string;
  readonly signature: string;
}

export interface SealKeyFile {
  readonly statement: {
    readonly number: number;
    readonly keyId: string;
    readonly publicKey: string;
    readonly because: 'first' | 'rotated' | 'lost';
    readonly previous: string | null;
  };
  readonly sha256: string;
  readonly signature: string;
  readonly previousSignature: string | null;
}

export function isHashOf(platform: Platform, value: unknown, sha256: string): boolean {
  return platform.sha256(canonicalText(value as Json)) === sha256;
}

/** Seals in the order of their numbers against each other and against the ends of the days in the bundle. */
export function checkDaySeals(
  seals: readonly (DaySealFile & { readonly path: string })[],
  dayEnds: ReadonlyMap<string, { n: number; sha256: string }>,
  faults: Faults,
): void {
  let before: DaySealFile | null = null;
  for (const signed of seals.toSorted((a, b) => a.seal.number - b.seal.number)) {
    const { seal, path } = signed;
    if (before !== null && seal.number === before.seal.number + 1 && seal.previous !== before.sha256) {
      faults.add(
        path,
        'Chốt ngày không nối tiếp chốt trước.',
        'The day seal does not continue the one before.',
      );
    }
    const end = dayEnds.get(seal.day);
    if (end !== undefined && (end.n !== seal.lastN || end.sha256 !== seal.head)) {
      faults.add(
        path,
        `Sổ ngày ${seal.day} khác với lúc chốt.`,
        `The ledger of ${seal.day} is not as it was sealed.`,
      );
    }
    before = signed;
  }
}

/** Each key signs its own statement; a rotated one is vouched for by the one before, a lost one by nobody. */
export async function checkSealKeys(
  keys: readonly (SealKeyFile & { readonly path: string })[],
  platform: Platform,
  faults: Faults,
): Promise<{ breaks: number }> {
  let before: SealKeyFile | null = null;
  let breaks = 0;
  for (const signed of keys.toSorted((a, b) => a.statement.number - b.statement.number)) {
    const { statement, sha256, signature, previousSignature, path } = signed;
    const text = `vongxoay/seal-key/v1\n${sha256}`;
    const isSigned = async (publicKey: string, by: string) =>
      platform.verify('Ed25519', bytesOfBase64(publicKey), text, bytesOfBase64(by));
    const isRight =
      isHashOf(platform, statement, sha256) &&
      (await isSigned(statement.publicKey, signature)) &&
      (before === null || statement.previous === before.sha256) &&
      (statement.because !== 'rotated' ||
        before === null ||
        (previousSignature !== null && (await isSigned(before.statement.publicKey, previousSignature))));
    if (!isRight)
      faults.add(path, 'Khóa chốt sổ không được khóa trước bảo đảm.', 'The seal key is not vouched for.');
    if (statement.because === 'lost') breaks += 1;
    before = signed;
  }
  return { breaks };
}
