// How long a killed browser takes to the first picture with no server, beside the same browser with an empty page.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '../support/statistics.ts';
import { denseCity } from './dense-city.ts';
import { KIOSK_NAME, killKiosk, openKiosk } from './kiosk-browser.ts';
import { servePage } from './page-bundle.ts';
import { PlayerServer } from './player-server.ts';

/** Medians, in turns, each after a SIGKILL of the browser before. */
export async function coldStartRatio(rounds: number): Promise<{ blankMs: number; pictureMs: number }> {
  const profile = await mkdtemp(join(tmpdir(), 'vong-xoay-cold-'));
  const city = denseCity();
  const server = await PlayerServer.start();
  for (const [sha256, png] of city.assets) server.assets.set(sha256, png);
  const effectiveFrom = Date.now() + 3_000;
  server.programmes.push(server.sign({ ...city.programme, effectiveFrom }));
  server.codes.add('mot-lan');
  await servePage(server, 'real-page.ts');
  const { port } = new URL(server.url);
  const address = `http://${KIOSK_NAME}:${port}/player/`;
  const first = await openKiosk(profile, port);
  const page = first.pages()[0] ?? (await first.newPage());
  await page.goto(`${address}#mot-lan`);
  while (server.states.at(-1)?.showing?.role !== 'slot') await pause(50);
  await page.waitForFunction(async () => {
    await navigator.serviceWorker.ready;
    return (await caches.keys()).length > 0;
  });
  killKiosk(profile);
  await first.close().catch(() => {});
  await server[Symbol.asyncDispose]();

  const timed = async (target: string, isThere: () => boolean): Promise<number> => {
    const startedMs = performance.now();
    const context = await openKiosk(profile, port);
    const opened = context.pages()[0] ?? (await context.newPage());
    await opened.goto(target);
    await opened.waitForFunction(isThere, undefined, { polling: 'raf', timeout: 60_000 });
    const tookMs = performance.now() - startedMs;
    killKiosk(profile);
    await context.close().catch(() => {});
    return tookMs;
  };
  const hasPicture = (): boolean => {
    const canvas = document.querySelector('canvas');
    if (canvas === null || canvas.width === 0) return false;
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, 1) ?? { data: [] };
    return data.some((value, index) => index % 4 !== 3 && value !== 0);
  };
  const blank: number[] = [];
  const picture: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    blank.push(await timed('about:blank', () => document.readyState === 'complete'));
    picture.push(await timed(address, hasPicture));
  }
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  return { blankMs: percentile(blank, 0.5), pictureMs: percentile(picture, 0.5) };
}
