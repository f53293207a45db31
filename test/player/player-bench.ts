// npm run bench:player -- --seconds 120 --hogs 0,2,4 --also journal,capture,drift,cold
// How exactly the page keeps its times in a real Chromium, beside processes that take its cores: start error in frames, black
// frames, what a slow journal costs, drift over an hour of stepping time, and the first picture off line after a SIGKILL.
// In each run a second browser holds an empty page that flips a row of pixels at the same instants under the same load: what
// it does not manage either is the machine's doing.
// Frames are looked at by a probe in every animation frame (canvas read back after the player drew) and, for black ones, by
// a screencast of what Chromium composed too.

import { Console } from 'node:console';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { HOUR_MS, SECOND_MS } from '../../content/model/instant.ts';
import type { Play } from '../../content/model/play.ts';
import { launchChromium } from '../support/chromium.ts';
import { Hogs } from '../support/hogs.ts';
import { MONDAY_8_AT } from '../support/programme-builder.ts';
import { percentile, slopeOf } from '../support/statistics.ts';
import { coldStartRatio } from './cold-start-bench.ts';
import { denseCity, seedOf } from './dense-city.ts';
import { HEIGHT, WIDTH } from './city.ts';
import { servePage } from './page-bundle.ts';
import type { ProbeReading } from './pages/frame-probe.ts';
import { PlayerServer } from './player-server.ts';
import { SteppedCity } from './stepped-city.ts';

const FRAME_MS = 1000 / 60;
const SLOW_JOURNAL_MS = 400;
/** A start that nobody saw within this was not shown. */
const LOST_MS = 900;
/** Of `flip-page.ts`. */
const FLIP_COLOURS = 200;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    hogs: { type: 'string', default: '0,2,4' },
    also: { type: 'string', default: 'journal,capture,drift,cold' },
    starts: { type: 'string', default: '5' },
  },
});
const seconds = Number(values.seconds);
const also = new Set(values.also.split(','));
const city = denseCity();
const out = new Console(process.stdout);

interface Run {
  readonly name: string;
  readonly plays: readonly Play[];
  readonly probe: ProbeReading;
  readonly flips: ProbeReading;
  readonly captured: number;
  readonly capturedBlack: number;
}

/** The page as it hangs on the wall for so long, on real time. */
async function run(name: string, hogs: number, slowJournalMs: number, isCaptured = false): Promise<Run> {
  await using browser = await launchChromium();
  await using empty = await launchChromium();
  await using server = await PlayerServer.start();
  for (const [sha256, png] of city.assets) server.assets.set(sha256, png);
  // Nothing is owed of the time before.
  server.programmes.push(server.sign({ ...city.programme, effectiveFrom: Date.now() + 3_000 }));
  server.codes.add('mot-lan');
  await servePage(server, 'bench-page.ts');
  const page = await browser.newPage({ viewport: { width: 320, height: 200 } });
  await page.addInitScript((ms) => {
    window.slowJournalMs = ms;
  }, slowJournalMs);
  await page.goto(`${server.url}/player/#mot-lan`);
  while (server.states.at(-1)?.showing?.role !== 'slot') await pause(50);
  const flipping = await openFlipping(empty);
  out.log(`${name} …`);
  // The page has just started; what is measured is the years after that.
  await pause(3_000);
  using _ = new Hogs(hogs, seconds * 1_000 + 60_000);
  await pause(1_000);
  for (const one of [page, flipping]) await one.evaluate(() => window.startProbe());
  const capture = isCaptured ? await captureFrames(browser, page) : null;
  const fromAt = Date.now();
  await pause(seconds * 1_000);
  const probe = await page.evaluate(() => window.readProbe());
  const flips = await flipping.evaluate(() => window.readProbe());
  const untilAt = Date.now();
  const { captured, black } = (await capture?.()) ?? { captured: 0, black: 0 };
  while (!server.stored.some(({ at }) => (at ?? 0) > untilAt)) await pause(100);
  const plays = server.stored.filter(
    (record): record is Play =>
      record.type === 'play' &&
      record.slot !== null &&
      record.plannedAt > fromAt + 1_000 &&
      record.plannedAt < untilAt - 1_000,
  );
  return { name, plays, probe, flips, captured, capturedBlack: black };
}

/** The empty page, on a server of its own. */
async function openFlipping(browser: Browser): Promise<Page> {
  const server = await PlayerServer.start();
  await servePage(server, 'flip-page.ts');
  const page = await browser.newPage({ viewport: { width: 320, height: 200 } });
  await page.addInitScript((ms) => {
    window.flipEveryMs = ms;
  }, SECOND_MS);
  await page.goto(`${server.url}/player/`);
  await server[Symbol.asyncDispose]();
  return page;
}

/** Every frame that Chromium composes and hands out; the canvas lies in its left upper corner. */
async function captureFrames(browser: Browser, page: Page) {
  const session = await page.context().newCDPSession(page);
  const frames: Buffer[] = [];
  session.on('Page.screencastFrame', ({ data, sessionId }) => {
    frames.push(Buffer.from(data, 'base64'));
    void session.send('Page.screencastFrameAck', { sessionId }).catch(() => browser.isConnected());
  });
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
  return async (): Promise<{ captured: number; black: number }> => {
    await session.send('Page.stopScreencast');
    let black = 0;
    for (const frame of frames) {
      const canvas = sharp(frame).extract({ left: 0, top: 0, width: WIDTH, height: HEIGHT }).removeAlpha();
      if ((await canvas.raw().toBuffer()).every((value) => value === 0)) black += 1;
    }
    return { captured: frames.length, black };
  };
}

