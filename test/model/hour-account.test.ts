import { describe, expect, it } from 'vitest';
import { accountHour } from '../../content/model/accounting.ts';
import type { HourAccount } from '../../content/model/hour-account.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { HOUR_MS, type Instant, type Interval, MINUTE_MS } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { Programme } from '../../content/model/programme.ts';
import type { Slot } from '../../content/model/slot.ts';
import { evidenceOf, JournalBuilder } from '../support/journal-builder.ts';
import { hours, MONDAY_8, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';

const CITY = programmeOf({
  items: [{ id: 'a' }, { id: 'b' }, { id: 'filler', durationMs: 30_000 }],
  playlists: [
    { id: 'cchc', itemIds: ['a', 'b'], guarantee: 10 },
    { id: 'xen', itemIds: ['filler'], guarantee: null },
  ],
});
const NEXT_HOUR: Interval = { from: MONDAY_8.to, to: MONDAY_8.to + HOUR_MS };
const LATER = MONDAY_8.to + 10 * MINUTE_MS;

function account(
  records: readonly JournalRecord[],
  options: { programmes?: Programme[]; hour?: Interval; now?: Instant } = {},
): HourAccount[] {
  const { programmes = [CITY], hour = MONDAY_8, now = LATER } = options;
  return accountHour({
    programmes,
    hour,
    ...evidenceOf(records),
    now,
  });
}

const reasonsOf = ({ missing }: HourAccount) => missing.map(({ k, reason }) => `${k} ${reason}`);
const ofItem = (accounts: HourAccount[], item: string): HourAccount => {
  const found = accounts.find((one) => one.account === item);
  if (found === undefined) throw new Error(`no account ${item}`);
  return found;
};
const slotsOf = (programme = CITY, hour = MONDAY_8) => planHour([programme], hour).slots;
const slotOf = (item: string, k: number): Slot => {
  const slot = slotsOf().find((one) => one.account === item && one.k === k);
  if (slot === undefined) throw new Error(`no slot ${item}#${k}`);
  return slot;
};
const started = () =>
  new JournalBuilder().start(MONDAY_8_AT - MINUTE_MS).ready(MONDAY_8_AT - MINUTE_MS, CITY);

describe('what counts', () => {
  it('counts ten of ten in a faultless hour', () => {
    const { records } = started().hour(MONDAY_8, CITY);
    expect(account(records)).toMatchObject([
      { account: 'a', due: 10, shown: 10, madeGood: 0, missed: 0, open: 0, extra: 0, state: 'met' },
      { account: 'b', due: 10, shown: 10, madeGood: 0, missed: 0, open: 0, extra: 0, state: 'met' },
    ]);
  });

  it('counts a make-good inside the hour apart from those in their own slot', () => {
    const lost = slotOf('a', 4);
    const again: Slot = { ...lost, attempt: 1, startAt: lost.startAt + 3 * MINUTE_MS };
    const { records } = started()
      .hour(MONDAY_8, CITY, (slot) => slot !== lost && !(slot.account === 'a' && slot.k === 4))
      .missed(lost, MONDAY_8, lost.startAt + 600, 'late')
      .play(again, MONDAY_8, CITY);
    expect(ofItem(account(records), 'a')).toMatchObject({ shown: 9, madeGood: 1, missed: 0, state: 'met' });
  });

  it('does not count a make-good nearer than half the ideal gap to another start', () => {
    const lost = slotOf('a', 4);
    const again: Slot = { ...lost, attempt: 1, startAt: lost.startAt + 5 * MINUTE_MS };
    const { records } = started()
      .hour(MONDAY_8, CITY, (slot) => !(slot.account === 'a' && slot.k === 4))
      .missed(lost, MONDAY_8, lost.startAt + 600, 'late')
      .play(again, MONDAY_8, CITY);
    expect(ofItem(account(records), 'a')).toMatchObject({ madeGood: 0, missed: 1, extra: 1, state: 'short' });
  });

  it('does not count a make-good that runs over the end of the hour', () => {
    const lost = slotOf('a', 9);
    const again: Slot = { ...lost, attempt: 1, startAt: MONDAY_8.to - 5_000 };
    const { records } = started()
      .hour(MONDAY_8, CITY, (slot) => !(slot.account === 'a' && slot.k === 9))
      .play(again, MONDAY_8, CITY);
    expect(ofItem(account(records), 'a')).toMatchObject({ madeGood: 0, missed: 1, extra: 1 });
  });

  it('counts a slot shown twice once, and the other as extra', () => {
    const { records } = started().hour(MONDAY_8, CITY).play(slotOf('a', 3), MONDAY_8, CITY);
    expect(ofItem(account(records), 'a')).toMatchObject({ shown: 10, madeGood: 0, extra: 1 });
  });

  it('counts a filler repeat of a guaranteed item as extra only', () => {
    const { records } = started()
      .hour(MONDAY_8, CITY)
      .filler(MONDAY_8_AT + 100_000, 'a', 15_000, MONDAY_8, CITY);
    expect(ofItem(account(records), 'a')).toMatchObject({ shown: 10, extra: 1, state: 'met' });
  });

  it('counts neither of two showings of two players at one time', () => {
    const one = started().hour(MONDAY_8, CITY);
    const other = new JournalBuilder('b'.repeat(16)).start(MONDAY_8_AT - MINUTE_MS);
    other.play(slotOf('a', 3), MONDAY_8, CITY);
    const found = ofItem(account([...one.records, ...other.records]), 'a');
    expect(found).toMatchObject({ shown: 9, missed: 1 });
    expect(reasonsOf(found)).toEqual(['3 conflict']);
  });

  it('lets the earlier of two boots of one player keep its showing when their clocks overlap', () => {
    const slot = slotOf('a', 3);
    const journal = started().hour(MONDAY_8, CITY, ({ startAt }) => startAt <= slot.startAt);
    journal.start(slot.startAt + 2_000).filler(slot.startAt + 3_000, 'filler', 9_000, MONDAY_8, CITY);
    expect(ofItem(account(journal.records, { now: MONDAY_8_AT }), 'a').shown).toBe(4);
  });

  it('does not count a version that was replaced before the hour', () => {
    const newer = programmeOf({
      number: 2,
      effectiveFrom: MONDAY_8_AT - HOUR_MS,
      items: [{ id: 'a', version: 2 }, { id: 'b' }, { id: 'filler', durationMs: 30_000 }],
      playlists: [
        { id: 'cchc', itemIds: ['a', 'b'], guarantee: 10 },
        { id: 'xen', itemIds: ['filler'], guarantee: null },
      ],
    });
    const { records } = started().hour(MONDAY_8, CITY);
    const accounts = account(records, { programmes: [newer, CITY] });
    expect(ofItem(accounts, 'a')).toMatchObject({ shown: 0, missed: 10, state: 'short' });
    expect(new Set(ofItem(accounts, 'a').missing.map(({ reason }) => reason))).toEqual(
      new Set(['programme_not_received']),
    );
    expect(ofItem(accounts, 'b')).toMatchObject({ shown: 10, state: 'met' });
  });
});

describe('silence is not success', () => {
  it('leaves an hour without a journal open, as no data', () => {
    expect(account([])[0]).toMatchObject({ due: 10, missed: 0, open: 10, state: 'no_data' });
  });

  it('leaves what may still come open in the running hour', () => {
    const until = MONDAY_8_AT + 30 * MINUTE_MS;
    const { records } = started().hour(MONDAY_8, CITY, ({ startAt }) => startAt < until);
    const running = records.slice(0, -1);
    expect(account(running, { now: until })[0]).toMatchObject({
      shown: 5,
      open: 5,
      missed: 0,
      state: 'running',
    });
  });

  it('keeps an hour open while the end of its journal is missing', () => {
    const { records } = started().hour(MONDAY_8, CITY, ({ k }) => k < 9);
    expect(account(records.slice(0, -1))[0]).toMatchObject({
      shown: 9,
      missed: 0,
      open: 1,
      state: 'no_data',
    });
  });

  it('keeps an hour open while a boot before the next one has not delivered all', () => {
    const journal = started().hour(MONDAY_8, CITY, ({ k }) => k < 5);
    const whole = journal.start(MONDAY_8.to + MINUTE_MS).records;
    const withoutTail = whole.filter(({ seq, boot }) => boot === whole.at(-1)?.boot || seq < 8);
    expect(account(withoutTail)[0]).toMatchObject({ missed: 0, state: 'no_data' });
    expect(account(whole)[0]).toMatchObject({ shown: 5, missed: 5, open: 0, state: 'short' });
  });

  it('calls an hour to come ahead and an hour without anything due not due', () => {
    expect(account([], { now: MONDAY_8_AT - 1 })[0]).toMatchObject({ open: 10, state: 'ahead' });
    const closed = programmeOf({
      items: [{ id: 'a' }],
      playlists: [{ id: 'p', itemIds: ['a'], guarantee: 10 }],
      openingHours: [hours('08:58', '22:00')],
    });
    expect(account([], { programmes: [closed] })[0]).toMatchObject({ due: 0, state: 'not_due' });
  });

  it('calls a running hour short as soon as no room is left to make good', () => {
    const late = MONDAY_8.to - 5 * MINUTE_MS;
    const journal = started().hour(MONDAY_8, CITY, ({ k, startAt }) => startAt < late && k !== 7 && k !== 8);
    journal.records.pop();
    for (const k of [7, 8]) journal.missed(slotOf('a', k), MONDAY_8, late, 'content_missing');
    const [a] = account(journal.records, { now: late });
    expect(a).toMatchObject({ state: 'short' });
    expect(a?.missed).toBeGreaterThan(0);
  });
});

describe('every missing showing has one reason', () => {
  const cut = MONDAY_8_AT + 20 * MINUTE_MS;
  const back = MONDAY_8_AT + 40 * MINUTE_MS;
  const outage = (cause: 'start' | 'crash', change: { previous?: null } = {}) => {
    const before = started();
    for (const slot of slotsOf()) if (slot.startAt < cut) before.play(slot, MONDAY_8, CITY);
    before.start(back, { cause, ...change });
    for (const slot of slotsOf()) if (slot.startAt >= back) before.play(slot, MONDAY_8, CITY);
    return before.filler(MONDAY_8.to - 1_000, 'filler', 1_000, MONDAY_8, CITY).records;
  };

  it('says not running between the last record and the next start', () => {
    const [a] = account(outage('start'));
    expect(a).toMatchObject({ shown: 7, missed: 3, open: 0, state: 'short' });
    expect(a?.missing.map(({ reason }) => reason)).toEqual(['not_running', 'not_running', 'not_running']);
  });

  it('says page crash when the page came back by itself', () => {
    expect(account(outage('crash'))[0]?.missing.map(({ reason }) => reason)).toEqual(
      Array(3).fill('page_crash'),
    );
  });

  it('says journal lost where the chain begins anew', () => {
    expect(account(outage('start', { previous: null }))[0]?.missing.map(({ reason }) => reason)).toEqual(
      Array(3).fill('journal_lost'),
    );
  });

  it('says so too when the new chain only learns the time after its first record', () => {
    const journal = started();
    for (const slot of slotsOf()) if (slot.startAt < cut) journal.play(slot, MONDAY_8, CITY);
    journal.start(back - 100, { previous: null, isUnsynced: true }).learnTime(back - 50);
    for (const slot of slotsOf()) if (slot.startAt >= back) journal.play(slot, MONDAY_8, CITY);
    journal.filler(MONDAY_8.to - 1_000, 'filler', 1_000, MONDAY_8, CITY);
    expect(account(journal.records)[0]?.missing.map(({ reason }) => reason)).toEqual(
      Array(3).fill('journal_lost'),
    );
  });

  it('says journal lost where records of a boot are missing for good', () => {
    const { records } = started().hour(MONDAY_8, CITY);
    const holed = records.filter(({ seq }) => seq < 6 || seq > 9);
    const reasons = account(holed).flatMap(({ missing }) => missing.map(({ reason }) => reason));
    expect(reasons).toHaveLength(4);
    expect(new Set(reasons)).toEqual(new Set(['journal_lost']));
  });

  it('says not running before the very first boot', () => {
    const journal = new JournalBuilder().start(cut).ready(cut, CITY);
    for (const slot of slotsOf()) if (slot.startAt >= cut) journal.play(slot, MONDAY_8, CITY);
    journal.filler(MONDAY_8.to - 1_000, 'filler', 1_000, MONDAY_8, CITY);
    expect(new Set(account(journal.records)[0]?.missing.map(({ reason }) => reason))).toEqual(
      new Set(['not_running']),
    );
  });

  it.each([
    [{ visibleMs: 0 }, 'hidden'],
    [{ coveredMs: 5_000 }, 'covered'],
    [{ frames: 0 }, 'hidden'],
    [{ end: 'failed' as const, pixels: null }, 'content_missing'],
    [{ pixels: 'f'.repeat(64) }, 'content_missing'],
    [{ end: 'preempted' as const }, 'notice'],
    [{ end: 'preempted' as const, preemptedBy: 'yield' as const }, 'yield'],
    [{ end: 'preempted' as const, preemptedBy: 'blackout' as const }, 'blackout'],
    [{ at: MONDAY_8_AT + 60_000 }, 'clock'],
    [{ shownMs: 3_000, visibleMs: 3_000 }, 'page_crash'],
    [{ end: 'cut' as const, shownMs: 3_000 }, 'page_crash'],
  ])('explains a play that broke a rule: %o', (change, reason) => {
    const journal = started();
    for (const slot of slotsOf()) {
      journal.play(slot, MONDAY_8, CITY, slot.account === 'a' && slot.k === 0 ? change : {});
    }
    journal.filler(MONDAY_8.to - 1_000, 'filler', 1_000, MONDAY_8, CITY);
    expect(reasonsOf(ofItem(account(journal.records), 'a'))).toEqual([`0 ${reason}`]);
  });

  it.each([
    ['content_missing', 'content_missing'],
    ['set_aside', 'content_missing'],
    ['notice', 'notice'],
    ['blackout', 'blackout'],
    ['yield', 'yield'],
    ['clock', 'clock'],
    ['late', 'late'],
    ['programme_not_received', 'programme_not_received'],
    ['not_running', 'not_running'],
  ] as const)('takes the player at its word for %s', (cause, reason) => {
    const lost = slotOf('a', 2);
    const journal = started();
    for (const slot of slotsOf()) {
      if (slot.account === 'a' && slot.k === 2) journal.missed(lost, MONDAY_8, lost.startAt + 600, cause);
      else journal.play(slot, MONDAY_8, CITY);
    }
    journal.filler(MONDAY_8.to - 1_000, 'filler', 1_000, MONDAY_8, CITY);
    expect(reasonsOf(ofItem(account(journal.records), 'a'))).toEqual([`2 ${reason}`]);
  });

  it('says interrupted showings were cut by the outage that followed', () => {
    const lost = slotOf('a', 3);
    const journal = started();
    for (const slot of slotsOf()) if (slot.startAt < lost.startAt) journal.play(slot, MONDAY_8, CITY);
    const { boot } = journal;
    journal.start(lost.startAt + 5_000).interrupted(lost, MONDAY_8, CITY, boot);
    for (const slot of slotsOf()) if (slot.startAt > lost.startAt + 5_000) journal.play(slot, MONDAY_8, CITY);
    journal.filler(MONDAY_8.to - 1_000, 'filler', 1_000, MONDAY_8, CITY);
    expect(reasonsOf(ofItem(account(journal.records), 'a'))).toEqual(['3 not_running']);
  });

  it('says the programme had not been received when the player played the one before', () => {
    const more = programmeOf({
      number: 2,
      effectiveFrom: MONDAY_8_AT,
      items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'filler', durationMs: 30_000 }],
      playlists: [
        { id: 'cchc', itemIds: ['a', 'b', 'c'], guarantee: 10 },
        { id: 'xen', itemIds: ['filler'], guarantee: null },
      ],
    });
    const { records } = started().hour(MONDAY_8, CITY);
    const accounts = account(records, { programmes: [CITY, more] });
    expect(ofItem(accounts, 'c')).toMatchObject({ due: 10, missed: 10 });
    expect(ofItem(accounts, 'c').missing[0]?.reason).toBe('programme_not_received');
  });

  it('says clock where the time was found wrong and jumped over the slot', () => {
    const journal = started();
    const jump = slotOf('a', 5).startAt - 1_000;
    for (const slot of slotsOf()) if (slot.startAt < jump) journal.play(slot, MONDAY_8, CITY);
    journal.filler(jump - 2_000, 'filler', 2_000, MONDAY_8, CITY).stepTime(jump, 60_000);
    for (const slot of slotsOf()) if (slot.startAt > jump + 60_000) journal.play(slot, MONDAY_8, CITY);
    journal.filler(MONDAY_8.to - 1_000, 'filler', 1_000, MONDAY_8, CITY);
    expect(reasonsOf(ofItem(account(journal.records), 'a'))).toEqual(['5 clock']);
  });

  it('says unknown when nothing explains it', () => {
    const { records } = started().hour(MONDAY_8, CITY, ({ account: name, k }) => name !== 'a' || k !== 6);
    expect(reasonsOf(ofItem(account(records), 'a'))).toEqual(['6 unknown']);
  });
});

describe('the time learned later', () => {
  it('dates unsynced plays back and counts those that were right', () => {
    const journal = new JournalBuilder().start(MONDAY_8_AT - MINUTE_MS, { isUnsynced: true });
    journal.hour(MONDAY_8, CITY);
    const before = account(journal.records);
    expect(before[0]).toMatchObject({ shown: 0, state: 'no_data' });
    journal.learnTime(MONDAY_8.to + 1_000).ready(MONDAY_8.to + 1_000, CITY);
    expect(account(journal.records)[0]).toMatchObject({ shown: 10, missed: 0, state: 'met' });
  });

  it('says clock for a boot that never learned the time', () => {
    const journal = started().start(MONDAY_8_AT, { isUnsynced: true }).hour(MONDAY_8, CITY);
    journal.start(NEXT_HOUR.from + MINUTE_MS);
    const [a] = account(journal.records);
    expect(a).toMatchObject({ shown: 0, missed: 10, open: 0 });
    expect(new Set(a?.missing.map(({ reason }) => reason))).toEqual(new Set(['clock']));
  });
});
