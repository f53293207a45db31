// The agent with its own Chromium on a real X desktop, in real time: another window covers the LED rectangle, the screen
// is given away at the PC and comes back by itself, the browser is killed. What was not seen does not count, what comes
// after counts again, and the ledger verifies.

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import sharp from 'sharp';
import { z } from 'zod';
import { SNAPSHOT_LABELS, SnapshotView } from '../../content/model/snapshot.ts';
import { X11Desktop } from '../../player/agent/x11-desktop.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { startAgentProcess } from '../support/agent-process.ts';
import { readRecords } from '../support/ledger-records.ts';
import { SCREEN, showOften, verdictsAfter } from '../support/busy-screen.ts';
import { chromiumPath } from '../support/chromium.ts';
import { startDesktop } from '../support/desktop.ts';
import { askerOf } from '../support/robot-page.ts';
import { freePort } from '../support/server-process.ts';
import { startTestServer, temporaryFolder, type TestFetch } from '../support/server.ts';

/** 24/11/2026, a moment before 09:00 in Asia/Ho_Chi_Minh: what is saved takes effect with the next minute. */
const START_AT = Date.UTC(2026, 10, 24, 1, 59, 40);
const LED = { x: 0, y: 0, width: 640, height: 384 };
const PATIENT = { timeout: 90_000, interval: 250 };
const SEEN = { timeout: 90_000, interval: 1_000 };
/** A mean of so much a channel is what shrinking and WebP cost, and less than the window that lies on top. */
const NOISE = 6;
const YIELD_MS = 12_000;

async function snapshotsOf(admin: TestFetch): Promise<SnapshotView[]> {
  return z.array(SnapshotView).parse(await (await admin(`/api/screens/${SCREEN}/snapshots`)).json());
}

/** Asks for a picture of the screen: how far the newest one is from the desktop, a channel and pixel, at its own size. */
async function differenceTo(admin: TestFetch, eyes: X11Desktop): Promise<number> {
  await admin(`/api/screens/${SCREEN}/snapshots`, { method: 'POST' });
  const [newest] = await snapshotsOf(admin);
  const file = await admin(`/api/screens/${SCREEN}/snapshots/${newest?.sha256 ?? ''}`);
  const snapshot = await sharp(await file.arrayBuffer())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = snapshot.info;
  const desktop = await sharp((await eyes.grab(LED)) ?? Buffer.alloc(0), {
    raw: { width: LED.width, height: LED.height, channels: 4 },
  })
    .removeAlpha()
    .resize(width, height)
    .raw()
    .toBuffer();
  return (
    desktop.reduce((sum, byte, at) => sum + Math.abs(byte - (snapshot.data[at] ?? 0)), 0) / desktop.length
  );
}

it('does not count what was covered or given away, and goes on counting afterwards', async () => {
  await using desktop = await startDesktop();
  await using folder = await temporaryFolder();
  const shiftMs = START_AT - Date.now();
  await using server = await startTestServer({ now: () => Date.now() + shiftMs });
  const admin = await server.asAdmin();
  await showOften(admin);
  const flags = ['--no-sandbox', '--disable-gpu'];
  await writeFile(join(folder.path, 'config.json'), JSON.stringify({ browserFlags: flags }));
  const agent = await startAgentProcess({
    server: server.url,
    dataDir: folder.path,
    port: await freePort(),
    browser: chromiumPath(),
    code: server.enrolmentCode,
    environment: { DISPLAY: desktop.display },
  });
  const ask = askerOf(agent.url);
  const eyes = new X11Desktop(desktop.display);
  const now = () => Date.now() + shiftMs;

  await expect.poll(() => verdictsAfter(admin, 0), PATIENT).toContain('counts');
  expect((await ask('readOutlook', {})).covers).toEqual([]);

  const coveredAt = now();
  const uncover = desktop.cover();
  await expect.poll(async () => (await ask('readOutlook', {})).covers, PATIENT).toEqual(['XTerm']);
  await expect.poll(() => verdictsAfter(admin, coveredAt), PATIENT).toContain('covered');
  expect(await verdictsAfter(admin, coveredAt)).not.toContain('counts');
  await expect.poll(async () => await differenceTo(admin, eyes), SEEN).toBeLessThan(NOISE);
  uncover();
  const uncoveredAt = now();
  await expect.poll(() => verdictsAfter(admin, uncoveredAt), PATIENT).toContain('counts');

  const form = {
    recipient: 'Đài Truyền thanh',
    reason: 'Tiếp sóng',
    by: 'Nguyễn Văn An',
    durationMs: YIELD_MS,
  };
  expect(await ask('declareYield', form)).toBe(true);
  await expect.poll(async () => (await eyes.look(LED))?.isThere, PATIENT).toBe(false);
  await expect.poll(async () => (await eyes.look(LED))?.isThere, PATIENT).toBe(true);
  const backAt = now();
  await expect.poll(() => verdictsAfter(admin, backAt), PATIENT).toContain('counts');

  const records = await readRecords(admin);
  const causes = records.flatMap((record) => (record.type === 'missed' ? [record.cause] : []));
  expect(causes).toContain('yield');
  const acts = records.flatMap((record) => (record.type === 'interruption' ? [record.state] : []));
  expect(acts).toEqual(['begun', 'ended']);
  const { recipient, reason, by } = form;
  const given = records.flatMap((record) => (record.type === 'interruption' ? [record.given] : []));
  expect(given).toEqual([
    { recipient, reason, by },
    { recipient, reason, by },
  ]);
  const noted = records.filter((record) => record.type === 'snapshot');
  expect(new Set(noted.map(({ source, why }) => `${source} ${why}`))).toEqual(
    new Set(['desktop hourly', 'desktop asked']),
  );
  const kept = await snapshotsOf(admin);
  expect(new Set(kept.map(({ label }) => label))).toEqual(new Set([SNAPSHOT_LABELS.desktop]));
  const hashes = noted.map(({ sha256 }) => sha256);
  expect(kept.map(({ sha256 }) => sha256).filter((sha256) => !hashes.includes(sha256))).toEqual([]);

  const { yielded } = await ask('readOutlook', {});
  expect(yielded).toBeNull();
  const drawn = records.flatMap((record) => (record.type === 'play' ? [record.pixels] : []));
  const onWall = async () =>
    createHash('sha256')
      .update((await eyes.grab(LED)) ?? '')
      .digest('hex');
  await expect.poll(async () => drawn.includes(await onWall()), PATIENT).toBe(true);
  eyes.close();
  expect(await agent.stop('SIGTERM')).toBe(0);
  await expect(
    verifyLog(join(server.dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
  ).resolves.toMatchObject({ ok: true });
}, 600_000);
