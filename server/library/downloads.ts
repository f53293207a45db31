// Orders of downloads: each becomes a task over the ledgers as they stand, is made in a worker, one at a time, and lies
// in a scratch folder until it is two hours old. A note beside each file outlives a restart: what was made can still be
// fetched, what was being made is said to have ended, so that whoever wants it orders it again.

import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Person } from '../../content/model/api.ts';
import { type DownloadFormat, DownloadJob, type DownloadOrder } from '../../content/model/download.ts';
import { CodedError } from '../../content/model/errors.ts';
import { HOUR_MS, type Instant } from '../../content/model/instant.ts';
import { Id } from '../../content/model/item.ts';
import { type DatePeriod, intervalOf } from '../../content/model/report-period.ts';
import type { Organisation } from '../../content/model/seed.ts';
import type { Logger } from '../logger.ts';
import { LedgerReader, type LedgerView } from '../playlog/ledger-view.ts';
import { matchPhotographs } from '../playlog/photograph-evidence.ts';
import type { Playlog } from '../playlog/playlog.ts';
import { finishBundle, type ServerKeyEntry } from '../playlog/report/bundle.ts';
import type { DownloadTask, ScreenTask } from '../playlog/report/make-download.ts';
import { type RunningDownload, runDownload } from '../playlog/report/run-download.ts';
import type { SealPublication } from '../playlog/seal-publication.ts';
import { sha256Hex } from '../store/digest.ts';
import { nodeDisk } from '../store/disk.ts';
import {
  ensureDirectory,
  listFiles,
  readIfPresent,
  readPieces,
  removeFile,
  writeDurably,
} from '../store/files.ts';
import { thaw } from './editorial.ts';
import type { Library } from './library.ts';
import { requireReach } from './reach.ts';

export interface DownloadsDependencies {
  readonly library: Library;
  readonly playlog: Playlog;
  /** Scratch folder. */
  readonly directory: string;
  readonly log: Logger;
  readonly now: () => Instant;
  /** Path of `kiem-tra.html`, which goes into every bundle. */
  readonly verifierPage: string;
  /** Where the pictures lie by their hash. */
  readonly assetDirectory: string;
  readonly photographsOf: (screenId: string) => string;
  readonly publication: SealPublication;
}

const KEPT_MS = 2 * HOUR_MS;
const MOST_KEPT = 20;

