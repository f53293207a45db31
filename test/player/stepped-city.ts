// A page, a server and a small city whose time steps from event to event: for tests, and for commands that print.

import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { MONDAY_8_AT } from '../support/programme-builder.ts';
import { type City, cityOf } from './city.ts';
import { servePage } from './page-bundle.ts';
import { PlayerServer } from './player-server.ts';

const LOOK_EVERY_MS = 20;

export class SteppedCity implements AsyncDisposable {
  readonly server: PlayerServer;
  readonly city: City;
  readonly page: Page;
  readonly #context: BrowserContext;
  now = MONDAY_8_AT;
  /** Time waits for it. */
  onStep: (at: number) => Promise<void> = async () => {};
  #untilAt = MONDAY_8_AT;

  private constructor(server: PlayerServer, city: City, context: BrowserContext, page: Page) {
    this.server = server;
    this.city = city;
    this.page = page;
    this.#context = context;
    server.now = () => this.now;
  }

  static async start(
    browser: Browser,
    city: City = cityOf(),
    entry = 'stepping-page.ts',
  ): Promise<SteppedCity> {
    const server = await PlayerServer.start();
    for (const [sha256, png] of city.assets) server.assets.set(sha256, png);
    server.programmes.push(server.sign(city.programme));
    await servePage(server, entry);
    const context = await browser.newContext({ viewport: { width: 320, height: 200 } });
    const page = await context.newPage();
    const stepped = new SteppedCity(server, city, context, page);
    await page.exposeFunction('timeOfTest', () => ({ startAt: stepped.now, untilAt: stepped.#untilAt }));
    await page.exposeFunction('tellTime', async (at: number) => {
      await stepped.onStep(at);
      stepped.now = at;
    });
    return stepped;
  }

  /** Opens the page and lets time begin; it stands still at `untilAt`. */
  async open(untilAt: number, path = '/player/'): Promise<void> {
    this.#untilAt = untilAt;
    await this.page.goto('about:blank');
    await this.page.goto(this.server.url + path);
  }

  /** Opens or reloads the page and lets time run to `at`, and everything written be delivered. */
  readonly runTo = async (at: number, path = '/player/'): Promise<void> => {
    await this.open(at, path);
    await this.page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });
    await this.delivered();
  };

  async delivered(): Promise<void> {
    const { states } = this.server;
    const reported = states.length;
    while (states.length <= reported || states.at(-1)?.pending !== 0) await pause(LOOK_EVERY_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    await this.server[Symbol.asyncDispose]();
  }
}
