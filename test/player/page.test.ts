// Whole stories of the page in Chromium, against real sockets, with time that steps from event to event.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { type IncidentKind, JournalRecord, type Play } from '../../content/model/play.ts';
import { launchChromium } from '../support/chromium.ts';
import { hours, MONDAY_8_AT } from '../support/programme-builder.ts';
import { cityOf } from './city.ts';
import { chainFaults, countWhole, gapsOf, hourAfter } from './hour-count.ts';
import type { PlayerServer } from './player-server.ts';
import { SteppedCity } from './stepped-city.ts';

/** Stories in a browser on a machine with much else to do. */
const SLOW_MACHINE_MS = 240_000;
vi.setConfig({ testTimeout: SLOW_MACHINE_MS });

const TEN_EACH = { a: 10, b: 10, c: 10 };

let browser: Browser & AsyncDisposable;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

async function startCity() {
  const stepped = await SteppedCity.start(browser);
  onTestFinished(async () => await stepped[Symbol.asyncDispose]());
  const { server, city, page } = stepped;
  return { stepped, server, city, page, runTo: stepped.runTo };
}

function playsOf({ stored }: PlayerServer): Play[] {
  return stored.filter((record) => record.type === 'play');
}

async function canvasOf(page: Page) {
  return await page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    const { left, top, width, height } = canvas?.getBoundingClientRect() ?? new DOMRect();
    return { left, top, width, height, inner: [canvas?.width, canvas?.height] };
  });
}

