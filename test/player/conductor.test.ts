// The conductor over whole days of virtual time: the promise of ten an hour, kept through everything a cabinet does.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { JournalRecord, type Play } from '../../content/model/play.ts';
import type { Programme } from '../../content/model/programme.ts';
import { TOLERANCE_MS } from '../../content/model/slot.ts';
import { hours, MONDAY_8, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';
import { chainFaults, countWhole, gapsOf, hourAfter, plannedGapsOf } from './hour-count.ts';
import { VirtualPlayer } from './virtual-player.ts';

const ITEMS = ['a', 'b', 'c'];
const TEN_EACH = { a: 10, b: 10, c: 10 };
const FILLERS = ['f1', 'f2', 'f3'];

function cityProgramme(sketch: Partial<Parameters<typeof programmeOf>[0]> = {}): Programme {
  return programmeOf({
    items: [
      ...ITEMS.map((id) => ({ id, durationMs: 15_000 })),
      ...FILLERS.map((id) => ({ id, durationMs: 30_000 })),
    ],
    playlists: [
      { id: 'cchc', itemIds: ITEMS, guarantee: 10 },
      { id: 'xen', itemIds: FILLERS, guarantee: null },
    ],
    openingHours: [hours('05:00', '22:00')],
    ...sketch,
  });
}

/** Half of T between planned starts, over the seams of hours too; real ones may differ by the presentation tolerance. */
function expectSpacing(plays: readonly Play[], item: string): void {
  for (const gap of plannedGapsOf(plays, item)) expect(gap).toBeGreaterThanOrEqual(3 * MINUTE_MS);
  for (const gap of gapsOf(plays, item)) expect(gap).toBeGreaterThanOrEqual(3 * MINUTE_MS - TOLERANCE_MS);
}

/** `CONDUCTOR_RUNS=300` for a campaign. */
const RUNS = Number(process.env['CONDUCTOR_RUNS'] ?? 12);

const MIDNIGHT = MONDAY_8_AT - 8 * HOUR_MS;

describe('conductor', () => {
  it('shows every item exactly ten times in every open hour of a day, six minutes apart', async () => {
    const player = new VirtualPlayer(MIDNIGHT, [cityProgramme()]);
    await player.run(MIDNIGHT + 24 * HOUR_MS);
    for (let hour = 0; hour < 24; hour += 1) {
      const isOpen = hour >= 5 && hour < 22;
      expect(countWhole(player.records, hourAfter(MIDNIGHT, hour))).toEqual(isOpen ? TEN_EACH : {});
    }
    for (const item of ITEMS) expect(new Set(gapsOf(player.plays(), item))).toEqual(new Set([6 * MINUTE_MS]));
    expect(player.missed).toEqual([]);
    expect(player.faults).toEqual([]);
  });

  it('writes records that the contract accepts, in one unbroken chain', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    await player.run(MONDAY_8_AT + 2 * HOUR_MS);
    for (const record of player.records) expect(JournalRecord.parse(record)).toEqual(record);
    expect(chainFaults(player.records)).toEqual([]);
  });

  it('is black and silent while the screen is closed', async () => {
    const player = new VirtualPlayer(MIDNIGHT, [cityProgramme()]);
    await player.run(MIDNIGHT + 4 * HOUR_MS);
    expect(player.presented.map(({ item }) => item)).toEqual([null]);
    expect(player.plays()).toEqual([]);
    expect(player.showing?.role).toBe('closed');
  });

  it('fills the rest of the hour so that something approved is always on', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    await player.run(MONDAY_8.to);
    const plays = player.plays(MONDAY_8);
    const ends = plays.slice(0, -1).map(({ at, shownMs }) => (at ?? 0) + shownMs);
    expect(ends).toEqual(plays.slice(1).map(({ at }) => at));
    expect(new Set(plays.map(({ item }) => item))).toEqual(new Set([...ITEMS, ...FILLERS]));
  });

  it('shows the idle card where there is no filler', async () => {
    const programme = cityProgramme({ playlists: [{ id: 'cchc', itemIds: ITEMS, guarantee: 10 }] });
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    await player.run(MONDAY_8.to);
    expect(countWhole(player.records, MONDAY_8)).toEqual(TEN_EACH);
    const between = player.plays(MONDAY_8).filter(({ slot }) => slot === null);
    expect(new Set(between.map(({ role, item }) => `${role} ${item}`))).toEqual(new Set(['idle idle']));
  });

  it('makes good inside the hour after a power cut, and shows the running showing as interrupted', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.at(MONDAY_8_AT + 12 * MINUTE_MS + 7_000, () => player.cutPower());
    await player.run(MONDAY_8.to);
    player.freeze(5 * MINUTE_MS);
    await player.run(MONDAY_8.to);
    expect(countWhole(player.records, MONDAY_8)).toEqual(TEN_EACH);
    const interrupted = player
      .plays()
      .filter(({ end, ofBoot }) => end === 'interrupted' && ofBoot !== undefined);
    expect(interrupted).toHaveLength(1);
    expect(interrupted[0]).toMatchObject({ role: 'slot', slot: 'a#2', shownMs: 0, pixels: null });
    expect(chainFaults(player.records)).toEqual([]);
  });

  it('names slots that passed while it was not running, and only those of the current hour', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT + 30 * MINUTE_MS, [cityProgramme()]);
    await player.run(MONDAY_8.to);
    const missed = player.missed;
    expect(missed.filter(({ attempt }) => attempt === 0).map(({ cause }) => cause)).toEqual(
      Array(15).fill('not_running'),
    );
    expect(new Set(missed.map(({ hourFrom }) => hourFrom))).toEqual(new Set([MONDAY_8_AT]));
  });

  it('makes good what half a missed hour leaves room for, never twice and never past ten', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT + 30 * MINUTE_MS, [cityProgramme()]);
    await player.run(MONDAY_8.to);
    const counts = countWhole(player.records, MONDAY_8);
    for (const item of ITEMS) {
      expect(counts[item]).toBeGreaterThan(8);
      expect(counts[item]).toBeLessThanOrEqual(10);
      expectSpacing(player.plays(), item);
    }
  });

  it('does not count a start more than 500 ms late, records it as late and makes it good', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.at(MONDAY_8_AT + 6 * MINUTE_MS - 5_000, () => (player.presentDelayMs = 700));
    player.at(MONDAY_8_AT + 6 * MINUTE_MS + 5_000, () => (player.presentDelayMs = 5));
    await player.run(MONDAY_8.to);
    const missed = player.missed;
    expect(missed).toMatchObject([{ slot: 'a#1', attempt: 0, cause: 'late' }]);
    expect(countWhole(player.records, MONDAY_8)).toEqual(TEN_EACH);
    const makeGood = player.plays().filter(({ role }) => role === 'make_good');
    expect(makeGood).toMatchObject([{ slot: 'a#1', attempt: 1, end: 'completed' }]);
  });

  it('makes good a showing during which the page was hidden', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.visiblePercent = 50;
    player.at(MONDAY_8_AT + 20_000, () => (player.visiblePercent = 100));
    await player.run(MONDAY_8.to);
    expect(player.plays().filter(({ role }) => role === 'make_good')).toMatchObject([{ slot: 'a#0' }]);
    expect(countWhole(player.records, MONDAY_8)).toEqual(TEN_EACH);
  });

  it('looks again after a frozen page and shows what is due then, not what was due', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.at(MONDAY_8_AT + 10 * MINUTE_MS, () => player.freeze(8 * MINUTE_MS + 90_000));
    await player.run(MONDAY_8.to);
    const missed = player.missed;
    expect(missed.length).toBeGreaterThan(2);
    expect(new Set(missed.map(({ cause }) => cause))).toEqual(new Set(['late']));
    expect(countWhole(player.records, MONDAY_8)).toEqual(TEN_EACH);
  });

  it('records the hours a frozen page slept through', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.at(MONDAY_8_AT + 30 * MINUTE_MS + 30_000, () => player.freeze(2 * HOUR_MS));
    await player.run(MONDAY_8_AT + 4 * HOUR_MS);
    const missed = player.missed.filter(({ attempt }) => attempt === 0);
    const inHour = (count: number) =>
      missed.filter(({ hourFrom }) => hourFrom === hourAfter(MONDAY_8_AT, count).from);
    expect([inHour(0).length, inHour(1).length, inHour(2).length]).toEqual([14, 30, 16]);
    expect(countWhole(player.records, hourAfter(MONDAY_8_AT, 3))).toEqual(TEN_EACH);
  });

  it('shows nothing twice that the server counts, after its own storage was lost', async () => {
    const before = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    await before.run(MONDAY_8_AT + 31 * MINUTE_MS);
    const counted = before
      .plays()
      .filter(({ slot, end }) => slot !== null && end === 'completed')
      .map(({ hourFrom, slot, attempt, plannedAt, at }) => ({
        hourFrom,
        slot: slot ?? '',
        attempt,
        plannedAt,
        startedAt: at ?? 0,
      }));
    const after = new VirtualPlayer(MONDAY_8_AT + 31 * MINUTE_MS, [cityProgramme()]);
    after.counted = counted;
    await after.run(MONDAY_8.to);
    expect(countWhole([...before.records, ...after.records], MONDAY_8)).toEqual(TEN_EACH);
    expect(after.plays().filter(({ role }) => role === 'make_good')).toEqual([]);
  });

  it('keeps all counts through a reload in the middle of an hour', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    await player.run(MONDAY_8_AT + 20 * MINUTE_MS + 3_000);
    await player.run(MONDAY_8_AT + 40 * MINUTE_MS + 3_000);
    await player.run(MONDAY_8.to);
    expect(countWhole(player.records, MONDAY_8)).toEqual(TEN_EACH);
    expect(chainFaults(player.records)).toEqual([]);
  });

  it('switches to the next programme at its minute without cutting a running slot', async () => {
    const switchAt = MONDAY_8_AT + 18 * MINUTE_MS + 4_000;
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.at(MONDAY_8_AT + 17 * MINUTE_MS, () =>
      player.publish(cityProgramme({ number: 2, effectiveFrom: switchAt })),
    );
    await player.run(MONDAY_8.to);
    const running = player.plays().find(({ slot }) => slot === 'a#3');
    expect(running).toMatchObject({ programme: 1, end: 'completed', shownMs: 15_000 });
    expect(
      player.plays().filter(({ plannedAt, programme }) => plannedAt > switchAt + 15_000 && programme === 1),
    ).toEqual([]);
    expect(countWhole(player.records, MONDAY_8)).toEqual(TEN_EACH);
  });

  it('lays the canvas where a programme puts it with its first picture, not when it arrives', async () => {
    const switchAt = MONDAY_8_AT + 18 * MINUTE_MS;
    const moved = cityProgramme({
      number: 2,
      effectiveFrom: switchAt,
      screen: { offsetXPx: 3, offsetYPx: 10 },
    });
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.at(MONDAY_8_AT + 15 * MINUTE_MS, () => player.publish(moved));
    await player.run(MONDAY_8.to);
    const lies = player.presented.map(({ at, place }) => ({
      at,
      left: place?.offsetXPx,
      top: place?.offsetYPx,
    }));
    expect(lies.filter(({ at, left, top }) => at < switchAt && (left !== 0 || top !== 0))).toEqual([]);
    expect(lies.filter(({ at, left, top }) => at >= switchAt && (left !== 3 || top !== 10))).toEqual([]);
    // Nothing of the earlier programme stays on beyond the showing that ran across the change.
    const first = lies.find(({ at }) => at >= switchAt);
    expect((first?.at ?? Infinity) - switchAt).toBeLessThanOrEqual(15_000);
  });

  it('says of slots that passed before their programme was ready that it had not been received', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    const late = programmeOf({
      number: 2,
      effectiveFrom: MONDAY_8_AT + 10 * MINUTE_MS,
      items: [{ id: 'd' }, { id: 'f1', durationMs: 30_000 }],
      playlists: [
        { id: 'moi', itemIds: ['d'], guarantee: 10 },
        { id: 'xen', itemIds: ['f1'], guarantee: null },
      ],
    });
    player.at(MONDAY_8_AT + 30 * MINUTE_MS, () => player.publish(late));
    await player.run(MONDAY_8.to);
    const causes = player.missed.filter(({ item: id }) => id === 'd').map(({ cause }) => cause);
    expect(causes.length).toBeGreaterThan(1);
    expect(new Set(causes)).toEqual(new Set(['programme_not_received']));
  });

  it('records a broken item as missing, shows the idle card instead and goes on', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.broken.add('b');
    await player.run(MONDAY_8.to);
    expect(countWhole(player.records, MONDAY_8)).toEqual({ a: 10, c: 10 });
    const missed = player.missed;
    expect(new Set(missed.map(({ item, cause }) => `${item} ${cause}`))).toEqual(
      new Set(['b content_missing']),
    );
    // One record a showing, however often it is tried again.
    expect(missed.map(({ slot }) => slot)).toEqual(Array.from({ length: 10 }, (_, k) => `b#${k}`));
    expect(player.tried.filter((item) => item === 'b').length).toBeGreaterThan(20);
    expect(player.presented.map(({ item }) => item)).toContain('idle');
    expect(player.presented.map(({ item }) => item)).not.toContain(null);
  });

  it('makes good what was broken as soon as it is whole, counts it once, and tells of it no more than twice again after a reload', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.broken.add('b');
    await player.run(MONDAY_8_AT + 20 * MINUTE_MS);
    const before = player.missed.length;
    player.at(MONDAY_8_AT + 40 * MINUTE_MS, () => player.broken.clear());
    await player.run(MONDAY_8.to);
    const { a = 0, b = 0, c = 0 } = countWhole(player.records, MONDAY_8);
    expect([a, c]).toEqual([10, 10]);
    expect(b).toBeGreaterThanOrEqual(4);
    expect(b).toBeLessThanOrEqual(10);
    const late = player.plays(MONDAY_8).filter(({ item, attempt }) => item === 'b' && attempt > 0);
    expect(late.length).toBeGreaterThanOrEqual(1);
    const told = player.missed.filter(({ item }) => item === 'b').map(({ slot }) => slot);
    expect(before).toBe(4);
    // The new boot knows of no tries: each showing of before has one that passed meanwhile, and at most one that it makes.
    expect(told.length).toBeLessThanOrEqual(new Set(told).size + 2 * before);
  });

  it('means to look again before long, also while the screen is closed for hours', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    const lateMs: number[] = [];
    for (let minute = 1; minute < 24 * 60; minute += 7) {
      player.at(MONDAY_8_AT + minute * MINUTE_MS, () => {
        lateMs.push(player.now - (player.conductor?.dueAt ?? 0));
      });
    }
    await player.run(MONDAY_8_AT + 24 * HOUR_MS);
    expect(lateMs.length).toBeGreaterThan(200);
    expect(Math.max(...lateMs)).toBeLessThanOrEqual(1_000);
    expect(player.plays().length).toBeLessThan(24 * 150);
  });

  it('goes black, not to an error, when not even the idle card can be drawn, and recovers', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    for (const id of [...ITEMS, ...FILLERS, 'idle']) player.broken.add(id);
    player.at(MONDAY_8_AT + 30 * MINUTE_MS, () => {
      expect(player.showing?.role).toBe('fallback');
      player.broken.clear();
    });
    await player.run(MONDAY_8.to);
    expect(player.presented[0]?.item).toBeNull();
    const first = player.plays()[0];
    expect((first?.at ?? 0) - (MONDAY_8_AT + 30 * MINUTE_MS)).toBeLessThan(16_000);
  });

  it('leaves out an item that is set aside and says so', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.setAside.add('c');
    await player.run(MONDAY_8_AT + 10 * MINUTE_MS);
    const missed = player.missed;
    expect(new Set(missed.map(({ item, cause }) => `${item} ${cause}`))).toEqual(new Set(['c set_aside']));
  });

  it('blames the clock for slots it jumped over, and never shows an hour twice when it jumps back', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.at(MONDAY_8_AT + 10 * MINUTE_MS, () => player.step(10 * MINUTE_MS));
    player.at(MONDAY_8_AT + 40 * MINUTE_MS, () => player.step(-20 * MINUTE_MS));
    await player.run(MONDAY_8.to);
    const missed = player.missed.filter(({ attempt }) => attempt === 0);
    expect(new Set(missed.map(({ cause }) => cause))).toEqual(new Set(['clock']));
    for (const count of Object.values(countWhole(player.records, MONDAY_8)))
      expect(count).toBeLessThanOrEqual(10);
  });

  it('dates nothing while the boot has not learned the time, and does not repeat what it showed then', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
    player.reading = { state: 'unsynced', offsetMs: 0, uncertaintyMs: 1_000_000_000 };
    await player.run(MONDAY_8.to);
    expect(player.plays().every(({ at }) => at === null)).toBe(true);
    expect(player.plays().filter(({ role }) => role === 'make_good')).toEqual([]);
  });

  it('never over-shows and keeps its spacing under random power cuts', async () => {
    const cuts = fc.array(
      fc.record({
        afterMs: fc.integer({ min: 1, max: HOUR_MS }),
        offMs: fc.integer({ min: 0, max: 40 * MINUTE_MS }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    // Seed 1171758356, path 6: a showing begins 106 ms late, is cut, and its make-good takes the one instant left.
    const lateStart = [
      { afterMs: 419_918, offMs: 1_529_268 },
      { afterMs: 2_870_902, offMs: 2_399_987 },
      { afterMs: 3_599_995, offMs: 12 },
      { afterMs: 22, offMs: 2_399_996 },
      { afterMs: 1_060_013, offMs: 2_399_993 },
    ];
    await fc.assert(
      fc.asyncProperty(cuts, async (faults) => {
        const player = new VirtualPlayer(MONDAY_8_AT, [cityProgramme()]);
        const end = MONDAY_8_AT + 5 * HOUR_MS;
        for (const { afterMs, offMs } of faults) {
          const cutAt = player.now + afterMs;
          if (cutAt >= end) break;
          player.at(cutAt, () => player.cutPower());
          await player.run(end);
          player.freeze(offMs);
        }
        if (player.now < end) await player.run(end);
        expect(chainFaults(player.records)).toEqual([]);
        for (let hour = 0; hour < 5; hour += 1) {
          const counts = countWhole(player.records, hourAfter(MONDAY_8_AT, hour));
          for (const item of ITEMS) expect(counts[item] ?? 0).toBeLessThanOrEqual(10);
        }
        for (const item of ITEMS) expectSpacing(player.plays(), item);
      }),
      { numRuns: RUNS, endOnFailure: true, examples: [[lateStart]] },
    );
  });
});
