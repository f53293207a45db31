// What a day of a screen tells: comings and goings as the server saw them, starts and programmes as the player wrote them,
// across restarts and months, bounded however a connection behaves.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HistoryEntry } from '../../content/model/api/screen-history.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../content/model/instant.ts';
import { ConnectionBook } from '../../server/library/connection-book.ts';
import { createLogger } from '../../server/logger.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { reportState } from '../support/robot-days.ts';
import { bootDraft, RobotPlayer } from '../support/robot-player.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';
const NINE = Date.UTC(2026, 10, 24, 2);
const HELLO = { app: '0.1.0', boot: '0123456789abcdef', programme: 7 };

const bookIn = (directory: string) => new ConnectionBook(directory, nodeDisk, createLogger('silent'));

describe('the history of a screen', () => {
  it('tells of one day who came and went, the clock, starts and pairing, also after a restart', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    const robot = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const { socket, welcome } = await robot.connect();
    await reportState(robot, socket, welcome, Date.now());
    await reportState(robot, socket, welcome, Date.now());
    robot.append(bootDraft(Date.now()));
    const reply = await robot.send(socket, 'plays:report', robot.batchOf(robot.records));
    expect(reply.ok).toBe(true);
    socket.close();
    const date = new Date(Date.now() + 7 * HOUR_MS).toISOString().slice(0, 10);
    const read = async () => {
      const response = await admin(`/api/screens/${SCREEN}/history?date=${date}`);
      return z.array(HistoryEntry).parse(await response.json());
    };
    await expect.poll(async () => (await read()).map(({ kind }) => kind)).toContain('disconnected');
    await server.restart();
    const entries = await read();
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted((a, b) => b - a));
    const kinds = entries.map(({ kind }) => kind).toReversed();
    expect(kinds).toContain('boot');
    // What is before the pairing is the folder's own first start.
    expect(kinds.slice(kinds.indexOf('enrolled')).filter((kind) => kind !== 'boot')).toEqual([
      'enrolled',
      'connected',
      // Said with every report, written once.
      'clock',
      'disconnected',
      'server_stopped',
      'server_started',
    ]);
    const response = await admin(`/api/screens/${SCREEN}/history?date=2020-01-01`);
    expect(await response.json()).toEqual([]);
    expect((await admin('/api/screens/khong-co/history?date=2026-11-24')).status).toBe(404);
  });

  it('does not blame a player for a server that stops', async () => {
    await using folder = await temporaryFolder();
    const book = bookIn(folder.path);
    book.connected(SCREEN, HELLO, NINE);
    book.serverStopped(NINE + SECOND_MS);
    book.disconnected(SCREEN, NINE + 2 * SECOND_MS);
    await book.close();
    const again = bookIn(folder.path);
    const events = await again.read(SCREEN, { from: NINE, to: NINE + HOUR_MS });
    expect(events.map(({ kind }) => kind)).toEqual(['connected', 'server_stopped']);
    await again.close();
  });

  it('writes sixty lines an hour at most of a connection that flaps, and says how many it left out', async () => {
    await using folder = await temporaryFolder();
    const book = bookIn(folder.path);
    for (let turn = 0; turn < 100; turn += 1) {
      book.connected(SCREEN, HELLO, NINE + turn * 2 * SECOND_MS);
      book.disconnected(SCREEN, NINE + turn * 2 * SECOND_MS + 1);
    }
    book.connected(SCREEN, HELLO, NINE + HOUR_MS);
    book.connected('man-khac', HELLO, NINE + HOUR_MS);
    const events = await book.read(SCREEN, { from: NINE, to: NINE + 2 * HOUR_MS });
    expect(events).toHaveLength(61);
    expect(events.at(-1)).toMatchObject({ kind: 'connected', folded: 140 });
    await book.close();
  });

  it('reads over the turn of a month and of the local day, and lets months go after thirteen', async () => {
    await using folder = await temporaryFolder();
    const book = bookIn(folder.path);
    const newYear = Date.UTC(2026, 11, 31, 17);
    book.connected(SCREEN, HELLO, newYear - HOUR_MS);
    book.disconnected(SCREEN, newYear + HOUR_MS);
    book.connected(SCREEN, HELLO, newYear + 10 * HOUR_MS);
    book.disconnected(SCREEN, newYear + DAY_MS);
    const day = await book.read(SCREEN, { from: newYear, to: newYear + DAY_MS });
    expect(day.map(({ kind, at }) => [kind, (at - newYear) / HOUR_MS])).toEqual([
      ['disconnected', 1],
      ['connected', 10],
    ]);
    expect(await readdir(folder.path)).toEqual(['2026-12', '2027-01']);
    expect(await book.prune(Date.UTC(2028, 0, 15))).toBe(0);
    expect(await book.prune(Date.UTC(2028, 1, 1))).toBe(1);
    expect(await readdir(join(folder.path))).toEqual(['2027-01']);
    await book.close();
  });
});
