// One thing to measure, in a process of its own: its clock, its processor time and the most memory it ever held are then
// its own. The parent sends what to do; the first run of a small ledger has warmed nothing, so a large one is the fair one.

import { canonicalJson } from '../../content/model/canonical.ts';
import { LedgerReader } from '../../server/playlog/ledger-view.ts';
import { foldReport } from '../../server/playlog/report/fold-report.ts';
import { type DownloadTask, makeDownload } from '../../server/playlog/report/make-download.ts';
import { sha256 } from '../simulate/city.ts';
import { openWritten, type WrittenScreen, writeScreen } from './ledger.ts';
import { nodePlatform, openFile } from '../verify-playlog/node-platform.ts';
import { verifyBundle } from '../verify-playlog/verify-bundle.ts';

export type Job =
  | { readonly kind: 'download' | 'report' | 'recount'; readonly task: DownloadTask }
  | { readonly kind: 'verify'; readonly path: string }
  | { readonly kind: 'open'; readonly folder: string; readonly screens: readonly WrittenScreen[] }
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
      await (await openWritten(job.folder, job.screens))[Symbol.asyncDispose]();
      return NOTHING;
    case 'write':
      await writeScreen(job.folder, job.id, job.days, job.serverPem);
      return NOTHING;
  }
}

/** `isAnew`: from the records instead of from what was stated of each hour. */
async function report({ screens, order, now }: DownloadTask, isAnew: boolean): Promise<Outcome> {
  const readers = screens.map(({ view }) => {
    const beside = view.beside.filter(({ folder }) => !isAnew || folder !== 'accounts');
    return new LedgerReader({ ...view, beside }, sha256);
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

process.once('message', (job) => {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  void run(job as Job).then((outcome) => {
    const { user, system } = process.cpuUsage(before);
    const ms = performance.now() - startedMs;
    const peakMb = process.resourceUsage().maxRSS / 1_024;
    const measured: Measured = { ...outcome, ms, cpuMs: (user + system) / 1_000, peakMb };
    process.send?.(measured, () => process.exit(0));
  });
});
