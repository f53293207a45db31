// The composition root: opens everything once, by hand, in order, and closes it in the opposite order. Disposing means:
// not ready, no new chores, sockets closed, what was begun is on disk, the folder is free for the next start.

import type { RequestListener } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { admit } from '../content/model/admission.ts';
import { type Instant, localDateOf, zoneRulesOf } from '../content/model/instant.ts';
import type { Programme } from '../content/model/programme.ts';
import { explainRefusal } from '../content/model/refusal.ts';
import { ClockWatch } from './chores/clock-watch.ts';
import { startChores } from './chores/index.ts';
import type { Config } from './config.ts';
import { type Timeouts, openFront } from './front.ts';
import { alertHandlers } from './http/alerts.ts';
import { auditHandlers } from './http/audit.ts';
import { calendarHandlers } from './http/calendar.ts';
import { downloadHandlers } from './http/downloads.ts';
import { deskHandlers } from './http/editing.ts';
import { ledgerHandlers } from './http/ledger.ts';
import { healthHandlers } from './http/health.ts';
import { identifyBy } from './http/identity.ts';
import type { PageFolders } from './http/pages.ts';
import { peopleHandlers } from './http/people.ts';
import { playerDeskHandlers } from './http/player-desk.ts';
import { photographHandlers } from './http/photographs.ts';
import { playerHandlers } from './http/players.ts';
import { screenHistoryHandlers } from './http/screen-history.ts';
import { screenViewsOf } from './http/screen-view.ts';
import { playlistHandlers } from './http/playlists.ts';
import { resultHandlers } from './http/results.ts';
import { setupHandlers } from './http/setup.ts';
import { openApiHandlers } from './http/openapi.ts';
import { createSite } from './http/site.ts';
import { settingsHandlers } from './http/settings.ts';
import { spotCheckHandlers } from './http/spot-checks.ts';
import { staffHandlers } from './http/staff.ts';
import { studioHandlers } from './http/studio.ts';
import { trailHandlers } from './http/trail.ts';
import { urgentHandlers } from './http/urgent.ts';
import { readCitySeed } from './library/city-content.ts';
import { tidyFiles, vaultUseOf } from './library/vault-use.ts';
import type { Render } from './library/drawing.ts';
import { openDataFolder } from './library/data-folder.ts';
import { openDownloads } from './library/downloads.ts';
import { openLibrary } from './library/library.ts';
import { Suspending } from './library/suspending.ts';
import { openLine } from './live/line.ts';
import { Presence } from './live/presence.ts';
import { type Logger, createLogger } from './logger.ts';
import { AlarmBoard } from './playlog/alarm-board.ts';
import { openDaySeals } from './playlog/day-seals.ts';
import { openPlaylog } from './playlog/playlog.ts';
import { FolderTarget, SealPublication, WebhookTarget } from './playlog/seal-publication.ts';
import { Sealing } from './playlog/sealing.ts';
import { sha256Hex } from './store/digest.ts';
import { type Disk, nodeDisk } from './store/disk.ts';
import { adoptPicture } from './studio/intake.ts';
import { readIfPresent } from './store/files.ts';
import { drawsAsKnown } from './studio/raster.ts';
import { renderItem } from './studio/render.ts';
import { openVault } from './studio/vault.ts';

export interface Overrides {
  readonly now?: () => Instant;
  readonly disk?: Disk;
  readonly log?: Logger;
  readonly pages?: PageFolders;
  readonly seedDirectory?: string;
  /** Guesses of a code or password that one address may make in a minute. */
  readonly attemptsPerMinute?: number;
  readonly timeouts?: Timeouts;
  readonly drawsAsKnown?: () => Promise<boolean>;
}

export interface EnrolmentLink {
  readonly screenId: string;
  readonly screenName: string;
  readonly link: string;
}

export interface RunningServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Reads the certificate files again; true when they were new. */
  readonly reloadCertificate: () => Promise<boolean>;
  /** How other machines on the network reach us; null when none can. */
  readonly lanUrl: string | null;
  /** One-time; null once the first administrator exists. */
  readonly setupLink: string | null;
  /** One-time, for the screens without a player. */
  readonly enrolmentLinks: readonly EnrolmentLink[];
  readonly dataDir: string;
  readonly zone: string;
}

const ATTEMPTS_PER_MINUTE = 10;

/** The project's own folder: we run from `server/` or, compiled, from `dist/server/`. */
const ROOT = fileURLToPath(
  new URL(import.meta.url.includes('/dist/server/') ? '../../' : '../', import.meta.url),
);

/**
 * Starts and resolves when ready. Rejects, with everything closed again, when the port is taken (EADDRINUSE), the folder
 * is in use (FolderBusyError) or cannot be written, or the data is damaged or newer (StoreError).
 */
