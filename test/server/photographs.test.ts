// Photographs over HTTP: the camera's time is read and everything else left out, the code on the wall finds its record, and
// the deed stands in the trail.

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PhotographView } from '../../content/model/photograph.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { startTestServer, type TestFetch } from '../support/server.ts';

const SCREEN = '/api/screens/vong-xoay-trung-tam';
/** Tuesday 10:20 at the screen. */
const MORNING = Date.parse('2026-11-24T10:20:00+07:00');
const clock = { state: 'synced', offsetMs: 0, uncertaintyMs: 10 } as const;

/** As a telephone writes it: local time, sometimes with its offset, the place and the device. */
async function photoOf(shade: number, photo: Record<string, string>): Promise<Buffer> {
  return await sharp({
    create: { width: 2_400, height: 1_200, channels: 3, background: { r: shade, g: 20, b: 20 } },
  })
    .jpeg()
    .withExif({
      IFD0: { Model: 'Điện thoại của Hạnh' },
      IFD2: photo,
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '9/1 48/1 0/1' },
    })
    .toBuffer();
}

async function upload(fetch: TestFetch, body: Buffer, query: string): Promise<Response> {
  return await fetch(`${SCREEN}/photographs?${query}`, { method: 'POST', body: new Uint8Array(body) });
}

describe('a photograph of the wall', () => {
  it('finds the record of its code and the play of its second, keeps its time and nothing else, and is a deed', async () => {
    let now = MORNING - 60_000;
    await using server = await startTestServer({ now: () => now });
    const admin = await server.asAdmin();
    const robot = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const incident = { type: 'incident', kind: 'check_code', clock, monoMs: 1 } as const;
    robot.append(
      bootDraft(MORNING),
      { ...incident, at: MORNING + 5_000, detail: 'BCDF' },
      ...Array.from({ length: 40 }, (_, index) => fillerDraft(MORNING, index)),
      { ...incident, at: MORNING + 65_000, detail: 'GHJK' },
    );
    now = MORNING + 120_000;
    const { socket } = await robot.connect();
    const reply = await robot.send(socket, 'plays:report', robot.batchOf(robot.records));
    socket.close();
    expect(reply.ok).toBe(true);

    const body = await photoOf(10, { DateTimeOriginal: '2026:11:24 10:20:20' });
    const answer = await upload(admin, body, 'code=BCDF&name=anh.jpg');
    const view = PhotographView.parse(await answer.json());
    expect(view).toMatchObject({ takenAt: MORNING + 20_000, takenFrom: 'camera', widthPx: 2_000 });
    expect(view.match).toMatchObject({
      shown: { from: MORNING + 5_000, to: MORNING + 65_000 },
      differenceMs: 0,
      plays: [{ at: MORNING + 20_000 }],
    });
    const kept = Buffer.from(await (await admin(`${SCREEN}/photographs/${view.sha256}`)).arrayBuffer());
    const metadata = await sharp(kept).metadata();
    expect([metadata.format, metadata.exif, metadata.xmp, metadata.iptc]).toEqual([
      'jpeg',
      undefined,
      undefined,
      undefined,
    ]);
    expect(kept.includes('Hạnh')).toBe(false);

    const elsewhere = await photoOf(90, {
      DateTimeOriginal: '2026:11:24 03:22:00',
      OffsetTimeOriginal: '+00:00',
    });
    const off = PhotographView.parse(await (await upload(admin, elsewhere, 'code=GHJK')).json());
    expect([off.takenAt, off.match?.differenceMs]).toEqual([MORNING + 120_000, 0]);
    expect((await upload(admin, body, 'code=GHJK')).status).toBe(409);

    await server.restart();
    const period = `from=${MORNING}&to=${MORNING + 3_600_000}`;
    const listed = await (await admin(`${SCREEN}/photographs?${period}`)).json();
    expect(z.array(PhotographView).parse(listed)).toEqual([view, off]);
    const trail = await (await admin('/api/audit')).text();
    expect(trail).toContain('uploadPhotograph');
    expect(trail).toContain(view.sha256);
  });

  it('without a time asks for it, and is refused where it is no picture or nobody may add one', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    const bare = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#123456' } })
      .jpeg()
      .toBuffer();
    const refused = await upload(admin, bare, 'code=BCDF');
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('Hãy ghi giờ chụp hoặc tải ảnh gốc');
    const stated = await upload(admin, bare, `code=BCDF&takenAt=${MORNING - 86_400_000}`);
    const view = PhotographView.parse(await stated.json());
    expect([view.takenFrom, view.match]).toEqual(['person', null]);
    expect((await upload(admin, bare, 'code=ABCD')).status).toBe(400);
    expect((await upload(admin, Buffer.from('không phải ảnh'), 'code=BCDF')).status).toBe(422);
    expect((await upload(server.fetch, bare, 'code=BCDF')).status).toBe(401);
  });
});
