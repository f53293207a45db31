// The day the disk dies: a server under load is backed up while it runs, its folder is destroyed, the backup is put back.
// Everything verifies, the players come back with the keys they have, and nothing is counted twice.

import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../server/app.ts';
import { makeBackup, pruneBackups } from '../../server/library/backup.ts';
import { openDataFolder } from '../../server/library/data-folder.ts';
import { type RestoreReport, restoreBackup } from '../../server/library/restore.ts';
import { createLogger } from '../../server/logger.ts';
import { zoneRulesOf } from '../../content/model/instant.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { StoreError } from '../../server/store/store-error.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { SCREEN } from '../support/people.ts';
import { ADMIN, cookieOf, fetchWith, postJson, temporaryFolder, testConfig } from '../support/server.ts';

const BATCH = 50;

const start = (dataDir: string, port = 0): Promise<RunningServer> =>
  startServer(testConfig(dataDir, { port }), { log: createLogger('silent'), attemptsPerMinute: 1_000 });

const codeOf = (link: string | null | undefined) => link?.split(/[#/]/).at(-1) ?? '';

async function backUp(dataDir: string, target: string): Promise<string> {
  const now = Date.now();
  return (await makeBackup(dataDir, now, zoneRulesOf('Asia/Ho_Chi_Minh', now, 3), target)).path;
}

async function restore(dataDir: string, archive: string, isDryRun = false): Promise<RestoreReport> {
  await using folder = await openDataFolder(dataDir, nodeDisk, 'restoring');
  return await restoreBackup(folder, { archive, now: Date.now(), isDryRun });
}

/** Sends everything after what the server says it has, as the real player does. Resolves to the last number it has now. */
async function deliver(player: RobotPlayer): Promise<number> {
  const { socket, welcome } = await player.connect();
  let upTo = welcome.acknowledged.find(({ boot }) => boot === player.boot)?.upToSeq ?? -1;
  while (upTo + 1 < player.records.length) {
    const records = player.records.slice(upTo + 1, upTo + 1 + BATCH);
    const reply = await player.send<{ upToSeq: number }>(socket, 'plays:report', player.batchOf(records));
    if (!reply.ok) throw new Error(reply.code);
    upTo = reply.data.upToSeq;
  }
  socket.close();
  return upTo;
}

async function recordsIn(dataDir: string): Promise<number[]> {
  const folder = join(dataDir, 'ledger', SCREEN);
  const days = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).toSorted();
  const text = (await Promise.all(days.map((day) => readFile(join(folder, day), 'utf8')))).join('');
  return text
    .split('\n')
    .filter((line) => line.includes('"kind":"record"'))
    .map((line) => (JSON.parse(line) as { body: { record: { seq: number } } }).body.record.seq);
}

describe('backup and restore', () => {
  it('bring a destroyed server back under load, with every player and every play once', async () => {
    await using place = await temporaryFolder();
    const [dataDir, shelf] = [join(place.path, 'data'), join(place.path, 'shelf')];
    let running = await start(dataDir);
    const { port } = running;
    const claimed = await fetch(
      `${running.url}/api/setup`,
      postJson({ ...ADMIN, code: codeOf(running.setupLink) }),
    );
    const admin = fetchWith(() => running.url, cookieOf(claimed));
    const player = await RobotPlayer.enrol(running.url, codeOf(running.enrolmentLinks[0]?.link));
    player.append(bootDraft(Date.now()));
    const appendPlays = (count: number) =>
      player.append(...Array.from({ length: count }, (_, index) => fillerDraft(Date.now(), index)));
    appendPlays(BATCH);
    await deliver(player);

    // Under load: records, approvals and sign-ins go on while the backup is made.
    const load = { isOn: true };
    const recording = (async () => {
      while (load.isOn) {
        appendPlays(BATCH);
        await deliver(player);
      }
    })();
    const changing = (async () => {
      for (let round = 0; load.isOn; round += 1) {
        await admin('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
        await admin('/api/people', postJson({ name: `Người ${round}`, roles: ['editor'], screenIds: null }));
      }
    })();
    const archives = [await backUp(dataDir, join(shelf, '1')), await backUp(dataDir, join(shelf, '2'))];
    load.isOn = false;
    await Promise.all([recording, changing]);
    appendPlays(BATCH);
    const sent = await deliver(player);
    await running[Symbol.asyncDispose]();

    for (const archive of archives) {
      await rm(dataDir, { recursive: true, force: true });
      const dry = await restore(dataDir, archive, true);
      expect([dry.setAside, (await readdir(dataDir)).includes('ledger')]).toEqual([null, false]);
      const { checked } = await restore(dataDir, archive);
      expect(checked.logs[`ledger/${SCREEN}`]).toBeGreaterThan(BATCH);
      running = await start(dataDir, port);
      // The key it has still opens the door; what the backup lacks it sends again.
      expect(await deliver(player)).toBe(sent);
      expect(await deliver(player)).toBe(sent);
      expect(running.setupLink).toBeNull();
      expect((await admin('/api/items')).status).toBe(401);
      expect((await fetch(`${running.url}/api/session`, postJson(ADMIN))).status).toBe(200);
      await running[Symbol.asyncDispose]();
      const seqs = await recordsIn(dataDir);
      expect(seqs.length).toBe(sent + 1);
      expect(new Set(seqs).size).toBe(seqs.length);
    }
  });

  it('never shorten a log: one that has grown is kept, one that differs is a refusal', async () => {
    await using place = await temporaryFolder();
    const [dataDir, shelf] = [join(place.path, 'data'), join(place.path, 'shelf')];
    let running = await start(dataDir);
    const player = await RobotPlayer.enrol(running.url, codeOf(running.enrolmentLinks[0]?.link));
    player.append(bootDraft(Date.now()), fillerDraft(Date.now(), 1));
    await deliver(player);
    const archive = await backUp(dataDir, shelf);
    player.append(fillerDraft(Date.now(), 2));
    await deliver(player);
    await running[Symbol.asyncDispose]();
    const { keptLogs } = await restore(dataDir, archive);
    expect(keptLogs).toContain(`ledger/${SCREEN}`);
    expect(await recordsIn(dataDir)).toEqual([0, 1, 2]);

    const [day = ''] = (await readdir(join(dataDir, 'ledger', SCREEN))).filter((name) =>
      name.endsWith('.jsonl'),
    );
    const path = join(dataDir, 'ledger', SCREEN, day);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('Lượt 1', 'Lượt 9'));
    const before = await readdir(dataDir);
    await expect(restore(dataDir, archive)).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
    expect(await readdir(dataDir)).toEqual(before);
    await writeFile(path, text);
    running = await start(dataDir);
    await running[Symbol.asyncDispose]();
  });

  it('that was cut in the middle keeps the server from starting, and is rolled back by the next one', async () => {
    await using place = await temporaryFolder();
    const [dataDir, shelf] = [join(place.path, 'data'), join(place.path, 'shelf')];
    await (await start(dataDir))[Symbol.asyncDispose]();
    const archive = await backUp(dataDir, shelf);
    const aside = 'before-restore-x';
    await mkdir(join(dataDir, aside));
    for (const name of ['documents', 'keys']) await rename(join(dataDir, name), join(dataDir, aside, name));
    await mkdir(join(dataDir, 'documents'));
    await writeFile(join(dataDir, 'restoring.json'), JSON.stringify({ aside }));
    await expect(start(dataDir)).rejects.toThrow(StoreError);
    await restore(dataDir, archive);
    await (await start(dataDir))[Symbol.asyncDispose]();
  });

  it('refuse a folder that a server is using', async () => {
    await using place = await temporaryFolder();
    await using running = await start(place.path);
    const archive = await backUp(place.path, join(place.path, 'backups'));
    await expect(restore(running.dataDir, archive)).rejects.toMatchObject({ name: 'FolderBusyError' });
  });

  it('keep the newest nights and the first of each month', async () => {
    await using place = await temporaryFolder();
    const names = [
      '2026-09-30',
      '2026-10-01',
      '2026-10-02',
      '2026-11-01',
      '2026-11-22',
      '2026-11-23',
      '2026-11-24',
    ];
    for (const name of names) await writeFile(join(place.path, `vong-xoay-${name}-0230.zip`), '');
    await writeFile(join(place.path, 'của-tôi.zip'), '');
    await pruneBackups(place.path, { nights: 2, months: 2 });
    expect((await readdir(place.path)).toSorted()).toEqual([
      'của-tôi.zip',
      'vong-xoay-2026-10-01-0230.zip',
      'vong-xoay-2026-11-01-0230.zip',
      'vong-xoay-2026-11-23-0230.zip',
      'vong-xoay-2026-11-24-0230.zip',
    ]);
  });
});
