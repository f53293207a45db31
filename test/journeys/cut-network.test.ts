// The cable is pulled in the middle of traffic and put back long after: everything arrives once, in batches, one in flight,
// what is shown meanwhile is not disturbed, and another player is served between the batches. CUT_HOURS=72 makes it three
// days.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { EnrolmentCode, ScreenView } from '../../content/model/api.ts';
import { SavedScreen } from '../../content/model/api/screens.ts';
import { HourAccount } from '../../content/model/hour-account.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { BATCH_RECORDS } from '../../content/model/protocol.ts';
import { Screen } from '../../content/model/screen.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { countWhole } from '../player/hour-count.ts';
import { writePage } from '../player/page-bundle.ts';
import { readRecords } from '../support/ledger-records.ts';
import { launchChromium } from '../support/chromium.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import {
  ADMIN,
  cookieOf,
  fetchWith,
  postJson,
  startTestServer,
  type TestFetch,
  type TestServer,
  temporaryFolder,
} from '../support/server.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const SCREEN = 'vong-xoay-trung-tam';
const CUT_HOURS = Number(process.env['CUT_HOURS'] ?? 1);
/** 24/11/2026 08:00 in Asia/Ho_Chi_Minh. */
const HOUR_AT = Date.UTC(2026, 10, 24, 1, 0);
const CUT_AT = HOUR_AT + 5 * MINUTE_MS;
const MENDED_AT = CUT_AT + CUT_HOURS * HOUR_MS;
const END_AT = MENDED_AT + 12 * MINUTE_MS;

const root = fileURLToPath(new URL('../..', import.meta.url));

async function signIn({ fetch: ask, url }: TestServer): Promise<TestFetch> {
  const response = await ask('/api/session', {
    ...postJson(ADMIN),
    headers: { 'content-type': 'application/json', origin: url },
  });
  return fetchWith(() => url, cookieOf(response));
}

/** A player of another screen that has something to say all the time. */
async function enrolNeighbour(admin: TestFetch, url: string): Promise<RobotPlayer> {
  const screens = z.array(Screen).parse(await (await admin('/api/screen-settings')).json());
  const model = screens.find(({ id }) => id === SCREEN);
  if (model === undefined) throw new Error('the seed has no screen');
  const { id: _, ...draft } = model;
  const created = await admin('/api/screens', postJson({ ...draft, name: 'Màn hình bên cạnh', floors: [] }));
  const { screen } = SavedScreen.parse(await created.json());
  const issued = await admin(`/api/screens/${screen.id}/enrolment-code`, postJson({}));
  return await RobotPlayer.enrol(url, EnrolmentCode.parse(await issued.json()).code);
}

/** One record after the other, each asked for when the one before is answered, until `isOver`. How many were taken. */
async function talk(robot: RobotPlayer, at: number, isOver: () => Promise<boolean>): Promise<number> {
  const { socket } = await robot.connect();
  robot.append(bootDraft(at));
  let taken = 0;
  while (!(await isOver())) {
    const record = robot.records.at(-1);
    if (record === undefined) throw new Error('nothing to say');
    const reply = await robot.send(socket, 'plays:report', robot.batchOf([record]));
    expect(reply).toMatchObject({ ok: true });
    taken += 1;
    robot.append(fillerDraft(at, taken));
  }
  socket.disconnect();
  return taken;
}

it('delivers everything once after the cable was out for hours, and serves others meanwhile', async () => {
  await using pages = await temporaryFolder();
  await writePage(pages.path, 'stepping-page.ts');
  let now = HOUR_AT - 2 * MINUTE_MS;
  await using server = await startTestServer({
    now: () => Math.round(now),
    pages: { player: pages.path, console: join(root, 'dist/console-page') },
  });
  let admin = await server.asAdmin();
  const neighbour = await enrolNeighbour(admin, server.url);
  await using proxy = await TcpProxy.to(Number(new URL(server.url).port));
  const recordsOf = () => readRecords(admin);
  const pendingOf = async () => {
    const screens = z.array(ScreenView).parse(await (await admin('/api/screens')).json());
    const { player } = screens.find(({ id }) => id === SCREEN) ?? {};
    return player?.connected === true ? (player.state?.pending ?? null) : null;
  };

  // No more frames are drawn for their own sake than time has steps.
  await using browser = await launchChromium(['--disable-frame-rate-limit', '--disable-gpu-vsync']);
  const page = await browser.newPage({ viewport: { width: 640, height: 384 } });
  await page.exposeFunction('timeOfTest', () => ({ startAt: now, untilAt: END_AT }));
  let before = 0;
  let isMended = false;
  const live = { talking: Promise.resolve(0) };
  await page.exposeFunction('tellTime', async (at: number) => {
    if (at >= CUT_AT && now < CUT_AT) {
      proxy.cut();
      before = (await recordsOf()).length;
    }
    if (at >= MENDED_AT && !isMended) {
      now = at;
      // A session ends when nobody uses it for hours.
      admin = await signIn(server);
      expect(await recordsOf()).toHaveLength(before);
      proxy.mend();
      isMended = true;
      live.talking = talk(neighbour, Math.round(at), async () => (await pendingOf()) === 0);
    }
    now = Math.max(now, at);
    return at >= CUT_AT ? MENDED_AT : undefined;
  });
  const { pathname, hash } = new URL(server.playerUrl);
  await page.goto(`${proxy.url}${pathname}${hash}`);
  await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });

  const range = `from=${HOUR_AT}&to=${HOUR_AT + CUT_HOURS * HOUR_MS}`;
  const accounts = async () =>
    z.array(HourAccount).parse(await (await admin(`/api/screens/${SCREEN}/hours?${range}`)).json());
  await expect
    .poll(async () => (await accounts()).every(({ open, due, shown }) => open === 0 && shown === due), {
      timeout: 120_000,
    })
    .toBe(true);
  for (const account of await accounts()) expect(account).toMatchObject({ missed: 0, extra: 0 });
  const records = await recordsOf();
  const places = records.map(({ key, boot, seq }) => `${key} ${boot} ${seq}`);
  expect(new Set(places).size).toBe(places.length);
  // One boot, no hole: whatever was written arrived.
  const seqs = records.map(({ seq }) => seq).toSorted((a, b) => a - b);
  expect(seqs).toEqual(seqs.map((_, index) => index));
  expect(records.filter(({ type }) => type === 'boot')).toHaveLength(1);

  // The neighbour was answered at least once for each batch that the returning player brought.
  const batches = Math.ceil((records.length - before) / BATCH_RECORDS);
  const taken = await live.talking;
  process.stdout.write(
    `${records.length - before} records in ${batches} batches, ${taken} live ones meanwhile\n`,
  );
  expect(taken).toBeGreaterThanOrEqual(batches);
  // And what was shown while it drained is whole.
  const draining = { from: HOUR_AT + CUT_HOURS * HOUR_MS, to: HOUR_AT + (CUT_HOURS + 1) * HOUR_MS };
  const whole = countWhole(records, draining);
  expect(Object.keys(whole).length).toBeGreaterThan(1);
  for (const count of Object.values(whole)) expect(count).toBeGreaterThanOrEqual(2);
  await expect(
    verifyLog(join(server.dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
  ).resolves.toMatchObject({ ok: true });
}, 3_600_000);
