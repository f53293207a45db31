// npm run bench:playlog -- --screens 1,3,10 --days 3
// npm run bench:playlog -- --screens 1,3,10 --days 4,39,365 --runs 1 --ledger /big/disk/ledgers
// Report, CSV and verification of the city's programme against sqlite3 on the same rows, side by side from one run. Rows
// are what the real engine plans and an undisturbed player would write, chained, signed, ingested, stated and sealed for
// real. Over several numbers of screens the slope to a hundred is printed. Each thing runs in a process of its own, which
// tells the most memory it held, in turns with sqlite3, `--runs` times; of several the median in processor time counts.
// `--ledger` keeps what was written and uses it again; a year of ten screens is 9 GB, and needs 20 GB beside it. Of several
// numbers of days all but the last are run for the first number of screens alone: they show what grows with the rows.
// `--held` also looks at what is in use right after a collection, every moment: longer than all the rest together.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { finishBundle } from '../server/playlog/report/bundle.ts';
import { screenIdOf, taskOf, type WrittenScreen, writtenScreen } from './bench-playlog/ledger.ts';
import { OLD_GENERATION_MB, YOUNG_GENERATION_MB } from '../server/playlog/report/run-download.ts';
import type { Job, Measured } from './bench-playlog/measure.ts';
import { BenchKey } from './bench-playlog/player.ts';
import { type Ran, SqliteTable } from './bench-playlog/sqlite.ts';

const { values } = parseArgs({
  options: {
    screens: { type: 'string', default: '1,3,10' },
    days: { type: 'string', default: '3' },
    runs: { type: 'string', default: '3' },
    ledger: { type: 'string' },
    held: { type: 'boolean', default: false },
  },
});
const daysOfRuns = values.days.split(',').map(Number);
const runs = Number(values.runs);
const counts = values.screens.split(',').map(Number);

/** The room that the thread of a download has, and `npm run verify`: a third of the young one is one half of that space. */
const DOWNLOAD_FLAGS = [
  `--max-semi-space-size=${YOUNG_GENERATION_MB / 3}`,
  `--max-old-space-size=${OLD_GENERATION_MB}`,
];

