// Starts a program of ours as a process of its own, plainly or under strace, to be killed or refused by the system, and
// collects what it printed: what it acknowledged before it died.

import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { build } from 'vite';
import { openChainedLog } from '../../server/store/chained-log.ts';
import { verifyLog } from '../../server/store/log-reader.ts';

const genesis = 'fault writer';

/** Bundles a program of this folder to one file, so that each of many starts costs only a bare node. */
export async function bundleProgram(source: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'vong-xoay-fault-'));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL(source, import.meta.url)),
      outDir,
      rolldownOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });
  return join(outDir, 'program.mjs');
}

export const bundleWriter = (): Promise<string> => bundleProgram('fault-writer.ts');

export interface ProgramOptions {
  script: string;
  args: readonly string[];
  /** Arguments for strace, when the program shall run under it. */
  strace?: string[] | undefined;
  /** SIGKILL so long after it said "open" (at once when it has said so already). */
  killAfterMs?: number | undefined;
}

/** Whole lines that it printed, and what it complained of. */
export async function runProgram(options: ProgramOptions): Promise<{ lines: string[]; stderr: string }> {
  const { script, strace, killAfterMs } = options;
  const node = [process.execPath, script, ...options.args];
  const [command = '', ...args] = strace === undefined ? node : ['strace', '-f', ...strace, ...node];
  // One pool thread: strace counts injected calls per thread.
  const env = { PATH: process.env['PATH'], UV_THREADPOOL_SIZE: '1' };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let stderr = '';
  let timer: NodeJS.Timeout | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (killAfterMs !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(explain(error, command)));
    child.once('close', () => resolve());
  });
  clearTimeout(timer);
  return { lines: output.split('\n').slice(0, -1), stderr };
}

export interface WriterRun {
  acked: number[];
  failures: string[];
  isDone: boolean;
  stderr: string;
}

export interface WriterOptions {
  script: string;
  directory: string;
  firstRow: number;
  count: number;
  /** Arguments for strace, when the writer shall run under it. */
  strace?: string[];
  /** SIGKILL so long after it said "open" (at once when it has said so already). */
  killAfterMs?: number;
}

export async function runWriter(options: WriterOptions): Promise<WriterRun> {
  const { script, directory, firstRow, count, strace, killAfterMs } = options;
  const args = [directory, String(firstRow), String(count)];
  const { lines, stderr } = await runProgram({ script, args, strace, killAfterMs });
  return {
    acked: lines.flatMap((line) => (line.startsWith('ack ') ? [Number(line.slice(4))] : [])),
    failures: lines.flatMap((line) => (line.startsWith('fail ') ? [line.slice(5)] : [])),
    isDone: lines.includes('done'),
    stderr,
  };
}

/** Every acknowledged row is stored, no row twice, and the chain verifies. */
export async function expectKept(
  directory: string,
  acked: Iterable<number>,
  context: string,
): Promise<Set<number>> {
  const log = await openChainedLog({ directory, genesis });
  const rows: number[] = [];
  for await (const { body } of log.read()) rows.push((body as { row: number }).row);
  await log.close();
  const stored = new Set(rows);
  expect(rows.length - stored.size, `rows stored twice, ${context}`).toBe(0);
  expect(
    [...acked].filter((row) => !stored.has(row)),
    `rows lost, ${context}`,
  ).toEqual([]);
  expect(await verifyLog(directory, { genesis }), `after ${context}`).toMatchObject({
    ok: true,
    entries: rows.length,
    tornBytes: 0,
  });
  return stored;
}

function explain(error: Error, command: string): Error {
  const isMissing = 'code' in error && error.code === 'ENOENT';
  return isMissing ? new Error(`${command} is missing: apt-get install ${command}`, { cause: error }) : error;
}
