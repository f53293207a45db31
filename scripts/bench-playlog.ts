// npm run bench:playlog -- --screens 1,3,10 --days 3          npm run bench:playlog -- --screens 10 --days 365
// Report, CSV and verification of the city's programme against sqlite3 on the same rows, side by side from one run. Rows
// are what the real engine plans and an undisturbed player would write, chained, signed, ingested, stated and sealed for
// real. Over several numbers of screens the slope to a hundred is printed. Each thing runs in a process of its own, which
// tells the most memory it held. `--folder` chooses the disk: a year of ten screens needs some 40 GB of it.

import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { finishBundle } from '../server/playlog/report/bundle.ts';
import { writeLedger } from './bench-playlog/ledger.ts';
import type { Job, Measured } from './bench-playlog/measure.ts';

const { values } = parseArgs({
  options: {
    screens: { type: 'string', default: '1,3,10' },
    days: { type: 'string', default: '3' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const days = Number(values.days);

async function measure(job: Job): Promise<Measured> {
  const child = fork(fileURLToPath(new URL('bench-playlog/measure.js', import.meta.url)), {
    serialization: 'advanced',
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

interface Ran {
  readonly ms: number;
  readonly cpuMs: number;
  readonly said: string;
}

function sqlite(database: string, ...commands: string[]): Ran {
  const startedMs = performance.now();
  const outcome = spawnSync('sh', ['-c', 'sqlite3 "$0" && times', database], {
    input: commands.join('\n'),
    encoding: 'utf8',
  });
  if (outcome.status !== 0 || outcome.stderr !== '') throw new Error(`sqlite3: ${outcome.stderr}`);
  const ms = performance.now() - startedMs;
  const lines = outcome.stdout.trim().split('\n');
  const times = [...(lines.at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuMs = times.reduce(
    (sum, [, minutes, rest]) => sum + Number(minutes) * 60e3 + Number(rest) * 1e3,
    0,
  );
  return { ms, cpuMs, said: lines.slice(0, -2).join('\n').trim() };
}

interface Line {
  readonly rows: number;
  readonly us: Readonly<Record<string, number>>;
}

async function bench(screens: number): Promise<Line> {
  const folder = await mkdtemp(join(values.folder, 'bench-playlog-'));
  try {
    const { rows, ingestMs, statingMs, server, taskOf } = await writeLedger(folder, screens, days);
    const csv = await measure({ kind: 'download', task: taskOf('csv') });
    const report = await measure({ kind: 'report', task: taskOf('csv') });
    const recount = await measure({ kind: 'recount', task: taskOf('csv') });
    const bundle = await measure({ kind: 'download', task: taskOf('bundle') });
    const path = join(folder, 'out.bundle');
    await finishBundle(path, bundle.sha256, { keyId: server.keyId, sign: (text) => server.sign(text) });
    const bundleBytes = (await stat(path)).size;
    const check = await measure({ kind: 'verify', path });
    await rm(path);
    const database = join(folder, 'rows.db');
    const imported = sqlite(database, '.mode csv', `.import ${join(folder, 'out.csv')} plays`);
    await rm(join(folder, 'out.csv'));
    const columns = sqlite(
      database,
      "select group_concat('length(\"' || name || '\")', ' + ') from pragma_table_info('plays');",
    ).said;
    const scan = sqlite(database, `select count(*), sum(${columns}) from plays;`);
    const target = join(folder, 'sqlite.csv');
    const dump = sqlite(database, '.mode csv', '.headers on', `.output ${target}`, 'select * from plays;');
    const inTable = sqlite(
      database,
      `select count(*) from plays where "Được tính (chứng minh hình gửi tới LED)" = 'có';`,
    );
    const counts = [Number(inTable.said), check.counted, report.counted, recount.counted];
    const isRight =
      check.faults.length === 0 && new Set(counts).size === 1 && report.sha256 === recount.sha256;
    const ratio = (one: Ran | Measured, to: Ran | Measured) =>
      `${(one.ms / to.ms).toFixed(2)}× (processor ${(one.cpuMs / to.cpuMs).toFixed(2)}×)`;
    const round = (ms: number) => `${Math.round(ms)} ms`;
    console.log(
      [
        `${screens} screens × ${days} days, ${rows} rows, load ${loadavg()[0]?.toFixed(1)}: ${isRight ? 'right' : `WRONG ${check.faults.join('; ')}`}`,
        `  counted: csv in sqlite3 ${counts[0]}, verifier ${counts[1]}, report ${counts[2]}, recount ${counts[3]}`,
        `  writing it: ${Math.round(rows / (ingestMs / 1_000))} rows/s, sqlite3 .import without keys ${Math.round(rows / (imported.ms / 1_000))}; stating and sealing ${round(statingMs)}`,
        `  sqlite3 scan ${round(scan.ms)}`,
        `  report ${round(report.ms)} = ${ratio(report, scan)}; recounted from the records ${round(recount.ms)} = ${ratio(recount, scan)}`,
        `  verify ${round(check.ms)} = ${ratio(check, scan)}, of a bundle of ${bundleBytes} bytes made in ${round(bundle.ms)}`,
        `  sqlite3 -csv ${round(dump.ms)}; csv ${round(csv.ms)} = ${ratio(csv, dump)}`,
        `  peak memory, MB: report ${Math.round(report.peakMb)}, csv ${Math.round(csv.peakMb)}, bundle ${Math.round(bundle.peakMb)}, verify ${Math.round(check.peakMb)}`,
      ].join('\n'),
    );
    if (!isRight) process.exitCode = 1;
    const perRow = (one: Ran | Measured) => (one.cpuMs * 1_000) / rows;
    return {
      rows,
      us: { report: perRow(report), csv: perRow(csv), verify: perRow(check), bundle: perRow(bundle) },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const lines: Line[] = [];
for (const screens of values.screens.split(',').map(Number)) lines.push(await bench(screens));
const [smallest, largest] = [lines[0], lines.at(-1)];
if (smallest !== undefined && largest !== undefined && lines.length > 1) {
  for (const name of Object.keys(largest.us)) {
    const total = ({ rows, us }: Line) => (us[name] ?? 0) * rows;
    const slope = (total(largest) - total(smallest)) / (largest.rows - smallest.rows);
    const per = lines.map(({ us }) => (us[name] ?? 0).toFixed(1)).join(', ');
    const hundred = (slope * (largest.rows / Number(values.screens.split(',').at(-1))) * 100) / 1e6;
    console.log(
      `${name}: ${per} µs of processor a row; slope ${slope.toFixed(1)}; 100 screens ${hundred.toFixed(1)} s`,
    );
  }
}
