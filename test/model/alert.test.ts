// When somebody is told and when not: five minutes of opening hours, one word for a connection that flaps, the way back
// always, an hour once.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FLAP_MS,
  type OpenAlert,
  PATIENCE_MS,
  type ScreenSight,
  type Watched,
  watchScreens,
} from '../../content/model/alert.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';

const NINE = Date.UTC(2026, 10, 24, 2);
const WELL: ScreenSight = {
  screenId: 'vong-xoay',
  isEnrolled: true,
  isConnected: true,
  lastSeenAt: NINE,
  isOpen: true,
  dropsAt: [],
  lost: null,
};
const HOUR: NonNullable<OpenAlert['hour']> = {
  from: NINE,
  to: NINE + HOUR_MS,
  missed: 1,
  due: 20,
  titles: ['Mừng Đảng'],
};
const BEGINNING: Pick<Watched, 'away' | 'open'> = { away: new Map(), open: [] };

/** Looks every fifteen seconds from `NINE` on; `change` says how the screen is at each of them. */
function watch(forMs: number, change: (at: number) => Partial<ScreenSight>): string[] {
  let state = BEGINNING;
  const told: string[] = [];
  for (let at = NINE; at <= NINE + forMs; at += 15 * SECOND_MS) {
    const watched = watchScreens(state, [{ ...WELL, ...change(at) }], at);
    told.push(
      ...watched.news.map(({ state: what, alert }) => `${(at - NINE) / MINUTE_MS} ${what} ${alert.kind}`),
    );
    state = watched;
  }
  return told;
}

describe('an alert', () => {
  it('goes out after five minutes without connection, once, and the way back is told', () => {
    const told = watch(20 * MINUTE_MS, (at) => ({
      isConnected: at < NINE + MINUTE_MS || at >= NINE + 12 * MINUTE_MS,
    }));
    expect(told).toEqual(['6 raised disconnected', '12 recovered disconnected']);
  });

  it('does not go out for a shorter absence, outside of opening hours, or without a player', () => {
    expect(watch(20 * MINUTE_MS, (at) => ({ isConnected: at >= NINE + 4 * MINUTE_MS }))).toEqual([]);
    expect(watch(20 * MINUTE_MS, () => ({ isConnected: false, isOpen: false }))).toEqual([]);
    expect(watch(20 * MINUTE_MS, () => ({ isConnected: false, isEnrolled: false }))).toEqual([]);
  });

  it('counts the five minutes from the opening where the player was away before it', () => {
    const told = watch(20 * MINUTE_MS, (at) => ({ isConnected: false, isOpen: at >= NINE + 10 * MINUTE_MS }));
    expect(told).toEqual(['15 raised disconnected']);
  });

  it('tells the way back also after closing time', () => {
    const told = watch(30 * MINUTE_MS, (at) => ({
      isOpen: at < NINE + 8 * MINUTE_MS,
      isConnected: at >= NINE + 20 * MINUTE_MS,
    }));
    expect(told).toEqual(['5 raised disconnected', '20 recovered disconnected']);
  });

  it('is one for a connection that comes and goes, until it has stayed for ten minutes', () => {
    const drops = [1, 3, 5, 7].map((minute) => NINE + minute * MINUTE_MS);
    const told = watch(30 * MINUTE_MS, (at) => {
      const dropsAt = drops.filter((drop) => drop <= at);
      return { dropsAt, isConnected: !drops.some((drop) => at >= drop && at < drop + 30 * SECOND_MS) };
    });
    expect(told).toEqual(['5 raised flapping', '17 recovered flapping']);
  });

  it('goes out for an hour that cannot be met once, and has no way back', () => {
    const told = watch(90 * MINUTE_MS, (at) => ({
      lost: at >= NINE + 20 * MINUTE_MS && at < HOUR.to ? HOUR : null,
    }));
    expect(told).toEqual(['20 raised hour_lost']);
  });

  it('is not told again by a server that was restarted', () => {
    const open: OpenAlert[] = [{ kind: 'disconnected', screenId: WELL.screenId, since: NINE, hour: null }];
    const away = { ...WELL, isConnected: false };
    let state: Pick<Watched, 'away' | 'open'> = { away: new Map(), open };
    for (let at = NINE; at < NINE + 2 * PATIENCE_MS; at += 15 * SECOND_MS) {
      const watched = watchScreens(state, [away], at);
      expect(watched.news).toEqual([]);
      state = watched;
    }
    const back = watchScreens(state, [WELL], NINE + HOUR_MS);
    expect(back.news.map((news) => news.state)).toEqual(['recovered']);
    expect(back.open).toEqual([]);
  });

  it('of one kind is open once, and nothing stays open where a player has stayed', () => {
    const step = fc.record({
      isConnected: fc.boolean(),
      isOpen: fc.boolean(),
      minutes: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let state = BEGINNING;
        let at = NINE;
        let drops: number[] = [];
        let wasConnected = true;
        const raised: string[] = [];
        for (const { isConnected, isOpen, minutes } of [
          ...steps,
          { isConnected: true, isOpen: true, minutes: 12 },
        ]) {
          if (wasConnected && !isConnected) drops = [...drops, at];
          wasConnected = isConnected;
          for (const until = at + minutes * MINUTE_MS; at < until; at += MINUTE_MS) {
            const dropsAt = drops.filter((drop) => drop > at - FLAP_MS);
            const watched = watchScreens(state, [{ ...WELL, isConnected, isOpen, dropsAt }], at);
            raised.push(...watched.news.map((news) => news.state));
            expect(new Set(watched.open.map(({ kind }) => kind)).size).toBe(watched.open.length);
            state = watched;
          }
        }
        expect(state.open).toEqual([]);
        // The last word is that all is well, where there was any.
        expect(raised.at(-1) ?? 'recovered').toBe('recovered');
      }),
    );
  });
});
