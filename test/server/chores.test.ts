// Chores, run by hand with a clock of the test's own.

import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../content/model/api.ts';
import type { DownloadOrder } from '../../content/model/download.ts';
import type { HourAccount } from '../../content/model/hour-account.ts';
import { DAY_MS, HOUR_MS } from '../../content/model/instant.ts';
import { DaySealEcho } from '../../content/model/seal.ts';
import { startChores } from '../../server/chores/index.ts';
import { sealDays } from '../../server/chores/sealing.ts';
import {
  backUpDocuments,
  checkPace,
  closeHours,
  pruneSessions,
  watchClock,
} from '../../server/chores/tasks.ts';
import { openDownloads } from '../../server/library/downloads.ts';
import { createLogger } from '../../server/logger.ts';
import { openLine } from '../../server/live/line.ts';
import { Presence } from '../../server/live/presence.ts';
import { bootDraft, fillerDraft, rawPublicKey, RobotPlayer } from '../support/robot-player.ts';
import { NINE, openChoreBench, ZONE } from '../support/chore-bench.ts';
import { temporaryFolder } from '../support/server.ts';

const summary = (accounts: readonly HourAccount[]) =>
  accounts.map(({ account, state }) => `${account} ${state}`);

describe('chores', () => {
  it('note the hour that has just ended, and no other', async () => {
    await using bench = await openChoreBench();
    bench.at = NINE + HOUR_MS + 150_000;
    expect(summary(await closeHours(bench.dependencies)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'cchc-giai-quyet-som no_data',
      'cchc-su-hai-long no_data',
    ]);
    bench.at += HOUR_MS / 4;
    expect(await closeHours(bench.dependencies)).toEqual([]);
  });

  it('report a lost hour once', async () => {
    await using bench = await openChoreBench();
    bench.at = NINE + HOUR_MS / 2;
    const lost: HourAccount = {
      screen: 'vong-xoay-trung-tam',
      hour: { from: NINE, to: NINE + HOUR_MS },
      account: 'cchc-su-hai-long',
      playlist: 'tuyen-truyen-cchc',
      category: 'propaganda',
      title: 'Khẩu hiệu',
      showingsPerHour: 10,
      due: 10,
      baselineDue: 10,
      shown: 4,
      madeGood: 0,
      missed: 1,
      excused: 0,
      open: 5,
      missing: [{ k: 4, plannedAt: NINE, reason: 'not_running', declared: null }],
      extra: 0,
      state: 'running',
    };
    const { playlog, ...others } = bench.dependencies;
    const dependencies = {
      ...others,
      playlog: Object.assign(Object.create(playlog), { accounts: () => [lost] }),
    };
    expect(await checkPace(dependencies)).toEqual([lost]);
    expect(await checkPace(dependencies)).toEqual([]);
    expect(await checkPace(bench.dependencies)).toEqual([]);
    expect(await checkPace(dependencies)).toEqual([lost]);
  });

  it('keep the thirty newest copies of the documents, named by the local day', async () => {
    await using bench = await openChoreBench();
    for (let day = 0; day < 33; day += 1) {
      await backUpDocuments(bench.dependencies);
      bench.at += DAY_MS;
    }
    const names = (await readdir(join(bench.folder.path, 'documents'))).filter((name) =>
      name.includes('backup'),
    );
    expect(names.length).toBe(30);
    expect(names[0]).toBe('editorial.2026-11-27.backup.json');
    expect(names.at(-1)).toBe('editorial.2026-12-26.backup.json');
  });

  it('forget dead sessions and keep living ones', async () => {
    await using bench = await openChoreBench();
    const { sessions } = bench.dependencies.library;
    await sessions.begin('p-1', bench.at - 11 * HOUR_MS);
    const token = await sessions.begin('p-2', bench.at - HOUR_MS);
    bench.at += 2 * HOUR_MS;
    expect(await pruneSessions(bench.dependencies)).toBe(1);
    expect(sessions.personIdOf(token, bench.at)).toBe('p-2');
    expect(await pruneSessions(bench.dependencies)).toBe(0);
  });

  it('notice a step of the clock, forwards and back, and no slow correction', async () => {
    await using bench = await openChoreBench();
    const steps = [];
    for (const stepMs of [200, -HOUR_MS, 0, DAY_MS]) {
      bench.at += stepMs;
      steps.push(await watchClock(bench.dependencies));
    }
    expect(steps).toEqual([0, -HOUR_MS, 0, DAY_MS]);
  });

  it('stop when disposed', async () => {
    await using bench = await openChoreBench();
    const chores = startChores(bench.dependencies, ZONE, createLogger('silent'));
    await chores[Symbol.asyncDispose]();
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThan(3);
  });
});

