// The agent with its own Chromium on a real X desktop, in real time: another window covers the LED rectangle, the screen
// is given away at the PC and comes back by itself, the browser is killed. What was not seen does not count, what comes
// after counts again, and the ledger verifies.

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { PlayView } from '../../content/model/api.ts';
import { PlaylistView } from '../../content/model/api/playlists.ts';
import { HOUR_MS } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import { X11Desktop } from '../../player/agent/x11-desktop.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { startAgentProcess } from '../support/agent-process.ts';
import { chromiumPath } from '../support/chromium.ts';
import { startDesktop } from '../support/desktop.ts';
import { askerOf } from '../support/robot-page.ts';
import { freePort } from '../support/server-process.ts';
import { postJson, startTestServer, temporaryFolder, type TestFetch } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';
/** 24/11/2026, a moment before 09:00 in Asia/Ho_Chi_Minh: what is saved takes effect with the next minute. */
const START_AT = Date.UTC(2026, 10, 24, 1, 59, 40);
const LED = { x: 0, y: 0, width: 640, height: 384 };
const PATIENT = { timeout: 90_000, interval: 250 };
const YIELD_MS = 12_000;

/** Three items of ten seconds, each every thirty: something that can count is always on. */
async function showOften(admin: TestFetch): Promise<void> {
  const accepted = await admin('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
  expect(await accepted.text()).not.toContain('urn:vongxoay:error');
  const playlists = z.array(PlaylistView).parse(await (await admin('/api/playlists')).json());
  const playlist = playlists.find(({ guarantee }) => guarantee !== null);
  if (playlist === undefined) throw new Error('no guaranteed playlist');
  const { id, revision, name, category, itemIds, activity, screenIds } = playlist;
  const guarantee = { showingsPerHour: 120, scope: 'per_item', placement: 'spread' } as const;
  const draft = { name, category, itemIds, activity, screenIds, guarantee };
  const saved = await admin(`/api/playlists/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ basedOn: revision, draft }),
  });
  expect(await saved.text()).not.toContain('urn:vongxoay:error');
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
  const verdictsAfter = async (at: number): Promise<string[]> => {
    const plays = z
      .array(PlayView)
      .parse(await (await admin(`/api/screens/${SCREEN}/plays?limit=100`)).json());
    return plays.filter((play) => play.plannedAt >= at).map(({ verdict }) => verdict);
  };
  const now = () => Date.now() + shiftMs;

  await expect.poll(() => verdictsAfter(0), PATIENT).toContain('counts');
  expect((await ask('readOutlook', {})).covers).toEqual([]);

  const coveredAt = now();
  const uncover = desktop.cover();
  await expect.poll(async () => (await ask('readOutlook', {})).covers, PATIENT).toEqual(['XTerm']);
  await expect.poll(() => verdictsAfter(coveredAt), PATIENT).toContain('covered');
  expect(await verdictsAfter(coveredAt)).not.toContain('counts');
  uncover();
  const uncoveredAt = now();
  await expect.poll(() => verdictsAfter(uncoveredAt), PATIENT).toContain('counts');

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
  await expect.poll(() => verdictsAfter(backAt), PATIENT).toContain('counts');

  const lines = await (
    await admin(`/api/screens/${SCREEN}/playlog.jsonl?from=0&to=${START_AT + 24 * HOUR_MS}`)
  ).text();
  const records = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { body: { kind: string; record: JournalRecord } }).body)
    .filter(({ kind }) => kind === 'record')
    .map(({ record }) => record);
  const causes = records.flatMap((record) => (record.type === 'missed' ? [record.cause] : []));
  expect(causes).toContain('yield');
  const acts = records.flatMap((record) => (record.type === 'interruption' ? [record.state] : []));
  expect(acts).toEqual(['begun', 'ended']);

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
