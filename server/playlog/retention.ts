// How long the ledger's own files are kept: whole sealed days only, the oldest first, and only what has been handed out:
// its seal to whoever keeps the seals, its records in a bundle that somebody took. Accounts, seals and declarations stay.
// Lost if it fails: nothing; a day that was noted and not yet removed is removed at the next run.

import { type Instant, localDateOf, type ZoneRules } from '../../content/model/instant.ts';
import type { Declaration } from '../../content/model/declaration.ts';
import type { ScreenBooks } from './screen-books.ts';

/** Whoever looks for the person behind a retirement finds the policy. */
export const POLICY = { id: 'chinh-sach-luu-giu', name: 'Chính sách lưu giữ' };

export interface RetentionPorts {
  readonly screenId: string;
  readonly books: ScreenBooks;
  readonly rules: ZoneRules;
  /** Number of the newest seal that everybody who should has. */
  readonly publishedThrough: number;
  readonly declare: (declaration: Declaration) => Promise<unknown>;
}

export interface Retired {
  readonly days: readonly string[];
  /** The oldest day that policy would let go and that is kept, and why; null: nothing is held back. */
  readonly heldBack: {
    readonly day: string;
    readonly because: 'not_sealed' | 'not_published' | 'not_exported';
  } | null;
}

/** The first day that is still kept when the last `years` years are. */
export function keptFrom(rules: ZoneRules, now: Instant, years: number): string {
  const [year = '', month = '', day = ''] = localDateOf(rules, now).split('-');
  const earlier = String(Number(year) - years).padStart(4, '0');
  // 29 February: the day before, so that rather more is kept.
  return month === '02' && day === '29' ? `${earlier}-02-28` : `${earlier}-${month}-${day}`;
}

/** Retires days of receipt before `keptFromDay`. */
export async function retireDays(ports: RetentionPorts, keptFromDay: string, now: Instant): Promise<Retired> {
  const { screenId, books, publishedThrough, declare } = ports;
  const { ledger, seals, declarations } = books;
  const retired: string[] = [];
  for (;;) {
    const [day, next] = await ledger.log.days();
    if (day === undefined || next === undefined || day >= keptFromDay)
      return { days: retired, heldBack: null };
    const [signed] = await seals.between(day, day);
    if (signed === undefined) return { days: retired, heldBack: { day, because: 'not_sealed' } };
    if (signed.seal.number > publishedThrough)
      return { days: retired, heldBack: { day, because: 'not_published' } };
    const isExported = declarations.filed.some(
      ({ declaration }) =>
        declaration.kind === 'exported' && declaration.fromDay <= day && declaration.toDay >= day,
    );
    if (!isExported) return { days: retired, heldBack: { day, because: 'not_exported' } };
    const isNoted = declarations.filed.some(
      ({ declaration }) => declaration.kind === 'retired' && declaration.day === day,
    );
    if (!isNoted) await declare({ v: 1, screen: screenId, at: now, by: POLICY, kind: 'retired', day });
    await ledger.retire(day);
    retired.push(day);
  }
}
