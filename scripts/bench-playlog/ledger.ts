// The ledger that the benches read: written through the real ingest, day after day, the accounts stated and the days sealed
// as the server does it when they are over.

import { join } from 'node:path';
import { DAY_MS, localDateOf } from '../../content/model/instant.ts';
import { openPlaylog, type Playlog } from '../../server/playlog/playlog.ts';
import type { DownloadTask } from '../../server/playlog/report/make-download.ts';
import { besideOf } from '../../server/playlog/screen-books.ts';
import { sha256, START_AT, ZONE_RULES } from '../simulate/city.ts';
import { BenchKey, SteadyPlayer } from './player.ts';

export interface BenchLedger {
  readonly rows: number;
  readonly ingestMs: number;
  readonly statingMs: number;
  readonly server: BenchKey;
  readonly taskOf: (format: DownloadTask['order']['format']) => DownloadTask;
}

export async function writeLedger(folder: string, screens: number, days: number): Promise<BenchLedger> {
  const server = new BenchKey();
  const ids = Array.from({ length: screens }, (_, index) => `man-hinh-${index + 1}`);
  const players = new Map(ids.map((id) => [id, new SteadyPlayer(id, server)]));
  let now = START_AT;
  const signer = {
    keyId: server.keyId,
    sign: (text: string) => server.sign(text),
    verify: (_: string, text: string, by: string) => server.verify(text, by),
  };
  await using playlog = await openPlaylog({
    directory: folder,
    sha256,
    now: () => now,
    findKey: (keyId) => {
      const found = [...players].find(([, { key }]) => key.keyId === keyId);
      if (found === undefined) return undefined;
      const [screenId, { key }] = found;
      return { screenId, algorithm: 'Ed25519', revoked: false, verify: (text, by) => key.verify(text, by) };
    },
    programmesOf: (id) => [players.get(id)?.programme.programme].flatMap((one) => one ?? []),
    zoneRulesOf: () => ZONE_RULES,
    signer,
  });
  let [rows, ingestMs, statingMs] = [0, 0, 0];
  for (let day = 0; day < days; day += 1) {
    for (const [id, player] of players) {
      const startedMs = performance.now();
      for (const { batch, receivedAt } of player.dayOf(day)) {
        await playlog.ingest(id, player.key.keyId, batch, receivedAt);
        rows += batch.records.length;
      }
      const ingestedMs = performance.now();
      now = START_AT + (day + 1) * DAY_MS;
      await playlog.stateAccounts(id, now);
      const { seals, ledger } = await playlog.booksOf(id);
      await seals.sealUntil(
        ledger.log,
        localDateOf(ZONE_RULES, now - DAY_MS),
        now,
        [],
        besideOf(await playlog.booksOf(id)),
      );
      ingestMs += ingestedMs - startedMs;
      statingMs += performance.now() - ingestedMs;
    }
  }
  now = START_AT + (days + 1) * DAY_MS;
  for (const id of ids) await playlog.stateAccounts(id, now);
  const screenTasks = await Promise.all(ids.map((id) => screenTaskOf(playlog, id, players)));
  const period = {
    fromDate: localDateOf(ZONE_RULES, START_AT),
    untilDate: localDateOf(ZONE_RULES, START_AT + (days - 1) * DAY_MS),
  };
  const taskOf = (format: DownloadTask['order']['format']): DownloadTask => ({
    order: { format, screenIds: ids, ...period, playlistIds: [], itemIds: [], seed: '' },
    targetPath: join(folder, `out.${format}`),
    now,
    madeBy: 'bench',
    organisation: null,
    screens: screenTasks,
    players: [...players].map(
      ([
        screenId,
        {
          key: { keyId, publicKey },
        },
      ]) => {
        return {
          keyId,
          screenId,
          algorithm: 'Ed25519' as const,
          publicKey,
          enrolledAt: START_AT,
          endedAt: null,
        };
      },
    ),
    server: (['programmes', 'seals'] as const).map((use) => {
      return { keyId: server.keyId, publicKey: server.publicKey, use };
    }),
    signerKeyId: server.keyId,
    sealKeyStatements: [],
    verifierPage: join(folder, 'none'),
    assetDirectory: folder,
  });
  return { rows, ingestMs, statingMs, server, taskOf };
}

async function screenTaskOf(playlog: Playlog, id: string, players: ReadonlyMap<string, SteadyPlayer>) {
  const view = await playlog.viewOf(id);
  const signed = [players.get(id)?.programme].flatMap((one) => one ?? []);
  return {
    view,
    signed,
    receiptDays: view.days.map(([day]) => day).sort(),
    filed: [],
    photographs: [],
    photographDirectory: '',
    sealPlaces: [],
  };
}