describe('player page', () => {
  it('enrols by the code in the address, drops the code, and keeps two whole hours through a reload', async () => {
    const { server, page, runTo } = await startCity();
    server.codes.add('mot-lan');
    await runTo(MONDAY_8_AT + 75 * MINUTE_MS + 3_000, '/player/#mot-lan');
    expect(page.url()).toBe(`${server.url}/player/`);
    server.cutConnections();
    await runTo(MONDAY_8_AT + 2 * HOUR_MS + MINUTE_MS);

    for (const record of server.stored) JournalRecord.parse(record);
    expect(chainFaults(server.stored)).toEqual([]);
    expect(countWhole(server.stored, hourAfter(MONDAY_8_AT))).toEqual(TEN_EACH);
    expect(countWhole(server.stored, hourAfter(MONDAY_8_AT, 1))).toEqual(TEN_EACH);
    const second = hourAfter(MONDAY_8_AT, 1);
    const plays = playsOf(server).filter(({ hourFrom }) => hourFrom === second.from);
    for (const item of ['a', 'b', 'c']) {
      expect(new Set(gapsOf(plays, item))).toEqual(new Set([6 * MINUTE_MS]));
    }
    expect(await page.evaluate(() => window.faultsOfPlayer())).toEqual([]);
  });

  it('records the pixels that another decoder finds in the approved pictures', async () => {
    const { server, city, page, runTo } = await startCity();
    server.codes.add('mot-lan');
    await runTo(MONDAY_8_AT + 10 * MINUTE_MS, '/player/#mot-lan');
    const approved = new Map(city.programme.items.map(({ id, rendition }) => [id, rendition.pixelsSha256]));
    const plays = playsOf(server);
    expect(new Set(plays.map(({ item }) => item))).toEqual(new Set(['a', 'b', 'c', 'f1', 'f2']));
    for (const { item, pixels } of plays) expect(pixels).toBe(approved.get(item));
    expect(plays.every(({ frames }) => frames > 0)).toBe(true);
    expect(await canvasOf(page)).toEqual({ left: 0, top: 0, width: 64, height: 48, inner: [64, 48] });
  });

  it('plays on from its own storage when the server is gone', async () => {
    const { server, page, runTo } = await startCity();
    server.codes.add('mot-lan');
    await runTo(MONDAY_8_AT + 5 * MINUTE_MS, '/player/#mot-lan');
    server.programmes.length = 0;
    server.assets.clear();
    await runTo(MONDAY_8_AT + HOUR_MS + MINUTE_MS);
    expect(countWhole(server.stored, hourAfter(MONDAY_8_AT))).toEqual(TEN_EACH);
    expect(await page.evaluate(() => window.faultsOfPlayer())).toEqual([]);
  });

  it('refuses a tampered programme, says so, and the last good one plays on', async () => {
    const { server, city, runTo } = await startCity();
    server.codes.add('mot-lan');
    const tampered = server.sign({ ...city.programme, number: 2 });
    server.programmes.push({ ...tampered, programme: { ...tampered.programme, issuedAt: 1 } });
    await runTo(MONDAY_8_AT + 12 * MINUTE_MS, '/player/#mot-lan');
    expect(server.receipts).toContainEqual({ number: 2, state: 'refused', reason: 'wrong hash' });
    expect(countWhole(server.stored, hourAfter(MONDAY_8_AT))).toEqual({ a: 2, b: 2, c: 2 });
    const refused = server.stored.find((record) => record.type === 'programme' && record.state === 'refused');
    expect(refused).toMatchObject({ number: 2, reason: 'wrong hash' });
  });

  it('takes over a programme without the one picture that is tampered with, and not before a minute', async () => {
    const { stepped, server, city, runTo } = await startCity();
    server.codes.add('mot-lan');
    const next = cityOf({ number: 2 });
    const [first] = next.programme.items;
    if (first === undefined) throw new Error('an item');
    const sha256 = 'f'.repeat(64);
    server.assets.set(sha256, Buffer.from('other bytes'));
    const picture = { ...first.rendition.picture, sha256 };
    const items = [
      { ...first, rendition: { ...first.rendition, picture } },
      ...next.programme.items.slice(1),
    ];
    const heard = (wanted: string) =>
      server.receipts.some(({ number, state }) => number === 2 && state === wanted);
    // Tries are apart by real time, the page's patience by its own: each waits for the other.
    let sentAt = Infinity;
    stepped.onStep = async (at) => {
      if (sentAt === Infinity && playsOf(server).length > 0) {
        server.publish(server.sign({ ...next.programme, items }));
        await expect.poll(() => heard('received'), { timeout: 60_000 }).toBe(true);
        sentAt = at;
      }
      if (at > sentAt + 2 * MINUTE_MS)
        await expect.poll(() => heard('ready'), { timeout: 150_000 }).toBe(true);
    };
    await runTo(MONDAY_8_AT + 17 * MINUTE_MS, '/player/#mot-lan');
    const plays = playsOf(server);
    expect(plays[0]?.programme).toBe(city.programme.number);
    expect(server.receipts.find(({ reason }) => reason?.includes('other bytes'))).toBeDefined();
    const later = plays.filter(({ plannedAt }) => plannedAt > MONDAY_8_AT + 6 * MINUTE_MS);
    expect(new Set(later.map(({ programme }) => programme))).toEqual(new Set([2]));
    expect(new Set(later.map(({ item }) => item))).toEqual(new Set(['b', 'c', 'f1', 'f2', 'idle']));
    const missed = server.stored.filter((record) => record.type === 'missed' && record.programme === 2);
    expect(new Set(missed.map((one) => one.type === 'missed' && `${one.item} ${one.cause}`))).toEqual(
      new Set(['a content_missing']),
    );
    const ready = server.stored.filter((record) => record.type === 'programme' && record.number === 2);
    expect(ready).toMatchObject([{ state: 'ready', reason: `without ${sha256.slice(0, 12)}` }]);
    expect((ready[0]?.at ?? 0) - MONDAY_8_AT).toBeGreaterThanOrEqual(MINUTE_MS);
  });

  it('shows nothing again that the server counted before the storage was wiped', async () => {
    const { server, runTo, page } = await startCity();
    server.codes.add('mot-lan');
    await runTo(MONDAY_8_AT + 31 * MINUTE_MS, '/player/#mot-lan');
    server.counted = playsOf(server)
      .filter(({ slot, end }) => slot !== null && end === 'completed')
      .map(({ hourFrom, slot, attempt, plannedAt, at }) => ({
        hourFrom,
        slot: slot ?? '',
        attempt,
        plannedAt,
        startedAt: at ?? 0,
      }));
    await page.goto('about:blank');
    await page.context().clearCookies();
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'all' });
    server.codes.add('lan-hai');
    await runTo(MONDAY_8_AT + HOUR_MS + MINUTE_MS, '/player/#lan-hai');
    expect(countWhole(server.stored, hourAfter(MONDAY_8_AT))).toEqual(TEN_EACH);
    const epochs = server.stored.filter((record) => record.type === 'boot').map(({ epoch }) => epoch);
    expect(new Set(epochs).size).toBe(2);
  });
});

