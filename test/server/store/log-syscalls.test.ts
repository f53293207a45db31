// The system's own view: strace shows a sync between every write and its acknowledgement, and makes each call fail.

import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleWriter, expectKept, runWriter } from '../../support/fault-process.ts';
import { parseTrace } from '../../support/fault-trace.ts';

let script = '';
beforeAll(async () => {
  script = await bundleWriter();
});

async function scratch(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'vong-xoay-trace-')), 'log');
}

test('between each write to the log and its acknowledgement the file is synced, and a new file its folder too', async () => {
  const directory = await scratch();
  const output = join(dirname(directory), 'trace');
  const calls = 'trace=write,pwrite64,fdatasync,fsync';
  const strace = ['-y', '-s', '1000000', '-o', output, '-e', calls];
  const run = await runWriter({ script, directory, firstRow: 0, count: 150, strace });
  expect(run).toMatchObject({ isDone: true, failures: [] });

  const trace = parseTrace(await readFile(output, 'utf8'));
  const syncedAfter = (call: string, path: string, after: number): number =>
    Math.min(
      ...trace
        .filter((one) => one.call === call && one.path === path && one.result === 0 && one.startedAt > after)
        .map((one) => one.endedAt),
    );
  const writes = trace.filter(({ call, path }) => call === 'pwrite64' && path.endsWith('.jsonl'));
  let checked = 0;
  for (const { call, args, startedAt } of trace) {
    const row = /"ack (\d+)\\n"/.exec(args)?.[1];
    if (call !== 'write' || row === undefined) continue;
    const written = writes.filter((one) => one.args.includes(`\\"row\\":${row},`));
    expect(written, `writes of row ${row}`).toHaveLength(1);
    for (const { path, endedAt } of written) {
      expect(syncedAfter('fdatasync', path, endedAt), `sync of row ${row}`).toBeLessThan(startedAt);
      const firstWrite = writes.find((one) => one.path === path);
      expect(firstWrite).toBeDefined();
      expect(syncedAfter('fsync', directory, -1), `folder of ${path}`).toBeLessThan(startedAt);
      expect(folderSyncBefore(trace, directory, firstWrite?.startedAt ?? 0), `folder of ${path}`).toBe(true);
    }
    checked += 1;
  }
  expect(checked).toBe(150);
  await expectKept(directory, run.acked, 'traced');
});

/** A sync of the folder that ended before `at` and began after the day file before was last written. */
function folderSyncBefore(trace: ReturnType<typeof parseTrace>, directory: string, at: number): boolean {
  const lastWrite =
    trace.filter(({ call, endedAt }) => call === 'pwrite64' && endedAt < at).at(-1)?.endedAt ?? -1;
  return trace.some(
    ({ call, path, startedAt, endedAt, result }) =>
      call === 'fsync' && path === directory && result === 0 && startedAt > lastWrite && endedAt < at,
  );
}

describe('when the system refuses or dies in the middle', () => {
  const whens = (process.env['CRASH_WHENS'] ?? '1,4').split(',');
  const cases = ['pwrite64', 'fdatasync', 'fsync', 'ftruncate'].flatMap((call) =>
    ['error=EIO', 'error=ENOSPC', 'signal=KILL'].flatMap((what) =>
      whens.map((when) => ({ call, what, when })),
    ),
  );
  test.each(cases)(
    '$call $what, time $when: nothing acknowledged is lost and a restart completes the rest',
    async (one) => {
      const { call, what, when } = one;
      const directory = await scratch();
      const context = `${call} ${what} when ${when}`;
      const output = join(dirname(directory), 'trace');
      const strace = [
        '-o',
        output,
        '-e',
        `trace=${call},fdatasync`,
        '-e',
        `inject=${call}:${what}:when=${when}`,
      ];
      // The log is only ever cut short while it heals: give it something to heal from, again and again.
      if (call === 'ftruncate') strace.push('-e', 'inject=fdatasync:error=EIO:when=2+2');
      const run = await runWriter({ script, directory, firstRow: 0, count: 90, strace });
      const hit = what === 'signal=KILL' ? /killed by SIGKILL/ : new RegExp(`${call}\\b.*\\(INJECTED\\)`);
      expect(await readFile(output, 'utf8'), `after ${context}`).toMatch(hit);
      await expectKept(directory, run.acked, context);
      for (const failure of run.failures)
        expect(failure, `after ${context}`).toMatch(/^STORE_(UNWRITABLE|FULL)$/);
      const rest = await runWriter({ script, directory, firstRow: 0, count: 90 });
      expect(rest, `after ${context}`).toMatchObject({ isDone: true, failures: [] });
      const stored = await expectKept(directory, rest.acked, context);
      expect(stored.size).toBe(90);
    },
  );

  test('a disk that never syncs again refuses every append with STORE_UNWRITABLE and acknowledges none', async () => {
    const directory = await scratch();
    const strace = ['-o', '/dev/null', '-e', 'trace=fdatasync', '-e', 'inject=fdatasync:error=EIO:when=3+'];
    const run = await runWriter({ script, directory, firstRow: 0, count: 90, strace });
    expect(run.isDone).toBe(false);
    expect(new Set(run.failures)).toEqual(new Set(['STORE_UNWRITABLE']));
    const stored = await expectKept(directory, run.acked, 'fdatasync for ever');
    expect(stored.size).toBe(run.acked.length);
  });
});
