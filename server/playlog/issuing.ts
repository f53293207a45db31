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
import type { Touched } from './ledger-knowledge.ts';

export interface IssuingPorts {
  readonly books: ScreenBooks;
  readonly rules: ZoneRules;
  /** When the first programme came into force; undefined: nothing was ever owed. */
  readonly firstAt: Instant | undefined;
  /** Highest programme number published. */
  readonly programme: number;
  readonly accounts: (within: Interval, now: Instant) => Promise<HourAccount[]>;
}

/** Tries at an hour while records of it pour in; after that it waits for the next call. */
const TRIES = 4;

/** Resolves to what was stated. Throws StoreError; what it had not reached, then or when `ended`, the next call states. */
export async function issueStatements(
  ports: IssuingPorts,
  now: Instant,
  ended?: AbortSignal,
): Promise<AccountStatement[]> {
  const { books, rules, firstAt } = ports;
  const { ledger } = books;
  if (firstAt === undefined) return [];
  const touched = ledger.takeTouched();
  const issued: AccountStatement[] = [];
  try {
    for (const hour of hoursDue(ports, firstAt, touched, now)) {
      const stated = ended?.aborted === true ? 'busy' : await stateHour(ports, hour, touched.hours, now);
      // Later hours wait too: the last one that is stated says that all before it are.
      if (stated === 'busy') {
        ledger.giveBackTouched(touched);
        return issued;
      }
      if (stated !== null) issued.push(stated);
    }
  } catch (error) {
    ledger.giveBackTouched(touched);
    throw error;
  }
  const later = [...touched.hours].filter((hour) => !isOver(rules, hour, now));
  ledger.giveBackTouched({ hours: new Set(later), from: Infinity });
  return issued;
}

/** A statement names the head it rests on, so nothing may arrive between looking and stating. */
async function stateHour(
  { books, rules, programme, accounts }: IssuingPorts,
  hour: Interval,
  touched: ReadonlySet<Instant>,
  now: Instant,
): Promise<AccountStatement | null | 'busy'> {
  const { ledger, declarations, statements } = books;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    await ledger.quiet();
    const before = ledger.settledHead;
    const declared = declarations.head;
    const current = await accounts(hour, now);
    const after = ledger.settledHead;
    if (before === null || after?.n !== before.n || declarations.head.n !== declared.n) continue;
    const grounds = {
      ledger: { n: before.n, sha256: before.hash },
      declarations: declared,
      programme,
    };
    const isNewlyDeclared = declared.n > (statements.grounds?.declarations.n ?? -1);
    const because = isNewlyDeclared && !touched.has(hour.from) ? 'declaration' : 'late_journal';
    const own = current.filter((account) => account.hour.from === hour.from);
    return statements.state(hour, own, because, grounds, now, localDateOf(rules, now));
  }
  return 'busy';
}

function hoursDue(
  { books, rules }: IssuingPorts,
  firstAt: Instant,
  touched: Touched,
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
  for (const at of touched.hours) if (at >= firstAt && at < now) add(clockHourAt(rules, at));
  for (const hour of statements.statedWithin({ from: touched.from, to: now })) add(hour);
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
