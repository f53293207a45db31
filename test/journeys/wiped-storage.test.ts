// The storage is wiped in the middle of the day, once the page's own and once the agent's: a code is on the wall again,
// nobody claims what nobody can prove, the loss has a name, and after pairing anew the promise is kept again. On the
// city's content by a stepping clock.

import { rm } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { HourAccount } from '../../content/model/hour-account.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { readRecords } from '../support/ledger-records.ts';
import { startPageAgent } from '../support/page-agent.ts';
import { SCREEN } from '../support/people.ts';
import { postJson, startTestServer, temporaryFolder } from '../support/server.ts';
import { expectVerifiedBundle } from '../support/verified-bundle.ts';
import { openSteppingSuite } from './stepping-suite.ts';

vi.setConfig({ testTimeout: 600_000 });

/** 24/11/2026 08:00 in Asia/Ho_Chi_Minh. */
const HOUR_AT = Date.UTC(2026, 10, 24, 1, 0);
const START_AT = HOUR_AT + 34 * MINUTE_MS;
/** From here on nothing reaches the server: it is lost with the storage. */
const CUT_AT = HOUR_AT + 43 * MINUTE_MS;
const WIPED_AT = HOUR_AT + 45 * MINUTE_MS;
const PAIRED_AT = HOUR_AT + 54 * MINUTE_MS;
const END_AT = HOUR_AT + HOUR_MS + MINUTE_MS;
const PATIENT = { timeout: 180_000 };
/** Before the first start, and while the new player has not got its programme yet. */
const OTHERS = ['not_running', 'journal_lost', 'programme_not_received'];
const CODE = /[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}/;

const suite = openSteppingSuite();

it.each(['the page', 'the agent'])(
  'pairs anew after the storage of %s was wiped, and claims nothing',
  async (keeper) => {
    const journey = { now: START_AT };
    await using server = await startTestServer({
      now: () => Math.round(journey.now),
      pages: { player: suite.page, console: suite.page },
    });
    const admin = await server.asAdmin();
    await admin('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
    await using folder = await temporaryFolder();
    const plan = { server: server.url, dataDir: folder.path, page: suite.page };
    let agent = keeper === 'the page' ? null : await startPageAgent(plan);
    const address = `${agent?.url ?? server.url}/player/`;

    const context = await suite.browser.newContext({ viewport: { width: 640, height: 384 } });
    const page = await context.newPage();
    let isCut = false;
    await page.routeWebSocket(/socket\.io/, (socket) => {
      if (isCut) void socket.close();
      const far = isCut ? null : socket.connectToServer();
      socket.onMessage((message) => {
        if (!isCut) far?.send(message);
      });
    });
    const wipe = async (): Promise<void> => {
      journey.now = PAIRED_AT;
      isCut = false;
      if (agent === null) {
        // The page finds out by itself that its storage is gone.
        const session = await context.newCDPSession(page);
        await session.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'all' });
        return;
      }
      await agent[Symbol.asyncDispose]();
      await rm(folder.path, { recursive: true });
      agent = await startPageAgent({ ...plan, port: Number(new URL(address).port) });
      // The page outlives it, and finds out when it writes its next showing down.
    };
    const events: { readonly at: number; readonly happen: () => Promise<void> }[] = [
      { at: CUT_AT, happen: async () => void (isCut = true) },
      {
        at: WIPED_AT,
        happen: async () => {
          await wipe();
          if (agent === null) await new Promise(() => {});
        },
      },
    ];
    await page.exposeFunction('timeOfTest', () => ({ startAt: journey.now, untilAt: END_AT }));
    await page.exposeFunction('tellTime', async (at: number) => {
      const [event] = events;
      if (event !== undefined && at >= event.at) {
        events.shift();
        await event.happen();
      }
      // A page that outlives the wipe has its minute to find out.
      if (at > WIPED_AT + MINUTE_MS && at < PAIRED_AT) await new Promise(() => {});
      journey.now = Math.max(journey.now, at);
    });
    await page.goto(`${address}#${server.enrolmentCode}`);

    const shownCode = page.locator('#pairing strong');
    await expect.poll(async () => await shownCode.textContent(), PATIENT).toMatch(CODE);
    expect(await shownCode.isVisible()).toBe(true);
    expect(await page.locator('#pairing canvas').isVisible(), 'a code for a telephone').toBe(true);
    const code = await shownCode.textContent();
    expect((await admin(`/api/screens/${SCREEN}/player`, postJson({ code }))).status).toBe(200);
    await page.locator('#pairing').waitFor({ state: 'hidden', ...PATIENT });
    await page.waitForFunction(() => window.isOver, undefined, { timeout: 0, polling: 200 });

    const range = `from=${HOUR_AT}&to=${HOUR_AT + HOUR_MS}`;
    const accounts = async () =>
      z.array(HourAccount).parse(await (await admin(`/api/screens/${SCREEN}/hours?${range}`)).json());
    await expect.poll(async () => (await accounts()).every(({ open }) => open === 0), PATIENT).toBe(true);
    await context.close();
    await agent?.[Symbol.asyncDispose]();

    const records = await readRecords(admin);
    const boots = records.filter((record) => record.type === 'boot');
    const [before] = boots;
    // Another key, another storage, and a chain that hangs on nothing.
    const after = boots.find(({ key }) => key !== before?.key);
    expect(after).toMatchObject({ previous: null });
    expect(after?.epoch).not.toBe(before?.epoch);
    const completed = records.filter(
      (record) => record.type === 'play' && record.slot !== null && record.end === 'completed',
    );
    const isLost = (at: number): boolean => at > CUT_AT + MINUTE_MS && at < PAIRED_AT;
    expect(completed.filter(({ at }) => isLost(at ?? 0))).toEqual([]);
    let counted = 0;
    for (const { account, due, shown, madeGood, missed, missing } of await accounts()) {
      expect({ account, all: shown + madeGood + missed }).toEqual({ account, all: due });
      counted += shown + madeGood;
      for (const { plannedAt, reason } of missing) {
        expect(isLost(plannedAt) ? ['journal_lost'] : OTHERS).toContain(reason);
      }
    }
    expect(counted).toBeLessThanOrEqual(completed.length);
    const again = completed.filter(({ at }) => (at ?? 0) > PAIRED_AT);
    expect(again.length, 'plays again').toBeGreaterThanOrEqual(3);
    const reasons = (await accounts()).flatMap(({ missing }) => missing.map(({ reason }) => reason));
    expect(reasons).toContain('journal_lost');
    await expectVerifiedBundle(admin, '2026-11-24');
  },
);