describe('a page that cares for itself', () => {
  const bootsOf = ({ stored }: PlayerServer) => stored.filter((record) => record.type === 'boot');
  const incidentsOf = ({ stored }: PlayerServer, kind: IncidentKind) =>
    stored.filter((record) => record.type === 'incident' && record.kind === kind);
  /** Looks come twenty times as often: their time is the page's own, not the stepping clock's. */
  const hurryLooks = async (page: Page) =>
    await page.addInitScript(() => {
      const every = window.setInterval;
      window.setInterval = ((look: () => void, ms = 0) => every(look, ms / 20)) as typeof setInterval;
    });

  it('starts over when no frames come any more, says so, and makes good what that cost', async () => {
    const { stepped, server, page } = await startCity();
    await hurryLooks(page);
    server.codes.add('mot-lan');
    let isFrozen = false;
    stepped.onStep = async (at) => {
      if (isFrozen || at < MONDAY_8_AT + 12 * MINUTE_MS) return;
      isFrozen = true;
      await page.evaluate(() => (window.requestAnimationFrame = () => 0));
    };
    await stepped.open(MONDAY_8_AT + 29 * MINUTE_MS, '/player/#mot-lan');
    await expect.poll(() => bootsOf(server).length, { timeout: 60_000 }).toBe(2);
    await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });
    await stepped.delivered();
    expect(incidentsOf(server, 'frames_stalled')).toMatchObject([{ detail: 'no frames' }]);
    expect(bootsOf(server).map(({ cause }) => cause)).toEqual(['start', 'reload']);
    expect(chainFaults(server.stored)).toEqual([]);
    expect(countWhole(server.stored, hourAfter(MONDAY_8_AT))).toEqual({ a: 5, b: 5, c: 5 });
  });

  it('sets an item aside that takes it down three times, tells the server which, and keeps the others', async () => {
    const { stepped, server, page } = await startCity();
    await page.addInitScript(() => {
      // Gone without the word that a page gives that leaves: as a renderer is that dies.
      addEventListener('pagehide', (event) => event.stopImmediatePropagation());
    });
    server.codes.add('mot-lan');
    const SEED_OF_B = 2;
    let crashes = 0;
    stepped.onStep = async () => {
      if (crashes === 3) return;
      const seed = await page.evaluate(
        () => document.querySelector('canvas')?.getContext('2d')?.getImageData(0, 0, 1, 1).data[0],
      );
      if (seed !== SEED_OF_B) return;
      crashes += 1;
      void page.reload();
      await new Promise(() => {});
    };
    await stepped.open(MONDAY_8_AT + 29 * MINUTE_MS, '/player/#mot-lan');
    await expect.poll(() => bootsOf(server).length, { timeout: 120_000 }).toBe(4);
    await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });
    await stepped.delivered();
    expect(bootsOf(server).map(({ cause }) => cause)).toEqual(['start', 'crash', 'crash', 'crash']);
    expect(incidentsOf(server, 'set_aside')).toMatchObject([{ item: 'b', value: 3, detail: 'version 1' }]);
    expect(server.states.at(-1)?.broken).toMatchObject([{ item: 'b', version: 1, why: 'set_aside' }]);
    const ofB = playsOf(server).filter(({ item }) => item === 'b');
    expect(ofB.map(({ end }) => end)).toEqual(['interrupted', 'interrupted', 'interrupted']);
    const setAside = server.stored.flatMap((record) =>
      record.type === 'missed' && record.cause === 'set_aside' ? [record.slot] : [],
    );
    expect(setAside.length).toBeGreaterThanOrEqual(3);
    expect(new Set(setAside).size, 'one record a showing').toBe(setAside.length);
    expect(chainFaults(server.stored)).toEqual([]);
    expect(countWhole(server.stored, hourAfter(MONDAY_8_AT))).toEqual({ a: 5, c: 5 });
  });

  it('takes the newer page of a newer server when the screen is closed, not before', async () => {
    const city = cityOf({ openingHours: [hours('08:00', '08:10'), hours('20:00', '21:00')] });
    const stepped = await SteppedCity.start(browser, city);
    onTestFinished(async () => await stepped[Symbol.asyncDispose]());
    const { server, page } = stepped;
    await hurryLooks(page);
    server.protocol += 1;
    server.codes.add('mot-lan');
    await stepped.open(MONDAY_8_AT + 7 * HOUR_MS, '/player/#mot-lan');
    await expect.poll(() => bootsOf(server).length, { timeout: 60_000 }).toBe(2);
    expect(bootsOf(server).map(({ cause }) => cause)).toEqual(['start', 'reload']);
    const [planned] = incidentsOf(server, 'planned_reload');
    expect(planned).toMatchObject({ detail: 'protocol' });
    // A screen that is closed for hours is no stuck one.
    expect(incidentsOf(server, 'frames_stalled')).toEqual([]);
    // Closed since 08:10, and long enough up that it may be worth it.
    expect((planned?.at ?? 0) - MONDAY_8_AT).toBeGreaterThanOrEqual(6 * HOUR_MS);
    expect(playsOf(server).filter(({ end }) => end === 'interrupted')).toEqual([]);
    expect(countWhole(server.stored, hourAfter(MONDAY_8_AT))).toEqual({ a: 1, b: 1, c: 1 });
  });
});
