// npm run bench:player -- --seconds 120 --hogs 0,2,4
// How exactly the page keeps its times in a real Chromium, beside processes that take its cores: start error in frames, black
// frames, what a slow journal costs, drift over an hour of stepping time, and the first picture off line after a SIGKILL.
// Frames are looked at by a probe in every animation frame (canvas read back after the player drew) and, for black ones, by
// a screencast of what Chromium composed too.

import { Console } from 'node:console';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { HOUR_MS } from '../../content/model/instant.ts';
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

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    hogs: { type: 'string', default: '0,2,4' },
    starts: { type: 'string', default: '5' },
  },
});
const seconds = Number(values.seconds);
const city = denseCity();
const out = new Console(process.stdout);

interface Run {
  readonly name: string;
  readonly plays: readonly Play[];
  readonly probe: ProbeReading;
  readonly captured: number;
  readonly capturedBlack: number;
}

/** The page as it hangs on the wall for so long, on real time. */
async function run(name: string, hogs: number, slowJournalMs: number, isCaptured = false): Promise<Run> {
  await using browser = await launchChromium();
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
  out.log(`${name} …`);
  // The page has just started; what is measured is the years after that.
  await pause(3_000);
  using _ = new Hogs(hogs, seconds * 1_000 + 60_000);
  await pause(1_000);
  await page.evaluate(() => window.startProbe());
  const capture = isCaptured ? await captureFrames(browser, page) : null;
  const fromAt = Date.now();
  await pause(seconds * 1_000);
  const probe = await page.evaluate(() => window.readProbe());
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
  return { name, plays, probe, captured, capturedBlack: black };
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

/** Frames from the planned start to the first one in which the item stood on the canvas, as the probe saw it. */
function startErrors({ plays, probe }: Run): { errors: number[]; lost: number } {
  const errors = plays.map(({ item, plannedAt }) => {
    const seed = seedOf(city, item);
    const seen = probe.sightings.find((one) => one.seed === seed && Math.abs(one.at - plannedAt) < LOST_MS);
    return seen === undefined ? Number.NaN : (seen.at - plannedAt) / FRAME_MS;
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
for (const hogs of values.hogs.split(',').map(Number)) runs.push(await run(`${hogs} hogs`, hogs, 0));
runs.push(await run(`2 hogs, journal ${SLOW_JOURNAL_MS} ms slower`, 2, SLOW_JOURNAL_MS));
runs.push(await run('2 hogs, composed frames captured too', 2, 0, true));

out.log(`load ${loadavg()[0]?.toFixed(1)}, ${seconds} s each, a start every second, one frame = 16.7 ms`);
out.table(
  runs.map((one) => {
    const { errors, lost } = startErrors(one);
    const { frames, blackFrames, longestFrameMs } = one.probe;
    return {
      run: one.name,
      starts: errors.length,
      'not seen': lost,
      p50: percentile(errors, 0.5).toFixed(2),
      p99: percentile(errors, 0.99).toFixed(2),
      max: Math.max(...errors).toFixed(2),
      frames,
      black: blackFrames,
      'longest frame ms': longestFrameMs.toFixed(0),
      'captured black': one.captured === 0 ? '-' : `${one.capturedBlack} of ${one.captured}`,
    };
  }),
);
const { slopeMs, mostFrames, starts } = await drift();
out.log(
  `drift over an hour of stepping time, ${starts} starts: ${slopeMs.toFixed(3)} ms an hour, error at most ${mostFrames.toFixed(2)} frames`,
);
const { blankMs, pictureMs } = await coldStartRatio(Number(values.starts));
out.log(
  `first picture off line after SIGKILL ${pictureMs.toFixed(0)} ms, about:blank ${blankMs.toFixed(0)} ms: ratio ${(pictureMs / blankMs).toFixed(2)} (medians of ${values.starts})`,
);
