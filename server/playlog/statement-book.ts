// The account statements of one screen: what was stated of each hour, in every version. The newest version of each hour is
// known in memory by its digest; the texts are read from the log when somebody asks.
// Lost if it fails: nothing that cannot be stated again from records, declarations and programmes.

import { canonicalJson, type Sha256 } from '../../content/model/canonical.ts';
import { type HourAccount, OVERDUE_MS } from '../../content/model/hour-account.ts';
import { DAY_MS, type Instant, type Interval } from '../../content/model/instant.ts';
import type { SealedHead } from '../../content/model/seal.ts';
import {
  type AccountStatement,
  type SignedStatement,
  statementSigningText,
} from '../../content/model/statement.ts';
import { type ChainedLog, openChainedLog } from '../store/chained-log.ts';
import type { Disk } from '../store/disk.ts';
import type { SealSigner } from './day-seals.ts';
import type { StatedExtent } from './stated-hours.ts';

export function accountsGenesis(screenId: string): string {
  return `vongxoay/accounts/v1\n${screenId}`;
}

export interface StatementBookOptions {
  readonly screenId: string;
  /** The data folder. */
  readonly directory: string;
  readonly disk: Disk;
  readonly sha256: Sha256;
  readonly signer: SealSigner;
}

/** What is known of the newest statement of an hour. */
interface Stated {
  readonly hour: Interval;
  readonly version: number;
  readonly sha256: string;
  /** Of its accounts: another one means that a new version is due. */
  readonly digest: string;
  /** Something in it is neither counted nor certainly missing. */
  readonly isOpen: boolean;
}

/** What a statement rests on. */
export type Grounds = Pick<AccountStatement, 'ledger' | 'declarations' | 'programme'>;

/** Throws STORE_CORRUPT, having changed nothing. */
export async function openStatementBook(options: StatementBookOptions): Promise<StatementBook> {
  const { directory, screenId, disk } = options;
  const log = await openChainedLog({
    directory: `${directory}/accounts/${screenId}`,
    genesis: accountsGenesis(screenId),
    disk,
  });
  const book = new StatementBook(options, log);
  await book.learn();
  return book;
}

export class StatementBook {
  readonly #options: StatementBookOptions;
  readonly #log: ChainedLog;
  readonly #stated = new Map<Instant, Stated>();
  /** Of the statements of the last day of issuing, and of the newest one before it. */
  #grounds: (Pick<Grounds, 'ledger' | 'declarations'> & { readonly issuedAt: Instant })[] = [];
  #statedUntil: Instant = -Infinity;
  /** Hours whose newest statement came after that of a later hour, or of the same one, and its number. */
  readonly #late = new Map<Instant, number>();

  /** Use openStatementBook. */
  constructor(options: StatementBookOptions, log: ChainedLog) {
    this.#options = options;
    this.#log = log;
  }

  async learn(): Promise<void> {
    // Written by this program only and held by its chain, so taken at its word, as the ledger is.
    for await (const { body, n } of this.#log.read()) this.#note(body as unknown as SignedStatement, n);
  }

  extent(): ReturnType<ChainedLog['extent']> {
    return this.#log.extent();
  }

  get head(): SealedHead {
    const { n, hash } = this.#log.head();
    return { n, sha256: hash };
  }

  /**
   * Whatever stands in ledger and declarations up to here has been looked at for certain: those of a day before the
   * newest statement, because a run that was cut short may have left something after that.
   */
  get grounds(): Pick<Grounds, 'ledger' | 'declarations'> | null {
    return this.#grounds[0] ?? null;
  }

  /** End of the latest hour with a statement; -Infinity before the first. */
  get statedUntil(): Instant {
    return this.#statedUntil;
  }

  get stated(): StatedExtent {
    return { untilAt: this.#statedUntil, late: [...this.#late] };
  }

  /** Stated hours of which something is still open. */
  get open(): Interval[] {
    return [...this.#stated.values()].filter(({ isOpen }) => isOpen).map(({ hour }) => hour);
  }

  /** Hours without data for longer than the journal may take. */
  overdue(now: Instant): Interval[] {
    return this.open.filter(({ to }) => now >= to + OVERDUE_MS);
  }

  statedWithin({ from, to }: Interval): Interval[] {
    return [...this.#stated.values()]
      .map(({ hour }) => hour)
      .filter((hour) => hour.from < to && hour.to > from);
  }

  /** States the accounts of an hour that is over; null when they stand so already, or owe nothing. Throws StoreError. */
  async state(
    hour: Interval,
    accounts: readonly HourAccount[],
    because: 'late_journal' | 'declaration',
    grounds: Grounds,
    issuedAt: Instant,
    day: string,
  ): Promise<AccountStatement | null> {
    const { screenId, sha256, signer } = this.#options;
    const before = this.#stated.get(hour.from);
    if (before === undefined && accounts.length === 0) return null;
    if (before?.digest === sha256(canonicalJson(accounts))) return null;
    const statement: AccountStatement = {
      v: 1,
      screen: screenId,
      hour: { from: hour.from, to: hour.to },
      version: (before?.version ?? 0) + 1,
      issuedAt,
      because: before === undefined ? 'hour_over' : because,
      previous: before?.sha256 ?? null,
      ...grounds,
      accounts: [...accounts],
    };
    const hash = sha256(canonicalJson(statement));
    const signature = signer.sign(statementSigningText(hash));
    const signed: SignedStatement = { statement, sha256: hash, keyId: signer.keyId, signature };
    const [head] = await this.#log.append([{ day, at: issuedAt, body: signed }]);
    this.#note(signed, head?.n ?? 0);
    return statement;
  }

  /** Every version of every hour that begins in the interval, in the order of issue. */
  async *read(interval: Interval): AsyncGenerator<SignedStatement> {
    for await (const { body } of this.#log.read()) {
      const signed = body as unknown as SignedStatement;
      const { from } = signed.statement.hour;
      if (from >= interval.from && from < interval.to) yield signed;
    }
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  #note({ statement, sha256 }: SignedStatement, n: number): void {
    const { hour, version, accounts, ledger, declarations, issuedAt } = statement;
    this.#stated.set(hour.from, {
      hour,
      version,
      sha256,
      digest: this.#options.sha256(canonicalJson(accounts)),
      isOpen: accounts.some(({ open }) => open > 0),
    });
    this.#grounds.push({ ledger, declarations, issuedAt });
    while ((this.#grounds[1]?.issuedAt ?? Infinity) <= issuedAt - DAY_MS) this.#grounds.shift();
    if (hour.from < this.#statedUntil) this.#late.set(hour.from, n);
    this.#statedUntil = Math.max(this.#statedUntil, hour.to);
  }
}
