// An order to stop for a while, over real HTTP: black on the wall and the excuse in the books by one act, by who may
// excuse; what the disk does not take is said, and never keeps a screen lit.

import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { FiledDeclaration } from '../../content/model/declaration.ts';
import { HourAccount } from '../../content/model/hour-account.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { InterruptionOrder } from '../../content/model/interruption.ts';
import { WaitingItem } from '../../content/model/api/editing.ts';
import { InterruptionOrdered, SuspensionOrdered } from '../../content/model/api/urgent.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { fillableDisk } from '../support/fillable-disk.ts';
import { SCREEN, addPeople } from '../support/people.ts';
import { RobotPlayer } from '../support/robot-player.ts';
import { fetchWith, postJson, startTestServer, type TestFetch } from '../support/server.ts';

async function openOffice(disk = nodeDisk) {
  let cookies = new Map<string, string>();
  const server = await startTestServer({
    disk,
    prepare: async (dataDir) => {
      cookies = await addPeople(dataDir, [
        { id: 'minh', name: 'Lê Văn Minh', roles: ['approver'], screenIds: null },
        { id: 'hung', name: 'Phạm Hùng', roles: ['operator'], screenIds: null },
        { id: 'noi-khac', name: 'Nơi khác', roles: ['approver'], screenIds: ['man-hinh-khac'] },
      ]);
    },
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const as = (id: string) => fetchWith(() => server.url, cookies.get(id) ?? '');
  return { server, as };
}

async function ask<T>(schema: z.ZodType<T>, call: TestFetch, path: string, init?: RequestInit): Promise<T> {
  const response = await call(path, init);
  if (!response.ok) throw new Error(await response.text());
  return schema.parse(await response.json());
}

const document = { number: '77/TB-VPCP', date: '2026-11-24', issuedBy: 'Văn phòng Chính phủ' };
const wish = (untilAt: number) => ({
  screenIds: null,
  from: null,
  until: untilAt,
  document,
  text: 'Quốc tang',
});
/** 09:00 in Asia/Ho_Chi_Minh, at least an hour away: the screen is open then. */
const nextMorningHourAt = () => Math.ceil((Date.now() - HOUR_MS) / DAY_MS) * DAY_MS + 2 * HOUR_MS;
const declarationsOf = (call: TestFetch) =>
  ask(z.array(FiledDeclaration), call, `/api/screens/${SCREEN}/declarations`);
const statusOf = async (answering: Promise<Response>) => {
  const response = await answering;
  await response.body?.cancel();
  return response.status;
};

describe('a suspension by order', () => {
  it('turns the screen black and excuses what is owed, in one act; ended early, it excuses no more', async () => {
    const { server, as } = await openOffice();
    const waiting = await ask(z.array(WaitingItem), as('minh'), '/api/approvals');
    const versions = waiting
      .filter(({ refusal }) => refusal === null)
      .map(({ item, waiting: { version } }) => ({ itemId: item.id, version }));
    await ask(z.unknown(), as('minh'), '/api/approvals', postJson({ versions }));
    const robot = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const { socket } = await robot.connect();
    const arriving = new Promise<InterruptionOrder>((resolve) => {
      socket.once('interruption:ordered', (data: unknown) => resolve(InterruptionOrder.parse(data)));
    });
    const hourAt = nextMorningHourAt();
    const order = postJson(wish(hourAt + 2 * HOUR_MS));
    const ordered = await ask(SuspensionOrdered, as('minh'), '/api/suspensions', order);
    expect(ordered).toMatchObject({ saved: true, screens: [SCREEN], unexcused: [] });
    const { interruption } = (await arriving).signed;
    socket.close();
    expect(interruption).toMatchObject({ kind: 'blackout', document: document.number });
    const [filed] = await declarationsOf(as('hung'));
    expect(filed?.declaration).toMatchObject({
      kind: 'suspension',
      document,
      interruption: ordered.id,
      to: interruption.until,
      by: { id: 'minh' },
    });

    const path = `/api/screens/${SCREEN}/hours?from=${hourAt}&to=${hourAt + HOUR_MS}`;
    const excusedIn = async () => {
      const accounts = await ask(z.array(HourAccount), as('hung'), path);
      const due = accounts.reduce((sum, account) => sum + account.due, 0);
      expect(due).toBeGreaterThan(0);
      const reasons = accounts.flatMap(({ missing }) => missing.map(({ reason }) => reason));
      return { share: accounts.reduce((sum, { excused }) => sum + excused, 0) / due, reasons };
    };
    const during = await excusedIn();
    expect(during.share).toBe(1);
    expect(new Set(during.reasons)).toEqual(new Set(['suspended']));

    const end = postJson({ minutes: 0 });
    await ask(InterruptionOrdered, as('hung'), `/api/interruptions/${ordered.id}/revision`, end);
    expect((await excusedIn()).share).toBe(0);
    const declarations = await declarationsOf(as('hung'));
    expect(declarations.map(({ withdrawn, declaration: { kind } }) => [kind, withdrawn])).toEqual([
      ['suspension', true],
      ['suspension', false],
      ['withdrawal', false],
    ]);
  });

  it('made longer by who ends and extends blackouts, still excuses only what the order said', async () => {
    const { as } = await openOffice();
    const until = Date.now() + 30 * MINUTE_MS;
    const { id } = await ask(SuspensionOrdered, as('minh'), '/api/suspensions', postJson(wish(until)));
    const before = await declarationsOf(as('minh'));
    const longer = postJson({ minutes: 90 });
    await ask(InterruptionOrdered, as('hung'), `/api/interruptions/${id}/revision`, longer);
    expect(await declarationsOf(as('minh'))).toEqual(before);
  });

  it('turns the screen black when the disk is full, and names the screen whose excuse is not filed', async () => {
    const disk = fillableDisk();
    const { server, as } = await openOffice(disk);
    const robot = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const { socket } = await robot.connect();
    const arriving = new Promise((resolve) => socket.once('interruption:ordered', resolve));
    disk.isFull = true;
    const order = postJson(wish(Date.now() + HOUR_MS));
    const ordered = await ask(SuspensionOrdered, as('minh'), '/api/suspensions', order);
    expect(InterruptionOrder.parse(await arriving).signed.interruption.kind).toBe('blackout');
    socket.close();
    expect(ordered).toMatchObject({ saved: false, unexcused: [{ id: SCREEN }] });
    disk.isFull = false;
    expect(await declarationsOf(as('minh'))).toEqual([]);
  });

  it('is refused to who may not excuse, beyond a person’s screens and for a time that is over', async () => {
    const { as } = await openOffice();
    const order = (who: string, body: object) => statusOf(as(who)('/api/suspensions', postJson(body)));
    const untilAt = Date.now() + HOUR_MS;
    expect(await order('hung', wish(untilAt))).toBe(403);
    expect(await order('noi-khac', { ...wish(untilAt), screenIds: [SCREEN] })).toBe(403);
    expect(await order('minh', wish(Date.now() - MINUTE_MS))).toBe(400);
    expect(await order('minh', wish(Date.now() + 32 * 24 * HOUR_MS))).toBe(400);
    expect(await declarationsOf(as('minh'))).toEqual([]);
  });
});
