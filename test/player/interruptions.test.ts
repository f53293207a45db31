// A screen that is taken from its programme: at once, in order of precedence, with an end that needs no server, and with
// an account that names the reason and makes good what the hour still holds.

import { describe, expect, it } from 'vitest';
import { accountHour } from '../../content/model/accounting.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../content/model/instant.ts';
import type { Interruption } from '../../content/model/interruption.ts';
import { JournalRecord } from '../../content/model/play.ts';
import { evidenceOf } from '../support/journal-builder.ts';
import { MONDAY_8, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';
import { chainFaults, countWhole } from './hour-count.ts';
import { VirtualPlayer } from './virtual-player.ts';

const ITEMS = ['a', 'b', 'c'];
const TEN_EACH = { a: 10, b: 10, c: 10 };
const programme = programmeOf({
  items: [
    ...ITEMS.map((id) => ({ id, durationMs: 15_000 })),
    { id: 'f1', durationMs: 30_000 },
    { id: 'storm', durationMs: 30_000 },
  ],
  playlists: [
    { id: 'cchc', itemIds: ITEMS, guarantee: 10 },
    { id: 'xen', itemIds: ['f1'], guarantee: null },
  ],
});
const [storm] = programme.items.filter(({ id }) => id === 'storm');

function order(kind: Interruption['kind'], from: Instant, lastsMs: number, more: object = {}): Interruption {
  const common = {
    v: 1,
    id: `${kind}-1`,
    revision: 1,
    screen: 'vong-xoay',
    issuedAt: from,
    issuedBy: 'Nguyễn Thị Ánh',
    from,
    until: from + lastsMs,
    document: null,
    ...more,
  } as const;
  if (kind === 'notice') {
    if (storm === undefined) throw new Error('the notice has no picture');
    return { ...common, kind, item: storm };
  }
  return kind === 'yield'
    ? { ...common, kind, recipient: 'Đài Phát thanh', reason: '' }
    : { ...common, kind, reason: '' };
}

const shownBetween = (player: VirtualPlayer, from: Instant, to: Instant) =>
  player.presented.filter(({ at }) => at >= from && at < to).map(({ item }) => item);

const accountsOf = (player: VirtualPlayer) =>
  accountHour({
    programmes: [programme],
    hour: MONDAY_8,
    ...evidenceOf(player.records),
    now: MONDAY_8.to + HOUR_MS,
  });

describe('an interruption on the wall', () => {
  it('shows a notice at once, cuts the running showing as preempted, and goes back by itself at its end', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    const from = MONDAY_8_AT + 5_000;
    player.at(from, () => player.order(order('notice', from, 10 * MINUTE_MS)));
    await player.run(MONDAY_8.to);
    const [first, second, third] = player.presented;
    const storms = { item: 'storm', at: from + player.presentDelayMs, place: programme.screen };
    expect([first?.item, second]).toEqual(['a', storms]);
    expect(third?.at).toBe(from + 10 * MINUTE_MS + player.presentDelayMs);
    expect(shownBetween(player, from, from + 10 * MINUTE_MS)).toEqual(['storm']);
    const cut = player.plays().filter(({ end }) => end === 'preempted');
    expect(cut).toMatchObject([{ item: 'a', slot: 'a#0', preemptedBy: 'notice' }]);
    expect(player.asides.map(({ state, kind }) => `${kind} ${state}`)).toEqual([
      'notice begun',
      'notice ended',
    ]);
    expect(player.asides[0]?.pixels).toBe(storm?.rendition.pixelsSha256);
    expect(player.asides[1]?.shownMs).toBe(10 * MINUTE_MS);
    expect(player.receipts.map(({ state }) => state)).toEqual(['received', 'on_screen', 'ended']);
    expect(player.faults).toEqual([]);
  });

  it('makes good in the hour what a notice of ten minutes took', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    const from = MONDAY_8_AT + 5_000;
    player.at(from, () => player.order(order('notice', from, 10 * MINUTE_MS)));
    await player.run(MONDAY_8.to);
    expect(countWhole(player.records, MONDAY_8)).toEqual(TEN_EACH);
    expect(accountsOf(player).map(({ state, missed }) => `${state} ${missed}`)).toEqual(
      Array(3).fill('met 0'),
    );
    for (const record of player.records) expect(JournalRecord.parse(record)).toEqual(record);
    expect(chainFaults(player.records)).toEqual([]);
  });

  it.each([
    ['notice', 'notice'],
    ['blackout', 'blackout'],
    ['yield', 'yield'],
  ] as const)('names a %s as the reason of what the hour no longer holds', async (kind, reason) => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    const from = MONDAY_8_AT + 20 * MINUTE_MS + 5_000;
    player.at(from, () => player.order(order(kind, from, HOUR_MS)));
    await player.run(MONDAY_8.to + MINUTE_MS);
    const missing = accountsOf(player).flatMap((account) => account.missing);
    expect(missing.length).toBeGreaterThan(15);
    expect(new Set(missing.map((one) => one.reason))).toEqual(new Set([reason]));
  });

  it('is black under a blackout and a yield', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    const at = MONDAY_8_AT + MINUTE_MS;
    player.at(at, () => player.order(order('yield', at, 4 * MINUTE_MS)));
    player.at(at + MINUTE_MS, () => player.order(order('blackout', at + MINUTE_MS, MINUTE_MS)));
    await player.run(MONDAY_8_AT + 10 * MINUTE_MS);
    expect(shownBetween(player, at, at + 4 * MINUTE_MS)).toEqual([null, null, null]);
    expect(player.asides.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'yield begun',
      'yield ended',
      'blackout begun',
      'blackout ended',
      'yield begun',
      'yield ended',
    ]);
    const given = player.asides.map((aside) => aside.given?.recipient);
    expect(given).toEqual(player.asides.map(({ kind }) => (kind === 'yield' ? 'Đài Phát thanh' : undefined)));
  });

  it('lets a notice stand over a yield, and gives the screen back to what is left of it', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    const at = MONDAY_8_AT + MINUTE_MS;
    player.at(at, () => player.order(order('yield', at, 6 * MINUTE_MS)));
    player.at(at + MINUTE_MS, () => player.order(order('notice', at + MINUTE_MS, 2 * MINUTE_MS)));
    await player.run(MONDAY_8_AT + 10 * MINUTE_MS);
    expect(shownBetween(player, at, at + 6 * MINUTE_MS)).toEqual([null, 'storm', null]);
  });

  it('starts one that was ordered for later, to the millisecond of its presentation', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    const from = MONDAY_8_AT + 7 * MINUTE_MS + 1_234;
    player.at(MONDAY_8_AT + 1_000, () => player.order(order('notice', from, MINUTE_MS)));
    await player.run(MONDAY_8_AT + 10 * MINUTE_MS);
    expect(player.presented.find(({ item }) => item === 'storm')?.at).toBe(from + player.presentDelayMs);
  });

  it('ends at once when a later revision ends it, and does not listen to an older one again', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    const from = MONDAY_8_AT + MINUTE_MS;
    const endAt = from + 2 * MINUTE_MS;
    const first = order('notice', from, HOUR_MS);
    player.at(from, () => player.order(first));
    player.at(endAt, () => player.order({ ...first, revision: 2, until: endAt }));
    player.at(endAt + MINUTE_MS, () => player.order(first));
    await player.run(MONDAY_8_AT + 10 * MINUTE_MS);
    expect(shownBetween(player, from, endAt)).toEqual(['storm']);
    expect(shownBetween(player, endAt, MONDAY_8.to)).not.toContain('storm');
    expect(shownBetween(player, endAt, MONDAY_8.to).length).toBeGreaterThan(3);
    // The server hears nothing of a revision that is not its newest: the end is told of the one that ended it.
    expect(player.receipts.map(({ state, revision }) => `${revision} ${state}`)).toEqual([
      '1 received',
      '1 on_screen',
      '2 received',
      '2 ended',
      '1 refused',
    ]);
  });

  it('is longer when a later revision is longer, without a moment of anything else', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    const from = MONDAY_8_AT + MINUTE_MS;
    const first = order('notice', from, 2 * MINUTE_MS);
    player.at(from, () => player.order(first));
    player.at(from + MINUTE_MS, () => player.order({ ...first, revision: 2, until: from + 5 * MINUTE_MS }));
    await player.run(MONDAY_8_AT + 10 * MINUTE_MS);
    expect(new Set(shownBetween(player, from, from + 5 * MINUTE_MS))).toEqual(new Set(['storm']));
    const told = player.receipts.map(({ state, revision }) => `${revision} ${state}`);
    expect(told.filter((one) => one.startsWith('2'))).toEqual(['2 received', '2 on_screen', '2 ended']);
  });

  it('comes back after a power cut where the clock is trusted, and still ends in time', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    const from = MONDAY_8_AT + MINUTE_MS;
    player.at(from, () => player.order(order('notice', from, 10 * MINUTE_MS)));
    player.at(from + 3 * MINUTE_MS, () => player.cutPower());
    await player.run(MONDAY_8.to);
    player.freeze(2 * MINUTE_MS);
    const backAt = player.now;
    await player.run(MONDAY_8.to);
    expect(player.presented.find(({ at }) => at >= backAt)?.item).toBe('storm');
    expect(shownBetween(player, from + 10 * MINUTE_MS, MONDAY_8.to)).not.toContain('storm');
  });

  it('runs out the time that was left without a trusted clock, and not again after a reboot', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    player.reading = { state: 'unsynced', offsetMs: 0, uncertaintyMs: 86_400_000 };
    const orderedAt = MONDAY_8_AT + MINUTE_MS;
    // The server's clock shows another day: only what is left counts.
    const notice = order('notice', MONDAY_8_AT - 50 * HOUR_MS, 5 * MINUTE_MS);
    player.at(orderedAt, () => player.order(notice, notice.from + 2 * MINUTE_MS));
    await player.run(orderedAt + 4 * MINUTE_MS);
    expect(shownBetween(player, orderedAt, orderedAt + 3 * MINUTE_MS)).toEqual(['storm']);
    expect(player.presented.at(-1)?.item).not.toBe('storm');
    const again = new VirtualPlayer(MONDAY_8_AT, [programme]);
    again.reading = player.reading;
    again.at(orderedAt, () => again.order(notice, notice.from + MINUTE_MS));
    again.at(orderedAt + MINUTE_MS, () => again.cutPower());
    await again.run(MONDAY_8.to);
    const bootedAt = again.now;
    await again.run(bootedAt + 3 * MINUTE_MS);
    expect(again.asides.filter(({ state }) => state === 'begun')).toHaveLength(1);
    expect(shownBetween(again, bootedAt, MONDAY_8.to)).not.toContain('storm');
  });

  it('never lasts longer than it was issued for, whatever time of sending it is told', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    player.reading = { state: 'unsynced', offsetMs: 0, uncertaintyMs: 86_400_000 };
    const from = MONDAY_8_AT + MINUTE_MS;
    player.at(from, () => player.order(order('blackout', from, MINUTE_MS), from - 5 * HOUR_MS));
    await player.run(MONDAY_8_AT + 4 * MINUTE_MS);
    expect(player.asides.at(-1)).toMatchObject({ state: 'ended', shownMs: MINUTE_MS });
  });

  it('lets the programme play on where the picture of a notice cannot be drawn, and says so', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    player.broken.add('storm');
    player.at(MONDAY_8_AT + 5_000, () => player.order(order('notice', MONDAY_8_AT + 5_000, MINUTE_MS)));
    await player.run(MONDAY_8.to);
    expect(countWhole(player.records, MONDAY_8)).toEqual(TEN_EACH);
    expect(player.receipts.map(({ state }) => state)).toEqual(['received', 'refused']);
    expect(player.asides).toMatchObject([{ state: 'refused', reason: 'picture cannot be drawn' }]);
  });

  it('refuses a notice that moves where the screen allows no motion, and shows it where it does', async () => {
    if (storm === undefined) throw new Error('the notice has no picture');
    const { picture } = storm.rendition;
    const ticker = { strip: picture, topPx: 0, speedPxPerS: 60 };
    const item = { ...storm, kind: 'ticker' as const, rendition: { ...storm.rendition, ticker } };
    const playWith = async (motion: boolean): Promise<VirtualPlayer> => {
      const screen = { ...programme.screen, policy: { motion, sequences: false } };
      const player = new VirtualPlayer(MONDAY_8_AT, [{ ...programme, screen }]);
      const notice = { ...order('notice', MONDAY_8_AT + 5_000, MINUTE_MS), item } as Interruption;
      player.at(MONDAY_8_AT + 5_000, () => player.order(notice));
      await player.run(MONDAY_8.to);
      return player;
    };
    const still = await playWith(false);
    expect(countWhole(still.records, MONDAY_8)).toEqual(TEN_EACH);
    expect(still.asides).toMatchObject([
      { state: 'refused', reason: 'moves, which this screen does not allow' },
    ]);
    expect(still.presented.map(({ item: shown }) => shown)).not.toContain('storm');
    expect((await playWith(true)).asides.map(({ state }) => state)).toEqual(['begun', 'ended']);
  });

  it('refuses an order for another screen', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [programme]);
    player.at(MONDAY_8_AT + 5_000, () =>
      player.order(order('blackout', MONDAY_8_AT + 5_000, MINUTE_MS, { screen: 'other' })),
    );
    await player.run(MONDAY_8_AT + 5 * MINUTE_MS);
    expect(player.receipts).toMatchObject([{ state: 'refused', reason: 'other screen' }]);
    expect(player.presented.map(({ item }) => item)).not.toContain(null);
  });
});
