// When over HTTP: the week of the screens, the engine's timetable, and the reasons why an item is on or not.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Problem } from '../../content/model/api.ts';
import { AiringView, ScreenCalendar } from '../../content/model/api/calendar.ts';
import { TimetableEntry } from '../../content/model/api/playlists.ts';
import { DAY_MS, HOUR_MS, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import { postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';
const MAIN = 'tuyen-truyen-cchc';

let server: TestServer;
let call: TestFetch;

beforeAll(async () => {
  server = await startTestServer({ isOpenAllDay: false });
  call = await server.asAdmin();
});
afterAll(() => server[Symbol.asyncDispose]());

async function read<T>(schema: z.ZodType<T>, path: string, init?: RequestInit): Promise<T> {
  const response = await call(path, init);
  if (!response.ok) throw new Error(await response.text());
  return schema.parse(await response.json());
}

const ask = (item: string, at: number): Promise<AiringView> =>
  read(AiringView, `/api/screens/${SCREEN}/airing?item=${item}&at=${at}`);

async function weekFrom(at: number): Promise<ScreenCalendar> {
  const date = localDateOf(zoneRulesOf('Asia/Ho_Chi_Minh', at, 3), at);
  const [screen] = await read(z.array(ScreenCalendar), `/api/calendar?from=${date}`);
  if (screen === undefined) throw new Error('no screen in the calendar');
  return screen;
}

describe('the calendar', () => {
  it('promises on each of seven days what the playlists say, in the opening hours', async () => {
    const { days } = await weekFrom(Date.now() + DAY_MS);
    expect(days).toHaveLength(7);
    for (const { from, open, promises, ruled } of days) {
      const hours = { from: from + 5 * HOUR_MS, to: from + 22 * HOUR_MS };
      expect(ruled).toBe(true);
      expect(open).toEqual([hours]);
      expect(promises[0]).toMatchObject({ playlistId: MAIN, items: 2, intervals: [hours] });
      expect(promises[0]?.guarantee).toMatchObject({ showingsPerHour: 10 });
    }
  });

  it('knows no programme before the first one', async () => {
    const { days } = await weekFrom(Date.now() - 20 * DAY_MS);
    expect(days.map(({ ruled, promises }) => [ruled, promises.length])).toEqual(days.map(() => [false, 0]));
  });

  it('shows a blackout and an order of suspension on their days, and names what stands before an item', async () => {
    const at = Date.now() + 2 * DAY_MS;
    const reason = 'Quốc tang';
    await read(
      z.unknown(),
      '/api/blackouts',
      postJson({ screenIds: null, minutes: 60, from: at, reason, document: null }),
    );
    await read(
      z.unknown(),
      `/api/screens/${SCREEN}/suspensions`,
      postJson({
        from: at,
        to: at + HOUR_MS,
        document: { number: '12/CV-UBND', date: '2026-01-02', issuedBy: 'UBND' },
        text: 'Tạm dừng',
      }),
    );
    const { days } = await weekFrom(at);
    expect(days[0]?.pauses.map(({ kind, title }) => [kind, title])).toEqual([
      ['blackout', reason],
      ['suspension', '12/CV-UBND'],
    ]);
    expect(days[2]?.pauses).toEqual([]);
    expect(await ask('cchc-su-hai-long', at + 1)).toMatchObject({
      on: false,
      because: 'interrupted',
      pause: { kind: 'blackout', title: reason },
    });
    expect((await ask('cchc-su-hai-long', at + 2 * HOUR_MS)).because).not.toBe('interrupted');
  });

  it('tells the timetable of a day and refuses more than a week', async () => {
    const from = Date.now() + HOUR_MS;
    const path = `/api/screens/${SCREEN}/timetable?from=${from}&to=${from + 24 * HOUR_MS}`;
    const day = await read(z.array(TimetableEntry), path);
    for (const [index, entry] of day.slice(1).entries()) expect(entry.from).toBe(day[index]?.to);
    expect(day.some(({ role }) => role === 'closed')).toBe(true);
    const far = await call(`/api/screens/${SCREEN}/timetable?from=0&to=${9 * 24 * HOUR_MS}`);
    expect(Problem.parse(await far.json())).toMatchObject({ status: 400 });
  });

  it('says why an item is on or not', async () => {
    const at = Date.now() + 24 * HOUR_MS;
    const waiting = await ask('dich-vu-cong', at);
    expect(waiting).toMatchObject({ on: false, because: 'not_in_programme', missing: 'not_approved' });
    expect(waiting.nextAt).toBeNull();
    const nowhere = await ask('khong-co', at);
    expect(nowhere).toMatchObject({ because: 'not_in_programme', missing: 'in_no_playlist' });
    const slogan = await ask('cchc-su-hai-long', at);
    if (!slogan.on) expect(slogan.nextAt).toBeGreaterThan(at);
    expect(slogan.playlist).toMatchObject({ id: 'tuyen-truyen-cchc' });
  });
});
