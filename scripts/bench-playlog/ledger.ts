// The ledgers that the benches read, one a screen: written through the real ingest, day after day, the accounts stated and
// the days sealed as the server does it when they are over. What was written once is found again by a later run.

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS, localDateOf } from '../../content/model/instant.ts';
import type { SignedProgramme } from '../../content/model/programme.ts';
import { openPlaylog, type Playlog } from '../../server/playlog/playlog.ts';
import type { DownloadTask, ScreenTask } from '../../server/playlog/report/make-download.ts';
import { besideOf } from '../../server/playlog/screen-books.ts';
import { sha256, START_AT, ZONE_RULES } from '../simulate/city.ts';
import { BenchKey, SteadyPlayer } from './player.ts';

/** What one screen's ledger is, in plain data beside it. */
export interface WrittenScreen {
  readonly id: string;
  readonly days: number;
  readonly rows: number;
  readonly ingestMs: number;
  readonly statingMs: number;
  readonly serverPem: string;
  readonly player: { readonly keyId: string; readonly publicKey: string };
  readonly signed: SignedProgramme;
}

export function screenIdOf(index: number): string {
  return `man-hinh-${index + 1}`;
}

const descriptionOf = (folder: string, id: string): string => join(folder, `${id}.written.json`);

export async function writtenScreen(
  folder: string,
  id: string,
  days: number,
): Promise<WrittenScreen | undefined> {
  try {
    const written = JSON.parse(await readFile(descriptionOf(folder, id), 'utf8')) as WrittenScreen;
    return written.days === days ? written : undefined;
  } catch {
    return undefined; // None yet.
  }
}

/** Begins anew where an earlier run was cut short. */
export async function writeScreen(
  folder: string,
  id: string,
  days: number,
  serverPem: string,
): Promise<void> {
  for (const part of ['ledger', 'quarantine', 'declarations', 'accounts', 'seals/ledger']) {
    await rm(join(folder, part, id), { recursive: true, force: true });
  }
  const server = new BenchKey(serverPem);
  const player = new SteadyPlayer(id, server);
  const { keyId, publicKey } = player.key;
  const verify = (text: string, by: string): boolean => player.key.verify(text, by);
  const now = { at: START_AT };
  await using playlog = await openScreens(
    folder,
    server,
    [{ keyId, id, signed: player.programme, verify }],
    now,
  );
  let [rows, ingestMs, statingMs] = [0, 0, 0];
  for (let day = 0; day < days; day += 1) {
    const startedMs = performance.now();
    for (const { batch, receivedAt } of player.dayOf(day)) {
      await playlog.ingest(id, keyId, batch, receivedAt);
      rows += batch.records.length;
    }
    const ingestedMs = performance.now();
    now.at = START_AT + (day + 1) * DAY_MS;
    await playlog.stateAccounts(id, now.at);
    const books = await playlog.booksOf(id);
    const sealed = localDateOf(ZONE_RULES, now.at - DAY_MS);
    await books.seals.sealUntil(books.ledger.log, sealed, now.at, [], besideOf(books));
    ingestMs += ingestedMs - startedMs;
    statingMs += performance.now() - ingestedMs;
  }
  await playlog.stateAccounts(id, now.at + DAY_MS);
  const signed = player.programme;
  const written = { id, days, rows, ingestMs, statingMs, serverPem, player: { keyId, publicKey }, signed };
  await writeFile(descriptionOf(folder, id), JSON.stringify(written satisfies WrittenScreen));
}

interface OpenScreen {
  readonly id: string;
  readonly keyId: string;
  readonly signed: SignedProgramme;
  readonly verify: (text: string, signature: string) => boolean;
}

function openScreens(
  folder: string,
  server: BenchKey,
  screens: readonly OpenScreen[],
  now: { readonly at: number },
): Promise<Playlog> {
  return openPlaylog(
    {
      directory: folder,
      sha256,
      now: () => now.at,
      findKey: (keyId) => {
        const found = screens.find((one) => one.keyId === keyId);
        if (found === undefined) return undefined;
        const { id: screenId, verify } = found;
        return { screenId, algorithm: 'Ed25519', revoked: false, verify };
      },
      programmesOf: (id) => screens.filter((one) => one.id === id).map(({ signed }) => signed.programme),
      zoneRulesOf: () => ZONE_RULES,
      signer: {
        keyId: server.keyId,
        sign: (text) => server.sign(text),
        verify: (_, text, by) => server.verify(text, by),
      },
    },
    screens.map(({ id }) => id),
  );
}

/** As the server opens them when it starts. */
export function openWritten(folder: string, screens: readonly WrittenScreen[]): Promise<Playlog> {
  const [first] = screens;
  if (first === undefined) throw new RangeError('no screens');
  return openScreens(
    folder,
    new BenchKey(first.serverPem),
    screens.map(({ id, player: { keyId }, signed }) => ({ id, keyId, signed, verify: () => false })),
    { at: START_AT + (first.days + 1) * DAY_MS },
  );
}

/** The whole period of these screens. */
export async function taskOf(
  folder: string,
  screens: readonly WrittenScreen[],
  format: DownloadTask['order']['format'],
): Promise<DownloadTask> {
  const [first] = screens;
  if (first === undefined) throw new RangeError('no screens');
  const { days, serverPem } = first;
  const server = new BenchKey(serverPem);
  await using playlog = await openWritten(folder, screens);
  const screenTasks: ScreenTask[] = [];
  for (const { id, signed } of screens) {
    const view = await playlog.viewOf(id);
    const receiptDays = view.days.map(([day]) => day).sort();
    const nobodys = { filed: [], photographs: [], photographDirectory: '', sealPlaces: [] };
    screenTasks.push({ view, signed: [signed], receiptDays, ...nobodys });
  }
  return {
    order: {
      format,
      screenIds: screens.map(({ id }) => id),
      fromDate: localDateOf(ZONE_RULES, START_AT),
      untilDate: localDateOf(ZONE_RULES, START_AT + (days - 1) * DAY_MS),
      playlistIds: [],
      itemIds: [],
      seed: '',
    },
    targetPath: join(folder, `out.${format}`),
    now: START_AT + (days + 1) * DAY_MS,
    madeBy: 'bench',
    organisation: null,
    screens: screenTasks,
    players: screens.map(({ id: screenId, player }) => {
      return { ...player, screenId, algorithm: 'Ed25519', enrolledAt: START_AT, endedAt: null };
    }),
    server: (['programmes', 'seals'] as const).map((use) => {
      return { keyId: server.keyId, publicKey: server.publicKey, use };
    }),
    signerKeyId: server.keyId,
    sealKeyStatements: [],
    verifierPage: join(folder, 'none'),
    assetDirectory: folder,
  };
}
