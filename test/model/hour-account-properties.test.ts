// Random journals of three hours: restarts, defects, lies about slots. Whatever happened, the accounts add up, never
// count more than was owed, and do not depend on the order in which records came.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountHour } from '../../content/model/accounting.ts';
import type { HourAccount } from '../../content/model/hour-account.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { HOUR_MS, type Instant, type Interval } from '../../content/model/instant.ts';
import { identityOf } from '../../content/model/judgement.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { Slot } from '../../content/model/slot.ts';
import { evidenceOf, JournalBuilder, type PlayChange } from '../support/journal-builder.ts';
import { MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';

const CITY = programmeOf({
  items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'filler', durationMs: 30_000 }],
  playlists: [
    { id: 'cchc', itemIds: ['a', 'b'], guarantee: 10 },
    { id: 'total', itemIds: ['b', 'c'], guarantee: { showingsPerHour: 6, scope: 'total' } },
    { id: 'xen', itemIds: ['filler'], guarantee: null },
  ],
});
const HOURS: Interval[] = [0, 1, 2].map((index) => {
  const from = MONDAY_8_AT + index * HOUR_MS;
  return { from, to: from + HOUR_MS };
});

/** What becomes of one slot: shown with some change, noted as missed, passed over, or the player restarts there. */
type Fate =
  | { do: 'show'; change: PlayChange; attempt: number; shiftMs: number; twice: boolean }
  | { do: 'miss' }
  | { do: 'nothing' }
  | { do: 'restart'; cause: 'start' | 'crash'; isUnsynced: boolean; breaks: boolean }
  | { do: 'learn' };

const change: fc.Arbitrary<PlayChange> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc.constantFrom<PlayChange>(
    { visibleMs: 0 },
    { end: 'failed', pixels: null },
    { end: 'cut', shownMs: 2_000 },
    { frames: 0 },
  ),
);
const fate: fc.Arbitrary<Fate> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('show' as const),
      change,
      attempt: fc.constantFrom(0, 0, 0, 0, 1, 2),
      shiftMs: fc.constantFrom(0, 0, 0, 200, 181_000, -400_000),
      twice: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'miss' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'nothing' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('restart' as const),
      cause: fc.constantFrom('start' as const, 'crash' as const),
      isUnsynced: fc.boolean(),
      breaks: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'learn' as const }) },
);

function journalOf(fates: readonly Fate[], key: string): JournalRecord[] {
  const journal = new JournalBuilder(key).start(MONDAY_8_AT - 60_000).ready(MONDAY_8_AT - 60_000, CITY);
  let turn = 0;
  for (const hour of HOURS) {
    for (const slot of planHour([CITY], hour).slots) {
      const next = fates[turn % fates.length];
      turn += 1;
      if (next !== undefined) act(journal, hour, slot, next);
    }
  }
  return journal.records;
}

function act(journal: JournalBuilder, hour: Interval, slot: Slot, next: Fate): void {
  switch (next.do) {
    case 'show': {
      const startAt = next.attempt === 0 ? slot.startAt : slot.startAt + next.shiftMs;
      const at = next.attempt === 0 ? startAt + Math.min(next.shiftMs, 1_000) : startAt;
      const shown = { ...slot, attempt: next.attempt, startAt };
      journal.play(shown, hour, CITY, { at, ...next.change });
      if (next.twice) journal.play({ ...shown, attempt: shown.attempt + 1 }, hour, CITY, next.change);
      break;
    }
    case 'miss':
      journal.missed(slot, hour, slot.startAt + 600, 'late');
      break;
    case 'restart': {
      const { cause, isUnsynced, breaks } = next;
      journal.start(slot.startAt, { cause, isUnsynced, ...(breaks ? { previous: null } : {}) });
      break;
    }
    case 'learn':
      journal.learnTime(slot.startAt);
      break;
    case 'nothing':
  }
}

function accountsOf(records: readonly JournalRecord[], now: Instant): HourAccount[] {
  const evidence = evidenceOf(records);
  return HOURS.flatMap((hour) => accountHour({ programmes: [CITY], hour, ...evidence, now }));
}

const fates = fc.array(fate, { minLength: 1, maxLength: 80 });
const someNow = fc.integer({ min: -HOUR_MS, max: 5 * HOUR_MS }).map((ms) => MONDAY_8_AT + ms);

describe('accounts of random journals', () => {
  it('add up: due = shown + made good + missed + open, and nothing is negative', () => {
    fc.assert(
      fc.property(fates, fates, fc.boolean(), someNow, (one, other, isTwo, now) => {
        const records = [
          ...journalOf(one, 'a'.repeat(16)),
          ...(isTwo ? journalOf(other, 'b'.repeat(16)) : []),
        ];
        for (const account of accountsOf(records, now)) {
          const { due, shown, madeGood, missed, open, missing } = account;
          expect(shown + madeGood + missed + open).toBe(due);
          expect(Math.min(shown, madeGood, missed, open)).toBeGreaterThanOrEqual(0);
          expect(missing).toHaveLength(missed);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are the same for any order, repetition and batching of the records (P13)', () => {
    fc.assert(
      fc.property(fates, someNow, fc.infiniteStream(fc.nat()), (some, now, order) => {
        const records = journalOf(some, 'a'.repeat(16));
        const shuffled = [...records, ...records.filter(({ seq }) => seq % 3 === 0)]
          .map((record) => ({ record, rank: order.next().value }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ record }) => record);
        expect(accountsOf(shuffled, now)).toEqual(accountsOf(records, now));
      }),
      { numRuns: 100 },
    );
  });

  it('never lose a count when more of the journal arrives from the same boot chain', () => {
    fc.assert(
      fc.property(fates, fc.nat(400), (some, cut) => {
        const now = MONDAY_8_AT + 5 * HOUR_MS;
        const records = journalOf(
          some.filter((one) => one.do !== 'restart'),
          'a'.repeat(16),
        );
        const count = (known: readonly JournalRecord[]) =>
          accountsOf(known, now).map(({ shown, madeGood }) => shown + madeGood);
        const part = count(records.slice(0, cut));
        for (const [index, whole] of count(records).entries())
          expect(whole).toBeGreaterThanOrEqual(part[index] ?? 0);
      }),
      { numRuns: 60 },
    );
  });

  it('count each record at most once', () => {
    fc.assert(
      fc.property(fates, (some) => {
        const records = journalOf(some, 'a'.repeat(16));
        const plays = new Set(records.filter(({ type }) => type === 'play').map(identityOf)).size;
        const counted = accountsOf(records, MONDAY_8_AT + 5 * HOUR_MS).reduce(
          (sum, { shown, madeGood }) => sum + shown + madeGood,
          0,
        );
        expect(counted).toBeLessThanOrEqual(plays);
      }),
      { numRuns: 60 },
    );
  });
});
