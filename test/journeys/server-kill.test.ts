// kill -9 of the built server at random moments while plays arrive: every acknowledged record is in the ledger, once.
// KILLS sets the length of the campaign, SEED repeats one.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BatchReceipt } from '../../content/model/protocol.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { seededRandom } from '../support/fault-random.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { freePort, type ServerProcess, startServerProcess } from '../support/server-process.ts';

const kills = Number(process.env['KILLS'] ?? 50);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007);

/** Sends whatever is not acknowledged, batch after batch, until the connection dies. Returns the last acknowledged seq. */
async function reportUntilCut(player: RobotPlayer, ackedSeq: number): Promise<number> {
  let acked = ackedSeq;
  try {
    const { socket, welcome } = await player.connect();
    const known = welcome.acknowledged.find((entry) => entry.boot === player.boot)?.upToSeq ?? -1;
    expect(known).toBeGreaterThanOrEqual(acked);
    acked = Math.max(acked, known);
    const cut = new Promise<null>((resolve) => socket.once('disconnect', () => resolve(null)));
    for (;;) {
      player.append(
        ...Array.from({ length: 5 }, (_, index) =>
          fillerDraft(1_790_000_000_000, player.records.length + index),
        ),
      );
      const batch = player.batchOf(player.records.slice(acked + 1, acked + 1 + 50));
      const reply = await Promise.race([player.send<BatchReceipt>(socket, 'plays:report', batch), cut]);
      if (reply === null) break;
      if (!reply.ok) throw new Error(reply.code);
      acked = reply.data.upToSeq;
    }
    socket.close();
  } catch (error) {
    if (error instanceof Error && /expected|assert|SIGNATURE|BAD_REQUEST/.test(error.message)) throw error;
  }
  return acked;
}

async function ledgerRecords(dataDir: string, screenId: string): Promise<{ boot: string; seq: number }[]> {
  const folder = join(dataDir, 'ledger', screenId);
  const days = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  const texts = await Promise.all(days.map((day) => readFile(join(folder, day), 'utf8')));
  const bodies = texts
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) => (JSON.parse(line) as { body: { kind: string; record: { boot: string; seq: number } } }).body,
    );
  return bodies.filter((body) => body.kind === 'record').map((body) => body.record);
}

it(`keeps every acknowledged record exactly once over ${kills} kills of the server (seed ${seed})`, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'vongxoay-kill-'));
  const port = await freePort();
  const random = seededRandom(seed);
  let server: ServerProcess = await startServerProcess(dataDir, port);
  const code = /\/player\/#(\S+)/.exec(server.output())?.[1] ?? '';
  const player = await RobotPlayer.enrol(server.url, code);
  player.append(bootDraft(1_790_000_000_000));
  let acked = -1;
  for (let kill = 0; kill < kills; kill += 1) {
    const killer = setTimeout(() => server.child.kill('SIGKILL'), 20 + random() * 400);
    acked = await reportUntilCut(player, acked);
    clearTimeout(killer);
    await server.stop('SIGKILL');
    server = await startServerProcess(dataDir, port);
  }
  expect(await server.stop('SIGTERM')).toBe(0);

  const stored = (await ledgerRecords(dataDir, player.enrolment.screenId)).filter(
    (record) => record.boot === player.boot,
  );
  const seqs = stored.map((record) => record.seq);
  expect(new Set(seqs).size, `duplicates; seed ${seed}`).toBe(seqs.length);
  expect(acked, 'the campaign acknowledged records at all').toBeGreaterThan(kills);
  const missing = Array.from({ length: acked + 1 }, (_, seq) => seq).filter((seq) => !seqs.includes(seq));
  expect(missing, `acknowledged but not stored; seed ${seed}`).toEqual([]);
  await expect(
    verifyLog(join(dataDir, 'ledger', player.enrolment.screenId), {
      genesis: ledgerGenesis(player.enrolment.screenId),
    }),
  ).resolves.toMatchObject({
    ok: true,
  });
  await rm(dataDir, { recursive: true, force: true });
}, 600_000);
