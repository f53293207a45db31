// kill -9 at random moments of a real process on real files. CRASH_KILLS=1000 for the long campaign.

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleWriter, expectKept, runWriter } from '../../support/fault-process.ts';
import { seededRandom } from '../../support/fault-random.ts';

const KILLS = Number(process.env['CRASH_KILLS'] ?? 25);
const SEED = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
const ROWS_A_LIFE = 5000;
const LOOK_EVERY = 25;

test(
  'keeps each acknowledged row exactly once over SIGKILLs at random moments',
  async () => {
    const random = seededRandom(SEED);
    const script = await bundleWriter();
    const acked = new Set<number>();
    let directory = '';
    let killed = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      if (kill % LOOK_EVERY === 0) {
        directory = join(await mkdtemp(join(tmpdir(), 'vong-xoay-kill-')), 'log');
        acked.clear();
      }
      let firstRow = 0;
      while (acked.has(firstRow)) firstRow += 1;
      const killAfterMs = Math.floor(random() * 120);
      const run = await runWriter({ script, directory, firstRow, count: ROWS_A_LIFE, killAfterMs });
      for (const row of run.acked) acked.add(row);
      if (!run.isDone) killed += 1;
      expect(run.failures, `seed ${SEED}`).toEqual([]);
      const isLastLook = (kill + 1) % LOOK_EVERY === 0 || kill === KILLS - 1;
      if (isLastLook) await expectKept(directory, acked, `seed ${SEED}, kill ${kill}`);
    }
    expect(acked.size).toBeGreaterThan(0);
    expect(killed, 'kills that hit a writer at work').toBeGreaterThan(KILLS / 2);
  },
  60_000 + KILLS * 2_000,
);
