// Proves that what was stated is what the records say: every version of every account statement of a screen is computed
// anew from ledger, declarations and programmes as they stood when it was issued, and compared byte for byte.
// Reads files only, so it can run beside the server, on a copy, or on a restored backup.

import type { z } from 'zod';
import { accountHour } from '../../content/model/accounting.ts';
import { canonicalJson, type Sha256 } from '../../content/model/canonical.ts';
import {
  effectiveDeclarations,
  type EffectiveDeclaration,
  type FiledDeclaration,
  SignedDeclaration,
} from '../../content/model/declaration.ts';
import type { BootTrace } from '../../content/model/evidence.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { Programme } from '../../content/model/programme.ts';
import {
  type AccountStatement,
  SignedStatement,
  statementSigningText,
} from '../../content/model/statement.ts';
import { listDays } from '../store/day-files.ts';
import type { Disk } from '../store/disk.ts';
import type { LogEntry } from '../store/log-line.ts';
import { readLogFile } from '../store/log-reader.ts';
import { readCarryOver } from './carry-over.ts';
import type { SealSigner } from './day-seals.ts';
import { momentOf } from './export-jsonl.ts';
import { ReceiptDays, readHours } from './hour-reader.ts';
import { ledgerBodyOf } from './ledger-entry.ts';
import { RECENT_MS, ScreenMemory, showingOf } from './screen-memory.ts';

export interface RecountSource {
  readonly screenId: string;
  /** The data folder. */
  readonly directory: string;
  readonly disk: Disk;
  readonly sha256: Sha256;
  /** Every programme ever published for the screen. */
  readonly programmes: readonly Programme[];
  readonly verify: SealSigner['verify'];
}

export interface Difference {
  readonly hour: AccountStatement['hour'];
  readonly version: number;
  readonly because: 'accounts' | 'hash' | 'signature' | 'version_chain' | 'ledger_head';
}

export interface Recount {
  readonly screenId: string;
  readonly statements: number;
  readonly hours: number;
  readonly accounts: number;
  /** Statements whose records were retired: they can be checked against an exported bundle only. */
  readonly retired: number;
  readonly differences: readonly Difference[];
}

/** Throws STORE_CORRUPT when a file is damaged. */
export async function recountScreen(source: RecountSource): Promise<Recount> {
  const { directory, screenId, disk } = source;
  const statements = await readBodies(`${directory}/accounts/${screenId}`, disk, SignedStatement);
  const declared = await readBodies(`${directory}/declarations/${screenId}`, disk, SignedDeclaration);
  const filed = declared.map((signed, n) => ({ ...signed, n, withdrawn: false }));
  const differences: Difference[] = [];
  const newest = new Map<Instant, SignedStatement>();
  let retired = 0;
  let accounts = 0;
  const due = statements.values();
  let next = due.next();
  const replay = new Replay(source, await readCarryOver(directory, screenId, disk));

  /** Checks all statements that rest on the ledger up to entry `n`. */
  const settle = async (n: number): Promise<void> => {
    for (; next.done !== true && next.value.statement.ledger.n <= n; next = due.next()) {
      const signed = next.value;
      const { statement } = signed;
      accounts += statement.accounts.length;
      const faults = faultsOf(source, signed, newest.get(statement.hour.from));
      newest.set(statement.hour.from, signed);
      if (replay.isBefore(statement)) retired += 1;
      else {
        if (
          statement.ledger.n >= 0 &&
          replay.head.n === statement.ledger.n &&
          replay.head.hash !== statement.ledger.sha256
        ) {
          faults.push('ledger_head');
        }
        const computed = await replay.accountsOf(statement, effectiveAt(filed, statement.declarations.n));
        if (canonicalJson(computed) !== canonicalJson(statement.accounts)) faults.push('accounts');
      }
      for (const because of faults) {
        differences.push({ hour: statement.hour, version: statement.version, because });
      }
    }
  };
  await settle(-1);
  for await (const entry of replay.entries()) {
    await settle(entry.n - 1);
    replay.take(entry);
  }
  await settle(Infinity);
  return { screenId, statements: statements.length, hours: newest.size, accounts, retired, differences };
}

