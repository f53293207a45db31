// One page through many showings, and what it holds meanwhile.

import { createHash } from 'node:crypto';
import type { Browser, CDPSession } from 'playwright-core';
import { SECOND_MS } from '../../content/model/instant.ts';
import type { ProgrammeItem } from '../../content/model/programme.ts';
import { MONDAY_8_AT } from '../support/programme-builder.ts';
import { slopeOf } from '../support/statistics.ts';
import { type City, HEIGHT, WIDTH } from './city.ts';
import { denseCity } from './dense-city.ts';
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
  readonly slopes: Omit<Holding, 'showings'>;
}

const SAMPLES = 40;
/** A showing a second: the city is dense. */
const SHOWING_MS = SECOND_MS;

export type SoakKind = 'stills' | 'films';

export async function soakPage(
  browser: Browser,
  kind: SoakKind,
  showings: number,
  onSample: (sample: Holding) => void = () => {},
): Promise<Soak> {
  const city = kind === 'films' ? await filmCity(browser) : denseCity();
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
  // The first tenth fills the caches that stay.
  const steady = samples.slice(Math.ceil(samples.length / 10));
  const slope = (what: (one: Holding) => number): number =>
    slopeOf(steady.map((one) => [one.showings, what(one)] as const));
  return {
    shown: server.stored.filter((record) => record.type === 'play' && record.end === 'completed').length,
    samples,
    slopes: {
      heapBytes: slope(({ heapBytes }) => heapBytes),
      nodes: slope(({ nodes }) => nodes),
      listeners: slope(({ listeners }) => listeners),
    },
  };
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

/** The dense city with a film in place of every picture. */
async function filmCity(browser: Browser): Promise<City> {
  const { programme, assets } = denseCity();
  const bytes = await recordFilm(browser, { widthPx: WIDTH, heightPx: HEIGHT, durationMs: SHOWING_MS });
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
