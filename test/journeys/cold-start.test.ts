// No agent, no network, a browser killed in the middle: under the two kiosk flags a service worker starts the page, the
// right picture comes from the page's own storage, the hour is whole and the ledger verifies when the server is back.

import { expect, it } from 'vitest';
import { cityOf } from '../player/city.ts';
import { KIOSK_NAME, killKiosk, openKiosk } from '../player/kiosk-browser.ts';
import { servePage, writePage } from '../player/page-bundle.ts';
import { PlayerServer } from '../player/player-server.ts';
import { PowerCut } from '../support/power-cut.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';
import { Wire } from '../support/wire.ts';

const PATIENCE = { timeout: 60_000 };

it.runIf(process.platform === 'linux')(
  'plays on without agent after a SIGKILL with the server away, and loses nothing',
  async () => {
    await using pages = await temporaryFolder();
    await using profile = await temporaryFolder();
    await writePage(pages.path, 'stepping-page.ts');
    const story = new PowerCut();
    await using server = await startTestServer({
      now: () => Math.round(story.nowMs),
      pages: { player: pages.path, console: pages.path },
    });
    const admin = await story.prepare(server);
    await using wire = await Wire.to(server.url);
    const { port } = new URL(wire.url);
    const address = `http://${KIOSK_NAME}:${port}/player/`;

    const first = await openKiosk(profile.path, port);
    const page = first.pages()[0] ?? (await first.newPage());
    await story.playUntilCut(page, `${address}#${server.enrolmentCode}`, wire);
    await page.waitForFunction(async () => {
      await navigator.serviceWorker.ready;
      return (await caches.keys()).length > 0;
    });
    await wire.pull();
    // What is said to be kept survives a killed browser; a power cut within the first half minute may cost the worker.
    killKiosk(profile.path);
    await first.close().catch(() => {});

    const again = await openKiosk(profile.path, port);
    const woken = again.pages()[0] ?? (await again.newPage());
    await story.playOn(woken, address, wire);
    expect(await woken.locator('#pairing').isVisible()).toBe(false);
    await story.expectWholeHour(admin);
    await again.close();
    await story.expectVerified(server);
  },
  600_000,
);

it.runIf(process.platform === 'linux')(
  'keeps the real page, and shows an approved picture after a SIGKILL with the server away',
  async () => {
    await using folder = await temporaryFolder();
    const server = await PlayerServer.start();
    const city = cityOf();
    for (const [sha256, png] of city.assets) server.assets.set(sha256, png);
    server.programmes.push(server.sign(city.programme));
    await servePage(server, 'real-page.ts');
    server.codes.add('mot-lan');
    const { port } = new URL(server.url);
    const address = `http://${KIOSK_NAME}:${port}/player/`;

    const first = await openKiosk(folder.path, port);
    const page = first.pages()[0] ?? (await first.newPage());
    await page.goto(`${address}#mot-lan`);
    await expect.poll(() => server.states.at(-1)?.showing?.pixels ?? null, PATIENCE).not.toBeNull();
    expect(server.states.at(-1)?.storage).toMatchObject({ secureContext: true });
    await page.waitForFunction(async () => {
      await navigator.serviceWorker.ready;
      return (await caches.keys()).length > 0;
    });
    // What is said to be kept survives a killed browser; a power cut within the first half minute may cost the worker.
    killKiosk(folder.path);
    await first.close().catch(() => {});
    await server[Symbol.asyncDispose]();

    const again = await openKiosk(folder.path, port);
    const woken = again.pages()[0] ?? (await again.newPage());
    await woken.goto(address);
    const approved = [...city.programme.items, city.programme.idle].map(
      ({ rendition }) => rendition.pixelsSha256,
    );
    const drawn = async (): Promise<string> =>
      await woken.evaluate(async () => {
        const canvas = document.querySelector('canvas');
        const context = canvas?.getContext('2d');
        if (canvas === null || context === null || context === undefined) return '';
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
        return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
      });
    await expect.poll(async () => approved.includes(await drawn()), PATIENCE).toBe(true);
    expect(await woken.locator('#pairing').isVisible()).toBe(false);
    await again.close();
  },
  180_000,
);