function faultsOf(
  { sha256, verify }: RecountSource,
  { statement, sha256: stated, keyId, signature }: SignedStatement,
  before: SignedStatement | undefined,
): Difference['because'][] {
  const faults: Difference['because'][] = [];
  if (sha256(canonicalJson(statement)) !== stated) faults.push('hash');
  if (!verify(keyId, statementSigningText(stated), signature)) faults.push('signature');
  const isNext =
    statement.version === (before?.statement.version ?? 0) + 1 &&
    statement.previous === (before?.sha256 ?? null);
  if (!isNext) faults.push('version_chain');
  return faults;
}

/** Declarations in effect when the log had entries up to `n`. */
function effectiveAt(filed: readonly FiledDeclaration[], n: number): EffectiveDeclaration[] {
  const known = filed.filter((one) => one.n <= n);
  const withdrawn = new Set(
    known.flatMap(({ declaration }) => (declaration.kind === 'withdrawal' ? [declaration.n] : [])),
  );
  return effectiveDeclarations(known.map((one) => ({ ...one, withdrawn: withdrawn.has(one.n) })));
}

/** The ledger, entry by entry, with what the server knew at each of them. */
class Replay {
  head = { n: -1, hash: '' };
  readonly #source: RecountSource;
  readonly #folder: string;
  readonly #memory = new ScreenMemory();
  readonly #days = new ReceiptDays();
  #day = '';
  #firstAt: Instant | null = null;
  #firstN = 0;

  constructor(source: RecountSource, carried: readonly BootTrace[]) {
    this.#source = source;
    this.#memory.carry(carried);
    this.#folder = `${source.directory}/ledger/${source.screenId}`;
  }

  async *entries(): AsyncGenerator<LogEntry> {
    const { disk } = this.#source;
    for (const day of await listDays(this.#folder, disk)) {
      this.#day = day;
      yield* readLogFile(this.#folder, day, disk);
    }
  }

  take({ n, hash, at, body }: LogEntry): void {
    if (this.#firstAt === null) {
      this.#firstAt = at;
      this.#firstN = n;
    }
    this.head = { n, hash };
    const entry = ledgerBodyOf(body);
    if (entry.kind !== 'record') return;
    const { record } = entry;
    this.#memory.keepFrom(at - RECENT_MS);
    this.#memory.absorb(record.key, record.boot, [record]);
    this.#days.note(this.#day, momentOf(record) ?? at);
  }

  /** Does the statement speak of a time whose records are no longer here? */
  isBefore({ hour, ledger }: AccountStatement): boolean {
    if (this.#firstN === 0) return false;
    return ledger.n < this.#firstN || hour.from < (this.#firstAt ?? hour.from);
  }

  async accountsOf(statement: AccountStatement, declarations: readonly EffectiveDeclaration[]) {
    const { hour, issuedAt, programme } = statement;
    const programmes = this.#source.programmes.filter(({ number }) => number <= programme);
    return accountHour({
      programmes,
      hour,
      ...(this.#memory.holds(hour.from) ? this.#memory.hour(hour.from) : await this.#readHour(statement)),
      traces: [...this.#memory.traces.values()],
      stretches: this.#memory.stretches,
      declarations,
      now: issuedAt,
    });
  }

  async #readHour({ hour, ledger }: AccountStatement) {
    const { disk } = this.#source;
    const folder = this.#folder;
    const log = {
      async *read({ fromDay = '' }: { fromDay?: string } = {}) {
        for await (const entry of readLogFile(folder, fromDay, disk)) {
          if (entry.n > ledger.n) return;
          yield entry;
        }
      },
    };
    const hours = await readHours(log, this.#days, hour);
    const filed = hours.get(hour.from) ?? [];
    return {
      showings: filed.flatMap(({ record }) => (record.type === 'play' ? [showingOf(record)] : [])),
      missed: filed.flatMap(({ record }) => (record.type === 'missed' ? [record] : [])),
    };
  }
}

async function readBodies<T>(folder: string, disk: Disk, schema: z.ZodType<T>): Promise<T[]> {
  const bodies: T[] = [];
  for (const day of await listDays(folder, disk)) {
    for await (const { body } of readLogFile(folder, day, disk)) bodies.push(schema.parse(body));
  }
  return bodies;
}
