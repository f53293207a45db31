// When the accounts of an hour are stated, and stated anew: every hour that is over, every hour of which something arrived
// since, every hour that is still open, every hour that a new declaration speaks of. Stating what stands changes nothing.

import { SETTLE_MS } from '../../content/model/accounting.ts';
import type { HourAccount } from '../../content/model/hour-account.ts';
import {
  clockHourAt,
  clockHoursBetween,
  type Instant,
  type Interval,
  localDateOf,
  type ZoneRules,
} from '../../content/model/instant.ts';
import type { AccountStatement } from '../../content/model/statement.ts';
import type { ScreenBooks } from './screen-books.ts';

export interface IssuingPorts {
  readonly books: ScreenBooks;
  readonly rules: ZoneRules;
  /** When the first programme came into force; undefined: nothing was ever owed. */
  readonly firstAt: Instant | undefined;
  /** Highest programme number published. */
  readonly programme: number;
  readonly accounts: (within: Interval, now: Instant) => Promise<HourAccount[]>;
}

/** Resolves to what was stated. Throws StoreError; what it had not reached is stated at the next call. */
export async function issueStatements(ports: IssuingPorts, now: Instant): Promise<AccountStatement[]> {
  const { books, rules, firstAt, programme, accounts } = ports;
  const { ledger, declarations, statements } = books;
  if (firstAt === undefined) return [];
  const touched = new Set(ledger.touched);
  const { n, hash } = ledger.log.head();
  const grounds = { ledger: { n, sha256: hash }, declarations: declarations.head, programme };
  const due = hoursDue(ports, firstAt, touched, now);
  const issued: AccountStatement[] = [];
  for (const hour of due) {
    const because =
      declarations.head.n > (statements.grounds?.declarations.n ?? -1) && !touched.has(hour.from);
    const current = (await accounts(hour, now)).filter((account) => account.hour.from === hour.from);
    const statement = await statements.state(
      hour,
      current,
      because ? 'declaration' : 'late_journal',
      grounds,
      now,
      localDateOf(rules, now),
    );
    if (statement !== null) issued.push(statement);
  }
  for (const hour of touched) if (isOver(rules, hour, now)) ledger.touched.delete(hour);
  return issued;
}

function hoursDue(
  { books, rules }: IssuingPorts,
  firstAt: Instant,
  touched: ReadonlySet<Instant>,
  now: Instant,
): Interval[] {
  const { declarations, statements } = books;
  const due = new Map<Instant, Interval>();
  const add = (hour: Interval): void => {
    if (hour.to + SETTLE_MS <= now) due.set(hour.from, hour);
  };
  const from = Math.max(firstAt, statements.statedUntil);
  if (from < now) for (const hour of clockHoursBetween(rules, from, now)) add(hour);
  for (const hour of statements.open) add(hour);
  for (const at of touched) if (at >= firstAt && at < now) add(clockHourAt(rules, at));
  const seen = statements.grounds?.declarations.n ?? -1;
  for (const { declaration } of declarations.filed.filter(({ n }) => n > seen)) {
    const period = periodOf(declaration, declarations.filed);
    if (period !== undefined) for (const hour of statements.statedWithin(period)) add(hour);
  }
  return [...due.values()].sort((a, b) => a.from - b.from);
}

type Filed = ScreenBooks['declarations']['filed'];

/** The time whose accounts a declaration may change. */
function periodOf(declaration: Filed[number]['declaration'], filed: Filed): Interval | undefined {
  if (declaration.kind === 'withdrawal') {
    const target = filed.find(({ n }) => n === declaration.n)?.declaration;
    return target === undefined ? undefined : periodOf(target, filed);
  }
  return 'from' in declaration ? { from: declaration.from, to: declaration.to } : undefined;
}

function isOver(rules: ZoneRules, at: Instant, now: Instant): boolean {
  return clockHourAt(rules, at).to + SETTLE_MS <= now;
}
