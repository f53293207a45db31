// One page through many showings, and what it holds meanwhile: hours as full as real ones (fifteen items ten times), so that
// what the page remembers of an hour comes and goes many times on the way.

import { createHash } from 'node:crypto';
import type { Browser, CDPSession } from 'playwright-core';
import { HOUR_MS, SECOND_MS } from '../../content/model/instant.ts';
import type { ProgrammeItem } from '../../content/model/programme.ts';
import { MONDAY_8_AT } from '../support/programme-builder.ts';
import { slopeErrorOf, slopeOf } from '../support/statistics.ts';
import { type City, cityOf, HEIGHT, WIDTH } from './city.ts';
import { recordFilm } from './film.ts';
import { SteppedCity } from './stepped-city.ts';

export interface Holding {
  readonly showings: number;
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

export interface Soak {
  readonly shown: number;
  readonly samples: readonly Holding[];
  /** Change a showing once the caches that stay are full. */
  readonly slopes: Slopes;
  readonly errors: Slopes;
  readonly lateSlopes: Slopes;
}

type Slopes = Omit<Holding, 'showings'>;

const SAMPLES = 40;
/** The first part of the samples fills the caches that stay, and what the browser compiles. */
const WARM_SHARE = 0.25;
const ITEMS = Array.from({ length: 15 }, (_, index) => `n${String(index).padStart(2, '0')}`);
const TIMES_AN_HOUR = 10;
const SHOWING_MS = HOUR_MS / ITEMS.length / TIMES_AN_HOUR;
/** A film runs on real time, whatever the steps: one that lasts longer would be taken for stalled. */
const FILM_MS = SECOND_MS;

export type SoakKind = 'stills' | 'films';

export async function soakPage(
  browser: Browser,
  kind: SoakKind,
  showings: number,
  onSample: (sample: Holding) => void = () => {},
): Promise<Soak> {
  const city = kind === 'films' ? await filmCity(browser) : fullCity(SHOWING_MS);
  await using stepped = await SteppedCity.start(browser, city);
  const { server, page } = stepped;
  server.codes.add('mot-lan');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const samples: Holding[] = [];
  const every = Math.ceil(showings / SAMPLES);
  let next = every;
  stepped.onStep = async (at) => {
    const count = Math.floor((at - MONDAY_8_AT) / SHOWING_MS);
    if (count < next) return;
    next = count + every;
    const sample = { showings: count, ...(await holdingOf(session)) };
    samples.push(sample);
    onSample(sample);
  };
  await stepped.runTo(MONDAY_8_AT + showings * SHOWING_MS + 2 * SECOND_MS, '/player/#mot-lan');
  const steady = samples.slice(Math.ceil(samples.length * WARM_SHARE));
  const late = samples.slice(Math.ceil(samples.length / 2));
  return {
    shown: server.stored.filter((record) => record.type === 'play' && record.end === 'completed').length,
    samples,
    slopes: slopesOf(steady, slopeOf),
    errors: slopesOf(steady, slopeErrorOf),
    lateSlopes: slopesOf(late, slopeOf),
  };
}

function slopesOf(samples: readonly Holding[], reckon: typeof slopeOf): Slopes {
  const of = (name: keyof Slopes): number => reckon(samples.map((one) => [one.showings, one[name]] as const));
  return { heapBytes: of('heapBytes'), nodes: of('nodes'), listeners: of('listeners') };
}

async function holdingOf(session: CDPSession): Promise<Omit<Holding, 'showings'>> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const valueOf = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  return {
    heapBytes: valueOf('JSHeapUsedSize'),
    nodes: valueOf('Nodes'),
    listeners: valueOf('JSEventListeners'),
  };
}

function fullCity(durationMs: number): City {
  return cityOf({
    items: ITEMS.map((id) => ({ id, durationMs })),
    playlists: [{ id: 'cchc', itemIds: ITEMS, guarantee: TIMES_AN_HOUR }],
  });
}

/** Films in place of the pictures, and the idle card between them. */
async function filmCity(browser: Browser): Promise<City> {
  const { programme, assets } = fullCity(FILM_MS);
  const bytes = await recordFilm(browser, { widthPx: WIDTH, heightPx: HEIGHT, durationMs: FILM_MS });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = {
    sha256,
    bytes: bytes.byteLength,
    mime: 'video/webm',
    widthPx: WIDTH,
    heightPx: HEIGHT,
  } as const;
  const place = { xPx: 0, yPx: 0, widthPx: WIDTH, heightPx: HEIGHT };
  const asFilm = (item: ProgrammeItem): ProgrammeItem => ({
    ...item,
    kind: 'video',
    rendition: {
      ...item.rendition,
      pixelsSha256: sha256,
      video: { file, durationMs: item.durationMs, codec: 'vp8', place },
    },
  });
  const screen = { ...programme.screen, policy: { motion: true, sequences: true } };
  return {
    programme: { ...programme, screen, items: programme.items.map(asFilm) },
    assets: new Map([...assets, [sha256, bytes]]),
  };
}