async function measure(job: Job, ...flags: string[]): Promise<Measured> {
  const child = fork(fileURLToPath(new URL('bench-playlog/measure.js', import.meta.url)), {
    serialization: 'advanced',
    // Opening is the server's own, which has no such limits.
    execArgv: [...(job.kind === 'open' ? [] : DOWNLOAD_FLAGS), ...flags],
  });
  const answer = once(child, 'message');
  child.send(job);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${job.kind} ended with ${String(code)}`);
  });
  const [measured] = (await Promise.race([answer, ended])) as [Measured];
  await ended.catch(() => undefined);
  return measured;
}

/** Writes the ledgers that are not there yet, as many at a time as there are processors. */
async function screensIn(folder: string, most: number, days: number): Promise<WrittenScreen[]> {
  const fresh = new BenchKey().pem;
  const first = await writtenScreen(folder, screenIdOf(0), days);
  const serverPem = first?.serverPem ?? fresh;
  const missing: string[] = [];
  for (let index = 0; index < most; index += 1) {
    const id = screenIdOf(index);
    if ((await writtenScreen(folder, id, days)) === undefined) missing.push(id);
  }
  const ids = missing.values();
  const lane = async (): Promise<void> => {
    for (const id of ids) await measure({ kind: 'write', folder, id, days, serverPem });
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  const screens: WrittenScreen[] = [];
  for (let index = 0; index < most; index += 1) {
    const written = await writtenScreen(folder, screenIdOf(index), days);
    if (written === undefined) throw new Error(`${screenIdOf(index)} was not written`);
    screens.push(written);
  }
  return screens;
}

function medianOf<One extends Ran | Measured>(measured: readonly One[]): One {
  const sorted = measured.toSorted((a, b) => a.cpuMs - b.cpuMs);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (median === undefined) throw new RangeError('nothing was measured');
  return median;
}

interface Line {
  readonly rows: number;
  readonly us: Readonly<Record<string, number>>;
}

async function bench(ledger: string, screens: readonly WrittenScreen[]): Promise<Line> {
  const csvPath = join(ledger, 'out.csv');
  const bundlePath = join(ledger, 'out.bundle');
  const database = join(ledger, 'rows.db');
  const sqliteCsv = join(ledger, 'sqlite.csv');
  try {
    const rows = screens.reduce((sum, one) => sum + one.rows, 0);
    const server = new BenchKey(screens[0]?.serverPem);
    const task = await taskOf(ledger, screens, 'csv');
    const order = { ...task.order, format: 'bundle' as const };
    const opened = await measure({ kind: 'open', folder: ledger, screens, isWhole: true });
    const reopened = await measure({ kind: 'open', folder: ledger, screens, isWhole: false });
    const recount = await measure({ kind: 'recount', task });
    const bundleJob = { kind: 'download', task: { ...task, order, targetPath: bundlePath } } as const;
    const bundle = await measure(bundleJob);
    await finishBundle(bundlePath, bundle.sha256, { keyId: server.keyId, sign: (text) => server.sign(text) });
    const bundleBytes = (await stat(bundlePath)).size;
    const csvs = [await measure({ kind: 'download', task })];
    await rm(database, { force: true });
    const table = new SqliteTable(database);
    const imported = table.import(csvPath);
    const csvBytes = (await stat(csvPath)).size;
    const [scans, dumps, reports, checks]: [Ran[], Ran[], Measured[], Measured[]] = [[], [], [], []];
    for (let run = 0; run < runs; run += 1) {
      if (run > 0) csvs.push(await measure({ kind: 'download', task }));
      dumps.push(table.dump(sqliteCsv));
      reports.push(await measure({ kind: 'report', task }));
      scans.push(table.scan());
      checks.push(await measure({ kind: 'verify', path: bundlePath }));
    }
    const [csv, dump] = [medianOf(csvs), medianOf(dumps)];
    const [report, scan, check] = [medianOf(reports), medianOf(scans), medianOf(checks)];
    const counted = [table.counted(), check.counted, report.counted, recount.counted];
    const isRight =
      check.faults.length === 0 && new Set(counted).size === 1 && report.sha256 === recount.sha256;
    const ratio = (one: Ran | Measured, to: Ran | Measured) =>
      `${(one.ms / to.ms).toFixed(2)}× (processor ${(one.cpuMs / to.cpuMs).toFixed(2)}×)`;
    const round = ({ ms, cpuMs }: Ran | Measured) =>
      `${Math.round(ms)} ms (processor ${Math.round(cpuMs)} ms)`;
    const sum = (name: 'ingestMs' | 'statingMs') => screens.reduce((total, one) => total + one[name], 0);
    const memory = { open: reopened, report, csv, bundle, verify: check };
    const held = values.held
      ? {
          open: await measure({ kind: 'open', folder: ledger, screens, isWhole: false }, '--expose-gc'),
          report: await measure({ kind: 'report', task }, '--expose-gc'),
          csv: await measure({ kind: 'download', task }, '--expose-gc'),
          verify: await measure({ kind: 'verify', path: bundlePath }, '--expose-gc'),
          bundle: await measure(bundleJob, '--expose-gc'),
        }
      : null;
    console.log(
      [
        `${screens.length} screens × ${screens[0]?.days} days, ${rows} rows, median of ${runs}, load ${loadavg()[0]?.toFixed(1)}: ${isRight ? 'right' : `WRONG ${check.faults.join('; ')}`}`,
        `  counted: csv in sqlite3 ${counted[0]}, verifier ${counted[1]}, report ${counted[2]}, recount ${counted[3]}`,
        `  writing it: ${Math.round(rows / (sum('ingestMs') / 1_000))} rows/s a screen, sqlite3 .import without keys ${Math.round(rows / (imported.ms / 1_000))}; stating and sealing ${Math.round(sum('statingMs'))} ms`,
        `  opening the ledgers as at a start: all of them ${round(opened)}; from a checkpoint ${round(reopened)}`,
        `  sqlite3 scan ${round(scan)}`,
        `  report ${round(report)} = ${ratio(report, scan)}; recounted from the records ${round(recount)} = ${ratio(recount, scan)}`,
        `  verify ${round(check)} = ${ratio(check, scan)}, of a bundle of ${bundleBytes} bytes made in ${round(bundle)}`,
        `  sqlite3 -csv ${round(dump)}; csv ${round(csv)} = ${ratio(csv, dump)}, ${csvBytes} bytes`,
        `  peak memory, MB: ${Object.entries(memory)
          .map(([name, { peakMb }]) => `${name} ${Math.round(peakMb)}`)
          .join(', ')}`,
        ...(held === null
          ? []
          : [
              `  held after a collection, MB at most: ${Object.entries(held)
                .map(([name, { heldMb }]) => `${name} ${heldMb.toFixed(1)}`)
                .join(', ')}`,
            ]),
      ].join('\n'),
    );
    if (!isRight) process.exitCode = 1;
    const perRow = (one: Ran | Measured) => (one.cpuMs * 1_000) / rows;
    return {
      rows,
      us: {
        scan: perRow(scan),
        report: perRow(report),
        verify: perRow(check),
        'sqlite3 -csv': perRow(dump),
        csv: perRow(csv),
        bundle: perRow(bundle),
      },
    };
  } finally {
    for (const path of [csvPath, bundlePath, database, sqliteCsv]) await rm(path, { force: true });
  }
}

/** What a further row costs, and what a hundred screens would. */
function printSlopes(lines: readonly Line[]): void {
  const [smallest, largest] = [lines[0], lines.at(-1)];
  if (smallest === undefined || largest === undefined || lines.length < 2) return;
  for (const name of Object.keys(largest.us)) {
    const total = ({ rows, us }: Line) => (us[name] ?? 0) * rows;
    const slope = (total(largest) - total(smallest)) / (largest.rows - smallest.rows);
    const per = lines.map(({ us }) => (us[name] ?? 0).toFixed(1)).join(', ');
    const hundred = (slope * (largest.rows / (counts.at(-1) ?? 1)) * 100) / 1e6;
    console.log(
      `${name}: ${per} µs of processor a row; slope ${slope.toFixed(1)}; 100 screens ${hundred.toFixed(1)} s`,
    );
  }
}

const ledgers = values.ledger ?? (await mkdtemp(join(tmpdir(), 'bench-playlog-')));
try {
  const lines: Line[] = [];
  for (const [index, days] of daysOfRuns.entries()) {
    const ledger = join(ledgers, `${days}-days`);
    await mkdir(ledger, { recursive: true });
    const isLast = index === daysOfRuns.length - 1;
    const sizes = isLast ? counts : counts.slice(0, 1);
    const screens = await screensIn(ledger, Math.max(...sizes), days);
    for (const count of sizes) {
      const line = await bench(ledger, screens.slice(0, count));
      if (isLast) lines.push(line);
    }
  }
  printSlopes(lines);
} finally {
  if (values.ledger === undefined) await rm(ledgers, { recursive: true, force: true });
}
