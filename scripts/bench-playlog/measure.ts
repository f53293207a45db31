// One thing to measure, in a process of its own: its clock, its processor time and the most memory it ever held are then
// its own. The parent sends what to do; the first run of a small ledger has warmed nothing, so a large one is the fair one.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../content/model/canonical.ts';
import { LedgerReader } from '../../server/playlog/ledger-view.ts';
import { threadDisk } from '../../server/store/disk.ts';
import { foldReport } from '../../server/playlog/report/fold-report.ts';
import { type DownloadTask, makeDownload } from '../../server/playlog/report/make-download.ts';
import { sha256 } from '../simulate/city.ts';
import { openWritten, type WrittenScreen, writeScreen } from './ledger.ts';
import { nodePlatform, openFile } from '../verify-playlog/node-platform.ts';
import { verifyBundle } from '../verify-playlog/verify-bundle.ts';

export type Job =
  | { readonly kind: 'download' | 'report' | 'recount'; readonly task: DownloadTask }
  | { readonly kind: 'verify'; readonly path: string }
  | {
      readonly kind: 'open';
      readonly folder: string;
      readonly screens: readonly WrittenScreen[];
      /** Reads everything, and leaves checkpoints; otherwise it begins at those. */
      readonly isWhole: boolean;
    }
  | {
      readonly kind: 'write';
      readonly folder: string;
      readonly id: string;
      readonly days: number;
      readonly serverPem: string;
    };

export interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  /** The most that was in use right after a collection; 0 where collections were not asked for. */
  readonly heldMb: number;
  readonly sha256: string;
  /** Showings that count, where the job says so. */
  readonly counted: number;
  readonly faults: readonly string[];
}

type Outcome = Pick<Measured, 'sha256' | 'counted' | 'faults'>;

const NOTHING: Outcome = { sha256: '', counted: 0, faults: [] };

async function run(job: Job): Promise<Outcome> {
  switch (job.kind) {
    case 'download':
      return { ...NOTHING, sha256: (await makeDownload(job.task, () => undefined)).sha256 };
    case 'report':
    case 'recount':
      return await report(job.task, job.kind === 'recount');
    case 'verify':
      return await check(job.path);
    case 'open':
      await open(job);
      return NOTHING;
    case 'write':
      await writeScreen(job.folder, job.id, job.days, job.serverPem);
      return NOTHING;
  }
}

async function open({ folder, screens, isWhole }: Extract<Job, { kind: 'open' }>): Promise<void> {
  if (isWhole) await rm(join(folder, 'checkpoints'), { recursive: true, force: true });
  await using playlog = await openWritten(folder, screens);
  if (!isWhole) return;
  for (const { id } of screens) await (await playlog.booksOf(id)).ledger.saveCheckpoint();
}

/** `isAnew`: from the records instead of from what was stated of each hour. */
async function report({ screens, order, now }: DownloadTask, isAnew: boolean): Promise<Outcome> {
  const readers = screens.map(({ view }) => {
    const beside = view.beside.filter(({ folder }) => !isAnew || folder !== 'accounts');
    return new LedgerReader({ ...view, beside }, sha256, threadDisk);
  });
  const scope = { period: order, filter: order, now, wantsDetail: false, seed: null };
  const folded = (await foldReport(readers, scope, () => undefined)).report;
  const counted = folded.totals.reduce((sum, { sums }) => sum + sums.shown + sums.madeGood, 0);
  return { sha256: sha256(canonicalJson(JSON.parse(JSON.stringify(folded)))), counted, faults: [] };
}

async function check(path: string): Promise<Outcome> {
  await using file = await openFile(path);
  const { faults, lines, ok } = await verifyBundle(file, nodePlatform, {
    trustedKeys: [],
    everySignature: false,
  });
  const shown = lines.map(({ en }) => Number(/shown (\d+)/.exec(en)?.[1] ?? 0));
  const said = faults.slice(0, 3).map(({ place, said: { en } }) => `${place} ${en}`);
  return {
    sha256: '',
    counted: shown.reduce((a, b) => a + b, 0),
    faults: ok || said.length > 0 ? said : ['not ok'],
  };
}

const SAMPLE_MS = 50;

/** What is in use, not what the collector has not come to yet: only with `--expose-gc`, and never while time is measured. */
class Held {
  mostMb = 0;
  readonly #timer = globalThis.gc === undefined ? undefined : setInterval(() => this.#look(), SAMPLE_MS);

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    this.mostMb = Math.max(this.mostMb, (heapUsed + external) / 2 ** 20);
  }
}

process.once('message', (job) => {
  const held = new Held();
  const startedMs = performance.now();
  const before = process.cpuUsage();
  void run(job as Job).then((outcome) => {
    const { user, system } = process.cpuUsage(before);
    const ms = performance.now() - startedMs;
    const peakMb = process.resourceUsage().maxRSS / 1_024;
    held.stop();
    const measured: Measured = {
      ...outcome,
      ms,
      cpuMs: (user + system) / 1_000,
      peakMb,
      heldMb: held.mostMb,
    };
    process.send?.(measured, () => process.exit(0));
  });
});
