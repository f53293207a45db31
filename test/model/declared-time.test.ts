// What people declare may excuse, darken or give up: it never makes a showing count.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountHour } from '../../content/model/accounting.ts';
import { type EffectiveDeclaration, effectiveDeclarations } from '../../content/model/declaration.ts';
import { DeclaredTime } from '../../content/model/declared-time.ts';
import { type HourAccount, isOverdue, OVERDUE_MS } from '../../content/model/hour-account.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../content/model/instant.ts';
import { countedInHour } from '../../content/model/judgement.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { Slot } from '../../content/model/slot.ts';
import { evidenceOf, JournalBuilder } from '../support/journal-builder.ts';
import { hours, MONDAY_8, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';

const CITY = programmeOf({
  items: [{ id: 'a' }, { id: 'filler', durationMs: 30_000 }],
  playlists: [
    { id: 'cchc', itemIds: ['a'], guarantee: 10 },
    { id: 'xen', itemIds: ['filler'], guarantee: null },
  ],
});
const BY = { id: 'an', name: 'Nguyễn Thị Ánh' };
const LATER = MONDAY_8.to + 10 * MINUTE_MS;
const said = { v: 1, screen: 'vong-xoay', at: LATER, by: BY, text: 'Theo biên bản' } as const;

const minutes = (from: number, to: number) => ({
  from: MONDAY_8_AT + from * MINUTE_MS,
  to: MONDAY_8_AT + to * MINUTE_MS,
});
const suspended = (from: number, to: number): EffectiveDeclaration => ({
  ...said,
  ...minutes(from, to),
  kind: 'suspension',
  document: { number: '12/CĐ-UBND', date: '2026-01-04', issuedBy: 'UBND thành phố Ngã Bảy' },
});
const dark = (from: number, to: number): EffectiveDeclaration => ({
  ...said,
  ...minutes(from, to),
  kind: 'screen_log',
  cause: 'led_off',
});
const lost = (from: number, to: number): EffectiveDeclaration => ({
  ...said,
  ...minutes(from, to),
  kind: 'journal_lost',
});

const journal = (isShown: (slot: Slot) => boolean = () => true): JournalRecord[] =>
  new JournalBuilder()
    .start(MONDAY_8_AT - MINUTE_MS)
    .ready(MONDAY_8_AT - MINUTE_MS, CITY)
    .hour(MONDAY_8, CITY, isShown).records;

function inputOf(records: readonly JournalRecord[], declarations: EffectiveDeclaration[], now: Instant) {
  return {
    programmes: [CITY],
    hour: MONDAY_8,
    ...evidenceOf(records),
    now,
    declarations,
  };
}

function accountOf(
  records: readonly JournalRecord[],
  declarations: EffectiveDeclaration[],
  now = LATER,
): HourAccount {
  const [account] = accountHour(inputOf(records, declarations, now));
  if (account === undefined) throw new Error('nothing owed');
  return account;
}

describe('a suspension order', () => {
  it('excuses a whole hour without data, at once and without calling it met', () => {
    expect(accountOf([], [suspended(0, 60)])).toMatchObject({
      due: 10,
      shown: 0,
      missed: 10,
      excused: 10,
      open: 0,
      state: 'excused',
    });
  });

  it('excuses only its own time: the rest of the hour stays owed', () => {
    expect(accountOf([], [suspended(0, 30)])).toMatchObject({ excused: 5, open: 5, state: 'no_data' });
    const shownLater = journal(({ k }) => k >= 5);
    expect(accountOf(shownLater, [suspended(0, 30)])).toMatchObject({
      shown: 5,
      excused: 5,
      state: 'excused',
    });
    const shownHalf = journal(({ k }) => k >= 7);
    expect(accountOf(shownHalf, [suspended(0, 30)])).toMatchObject({ missed: 7, excused: 5, state: 'short' });
  });

  it('takes nothing from what was shown all the same', () => {
    expect(accountOf(journal(), [suspended(0, 60)])).toMatchObject({ shown: 10, excused: 0, state: 'met' });
  });

  it('names itself as the cause, whatever the evidence says', () => {
    const [missing] = accountOf(
      journal(({ k }) => k > 0),
      [suspended(0, 6)],
    ).missing;
    expect(missing).toEqual({ k: 0, plannedAt: MONDAY_8_AT, reason: 'suspended', declared: 'suspended' });
  });
});

describe('the ScreenLog', () => {
  it('takes away what was shown while the LED was off, marked as declared', () => {
    const account = accountOf(journal(), [dark(0, 12)]);
    expect(account).toMatchObject({ due: 10, shown: 8, missed: 2, excused: 0, state: 'short' });
    expect(account.missing.map(({ k, reason, declared }) => [k, reason, declared])).toEqual([
      [0, 'led_off', 'led_off'],
      [1, 'led_off', 'led_off'],
    ]);
  });

  it('stands beside a reason that the evidence gives, and does not replace it', () => {
    const records = new JournalBuilder()
      .start(MONDAY_8_AT + 30 * MINUTE_MS)
      .ready(MONDAY_8_AT + 30 * MINUTE_MS, CITY)
      .hour(MONDAY_8, CITY, ({ k }) => k >= 5).records;
    const account = accountOf(records, [dark(0, 12)]);
    expect(account.missing.map(({ reason, declared }) => [reason, declared])).toEqual([
      ['not_running', 'led_off'],
      ['not_running', 'led_off'],
      ['not_running', null],
      ['not_running', null],
      ['not_running', null],
    ]);
  });

  it('says nothing about an hour without data: silence stays unsettled', () => {
    expect(accountOf([], [dark(0, 60)])).toMatchObject({ open: 10, missed: 0, state: 'no_data' });
  });

  it('does not make the player show again what it has shown', () => {
    const input = inputOf(journal(), [], LATER);
    expect(countedInHour({ ...input, declarations: [] })).toHaveLength(10);
    expect(countedInHour({ ...input, declarations: [dark(0, 60)] })).toHaveLength(0);
  });
});

describe('a journal given up', () => {
  it('settles what is open when the hour is over, and nothing that is known', () => {
    expect(accountOf([], [lost(0, 60)])).toMatchObject({ missed: 10, open: 0, excused: 0, state: 'short' });
    expect(accountOf([], [lost(0, 30)])).toMatchObject({ missed: 5, open: 5, state: 'no_data' });
    expect(accountOf(journal(), [lost(0, 60)])).toMatchObject({ shown: 10, state: 'met' });
    const during = accountOf([], [lost(0, 60)], MONDAY_8_AT + 40 * MINUTE_MS);
    expect(during).toMatchObject({ missed: 0, open: 10, state: 'running' });
  });
});

describe('declarations of any kind', () => {
  const declaration = fc
    .tuple(fc.constantFrom(suspended, dark, lost), fc.nat(70), fc.integer({ min: 1, max: 40 }))
    .map(([make, from, length]) => make(from - 5, from - 5 + length));

  it('never add a showing, and always add up', () => {
    fc.assert(
      fc.property(fc.array(declaration, { maxLength: 4 }), fc.array(fc.boolean()), (declared, fates) => {
        const records = journal(({ k }) => fates[k] ?? true);
        const proved = accountOf(records, []);
        const account = accountOf(records, declared);
        expect(account.shown + account.madeGood).toBeLessThanOrEqual(proved.shown + proved.madeGood);
        expect(account.shown + account.madeGood + account.missed + account.open).toBe(account.due);
        expect(account.missing).toHaveLength(account.missed);
        expect(account.excused).toBeLessThanOrEqual(account.missed);
        expect(account.state === 'met').toBe(account.missed + account.open === 0);
      }),
      { numRuns: 200 },
    );
  });

  it('are the same in any order', () => {
    fc.assert(
      fc.property(fc.array(declaration, { maxLength: 5 }), fc.array(fc.boolean()), (declared, fates) => {
        const records = journal(({ k }) => fates[k] ?? true);
        const same = declared.filter(({ kind }) => kind !== 'screen_log');
        expect(accountOf(records, same.toReversed())).toEqual(accountOf(records, same));
      }),
      { numRuns: 50 },
    );
  });
});

describe('the baseline of the floor', () => {
  const floor = {
    category: 'propaganda',
    showingsPerHour: 10,
    mayBeEmpty: false,
    baselineHours: [hours('05:00', '22:00')],
  } as const;
  const floored = (more: Partial<Parameters<typeof programmeOf>[0]> = {}) =>
    programmeOf({
      items: [{ id: 'a' }, { id: 'b' }],
      playlists: [{ id: 'cchc', itemIds: ['a', 'b'], guarantee: 10 }],
      screen: { floors: [{ ...floor, baselineHours: [...floor.baselineHours] }] },
      ...more,
    });
  const accounts = (programme: ReturnType<typeof programmeOf>, at = MONDAY_8_AT) =>
    accountHour({
      programmes: [programme],
      hour: { from: at, to: at + HOUR_MS },
      showings: [],
      missed: [],
      traces: [],
      now: at,
    }).map(({ account, due, baselineDue, state }) => ({ account, due, baselineDue, state }));

  it('is owed in its hours, whatever the opening hours say', () => {
    expect(accounts(floored())).toMatchObject([
      { due: 10, baselineDue: 10 },
      { due: 10, baselineDue: 10 },
    ]);
    const shortDay = floored({ openingHours: [hours('09:00', '17:00')] });
    expect(accounts(shortDay)).toEqual([
      { account: 'a', due: 0, baselineDue: 10, state: 'not_due' },
      { account: 'b', due: 0, baselineDue: 10, state: 'not_due' },
    ]);
    const halfHour = floored({ openingHours: [hours('08:30', '17:00')] });
    expect(accounts(halfHour)).toMatchObject([
      { due: 5, baselineDue: 10 },
      { due: 5, baselineDue: 10 },
    ]);
    expect(
      accounts(floored({ openingHours: [hours('00:00', '24:00')] }), MONDAY_8_AT - 4 * HOUR_MS),
    ).toMatchObject([
      { due: 10, baselineDue: 0 },
      { due: 10, baselineDue: 0 },
    ]);
  });

  it('is owed for every item that takes its turn in one account', () => {
    const total = floored({
      playlists: [{ id: 'p', itemIds: ['a', 'b'], guarantee: { showingsPerHour: 30, scope: 'total' } }],
    });
    expect(accounts(total)).toEqual([{ account: 'total:p', due: 30, baselineDue: 20, state: 'running' }]);
  });

  it('is null where no floor rules the category', () => {
    expect(accounts(CITY)).toMatchObject([{ due: 10, baselineDue: null }]);
    const advertising = floored({
      playlists: [{ id: 'qc', itemIds: ['a'], guarantee: 10, category: 'advertising' }],
    });
    expect(accounts(advertising)).toMatchObject([{ baselineDue: null }]);
  });
});

describe('an hour without data', () => {
  it('is overdue seven days after its end, and not before', () => {
    const account = accountOf([], []);
    expect(isOverdue(account, MONDAY_8.to + OVERDUE_MS - 1)).toBe(false);
    expect(isOverdue(account, MONDAY_8.to + OVERDUE_MS)).toBe(true);
    expect(isOverdue({ ...account, state: 'short' }, MONDAY_8.to + OVERDUE_MS)).toBe(false);
  });
});

describe('a seal of the player', () => {
  it('settles the hour at its end, without waiting for what comes after', () => {
    const whole = new JournalBuilder()
      .start(MONDAY_8_AT - MINUTE_MS)
      .ready(MONDAY_8_AT - MINUTE_MS, CITY)
      .hour(MONDAY_8, CITY, ({ k }) => k < 9).records;
    // Without the last filler the journal ends with the ninth showing: the tenth may still come.
    const unfinished = whole.filter(({ seq }) => seq < whole.length - 1);
    const soon = MONDAY_8.to + 1_000;
    expect(accountOf(unfinished, [], soon)).toMatchObject({ shown: 9, open: 1, state: 'running' });
    const sealed = new JournalBuilder()
      .start(MONDAY_8_AT - MINUTE_MS)
      .ready(MONDAY_8_AT - MINUTE_MS, CITY)
      .hour(MONDAY_8, CITY, ({ k }) => k < 9)
      .seal(MONDAY_8, MONDAY_8.to + 20).records;
    expect(accountOf(sealed, [], soon)).toMatchObject({ shown: 9, missed: 1, open: 0, state: 'short' });
  });
});

describe(DeclaredTime, () => {
  it('knows of each instant what is said of it, and of other hours nothing', () => {
    const time = new DeclaredTime([suspended(0, 10), dark(10, 20), lost(20, 30), dark(70, 80)], MONDAY_8);
    const at = (minute: number) => MONDAY_8_AT + minute * MINUTE_MS;
    expect([time.isSuspended(at(5)), time.isSuspended(at(10))]).toEqual([true, false]);
    expect([time.isJournalLost(at(25)), time.isJournalLost(at(30))]).toEqual([true, false]);
    expect(time.causeOf(minutes(5, 6))).toBe('suspended');
    expect(time.causeOf(minutes(12, 13))).toBe('led_off');
    expect(time.causeOf(minutes(25, 26))).toBeNull();
    expect(time.darkness(minutes(72, 73))).toBeNull();
  });
});

describe(effectiveDeclarations, () => {
  it('are those that bear on accounts and were not taken back', () => {
    const signed = { sha256: '0'.repeat(64), keyId: '0'.repeat(16), signature: 'AAAA' };
    const explained = { ...said, ...minutes(0, 60), kind: 'explanation', accounts: null } as const;
    const filed = [explained, suspended(0, 10), dark(10, 20), lost(20, 30)].map((declaration, n) => ({
      ...signed,
      declaration,
      n,
      withdrawn: n === 2,
    }));
    expect(effectiveDeclarations(filed).map(({ kind }) => kind)).toEqual(['suspension', 'journal_lost']);
  });
});
