// Starts fault-writer.ts as a process of its own, plainly or under strace, and collects what it acknowledged.

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

/** Bundles the writer to one file, so that each of many starts costs only a bare node. */
export async function bundleWriter(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'vong-xoay-fault-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('fault-writer.ts', import.meta.url)),
      outDir,
      rolldownOptions: { output: { entryFileNames: 'writer.mjs' } },
    },
  });
  return join(outDir, 'writer.mjs');
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
  const node = [process.execPath, script, directory, String(firstRow), String(count)];
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
  const lines = output.split('\n').slice(0, -1);
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
