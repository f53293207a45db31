// The day the disk dies: a server under load is backed up while it runs, its folder is destroyed, the backup is put back.
// Everything verifies, the players come back with the keys they have, and nothing is counted twice.

import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../server/app.ts';
import { makeBackup, pruneBackups } from '../../server/library/backup.ts';
import { openDataFolder } from '../../server/library/data-folder.ts';
import { type RestoreReport, restoreBackup } from '../../server/library/restore.ts';
import { createLogger } from '../../server/logger.ts';
import { DownloadJob } from '../../content/model/download.ts';
import { HOUR_MS, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import { nodePlatform } from '../../scripts/verify-playlog/node-platform.ts';
import type { Verdict } from '../../scripts/verify-playlog/verdict.ts';
import { verifyBundle } from '../../scripts/verify-playlog/verify-bundle.ts';
import { AUDIT_GENESIS } from '../../server/library/audit-trail.ts';
import { checkFolder } from '../../server/library/data-check.ts';
import { openSealKeys } from '../../server/library/seal-keys.ts';
import { openDaySeals } from '../../server/playlog/day-seals.ts';
import { openChainedLog } from '../../server/store/chained-log.ts';
import { sha256Hex } from '../../server/store/digest.ts';
import { canonicalJson } from '../../content/model/canonical.ts';
import { daySealSigningText, SignedDaySeal } from '../../content/model/seal.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { StoreError } from '../../server/store/store-error.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { SCREEN } from '../support/people.ts';
import { sourceOfBytes } from '../verify/bundle-mutations.ts';
import { ADMIN, cookieOf, fetchWith, postJson, temporaryFolder, testConfig } from '../support/server.ts';

const BATCH = 50;
/** Of the screen, ahead of UTC. */
const ZONE_MS = 7 * HOUR_MS;

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

/** The audit bundle of the restored ledger, in the hands of the program that shares no code with the server. */
async function verifiedOffLine(url: string, cookie: string, player: RobotPlayer): Promise<Verdict> {
  const admin = fetchWith(() => url, cookie);
  const today = new Date(Date.now() + ZONE_MS).toISOString().slice(0, 10);
  const order = { format: 'bundle', screenIds: [SCREEN], fromDate: today, untilDate: today };
  let job = DownloadJob.parse(await (await admin('/api/downloads', postJson(order))).json());
  await expect
    .poll(
      async () => {
        job = DownloadJob.parse(await (await admin(`/api/downloads/${job.id}`)).json());
        return job.state;
      },
      { timeout: 60_000 },
    )
    .toBe('ready');
  const bytes = new Uint8Array(await (await admin(`/api/downloads/${job.id}/file`)).arrayBuffer());
  const { keyId, serverKey } = player.enrolment;
  const sealKeys = (await (await admin('/api/seal-keys')).json()) as { statement: { keyId: string } }[];
  const trustedKeys = [keyId, serverKey.keyId, ...sealKeys.map(({ statement }) => statement.keyId)];
  return await verifyBundle(sourceOfBytes(bytes), nodePlatform, { trustedKeys, everySignature: true });
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

/** Seals the trail up to and with `day`, as the chore of the next night would. Resolves to the files. */
async function sealAudit(dataDir: string, day: string): Promise<string[]> {
  const directory = join(dataDir, 'seals');
  const signer = await openSealKeys({
    keyDirectory: join(dataDir, 'keys'),
    directory: join(directory, 'keys'),
    disk: nodeDisk,
    now: Date.now,
  });
  const options = {
    log: 'audit',
    screen: null,
    directory,
    disk: nodeDisk,
    sha256: sha256Hex,
    signer,
  } as const;
  const seals = await openDaySeals(options);
  const log = await openChainedLog({
    directory: join(dataDir, 'audit'),
    genesis: AUDIT_GENESIS,
    disk: nodeDisk,
  });
  const made = await seals.sealUntil(log, day, Date.now(), []);
  await log.close();
  return made.map(({ seal }) => join(directory, seals.folder, `${seal.day}.json`));
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
      const again = await fetch(`${running.url}/api/session`, postJson(ADMIN));
      expect(again.status).toBe(200);
      const verdict = await verifiedOffLine(running.url, cookieOf(again), player);
      expect(verdict.faults).toEqual([]);
      expect(verdict.ok).toBe(true);
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

  it('believe a seal for its signature: one made anew over other words, with its own hash, is a refusal', async () => {
    await using place = await temporaryFolder();
    const [dataDir, shelf] = [join(place.path, 'data'), join(place.path, 'shelf')];
    const running = await start(dataDir);
    await fetch(`${running.url}/api/setup`, postJson({ ...ADMIN, code: codeOf(running.setupLink) }));
    await running[Symbol.asyncDispose]();
    const now = Date.now();
    const today = localDateOf(zoneRulesOf('Asia/Ho_Chi_Minh', now, 3), now);
    const [path = ''] = await sealAudit(dataDir, today);
    expect((await checkFolder(dataDir)).seals).toBe(1);
    const honest = await backUp(dataDir, join(shelf, 'honest'));
    await restore(dataDir, honest, true);

    const { seal, signature } = SignedDaySeal.parse(JSON.parse(await readFile(path, 'utf8')));
    const altered = { ...seal, sealedAt: seal.sealedAt + 1 };
    const sha256 = sha256Hex(canonicalJson(altered));
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const forged = sign(null, Buffer.from(daySealSigningText(sha256)), stranger).toString('base64');
    for (const one of [signature, forged]) {
      await writeFile(path, canonicalJson({ seal: altered, sha256, signature: one }));
      await expect(checkFolder(dataDir)).rejects.toThrow('the signature is not by a seal key of this server');
      const dishonest = await backUp(dataDir, join(shelf, one.slice(0, 6).replaceAll(/\W/g, '_')));
      await expect(restore(join(place.path, 'new'), dishonest)).rejects.toMatchObject({
        code: 'STORE_CORRUPT',
      });
    }
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
