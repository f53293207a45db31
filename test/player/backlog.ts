// Two kiosks without the server: one whose journal on the disk holds what a month off line leaves, one with an empty one.
// Started in turns, then given the server back: what the backlog costs is told by the difference.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { JournalRecord } from '../../content/model/play.ts';
import { percentile } from '../support/statistics.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { denseCity } from './dense-city.ts';
import { killKiosk, KIOSK_NAME, openKiosk } from './kiosk-browser.ts';
import { servePage } from './page-bundle.ts';
import type { ProbeReading } from './pages/frame-probe.ts';
import { PlayerServer } from './player-server.ts';

export interface BacklogRun {
  /** Medians, off line. */
  readonly firstPictureMs: Pair;
  readonly heapBytes: Pair;
  /** While the backlog went to the server, both pages beside each other. */
  readonly drainMs: number;
  readonly frames: { readonly full: ProbeReading; readonly empty: ProbeReading };
  /** Showings of the page with the backlog since then. */
  readonly shownSince: number;
  readonly mostHeapBytes: number;
  readonly storesCounted: number;
  /** What each batch cost the journal: until it was read, and until its acknowledgement was on the disk. */
  readonly journalMs: { readonly read: readonly number[]; readonly acknowledge: readonly number[] };
  /** Starts of the page meanwhile, and what it said of them. */
  readonly boots: number;
  readonly incidents: readonly string[];
  /** Of the page with the backlog, in the order of arrival, and those of the backlog itself. */
  readonly stored: readonly JournalRecord[];
  readonly ofBacklog: readonly JournalRecord[];
  readonly batches: readonly number[];
  readonly mostInFlight: number;
}

interface Pair {
  readonly full: number;
  readonly empty: number;
}

const LOOK_EVERY_MS = 250;
/** No longer than this: what has come by then is told. */
const PATIENCE_MS = 1_800_000;

export async function runBacklog(
  records: number,
  rounds: number,
  say: (line: string) => void = () => {},
): Promise<BacklogRun> {
  await using server = await PlayerServer.start();
  await using proxy = await TcpProxy.to(Number(new URL(server.url).port));
  const city = denseCity();
  for (const [sha256, png] of city.assets) server.assets.set(sha256, png);
  server.programmes.push(server.sign({ ...city.programme, effectiveFrom: Date.now() + 1_000 }));
  await servePage(server, 'backlog-page.ts');
  await servePage(server, 'fill-page.ts', '/fill/');
  const { port } = new URL(proxy.url);
  const site = `http://${KIOSK_NAME}:${port}`;
  const address = `${site}/player/`;
  await using emptyKiosk = await openFirst(server, port, address, 'mot-lan');
  await using fullKiosk = await openFirst(server, port, address, 'hai-lan');
  const [empty, full] = [emptyKiosk.page, fullKiosk.page];
  await full.goto(`${site}/fill/`);
  const fillingMs = performance.now();
  const { key, boot } = await full.evaluate(async (count) => await window.fillJournal(count), records);
  say(`${records} records stand in the journal, after ${seconds(performance.now() - fillingMs)} s`);
  proxy.cut();

  const times = { full: [] as number[], empty: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.empty.push(await firstPictureOf(empty, address));
    times.full.push(await firstPictureOf(full, address));
  }
  for (const page of [full, empty]) await collectGarbage(page);
  const heapBytes = { full: await heapOf(full), empty: await heapOf(empty) };

  const isOfBacklog = (record: JournalRecord): boolean => record.boot === boot;
  // Looked at once each: counting all of them four times a second would take the pages' processor.
  let looked = 0;
  let ofBacklog = 0;
  const countArrived = (): number => {
    for (; looked < server.stored.length; looked += 1)
      ofBacklog += server.stored[looked]?.boot === boot ? 1 : 0;
    return ofBacklog;
  };
  const before = server.stored.filter(isOfBacklog).length;
  if (before > 0) throw new Error('the backlog left before the server was back');
  const { length: batchesBefore } = server.batches;
  for (const page of [full, empty]) await page.evaluate(() => window.startProbe());
  const startedMs = performance.now();
  const mendedAt = Date.now();
  proxy.mend();
  let mostHeapBytes = 0;
  let told = 0;
  const isOver = (): boolean => {
    const arrived = countArrived();
    const tenths = Math.floor((arrived * 10) / records);
    if (tenths > told) say(`${arrived} came within ${seconds(performance.now() - startedMs)} s`);
    told = Math.max(told, tenths);
    // What came after the backlog is the end of it too.
    const isLast = server.stored.findLast((record) => record.key === key)?.boot !== boot;
    return (arrived >= records && isLast) || performance.now() - startedMs > PATIENCE_MS;
  };
  while (!isOver()) {
    // While a page starts over there is nothing to ask.
    mostHeapBytes = Math.max(mostHeapBytes, await heapOf(full).catch(() => 0));
    await pause(LOOK_EVERY_MS);
  }
  const drainMs = performance.now() - startedMs;
  const completedSince = () =>
    server.stored.filter(
      (record) =>
        record.key === key &&
        (record.at ?? 0) > mendedAt &&
        record.type === 'play' &&
        record.end === 'completed',
    ).length;
  // A small backlog is gone before a showing ends.
  while (completedSince() === 0 && performance.now() - startedMs < PATIENCE_MS) await pause(LOOK_EVERY_MS);
  const frames = {
    full: await full.evaluate(() => window.readProbe()),
    empty: await empty.evaluate(() => window.readProbe()),
  };
  const { storesCounted, journalMs } = await full.evaluate(() => {
    const { storesCounted, journalMs } = window;
    return { storesCounted, journalMs };
  });
  const stored = server.stored.filter((record) => record.key === key);
  const since = stored.filter(({ at }) => (at ?? 0) > mendedAt);
  return {
    firstPictureMs: { full: percentile(times.full, 0.5), empty: percentile(times.empty, 0.5) },
    heapBytes,
    drainMs,
    frames,
    mostHeapBytes,
    storesCounted,
    journalMs,
    boots: since.filter(({ type }) => type === 'boot').length,
    incidents: since.flatMap((record) =>
      record.type === 'incident' ? [`${record.kind} ${record.detail ?? ''}`.trim()] : [],
    ),
    shownSince: completedSince(),
    stored,
    ofBacklog: stored.filter(isOfBacklog),
    batches: server.batches.slice(batchesBefore),
    mostInFlight: server.mostInFlight,
  };
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(0);
}

/** A browser with a profile of its own on the disk, paired, that can start without the server. */
async function openFirst(
  server: PlayerServer,
  port: string,
  address: string,
  code: string,
): Promise<AsyncDisposable & { page: Page }> {
  const profile = await mkdtemp(join(tmpdir(), 'vong-xoay-backlog-'));
  const context = await openKiosk(profile, port, ['--enable-precise-memory-info']);
  const page = context.pages()[0] ?? (await context.newPage());
  server.codes.add(code);
  await page.goto(`${address}#${code}`);
  await page.waitForFunction(() => window.firstPictureMs);
  // An active worker has kept the page.
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  return {
    page,
    async [Symbol.asyncDispose]() {
      await context.close();
      killKiosk(profile);
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function firstPictureOf(page: Page, address: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(address);
  const found = await page.waitForFunction(() => window.firstPictureMs, undefined, { timeout: 120_000 });
  return Number(await found.jsonValue());
}

async function collectGarbage(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
}

async function heapOf(page: Page): Promise<number> {
  return await page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  );
}
