// A library, a play log and everything that chores look after, in a temporary folder and under a clock of the test's own.

import { join } from 'node:path';
import { ClockWatch } from '../../server/chores/clock-watch.ts';
import type { AlertDependencies } from '../../server/chores/alerting.ts';
import type { ChoreDependencies } from '../../server/chores/tasks.ts';
import { type DataFolder, openDataFolder } from '../../server/library/data-folder.ts';
import { readCitySeed } from '../../server/library/city-content.ts';
import { openLibrary } from '../../server/library/library.ts';
import { Presence } from '../../server/live/presence.ts';
import { createLogger } from '../../server/logger.ts';
import { AlarmBoard } from '../../server/playlog/alarm-board.ts';
import { openDaySeals } from '../../server/playlog/day-seals.ts';
import { openPlaylog } from '../../server/playlog/playlog.ts';
import { SealPublication } from '../../server/playlog/seal-publication.ts';
import { Sealing } from '../../server/playlog/sealing.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { sha256Hex } from '../../server/store/digest.ts';
import { adoptPicture } from '../../server/studio/intake.ts';
import { renderItem } from '../../server/studio/render.ts';
import { openVault } from '../../server/studio/vault.ts';
import { temporaryFolder } from './server.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';
/** 24 November 2026, 09:00 in Ngã Bảy. */
export const NINE = Date.UTC(2026, 10, 24, 2);

export interface ChoreBench extends AsyncDisposable {
  at: number;
  readonly folder: DataFolder;
  readonly presence: Presence;
  readonly dependencies: ChoreDependencies & AlertDependencies;
}

export async function openChoreBench(): Promise<ChoreBench> {
  const temporary = await temporaryFolder();
  const folder = await openDataFolder(temporary.path, nodeDisk);
  const seed = await readCitySeed('content/seed', nodeDisk);
  const tools = {
    vault: openVault(folder.assets),
    templates: seed.templates,
    words: seed.words,
    terms: seed.terms,
  };
  const log = createLogger('silent');
  const now = () => bench.at;
  const presence = new Presence();
  const bench: ChoreBench = {
    at: NINE,
    folder,
    presence,
    get dependencies() {
      return dependencies;
    },
    async [Symbol.asyncDispose]() {
      await playlog[Symbol.asyncDispose]();
      await library[Symbol.asyncDispose]();
      await temporary[Symbol.asyncDispose]();
    },
  };
  const library = await openLibrary({
    folder,
    disk: nodeDisk,
    log,
    now,
    zone: ZONE,
    seed,
    admit: () => [],
    render: (content, canvas, frame) => renderItem({ content, canvas, ...frame }, tools),
    adoptPicture: (sha256) => adoptPicture(tools.vault, sha256),
  });
  const playlog = await openPlaylog({
    directory: folder.playlog,
    sha256: sha256Hex,
    now,
    findKey: (keyId) => library.enrolments.verifierOf(keyId),
    programmesOf: (screenId) => library.archive.all(screenId).map(({ programme }) => programme),
    zoneRulesOf: (screenId) => library.screens.zoneRules(screenId),
    signer: library.sealKeys,
  });
  const clockWatch = new ClockWatch({ now, mono: () => 0 });
  const publication = await SealPublication.open([], folder.seals, nodeDisk);
  const sealing = new Sealing(publication, () => library.sealKeys.all);
  const auditSeals = await openDaySeals({
    log: 'audit',
    screen: null,
    directory: folder.seals,
    disk: nodeDisk,
    sha256: sha256Hex,
    signer: library.sealKeys,
  });
  const dependencies: ChoreBench['dependencies'] = {
    presence,
    away: { since: new Map() },
    library,
    playlog,
    folder,
    disk: nodeDisk,
    now,
    log,
    zone: ZONE,
    clockWatch,
    sealing,
    auditSeals,
    alarms: new AlarmBoard(playlog, sealing),
    keepYears: null,
    tidyFiles: async () => ({ deleted: 0 }),
    alarmed: new Set(),
    reloadCertificate: () => Promise.resolve(false),
    backup: { folder: join(folder.path, 'backups'), nights: 2, months: 1 },
  };
  return bench;
}
