// A house as it is after a year, made by the server's own writers: the desk in one transaction that publishes, records
// through the ingest, accounts and seals through what the chores call. Only the calendar runs fast.

import { join } from 'node:path';
import { admit } from '../../content/model/admission.ts';
import { DAY_MS, HOUR_MS, localDateOf } from '../../content/model/instant.ts';
import { batchSigningText, hashRecord, type JournalRecord } from '../../content/model/play.ts';
import { BATCH_RECORDS } from '../../content/model/protocol.ts';
import { explainRefusal } from '../../content/model/refusal.ts';
import { startServer } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { openDataFolder } from '../../server/library/data-folder.ts';
import { readCitySeed } from '../../server/library/city-content.ts';
import type { Editorial } from '../../server/library/editorial.ts';
import { openLibrary } from '../../server/library/library.ts';
import { createLogger } from '../../server/logger.ts';
import { openPlaylog, type Playlog } from '../../server/playlog/playlog.ts';
import { besideOf } from '../../server/playlog/screen-books.ts';
import { sha256Hex } from '../../server/store/digest.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { JournalBuilder, sha256 } from '../support/journal-builder.ts';
import { playHours } from '../support/robot-days.ts';
import { RobotPlayer } from '../support/robot-player.ts';

export interface HouseSize {
  readonly screens: number;
  readonly items: number;
  readonly playlists: number;
  readonly days: number;
  /** Screens without a player whose accounts of all days are stated too; all others are new at the end. */
  readonly silentScreens: number;
}

const log = createLogger('silent');
const never = (): never => {
  throw new Error('nothing is drawn here');
};

export function configOf(dataDir: string) {
  return { ...parseConfig({}), dataDir, port: 0, host: '127.0.0.1', logLevel: 'silent' as const };
}

/** Into an empty folder, as it stands at `now`. */
export async function fillHouse(dataDir: string, size: HouseSize, now: number): Promise<void> {
  const startAt = now - size.days * DAY_MS - (now % DAY_MS);
  let at = startAt;
  await using first = await startServer(configOf(dataDir), {
    log,
    now: () => at,
    attemptsPerMinute: 100_000,
  });
  const code = first.enrolmentLinks[0]?.link.split('#').at(-1)?.split('/').at(-1) ?? '';
  const robot = await RobotPlayer.enrol(first.url, code);
  await first[Symbol.asyncDispose]();

  await using folder = await openDataFolder(dataDir, nodeDisk);
  await using library = await openLibrary({
    folder,
    disk: nodeDisk,
    log,
    now: () => at,
    admit: (programme) => {
      const admission = admit(programme);
      return admission.admitted ? [] : admission.refusals.map(explainRefusal);
    },
    render: never,
    adoptPicture: never,
    seed: await readCitySeed(new URL('../../content/seed', import.meta.url).pathname, nodeDisk),
    zone: 'Asia/Ho_Chi_Minh',
  });
  let young: string[] = [];
  await library.publishing.publishWith((editorial) => {
    const all = furnish(editorial, size);
    young = all.slice(1 + size.silentScreens);
    return all.slice(0, 1 + size.silentScreens);
  }, at);
  await using playlog = await openPlaylog({
    directory: folder.playlog,
    sha256: sha256Hex,
    now: () => at,
    findKey: (keyId) => library.enrolments.verifierOf(keyId),
    programmesOf: (screenId) => library.archive.all(screenId).map(({ programme }) => programme),
    zoneRulesOf: (screenId) => library.screens.zoneRules(screenId),
    signer: library.sealKeys,
  });
  const { screenId, keyId } = robot.enrolment;
  const signed = library.archive.all(screenId).at(-1);
  if (signed === undefined) throw new Error('the roundabout has no programme');
  const rules = library.screens.zoneRules(screenId);
  const journal = new JournalBuilder(keyId, screenId);
  const lastHour = now - (now % HOUR_MS);
  for (let day = startAt + HOUR_MS; day < lastHour; day += DAY_MS) {
    const until = Math.min(day + DAY_MS, lastHour);
    playHours(journal, robot, signed, day, until);
    at = until;
    await deliver(playlog, robot, journal.records.splice(0), at);
    await playlog.stateAccounts(screenId, at);
    const books = await playlog.booksOf(screenId);
    await books.seals.sealUntil(books.ledger.log, localDateOf(rules, at - DAY_MS), at, [], besideOf(books));
  }
  at = now;
  // Of a year that nobody ever stated the server would catch up while it is being measured.
  await library.publishing.publishWith(() => young, at);
  const silent = library.screens.all.filter(({ id }) => id !== screenId).slice(0, size.silentScreens);
  for (const { id } of silent) await playlog.stateAccounts(id, at);
}

/** Whose hundred screens and thousand items are copies of the seed's own. Resolves to what is to be published. */
function furnish(editorial: Editorial, { screens, items, playlists }: HouseSize): string[] {
  const [screen] = editorial.screens;
  const [playlist] = editorial.playlists;
  if (screen === undefined || playlist === undefined) throw new Error('the seed is empty');
  const seeded = [...editorial.items];
  const pairs: string[][] = [];
  for (let index = 0; editorial.items.length < items; index += 1) {
    const source = seeded[index % seeded.length];
    if (source === undefined) throw new Error('the seed is empty');
    const id = `noi-dung-${index}`;
    editorial.items.push({ ...structuredClone(source), id, title: `${source.title} (${index})` });
    if (!playlist.itemIds.includes(source.id)) continue;
    const round = Math.floor(index / seeded.length);
    (pairs[round] ??= []).push(id);
  }
  const whole = pairs.filter(({ length }) => length === playlist.itemIds.length);
  for (let index = 1; index < screens; index += 1)
    editorial.screens.push({
      ...structuredClone(screen),
      id: `man-hinh-${index}`,
      name: `Màn hình số ${index}`,
    });
  for (let index = 0; editorial.playlists.length < playlists; index += 1) {
    const itemIds = whole[index % whole.length] ?? [];
    const screenIds = [`man-hinh-${1 + (index % (screens - 1))}`];
    const name = `Danh sách ${index}`;
    editorial.playlists.push({
      ...structuredClone(playlist),
      id: `danh-sach-${index}`,
      name,
      itemIds,
      screenIds,
    });
  }
  return editorial.screens.map(({ id }) => id);
}

async function deliver(
  playlog: Playlog,
  robot: RobotPlayer,
  records: readonly JournalRecord[],
  at: number,
): Promise<void> {
  const { screenId: screen, keyId: key } = robot.enrolment;
  for (let start = 0; start < records.length; ) {
    const boot = records[start]?.boot ?? '';
    const rest = records.slice(start, start + BATCH_RECORDS);
    const turn = rest.findIndex((record) => record.boot !== boot);
    const batch = turn < 0 ? rest : rest.slice(0, turn);
    const last = batch.at(-1);
    if (last === undefined) return;
    const text = batchSigningText({ screen, key, boot, lastSeq: last.seq, sha256: hashRecord(last, sha256) });
    const receipt = await playlog.ingest(
      screen,
      key,
      { boot, records: batch, signature: robot.signText(text) },
      at,
    );
    if (receipt === undefined) throw new Error('no receipt');
    start += batch.length;
  }
}

export const houseFolder = (root: string, commit: string, size: HouseSize): string =>
  join(root, `vong-xoay-house-${commit}-${size.screens}-${size.days}-${size.silentScreens}`);