const KINDS: Record<DownloadFormat, { name: string; extension: string; mime: string }> = {
  xlsx: {
    name: 'ket-qua-phat',
    extension: 'xlsx',
    mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  csv: { name: 'luot-phat', extension: 'csv', mime: 'text/csv; charset=utf-8' },
  jsonl: { name: 'so-luot-phat', extension: 'jsonl', mime: 'application/x-ndjson; charset=utf-8' },
  pdf: { name: 'ket-qua-phat', extension: 'pdf', mime: 'application/pdf' },
  docx: {
    name: 'bao-cao',
    extension: 'docx',
    mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  },
  certificate: { name: 'giay-xac-nhan-phat', extension: 'pdf', mime: 'application/pdf' },
  sample: { name: 'mau-ngau-nhien', extension: 'pdf', mime: 'application/pdf' },
  commissioning: { name: 'bien-ban-lap-dat', extension: 'pdf', mime: 'application/pdf' },
  bundle: { name: 'goi-kiem-toan', extension: 'zip', mime: 'application/zip' },
};

/** Sealed days of receipt of a screen that a bundle holds whole. */
const WholeDays = z.strictObject({ screenId: Id, fromDay: z.iso.date(), toDay: z.iso.date() });
type WholeDays = z.infer<typeof WholeDays>;

interface Kept {
  job: DownloadJob;
  readonly personId: string;
  readonly path: string;
  /** Of a bundle nobody has taken away yet. */
  handsOut: readonly WholeDays[];
}

const Note = z.strictObject({ job: DownloadJob, personId: Id, handsOut: z.array(WholeDays).default([]) });
const noteOf = (path: string): string => path.replace(/\.[a-z]+$/, '.note');

export class Downloads implements AsyncDisposable {
  readonly #dependencies: DownloadsDependencies;
  readonly #kept = new Map<string, Kept>();
  #lane: Promise<void> = Promise.resolve();
  #running: RunningDownload | null = null;
  #isClosed = false;

  /** Use openDownloads. */
  constructor(dependencies: DownloadsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Throws FORBIDDEN, NOT_FOUND, or TOO_MANY_REQUESTS when too many wait. */
  async order(order: DownloadOrder, person: Person, at: Instant): Promise<DownloadJob> {
    requireReach(person, order.screenIds);
    await this.#forgetOld(at);
    const id = randomBytes(8).toString('hex');
    const { name, extension, mime } = KINDS[order.format];
    const which = order.screenIds.length === 1 ? order.screenIds[0] : `${order.screenIds.length}-man-hinh`;
    const fileName = `${name}_${which}_${order.fromDate}_${order.untilDate}.${extension}`;
    const path = join(this.#dependencies.directory, `${id}.${extension}`);
    // Before the ledgers are looked at: what is sealed by now does not grow any more.
    const handsOut = order.format === 'bundle' ? await this.#sealedDays(order) : [];
    const task = await this.#taskOf(order, path, person, at);
    const about = { id, order, orderedAt: at, orderedBy: person.name, fileName, mime };
    const kept: Kept = {
      job: { ...about, state: 'running', percent: 0, bytes: 0, sha256: null },
      personId: person.id,
      path,
      handsOut,
    };
    this.#kept.set(id, kept);
    await this.#write(kept);
    this.#lane = this.#lane.then(() => this.#make(kept, task));
    return kept.job;
  }

  list(person: Person): DownloadJob[] {
    return [...this.#kept.values()]
      .filter(({ personId }) => personId === person.id)
      .map(({ job }) => job)
      .reverse();
  }

  /** Only whoever ordered it. Throws NOT_FOUND. */
  read(id: string, person: Person): DownloadJob {
    return this.#require(id, person).job;
  }

  /** Throws NOT_FOUND unless it is ready. */
  content(id: string, person: Person): { job: DownloadJob; content: AsyncIterable<Uint8Array> } {
    const kept = this.#require(id, person);
    if (kept.job.state !== 'ready') throw new CodedError('NOT_FOUND', 'Tệp này chưa làm xong.');
    return { job: kept.job, content: this.#handOut(kept, person) };
  }

  async *#handOut(kept: Kept, person: Person): AsyncGenerator<Uint8Array> {
    yield* readPieces(kept.path, kept.job.bytes);
    try {
      await this.#noteExport(kept, person);
    } catch (error) {
      // The days stay until somebody takes them again; the file that was taken is whole.
      this.#dependencies.log.error({ err: error, download: kept.job.id }, 'export not noted');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#running?.stop();
    await this.#lane;
  }

  /** Takes up what an earlier run left: notes whose file is whole; all else goes. */
  async restore(): Promise<void> {
    const { directory } = this.#dependencies;
    const names = await listFiles(directory);
    const notes: Kept[] = [];
    for (const name of names.filter((one) => one.endsWith('.note'))) {
      const note = await readNote(join(directory, name));
      if (note === undefined) continue;
      const { job } = note;
      const path = join(directory, `${job.id}.${KINDS[job.order.format].extension}`);
      const isWhole = job.state === 'ready' && names.includes(basename(path));
      const state = isWhole ? 'ready' : job.state === 'failed' ? 'failed' : 'ended';
      notes.push({ ...note, job: { ...job, state }, path });
    }
    notes.sort((a, b) => a.job.orderedAt - b.job.orderedAt);
    for (const kept of notes) this.#kept.set(kept.job.id, kept);
    const known = new Set(
      notes.flatMap(({ job, path }) => [
        basename(noteOf(path)),
        ...(job.state === 'ready' ? [basename(path)] : []),
      ]),
    );
    for (const name of names) if (!known.has(name)) await removeFile(join(directory, name));
  }

  async #write({ job, personId, path, handsOut }: Kept): Promise<void> {
    await writeDurably(noteOf(path), Buffer.from(JSON.stringify({ job, personId, handsOut })));
  }

  async #make(kept: Kept, task: DownloadTask): Promise<void> {
    const { log } = this.#dependencies;
    if (this.#isClosed) return;
    try {
      this.#running = runDownload(task, (percent) => {
        kept.job = { ...kept.job, percent: Math.min(99, percent) };
      });
      let made = await this.#running.made;
      if (task.order.format === 'bundle') {
        made = await finishBundle(task.targetPath, made.sha256, this.#dependencies.library.sealKeys);
      }
      kept.job = { ...kept.job, state: 'ready', percent: 100, bytes: made.bytes, sha256: made.sha256 };
      await this.#write(kept);
    } catch (error) {
      kept.job = { ...kept.job, state: 'failed' };
      if (!this.#isClosed) log.error({ err: error, download: kept.job.id }, 'download failed');
    } finally {
      this.#running = null;
    }
  }

  /** Days of receipt that went out whole may be retired by policy from now on. */
  async #noteExport(kept: Kept, person: Person): Promise<void> {
    const { playlog, now } = this.#dependencies;
    const { handsOut, job } = kept;
    kept.handsOut = [];
    for (const { screenId, fromDay, toDay } of handsOut) {
      const by = { id: person.id, name: person.name };
      const stated = { v: 1, screen: screenId, at: now(), by } as const;
      const sha256 = job.sha256 ?? '';
      await playlog.declare({ ...stated, kind: 'exported', fromDay, toDay, sha256 });
    }
    if (handsOut.length > 0) await this.#write(kept);
  }

  /** Today's file still grows: a bundle holds only its beginning, so it is not handed out by that. */
  async #sealedDays(order: DownloadOrder): Promise<WholeDays[]> {
    const { playlog } = this.#dependencies;
    const found: WholeDays[] = [];
    for (const screenId of new Set(order.screenIds)) {
      this.#dependencies.library.screens.require(screenId);
      const days = receiptDaysOf(await playlog.viewOf(screenId), order);
      const { seals } = await playlog.booksOf(screenId);
      const [first, last] = [days[0], days.at(-1)];
      if (first === undefined || last === undefined) continue;
      const toDay = (await seals.between(first, last)).at(-1)?.seal.day;
      if (toDay !== undefined) found.push({ screenId, fromDay: first, toDay });
    }
    return found;
  }

  async #taskOf(
    order: DownloadOrder,
    targetPath: string,
    person: Person,
    at: Instant,
  ): Promise<DownloadTask> {
    const { library, playlog, verifierPage, assetDirectory, photographsOf, publication } = this.#dependencies;
    const { documents, archive, programmeKeys, sealKeys, screens } = library;
    const tasks: ScreenTask[] = [];
    for (const screenId of new Set(order.screenIds)) {
      screens.require(screenId);
      // So that a report may rest on what was stated.
      await playlog.stateAccounts(screenId, at);
      const view = await playlog.viewOf(screenId);
      const { declarations, seals } = await playlog.booksOf(screenId);
      const places = await publication.places(seals);
      const interval = intervalOf(view.rules, order);
      const receiptDays = receiptDaysOf(view, order);
      const found = await library.photographs.list(screenId, interval.from, interval.to);
      const photographs =
        found.length === 0 ? [] : await matchPhotographs(new LedgerReader(view, sha256Hex), found);
      tasks.push({
        view,
        signed: archive.all(screenId),
        receiptDays,
        filed: declarations.filed,
        photographs,
        photographDirectory: photographsOf(screenId),
        sealPlaces: places.map((place) => ({ screenId, ...place })),
      });
    }
    const programmes = programmeKeys.map((one): ServerKeyEntry => ({ ...one, use: 'programmes' }));
    const sealing = sealKeys.all.map(
      ({ statement: { keyId, publicKey } }): ServerKeyEntry => ({ keyId, publicKey, use: 'seals' }),
    );
    const { organisation, players } = documents.data;
    return {
      order,
      targetPath,
      now: at,
      madeBy: person.name,
      organisation: organisation === null ? null : thaw<Organisation>(organisation),
      screens: tasks,
      players: players
        .filter(({ screenId }) => order.screenIds.includes(screenId))
        .map(({ keyId, screenId, algorithm, publicKey, enrolledAt, endedAt }) => ({
          keyId,
          screenId,
          algorithm,
          publicKey,
          enrolledAt,
          endedAt,
        })),
      server: [...programmes, ...sealing],
      signerKeyId: sealKeys.keyId,
      sealKeyStatements: sealKeys.all,
      verifierPage,
      assetDirectory,
    };
  }

  async #forgetOld(at: Instant): Promise<void> {
    for (const [id, { job, path }] of this.#kept) {
      const isOld = job.orderedAt + KEPT_MS < at || this.#kept.size >= MOST_KEPT;
      if (!isOld || job.state === 'running') continue;
      this.#kept.delete(id);
      await removeFile(path);
      await removeFile(noteOf(path));
    }
    if (this.#kept.size >= MOST_KEPT) {
      throw new CodedError('TOO_MANY_REQUESTS', 'Đang có quá nhiều tệp chờ làm. Hãy đợi rồi thử lại.');
    }
  }

  #require(id: string, person: Person): Kept {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.personId !== person.id) throw new CodedError('NOT_FOUND');
    return kept;
  }
}

/** Days of receipt that hold something of the period, in order. */
function receiptDaysOf({ days, rules }: LedgerView, period: DatePeriod): string[] {
  const { from, to } = intervalOf(rules, period);
  return days
    .filter(([, { first, last }]) => first < to && last >= from)
    .map(([day]) => day)
    .sort();
}

/** A note that cannot be read speaks of nothing that anybody could fetch. */
async function readNote(path: string): Promise<z.infer<typeof Note> | undefined> {
  const bytes = await readIfPresent(path);
  try {
    return Note.parse(JSON.parse(Buffer.from(bytes ?? []).toString('utf8')));
  } catch {
    return undefined;
  }
}

export async function openDownloads(dependencies: DownloadsDependencies): Promise<Downloads> {
  await ensureDirectory(dependencies.directory, 0o700, nodeDisk);
  const downloads = new Downloads(dependencies);
  await downloads.restore();
  return downloads;
}
