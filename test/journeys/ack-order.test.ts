// An ack means durable: in a system-call trace of the built server, every write to a ledger file is followed by an
// fdatasync that returned 0 before the acknowledgement leaves through the socket.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BatchReceipt } from '../../content/model/protocol.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { freePort, startServerProcess } from '../support/server-process.ts';

const BATCHES = 40;

/** What the trace says, in order: `write` to a ledger file, `synced` ledger file, `ack` sent. */
function readTrace(trace: string): ('write' | 'synced' | 'ack')[] {
  const pending = new Set<string>();
  const events: ('write' | 'synced' | 'ack')[] = [];
  for (const line of trace.split('\n')) {
    const thread = /^\d+/.exec(line)?.[0] ?? '';
    if (/\b(?:write|writev|pwrite64)\(\d+<[^>]*\/ledger\/[^>]*\.jsonl>/.test(line)) events.push('write');
    else if (/\bfdatasync\(\d+<[^>]*\/ledger\/[^>]*>/.test(line)) {
      if (line.includes('unfinished')) pending.add(thread);
      else if (line.endsWith('= 0')) events.push('synced');
    } else if (/fdatasync resumed/.test(line) && pending.delete(thread) && line.endsWith('= 0'))
      events.push('synced');
    else if (/\b(?:write|writev|sendmsg|sendto)\(.*upToSeq/.test(line)) events.push('ack');
  }
  return events;
}

describe.runIf(process.platform === 'linux')('acknowledgement', () => {
  it('leaves only after an fdatasync that follows the last ledger write', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'vongxoay-trace-'));
    const traceFile = join(dataDir, 'trace.txt');
    const calls = 'trace=write,writev,pwrite64,fdatasync,sendmsg,sendto';
    const tracer = ['strace', '-D', '-f', '-y', '-s', '400', '-e', calls, '-o', traceFile];
    const server = await startServerProcess(join(dataDir, 'data'), await freePort(), tracer);
    const code = /\/player\/#(\S+)/.exec(server.output())?.[1] ?? '';
    const player = await RobotPlayer.enrol(server.url, code);
    const { socket } = await player.connect();
    player.append(bootDraft(1_790_000_000_000));
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const first = player.records.length - 1;
      player.append(fillerDraft(1_790_000_000_000, batch));
      const records = player.records.slice(batch === 0 ? 0 : first + 1);
      const reply = await player.send<BatchReceipt>(socket, 'plays:report', player.batchOf(records));
      expect(reply).toMatchObject({ ok: true });
    }
    socket.close();
    await server.stop('SIGTERM');

    const events = readTrace(await readFile(traceFile, 'utf8'));
    expect(events.filter((event) => event === 'ack')).toHaveLength(BATCHES);
    expect(events.filter((event) => event === 'write').length).toBeGreaterThanOrEqual(BATCHES);
    let dirty = false;
    const early = events.filter((event) => {
      if (event !== 'ack') dirty = event === 'write';
      return event === 'ack' && dirty;
    });
    expect(early).toEqual([]);
    await rm(dataDir, { recursive: true, force: true });
  }, 300_000);
});
