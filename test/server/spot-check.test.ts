import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SpotCheckLink, SpotCheckView } from '../../content/model/api/spot-checks.ts';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { startTestServer } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';
/** Tuesday 10:20 at the screen: open, in the middle of an hour. */
const MORNING = Date.parse('2026-11-24T10:20:00+07:00');

describe('a spot check', () => {
  it('shows the next fifteen minutes to whoever has the link, and then what the player wrote', async () => {
    let now = MORNING - 30 * MINUTE_MS;
    await using server = await startTestServer({ now: () => now });
    const admin = await server.asAdmin();
    const robot = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    now = MORNING;
    const link = (await (
      await admin(`/api/screens/${SCREEN}/spot-checks`, { method: 'POST' })
    ).json()) as SpotCheckLink;
    expect(link.to - link.from).toBe(15 * MINUTE_MS);
    const read = async () => (await server.fetch(link.path)).text();
    const before = await read();
    expect(before).toContain('Bây giờ là <strong>10:20:00</strong>');
    const planned = [...before.matchAll(/<tr class="([^"]*)"><td>(\d\d:\d\d:\d\d)<\/td><td>([^<]*)/g)];
    expect(planned.filter(([, role]) => role === 'slot' || role === 'now slot').length).toBeGreaterThan(3);
    const filler = planned.find(([, role, , title]) => role === 'filler' && title !== '');
    const startsAt = Date.parse(`2026-11-24T${filler?.[2] ?? ''}+07:00`);
    const shown = { ...fillerDraft(startsAt, 0), title: filler?.[3] ?? '' };
    robot.append(bootDraft(MORNING), shown);
    const { socket } = await robot.connect();
    const reply = await robot.send(socket, 'plays:report', robot.batchOf(robot.records));
    socket.close();
    expect(reply.ok).toBe(true);
    now = link.to + 5 * MINUTE_MS;
    const after = await read();
    expect(after).toContain(`${filler?.[2] ?? ''}, 1 giây, nội dung xen`);
    expect(after).toContain('Đã hết giờ kiểm tra');
    await server.restart();
    expect((await server.fetch(link.path)).status).toBe(200);
    const result = await (await admin(`/api/screens/${SCREEN}/spot-checks/${link.id}`)).text();
    expect(result).toContain('Đã hết giờ kiểm tra');
    now += 25 * 60 * MINUTE_MS;
    expect((await server.fetch(link.path)).status).toBe(404);
    expect((await server.fetch(`/tai-cho/${'0'.repeat(32)}`)).status).toBe(404);
  });

  it('ends for the street when it is taken back; the file holds no token', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    const issued = await admin(`/api/screens/${SCREEN}/spot-checks`, { method: 'POST' });
    const link = SpotCheckLink.parse(await issued.json());
    const token = link.path.replace('/tai-cho/', '');
    const file = await readFile(join(server.dataDir, 'documents/spot-checks.json'), 'utf8');
    expect([file.includes(link.id), file.includes(token)]).toEqual([true, false]);
    const address = `/api/screens/${SCREEN}/spot-checks/${link.id}`;
    expect((await admin(address, { method: 'DELETE' })).status).toBe(200);
    expect((await server.fetch(link.path)).status).toBe(404);
    expect((await admin(address)).status).toBe(200);
    expect((await server.fetch(address)).status).toBe(401);
    const listed = z.array(SpotCheckView).parse(await (await admin('/api/spot-checks')).json());
    expect(listed.map(({ id, state }) => ({ id, state }))).toEqual([{ id: link.id, state: 'revoked' }]);
  });
});
