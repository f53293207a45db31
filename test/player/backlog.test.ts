// A journal full of what the server has not: the small edition of `npm run bench:backlog`, without a stopwatch.
// BACKLOG_RECORDS=250000 makes it a month.

import { expect, it } from 'vitest';
import { BATCH_RECORDS } from '../../content/model/protocol.ts';
import { runBacklog } from './backlog.ts';

const RECORDS = Number(process.env['BACKLOG_RECORDS'] ?? 2_000);
it('shows pictures off line over a journal of thousands, and gives all of it to the server once, in batches, one in flight', async () => {
  const run = await runBacklog(RECORDS, 1);
  const { ofBacklog, stored, frames } = run;
  expect(ofBacklog.map(({ seq }) => seq)).toEqual(Array.from({ length: RECORDS }, (_, seq) => seq));
  const places = stored.map(({ boot, seq }) => `${boot} ${seq}`);
  expect(new Set(places).size).toBe(places.length);
  expect(run.mostInFlight).toBe(1);
  expect(Math.max(...run.batches)).toBeLessThanOrEqual(BATCH_RECORDS);
  expect(run.batches.length).toBeLessThan(RECORDS / 10);
  // The server hears how many wait at every showing; nobody counts them for that.
  expect(run.storesCounted).toBe(0);
  expect(run.shownSince).toBeGreaterThan(0);
  expect(frames.full.blackFrames).toBe(0);
}, 3_600_000);
