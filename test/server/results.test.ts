// Kết quả phát over HTTP: the grid adds up to the accounts of its hours, and an hour hands out the very texts that were hashed.

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HourEvidence, LastDay } from '../../content/model/api/results.ts';
import { HourAccount } from '../../content/model/hour-account.ts';
import { HOUR_MS } from '../../content/model/instant.ts';
import { ResultGrid } from '../../content/model/result-grid.ts';
import { sha256Hex } from '../../server/store/digest.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { startTestServer, type TestFetch, type TestServer } from '../support/server.ts';

const SCREEN = '/api/screens/vong-xoay-trung-tam';
/** The local date at the screen, which is seven hours ahead. */
const dateOf = (at: number) => new Date(at + 7 * HOUR_MS).toISOString().slice(0, 10);

async function read<T>(fetch: TestFetch, schema: z.ZodType<T>, path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return schema.parse(await response.json());
}

async function feed(server: TestServer, at: number): Promise<void> {
  const robot = await RobotPlayer.enrol(server.url, server.enrolmentCode);
  robot.append(bootDraft(at), ...Array.from({ length: 5 }, (_, index) => fillerDraft(at, index)));
  const { socket } = await robot.connect();
  const reply = await robot.send(socket, 'plays:report', robot.batchOf(robot.records));
  socket.close();
  if (!reply.ok) throw new Error(reply.code);
}

describe('results over HTTP', () => {
  it('add up to the accounts of the hours, and hold nothing that is to come after today', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    const today = dateOf(Date.now());
    const [year, ...rest] = today.split('-');
    const next = [Number(year) + 1, ...rest].join('-').replace('-02-29', '-02-28');
    const grid = await read(admin, ResultGrid, `${SCREEN}/results?fromDate=${today}&untilDate=${next}`);
    expect(grid.rows.map(({ date }) => date)).toEqual([today]);
    const from = Date.parse(`${today}T00:00:00+07:00`);
    const hours = await read(
      admin,
      z.array(HourAccount),
      `${SCREEN}/hours?from=${from}&to=${from + 24 * HOUR_MS}`,
    );
    const due = hours.reduce((sum, account) => sum + account.due, 0);
    expect(grid.totals.reduce((sum, { sums }) => sum + sums.due, 0)).toBe(due);
    const [one] = hours.filter((account) => account.due > 0);
    const ofOne = `fromDate=${today}&untilDate=${today}&itemIds=${one?.account}`;
    const filtered = await read(admin, ResultGrid, `${SCREEN}/results?${ofOne}`);
    expect(filtered.totals[0]?.sums.due).toBe(
      hours.filter(({ account }) => account === one?.account).reduce((sum, account) => sum + account.due, 0),
    );
  });

  it('give the last twenty-four hours of each screen as the grid has them, and its newest snapshot', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    await feed(server, Date.now());
    const [day, ...others] = await read(admin, z.array(LastDay), '/api/last-days');
    if (day === undefined) throw new Error('no screen');
    expect(others).toEqual([]);
    expect(day.snapshot).toBeNull();
    const running = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    expect(day.cells.map(({ from }) => from)).toEqual(
      Array.from({ length: 24 }, (_, place) => running - (23 - place) * HOUR_MS),
    );
    const dates = `fromDate=${dateOf(running - 24 * HOUR_MS)}&untilDate=${dateOf(running)}`;
    const grid = await read(admin, ResultGrid, `${SCREEN}/results?${dates}`);
    const known = new Map(
      grid.rows.flatMap(({ cells }) => cells.flatMap((cell) => cell ?? [])).map((cell) => [cell.from, cell]),
    );
    expect(known.get(running)?.due).toBeGreaterThanOrEqual(0);
    for (const cell of day.cells) {
      expect(cell).toEqual(
        known.get(cell.from) ?? { from: cell.from, state: 'not_due', overdue: false, due: 0, counted: 0 },
      );
    }
  });

  it('refuse a period that is turned round or longer than a year', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    for (const period of [
      'fromDate=2026-02-01&untilDate=2026-01-01',
      'fromDate=2024-01-01&untilDate=2026-01-01',
    ])
      expect((await admin(`${SCREEN}/results?${period}`)).status).toBe(400);
    expect((await server.fetch(`${SCREEN}/results?fromDate=2026-01-01&untilDate=2026-01-02`)).status).toBe(
      401,
    );
  });

  it('give an hour with its planned starts and each record as the text that its hash is of', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    const at = Date.now();
    await feed(server, at);
    const evidence = await read(admin, HourEvidence, `${SCREEN}/hours/${at}`);
    expect(evidence.hour.from).toBeLessThanOrEqual(at);
    for (const { account, due } of evidence.accounts) expect(evidence.slots[account]?.length ?? 0).toBe(due);
    expect(evidence.records.length).toBeGreaterThan(0);
    for (const { text, sha256 } of evidence.records) expect(sha256Hex(text)).toBe(sha256);
  });
});