describe('sealing a day', () => {
  it('tells the player that is there, and the next one at its hello, which seal is the newest', async () => {
    await using bench = await openChoreBench();
    const { library, playlog, sealing, now, log } = bench.dependencies;
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const presence = new Presence();
    const line = openLine({ http, library, playlog, sealing, presence, now, log, publicUrl: null });
    const [screen] = library.screens.all;
    if (screen === undefined) throw new Error('the seed has no screen');
    const pair = generateKeyPairSync('ed25519');
    const publicKey = rawPublicKey(pair.publicKey).toString('base64');
    const key = { screenId: screen.id, algorithm: 'Ed25519', publicKey, userAgent: 'robot' } as const;
    const enrolment = await library.enrolments.give(key, NINE);
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const player = new RobotPlayer(url, enrolment, pair.privateKey);
    const { socket, welcome } = await player.connect();
    expect(welcome.seal).toBeNull();
    player.append(bootDraft(NINE));
    expect(await player.send(socket, 'plays:report', player.batchOf(player.records))).toMatchObject({
      ok: true,
    });
    const heard = new Promise((resolve) => socket.once('day:sealed', resolve));
    bench.at = NINE + DAY_MS;
    const sealed = (await sealDays(bench.dependencies)).find(({ seal }) => seal.screen === screen.id);
    if (sealed === undefined) throw new Error('the day was not sealed');
    const echo = DaySealEcho.parse(await heard);
    expect(echo).toEqual({ day: '2026-11-24', number: 1, sha256: sealed.sha256 });
    socket.close();
    const again = await player.connect();
    expect(again.welcome.seal).toEqual(echo);
    again.socket.close();
    expect(await sealDays(bench.dependencies)).toEqual([]);
    line[Symbol.dispose]();
    http.close();
  });
});

describe('a bundle', () => {
  it('counts as handed out when it was taken away, once, and only for days that were sealed before', async () => {
    await using bench = await openChoreBench();
    await using scratch = await temporaryFolder();
    const { library, playlog, now, log } = bench.dependencies;
    const [screen] = library.screens.all;
    if (screen === undefined) throw new Error('the seed has no screen');
    const pair = generateKeyPairSync('ed25519');
    const publicKey = rawPublicKey(pair.publicKey).toString('base64');
    const key = { screenId: screen.id, algorithm: 'Ed25519', publicKey, userAgent: 'robot' } as const;
    const player = new RobotPlayer('', await library.enrolments.give(key, NINE), pair.privateKey);
    const report = async () => {
      const at = bench.at;
      player.append(player.records.length === 0 ? bootDraft(at) : fillerDraft(at, 0));
      const batch = { ...player.batchOf(player.records), records: [...player.records] };
      await playlog.ingest(screen.id, player.enrolment.keyId, batch, at);
    };
    await report();
    bench.at = NINE + DAY_MS;
    await sealDays(bench.dependencies);
    await report();
    const directory = join(scratch.path, 'downloads');
    const { publication } = bench.dependencies.sealing;
    await using downloads = await openDownloads({
      library,
      playlog,
      directory,
      log,
      now,
      publication,
      verifierPage: join(directory, 'none.html'),
      assetDirectory: bench.folder.assets,
      photographsOf: (screenId) => bench.folder.photographsOf(screenId),
    });
    const person: Person = { id: 'an', name: 'Nguyễn Thị Ánh', roles: ['auditor'], screenIds: null };
    const period = { fromDate: '2026-11-24', untilDate: '2026-11-25' };
    const nothing = { playlistIds: [], itemIds: [], seed: '' };
    const order: DownloadOrder = { format: 'bundle', screenIds: [screen.id], ...period, ...nothing };
    const { id } = await downloads.order(order, person, bench.at);
    await expect.poll(() => downloads.read(id, person).state, { timeout: 60_000 }).toBe('ready');
    const exported = async () =>
      (await playlog.booksOf(screen.id)).declarations.filed.flatMap(({ declaration }) =>
        declaration.kind === 'exported' ? [`${declaration.fromDay} ${declaration.toDay}`] : [],
      );
    expect(await exported()).toEqual([]);
    for (let time = 0; time < 2; time += 1) {
      let bytes = 0;
      for await (const piece of downloads.content(id, person).content) bytes += piece.length;
      expect(bytes).toBe(downloads.read(id, person).bytes);
      expect(await exported()).toEqual(['2026-11-24 2026-11-24']);
    }
  }, 90_000);
});
