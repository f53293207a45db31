// The disk of the PC is full: over real HTTP the agent says so with its own status, gives back what the server has, oldest
// first, never an unacknowledged record, and starts all the same.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { HOUR_MS } from '../../../content/model/instant.ts';
import { AssetCache } from '../../../player/agent/asset-cache.ts';
import { callHandlers } from '../../../player/agent/calls.ts';
import { BLIND_DESKTOP } from '../../../player/agent/desktop.ts';
import { DiskJournal } from '../../../player/agent/disk-journal.ts';
import { Events } from '../../../player/agent/events.ts';
import { KeyFile } from '../../../player/agent/key-file.ts';
import { makeLocalSite } from '../../../player/agent/local-site.ts';
import { LocalYields } from '../../../player/agent/local-yield.ts';
import { createLog } from '../../../player/agent/log.ts';
import { ServerDoor } from '../../../player/agent/server-door.ts';
import { Watch } from '../../../player/agent/watch.ts';
import { isStorageFull, ThriftyJournal } from '../../../player/thrifty-journal.ts';
import { fillableDisk } from '../../support/fillable-disk.ts';
import { type Ask, askerOf, journalOver } from '../../support/robot-page.ts';
import { temporaryFolder } from '../../support/server.ts';
import { entriesOf, HOUR_AT, MARK } from '../journal-contract.ts';

const BOOT = '1'.repeat(16);
const KEY = 'a'.repeat(16);
/** Each start of the agent begins a segment. */
const STARTS = 5;
const A_START = 4;
const ENTRIES = entriesOf('1', STARTS * A_START + 2);
/** Every hour of theirs still runs. */
const KEEP_ALL = HOUR_AT - HOUR_MS;

async function listen(http: Server): Promise<string> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

async function startPc() {
  const folder = await temporaryFolder();
  onTestFinished(async () => await folder[Symbol.asyncDispose]());
  const disk = fillableDisk();
  const directory = join(folder.path, 'journal');
  for (let start = 0; start < STARTS; start += 1) {
    const before = await DiskJournal.at({ directory, disk });
    await before.commit(ENTRIES.slice(start * A_START, (start + 1) * A_START), MARK);
    await before.close();
  }
  const film = Buffer.alloc(100_000, 7);
  const server = await listen(createServer((_request, response) => response.end(film)));
  const log = createLog('silent');
  const events = new Events();
  const start = async (): Promise<Ask> => {
    const journal = await DiskJournal.at({ directory, disk });
    onTestFinished(async () => await journal.close());
    const door = new ServerDoor(server);
    const assets = await AssetCache.at(
      join(folder.path, 'assets'),
      async (sha256) => await door.readAsset(sha256),
      disk,
    );
    const watch = new Watch({ desktop: BLIND_DESKTOP, log, publish: () => {} });
    const yields = new LocalYields({ browser: () => null, publish: () => true, log });
    const key = await KeyFile.at(join(folder.path, 'key.pem'), disk);
    const calls = callHandlers({ journal, key, assets, watch, yields });
    const photograph = async () => null;
    const parts = { version: '1', page: folder.path, calls, assets, door, events, photograph, log };
    return askerOf(await listen(makeLocalSite(parts)));
  };
  const segments = async () => await readdir(join(directory, 'log'));
  return { disk, start, segments, assetFolder: join(folder.path, 'assets') };
}

it('answers a full disk with 507, and a page’s journal gives up what the server has, the oldest first', async () => {
  const { disk, start, segments } = await startPc();
  const ask = await start();
  const shortages: boolean[] = [];
  const page = new ThriftyJournal(journalOver(ask), (isFull) => shortages.push(isFull));
  page.addReserve(async () => await ask('giveWay', {}));
  await page.open();
  const [old, next] = await segments();
  // The first two starts and half of the third are on the server; nothing of it is over.
  await page.acknowledge(BOOT, 2 * A_START + 1, KEEP_ALL);
  expect(await segments()).toContain(old);

  disk.isFull = true;
  const refusal = await ask('write', { key: 'clock', value: 1 }).catch((fault: unknown) => fault);
  expect(isStorageFull(refusal)).toBe(true);
  expect(refusal).toMatchObject({ status: 507 });
  const fresh = ENTRIES.slice(STARTS * A_START);
  await expect(page.commit(fresh.slice(0, 1), MARK)).rejects.toSatisfy(isStorageFull);
  expect(shortages).toEqual([true]);
  expect(await segments(), 'what the server has is gone').not.toContain(old);
  expect(await segments()).not.toContain(next);
  const waiting = await page.unacknowledged(KEY, 200);
  expect(waiting.map(({ record }) => record.seq)).toEqual(
    ENTRIES.slice(2 * A_START + 2, STARTS * A_START).map(({ record }) => record.seq),
  );
  expect(await ask('giveWay', {}), 'never an unacknowledged record').toBe(false);

  // What is acknowledged meanwhile frees more, although that itself cannot be written down.
  await page.acknowledge(BOOT, 4 * A_START - 1, KEEP_ALL);
  expect(await ask('giveWay', {})).toBe(true);
  disk.isFull = false;
  await page.commit(fresh, MARK);
  expect(shortages).toEqual([true, false]);
  const left = await page.unacknowledged(KEY, 200);
  expect(left.map(({ record }) => record.seq)).toEqual(
    ENTRIES.slice(4 * A_START).map(({ record }) => record.seq),
  );
});

it('starts on a full disk with everything it had, and writes on when there is room again', async () => {
  const { disk, start } = await startPc();
  disk.isFull = true;
  const ask = await start();
  const page = journalOver(ask);
  const last = ENTRIES[STARTS * A_START - 1];
  expect((await page.open()).head).toMatchObject({ seq: last?.record.seq, sha256: last?.sha256 });
  expect(await page.countUnacknowledged()).toBe(STARTS * A_START);
  await expect(page.commit(ENTRIES.slice(STARTS * A_START), MARK)).rejects.toSatisfy(isStorageFull);
  disk.isFull = false;
  await page.commit(ENTRIES.slice(STARTS * A_START), MARK);
  expect((await page.unacknowledged(KEY, 200)).map(({ record }) => record.seq)).toEqual(
    ENTRIES.map(({ record }) => record.seq),
  );
});

it('keeps no half of a file for which there was no room', async () => {
  const { disk, start, assetFolder } = await startPc();
  const assets = await AssetCache.at(assetFolder, async () => halfAFilm(disk), disk);
  await expect(assets.ensure('f'.repeat(64))).rejects.toMatchObject({ code: 'ENOSPC' });
  disk.isFull = false;
  expect(await readdir(assetFolder)).toEqual([]);
  await start();
});

async function* halfAFilm(disk: { isFull: boolean }): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(1_000);
  disk.isFull = true;
  yield Buffer.alloc(1_000);
}