export async function startServer(config: Config, overrides: Overrides = {}): Promise<RunningServer> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    while (closers.length > 0) await closers.pop()?.();
  };
  try {
    const started = await openAll(config, overrides, closers);
    let closing: Promise<void> | undefined;
    return { ...started, [Symbol.asyncDispose]: () => (closing ??= close()) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openAll(
  config: Config,
  overrides: Overrides,
  closers: (() => unknown)[],
): Promise<Omit<RunningServer, typeof Symbol.asyncDispose>> {
  const { now = Date.now, disk = nodeDisk, log = createLogger(config.logLevel) } = overrides;
  const pages = overrides.pages ?? {
    console: join(ROOT, 'dist/console-page'),
    player: join(ROOT, 'dist/player-page'),
  };
  const { defaultZone: zone, publicUrl } = config;

  // The port first: when it is taken, nothing has been touched.
  let site: RequestListener = refuseWhileStarting;
  const answer: RequestListener = (request, response) => site(request, response);
  const front = await openFront(config, disk, answer, overrides.timeouts);
  const { http, port, isSecure } = front;
  http.on('error', (error) => log.error({ err: error }, 'web server'));
  closers.push(() => front.close());

  const isDrawnAsKnown = await (overrides.drawsAsKnown ?? drawsAsKnown)();
  if (!isDrawnAsKnown) {
    log.warn(
      { platform: process.platform, arch: process.arch },
      'this machine draws pictures with other pixels than linux-x64: do not move its data to another machine',
    );
  }

  const folder = await openDataFolder(config.dataDir, disk);
  closers.push(() => folder[Symbol.asyncDispose]());
  const seed = await readCitySeed(overrides.seedDirectory ?? join(ROOT, 'content/seed'), disk);
  const vault = openVault(folder.assets);
  const tools = { vault, templates: seed.templates, words: seed.words, terms: seed.terms };
  const render: Render = (content, canvas, frame) => renderItem({ content, canvas, ...frame }, tools);
  const library = await openLibrary({
    folder,
    disk,
    log,
    now,
    admit: refusalsOf,
    render,
    adoptPicture: (sha256) => adoptPicture(vault, sha256),
    seed,
    zone,
  });
  closers.push(() => library[Symbol.asyncDispose]());
  const playlog = await openPlaylog(
    {
      directory: folder.playlog,
      disk,
      now,
      sha256: sha256Hex,
      findKey: (keyId) => library.enrolments.verifierOf(keyId),
      programmesOf: (screenId) => library.archive.all(screenId).map(({ programme }) => programme),
      zoneRulesOf: (screenId) => library.screens.zoneRules(screenId),
      signer: library.sealKeys,
      onWrongSeal: ({ screenId, seal, because }) => {
        alarms.note('hour_seal_wrong', screenId, now());
        log.error({ screenId, because, key: seal.key, boot: seal.boot, seq: seal.seq }, 'hour seal is wrong');
      },
      onRefused: ({ screenId, keyId, boot, code }) => {
        alarms.note('batch_refused', screenId, now());
        log.error({ screenId, key: keyId, boot, code }, 'batch refused');
      },
      onQuarantine: ({ screenId, cause, batch }) =>
        log.error({ screenId, cause, boot: batch.boot, key: batch.key }, 'batch set apart in quarantine'),
    },
    library.screens.all.map(({ id }) => id),
  );
  closers.push(() => playlog[Symbol.asyncDispose]());

  const { sealDir, sealWebhook, keepYears } = config;
  const targets = [
    ...(sealDir === null ? [] : [new FolderTarget(sealDir, disk)]),
    ...(sealWebhook === null ? [] : [new WebhookTarget(sealWebhook)]),
  ];
  const publication = await SealPublication.open(targets, folder.seals, disk);
  const sealing = new Sealing(publication, () => library.sealKeys.all);
  const auditSeals = await openDaySeals({
    log: 'audit',
    screen: null,
    directory: folder.seals,
    disk,
    sha256: sha256Hex,
    signer: library.sealKeys,
  });
  const alarms = new AlarmBoard(playlog, sealing);
  const verifierPage = join(ROOT, 'dist/kiem-tra.html');
  const downloads = await openDownloads({
    library,
    playlog,
    directory: folder.downloads,
    log,
    now,
    verifierPage,
    publication,
    photographsOf: (screenId) => folder.photographsOf(screenId),
    assetDirectory: folder.assets,
  });
  closers.push(() => downloads[Symbol.asyncDispose]());

  const presence = new Presence();
  const state = { isOpen: false };
  const { interrupting, screens } = library;
  const suspending = new Suspending({ interrupting, screens, playlog, log });
  const handlers = {
    ...setupHandlers(library),
    ...peopleHandlers(library),
    ...trailHandlers(library.audit),
    ...staffHandlers(library, screenViewsOf(library, playlog, presence)),
    ...playlistHandlers(library),
    ...calendarHandlers(library, playlog),
    ...deskHandlers(library),
    ...urgentHandlers(library, presence, suspending),
    ...playerDeskHandlers(library, (screenId) => presence.ofScreen(screenId).connected),
    ...playerHandlers(library, { read: (sha256) => vault.open(sha256) }),
    ...studioHandlers({
      library,
      tools,
      use: () => vaultUseOf(library),
      dateAt: (at) => localDateOf(zoneRulesOf(zone, at, 2), at),
    }),
    ...auditHandlers(library, playlog),
    ...resultHandlers(library, playlog),
    ...photographHandlers(library, playlog),
    ...spotCheckHandlers(library, playlog),
    ...openApiHandlers(),
    ...downloadHandlers(downloads, verifierPage),
    ...ledgerHandlers(library, playlog, alarms, publication),
    ...settingsHandlers(library, {
      version: await readVersion(),
      startedAt: now(),
      drawsAsKnown: isDrawnAsKnown,
      zone,
      keepYears,
      backup: config.backup,
      nextBackupAt: () => chores.nextBackupAt(),
      seals: { folder: sealDir, webhook: sealWebhook },
      securedBy: isSecure ? 'server' : publicUrl?.startsWith('https:') === true ? 'proxy' : 'nobody',
      certificate: front.certificate,
    }),
    ...alertHandlers(library),
    ...screenHistoryHandlers(library, playlog),
    ...healthHandlers(() => ({ open: state.isOpen })),
  };
  site = createSite({
    handlers,
    pages,
    log,
    now,
    audit: library.audit,
    identify: identifyBy(library.sessions, library.people, log),
    isOpen: () => state.isOpen,
    publicUrl,
    isSecure: isSecure || publicUrl?.startsWith('https:') === true,
    trustProxy: config.trustProxy,
    attemptsPerMinute: overrides.attemptsPerMinute ?? ATTEMPTS_PER_MINUTE,
  });
  const line = openLine({ http, library, playlog, sealing, presence, now, log, publicUrl });
  // Running requests end before what they use is closed.
  closers.push(() => front.close());
  closers.push(() => line[Symbol.dispose]());
  library.connections.serverStarted(now());
  // Before the line is cut: players that lose it then lose it because of us.
  closers.push(() => library.connections.serverStopped(now()));
  const clockWatch = new ClockWatch({ now, mono: () => performance.now() });
  const chores = startChores(
    {
      library,
      playlog,
      folder,
      disk,
      now,
      log,
      zone,
      clockWatch,
      sealing,
      auditSeals,
      alarms,
      keepYears,
      backup: config.backup,
      reloadCertificate: front.reloadCertificate,
      tidyFiles: (today) => tidyFiles(library, vault, today),
      alarmed: new Set(),
      presence,
      away: { since: new Map() },
    },
    zone,
    log,
  );
  closers.push(() => chores[Symbol.asyncDispose]());
  closers.push(() => {
    state.isOpen = false;
  });
  state.isOpen = true;

  const { url, lanUrl } = addressesOf(config, port, isSecure);
  const setupCode = library.people.issueSetupCode(now());
  return {
    url,
    reloadCertificate: front.reloadCertificate,
    port,
    lanUrl,
    setupLink: setupCode === null ? null : `${url}/#/thiet-lap/${setupCode}`,
    enrolmentLinks: library.enrolments
      .issueStartLinks()
      .map(({ screenId, screenName, path }) => ({ screenId, screenName, link: `${url}${path}` })),
    dataDir: folder.path,
    zone,
  };
}

/** Of the package that this is. */
async function readVersion(): Promise<string> {
  const manifest = await readIfPresent(join(ROOT, 'package.json'));
  if (manifest === undefined) return '?';
  return z.looseObject({ version: z.string() }).parse(JSON.parse(Buffer.from(manifest).toString('utf8')))
    .version;
}

function refusalsOf(programme: Programme): string[] {
  const admission = admit(programme);
  return admission.admitted ? [] : admission.refusals.map(explainRefusal);
}

const refuseWhileStarting: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '2' });
  response.end('Máy chủ đang khởi động. Starting.\n');
};

function addressesOf(
  { host, publicUrl }: Config,
  port: number,
  isSecure: boolean,
): { url: string; lanUrl: string | null } {
  const scheme = isSecure ? 'https' : 'http';
  if (publicUrl !== null) return { url: publicUrl, lanUrl: null };
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = isEverywhere ? 'localhost' : host;
  const url = `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const lan = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((address) => address.family === 'IPv4' && !address.internal);
  return { url, lanUrl: isEverywhere && lan !== undefined ? `${scheme}://${lan.address}:${port}` : null };
}