/**
 * Frames between each planned start and the first in which the item stood on the canvas, before or after it; on the player's
 * clock, `offsetOf` the PC's: how well it knows the time is another matter, printed apart.
 */
function startErrors(
  plays: readonly Play[],
  { sightings }: ProbeReading,
  seedAt: (play: Play) => number,
  offsetOf: (play: Play) => number,
): { errors: number[]; lost: number } {
  const errors = plays.map((play) => {
    const seed = seedAt(play);
    const wallAt = play.plannedAt - offsetOf(play);
    const seen = sightings.find((one) => one.seed === seed && Math.abs(one.at - wallAt) < LOST_MS);
    return seen === undefined ? Number.NaN : Math.abs(seen.at - wallAt) / FRAME_MS;
  });
  const found = errors.filter((error) => !Number.isNaN(error));
  return { errors: found, lost: errors.length - found.length };
}

/** An hour of stepping time: does the error grow? */
async function drift(): Promise<{ slopeMs: number; mostFrames: number; starts: number }> {
  await using browser = await launchChromium(['--disable-frame-rate-limit', '--disable-gpu-vsync']);
  await using stepped = await SteppedCity.start(browser);
  stepped.server.codes.add('mot-lan');
  await stepped.runTo(MONDAY_8_AT + HOUR_MS + 5_000, '/player/#mot-lan');
  const points = stepped.server.stored
    .filter((record): record is Play => record.type === 'play' && record.slot !== null)
    .filter(({ plannedAt }) => plannedAt > MONDAY_8_AT)
    .map(({ plannedAt, at }) => [(plannedAt - MONDAY_8_AT) / HOUR_MS, (at ?? 0) - plannedAt] as const);
  return {
    slopeMs: slopeOf(points),
    mostFrames: Math.max(...points.map(([, errorMs]) => Math.abs(errorMs))) / FRAME_MS,
    starts: points.length,
  };
}

const runs: Run[] = [];
const hogCounts = values.hogs === 'none' ? [] : values.hogs.split(',').map(Number);
for (const hogs of hogCounts) runs.push(await run(`${hogs} hogs`, hogs, 0));
if (also.has('journal')) {
  runs.push(await run(`2 hogs, journal ${SLOW_JOURNAL_MS} ms slower`, 2, SLOW_JOURNAL_MS));
}
if (also.has('capture')) runs.push(await run('2 hogs, composed frames captured', 2, 0, true));

out.log(`load ${loadavg()[0]?.toFixed(1)}, ${seconds} s each, a start every second, one frame = 16.7 ms`);
out.log('|start - plan| in frames: p50, p99, most; the empty page beside it; ratio of the two p99');
out.table(
  runs.map((one) => {
    const offsets = one.plays.map(({ clock }) => clock.offsetMs);
    const ours = startErrors(
      one.plays,
      one.probe,
      ({ item }) => seedOf(city, item),
      ({ clock }) => clock.offsetMs,
    );
    const best = startErrors(
      one.plays,
      one.flips,
      ({ plannedAt }) => flipSeedAt(plannedAt),
      () => 0,
    );
    const { frames, blackFrames, longestFrameMs } = one.probe;
    return {
      run: one.name,
      starts: ours.errors.length,
      'not seen': ours.lost,
      ours: spreadOf(ours.errors),
      empty: spreadOf(best.errors),
      ratio: (percentile(ours.errors, 0.99) / percentile(best.errors, 0.99)).toFixed(2),
      'clock off ms': `${Math.min(...offsets)} to ${Math.max(...offsets)}`,
      frames,
      black: blackFrames,
      'longest ms': `${longestFrameMs.toFixed(0)} (${one.flips.longestFrameMs.toFixed(0)})`,
      captured: one.captured === 0 ? '-' : `${one.capturedBlack} black of ${one.captured}`,
    };
  }),
);
if (also.has('drift')) {
  const { slopeMs, mostFrames, starts } = await drift();
  out.log(
    `drift over an hour of stepping time, ${starts} starts: ${slopeMs.toFixed(3)} ms an hour, error at most ${mostFrames.toFixed(2)} frames`,
  );
}
if (also.has('cold')) {
  const { blankMs, pictureMs } = await coldStartRatio(Number(values.starts));
  out.log(
    `first picture off line after SIGKILL ${pictureMs.toFixed(0)} ms, about:blank ${blankMs.toFixed(0)} ms: ratio ${(pictureMs / blankMs).toFixed(2)} (medians of ${values.starts})`,
  );
}

function spreadOf(errors: readonly number[]): string {
  return [percentile(errors, 0.5), percentile(errors, 0.99), Math.max(...errors)]
    .map((frames) => frames.toFixed(2))
    .join(' ');
}

/** What `flip-page.ts` paints at that instant. */
function flipSeedAt(at: number): number {
  return (Math.round(at / SECOND_MS) % FLIP_COLOURS) + 1;
}
