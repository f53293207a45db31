// Rare corners of the accounts: journals in pieces, players of another mind, programmes that never fitted.

import { describe, expect, it } from 'vitest';
import { accountHour } from '../../content/model/accounting.ts';
import { backDate, emptyTrace, stretchesOf, traceRecords, tracesOf } from '../../content/model/evidence.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { parseShowingId, type Slot, TOLERANCE_MS } from '../../content/model/slot.ts';
import { countedInHour, type HourInput } from '../../content/model/judgement.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { Programme } from '../../content/model/programme.ts';
import { evidenceOf, JournalBuilder } from '../support/journal-builder.ts';
import { hours, MONDAY_8, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';

const ITEMS = [{ id: 'a' }, { id: 'b' }, { id: 'filler', durationMs: 30_000 }];
const PLAYLISTS = [
  { id: 'cchc', itemIds: ['a', 'b'], guarantee: 10 },
  { id: 'xen', itemIds: ['filler'], guarantee: null },
];
const CITY = programmeOf({ items: ITEMS, playlists: PLAYLISTS });
const SOON = MONDAY_8.to + 10 * MINUTE_MS;

function inputOf(records: readonly JournalRecord[], programmes: readonly Programme[] = [CITY]): HourInput {
  return {
    programmes,
    hour: MONDAY_8,
    ...evidenceOf(records),
    now: SOON,
  };
}

const started = (at = MONDAY_8_AT - MINUTE_MS) => new JournalBuilder().start(at).ready(at, CITY);
const slotOf = (item: string, k: number): Slot => {
  const slot = planHour([CITY], MONDAY_8).slots.find((one) => one.account === item && one.k === k);
  if (slot === undefined) throw new Error(`no slot ${item}#${k}`);
  return slot;
};
const reasonsOf = (input: HourInput, account = 'a') =>
  accountHour(input)
    .find((one) => one.account === account)
    ?.missing.map(({ k, reason }) => `${k} ${reason}`);

describe('programmes', () => {
  it('has no account where no programme is in force, nor where the screen is closed', () => {
    expect(accountHour(inputOf([], []))).toEqual([]);
    const closed = programmeOf({
      items: ITEMS,
      playlists: PLAYLISTS,
      openingHours: [hours('10:00', '12:00')],
    });
    expect(accountHour(inputOf([], [closed]))).toEqual([]);
  });

  it('owes what had no room too, and can only say that it does not know why', () => {
    const half = MONDAY_8_AT + 30 * MINUTE_MS;
    const overfull = programmeOf({
      items: [{ id: 'a', durationMs: 300_000 }, { id: 'filler' }],
      playlists: [{ id: 'cchc', itemIds: ['a'], guarantee: 20 }],
      effectiveFrom: half,
    });
    const journal = new JournalBuilder().start(MONDAY_8_AT).ready(MONDAY_8_AT, overfull);
    const input = inputOf(journal.hour(MONDAY_8, overfull).records, [overfull]);
    const [a] = accountHour(input);
    expect(a).toMatchObject({ due: 10, open: 0 });
    expect(
      a?.missing.filter(({ plannedAt }) => plannedAt === MONDAY_8_AT).map(({ reason }) => reason),
    ).toContain('programme_not_received');
  });

  it('names an account in total after its playlist', () => {
    const total = programmeOf({
      items: ITEMS,
      playlists: [
        {
          id: 'chung',
          name: 'Chung',
          itemIds: ['a', 'b'],
          guarantee: { showingsPerHour: 6, scope: 'total' },
        },
      ],
    });
    expect(accountHour(inputOf([], [total]))).toMatchObject([
      { account: 'total:chung', title: 'Chung', due: 6 },
    ]);
  });

  it('does not count what names a programme that nobody published, nor an item that the slot is not for', () => {
    const journal = started();
    for (const slot of planHour([CITY], MONDAY_8).slots) {
      const isStrange = slot.account === 'a' && slot.k < 2;
      journal.play(
        slot,
        MONDAY_8,
        CITY,
        isStrange ? (slot.k === 0 ? { programme: 9 } : { slot: 'b#1' }) : {},
      );
    }
    journal.filler(MONDAY_8.to - 1_000, 'filler', 1_000, MONDAY_8, CITY);
    expect(reasonsOf(inputOf(journal.records))).toEqual(['0 programme_not_received', '1 unknown']);
  });

  it('takes a showing beyond what is due, by a player of another mind, as extra', () => {
    const beyond = { ...slotOf('a', 9), k: 10, startAt: MONDAY_8_AT + 60_000 };
    const { records } = started().hour(MONDAY_8, CITY).play(beyond, MONDAY_8, CITY);
    expect(accountHour(inputOf(records))[0]).toMatchObject({ shown: 10, extra: 1 });
  });

  it('judges a slot planned elsewhere like a make-good: far enough counts, too near does not', () => {
    const moved = (item: string, byMs: number) => ({
      ...slotOf(item, 4),
      startAt: slotOf(item, 4).startAt + byMs,
    });
    const journal = started().hour(MONDAY_8, CITY, ({ k }) => k !== 4);
    journal.play(moved('a', 2 * MINUTE_MS), MONDAY_8, CITY).play(moved('b', 5 * MINUTE_MS), MONDAY_8, CITY);
    expect(accountHour(inputOf(journal.records))).toMatchObject([
      { shown: 9, madeGood: 1, missed: 0 },
      { shown: 9, madeGood: 0, missed: 1, missing: [{ k: 4, reason: 'unknown' }], extra: 1 },
    ]);
  });

  it('holds make-goods to T/2 between planned starts, to the millisecond and whatever frame showed them', () => {
    const accountOf = (startAt: number, lateMs: number) => {
      const journal = started().hour(MONDAY_8, CITY, ({ account, k }) => account !== 'a' || k !== 4);
      const makeGood = { ...slotOf('a', 4), attempt: 1, startAt };
      journal.play(makeGood, MONDAY_8, CITY, { at: startAt + lateMs });
      return accountHour(inputOf(journal.records))[0];
    };
    const next = slotOf('a', 5).startAt;
    expect(accountOf(next - 180_000, TOLERANCE_MS)).toMatchObject({ shown: 9, madeGood: 1 });
    expect(accountOf(next - 179_999, -TOLERANCE_MS)).toMatchObject({ shown: 9, madeGood: 0, extra: 1 });
  });

  it('holds make-goods to the least T/2 of an hour whose programmes differ in it', () => {
    const fewer = programmeOf({
      number: 2,
      effectiveFrom: MONDAY_8_AT + 30 * MINUTE_MS,
      items: ITEMS,
      playlists: [{ id: 'cchc', itemIds: ['a', 'b'], guarantee: 6 }, ...PLAYLISTS.slice(1)],
    });
    expect(planHour([CITY, fewer], MONDAY_8).dues.map(({ due, spacingMs }) => [due, spacingMs])).toEqual([
      [8, 180_000],
      [8, 180_000],
    ]);
  });

  it('reads a slot name that is nobody’s as never owed', () => {
    expect(parseShowingId('a#3')).toEqual({ account: 'a', k: 3 });
    expect(parseShowingId('a#x').k).toBe(Infinity);
    expect(parseShowingId('a#-1').k).toBe(Infinity);
  });

  it('blames the programme for content that the player had no programme for yet', () => {
    const lost = slotOf('a', 2);
    const journal = new JournalBuilder().start(MONDAY_8_AT - MINUTE_MS);
    journal
      .missed(lost, MONDAY_8, lost.startAt + 600, 'content_missing')
      .ready(lost.startAt + MINUTE_MS, CITY);
    journal.hour(MONDAY_8, CITY, ({ account, k }) => account !== 'a' || k !== 2);
    expect(reasonsOf(inputOf(journal.records))).toEqual(['2 programme_not_received']);
  });
});

describe('what a player is told', () => {
  it('is what the accounts count, with or without a plan at hand', () => {
    const { records } = started().hour(MONDAY_8, CITY, ({ k }) => k < 3);
    const input = inputOf(records);
    expect(countedInHour(input)).toHaveLength(6);
    expect(countedInHour({ ...input, plan: planHour([CITY], MONDAY_8) })).toEqual(countedInHour(input));
  });
});

describe('overlap', () => {
  it('is forgiven up to the tolerance, and for showings shorter than it', () => {
    const one = started().hour(MONDAY_8, CITY);
    const other = new JournalBuilder('b'.repeat(16)).start(MONDAY_8_AT - MINUTE_MS);
    const slot = slotOf('a', 3);
    other.filler(slot.startAt + slot.durationMs - 500, 'filler', 4_000, MONDAY_8, CITY);
    other.filler(slot.startAt + 4_000, 'filler', 400, MONDAY_8, CITY);
    expect(accountHour(inputOf([...one.records, ...other.records]))[0]).toMatchObject({ shown: 10 });
  });

  it('takes the showing of the later boot away, whichever comes first in time', () => {
    const slot = slotOf('a', 3);
    const journal = started().play(slot, MONDAY_8, CITY);
    journal.start(MONDAY_8_AT - 30_000).filler(slot.startAt - 2_000, 'filler', 8_000, MONDAY_8, CITY);
    expect(countedInHour(inputOf(journal.records))).toHaveLength(1);
    const turned = started().filler(slot.startAt - 2_000, 'filler', 8_000, MONDAY_8, CITY);
    turned.start(MONDAY_8_AT - 30_000).play(slot, MONDAY_8, CITY);
    expect(countedInHour(inputOf(turned.records))).toHaveLength(0);
  });
});

describe('traces', () => {
  it('grow from pieces in any order into the same stretches', () => {
    const journal = started()
      .hour(MONDAY_8, CITY)
      .start(MONDAY_8.to)
      .hour({ from: MONDAY_8.to, to: MONDAY_8.to + HOUR_MS }, CITY);
    const boot = journal.records.filter((record) => record.boot === journal.records[0]?.boot);
    const trace = emptyTrace(boot[0]?.key ?? '', boot[0]?.boot ?? '');
    traceRecords(trace, boot.slice(10, 14));
    traceRecords(trace, boot.slice(0, 5));
    traceRecords(trace, boot.slice(5, 10));
    traceRecords(trace, boot.slice(3, 12));
    traceRecords(trace, boot.slice(14));
    expect(stretchesOf([trace])).toEqual(stretchesOf(tracesOf(boot)));
  });

  it('prove nothing about the time before a boot of which the start is not held', () => {
    const journal = started().hour(MONDAY_8, CITY);
    journal
      .start(MONDAY_8.to, { isUnsynced: true })
      .filler(MONDAY_8.to + 5_000, 'filler', 1_000, MONDAY_8, CITY);
    const middle = journal.boot;
    const whole = journal.start(MONDAY_8.to + MINUTE_MS).records;
    const isProven = (records: readonly JournalRecord[]) =>
      stretchesOf(tracesOf(records)).some(
        ({ from, to }) => from < MONDAY_8.to + 30_000 && to > MONDAY_8.to + 30_000,
      );
    expect(isProven(whole)).toBe(true);
    expect(isProven(whole.filter(({ boot, seq }) => boot !== middle || seq > 0))).toBe(false);
    expect(isProven(whole.filter(({ boot }) => boot !== middle))).toBe(false);
  });

  it('date a moment after the last known time from that', () => {
    const journal = new JournalBuilder().start(MONDAY_8_AT);
    const [trace] = tracesOf(journal.records);
    if (trace === undefined) throw new Error('no trace');
    expect(backDate(trace, 61_000)).toBe(MONDAY_8_AT + MINUTE_MS);
    expect(backDate(emptyTrace('k', 'b'), 0)).toBeNull();
  });

  it('leave a play undated whose boot is not known at all', () => {
    const { records } = new JournalBuilder().start(MONDAY_8_AT, { isUnsynced: true }).hour(MONDAY_8, CITY);
    expect(countedInHour({ ...inputOf(records), traces: [] })).toEqual([]);
  });

  it('know a programme from the first time it was ready, in whatever boot', () => {
    const unknown = new JournalBuilder()
      .start(MONDAY_8_AT - HOUR_MS, { isUnsynced: true })
      .ready(MONDAY_8_AT - HOUR_MS, CITY);
    unknown.start(MONDAY_8_AT - MINUTE_MS).ready(MONDAY_8_AT + 20 * MINUTE_MS, CITY);
    unknown.ready(MONDAY_8_AT - 30_000, CITY).ready(MONDAY_8_AT + 25 * MINUTE_MS, CITY);
    const { records } = unknown.hour(MONDAY_8, CITY, ({ account, k }) => account !== 'a' || k !== 1);
    expect(reasonsOf(inputOf(records))).toEqual(['1 unknown']);
  });
});
