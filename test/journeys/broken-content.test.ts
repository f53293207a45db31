// Content that is missing, altered on the way, or gone bad on the player's own disk, and a film that stops in the middle, on
// the city's content by a stepping clock: everything else keeps its ten, the wall is never black, the broken item's missing
// showings say why, the office is told, and it comes back by itself. Once with the page's own storage and once with the
// agent's disk. The film is whole by its hash and by what the intake can see; its frames after 1.4 seconds are noise.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ItemView, ScreenView } from '../../content/model/api.ts';
import { HourAccount } from '../../content/model/hour-account.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { ProbeReading } from '../player/pages/frame-probe.ts';
import { addFilm } from '../support/film-item.ts';
import { readRecords } from '../support/ledger-records.ts';
import { LyingLine } from '../support/lying-line.ts';
import { startPageAgent } from '../support/page-agent.ts';
import { SCREEN } from '../support/people.ts';
import { postJson, startTestServer, temporaryFolder } from '../support/server.ts';
import { expectVerifiedBundle } from '../support/verified-bundle.ts';
import { openSteppingSuite } from './stepping-suite.ts';

vi.setConfig({ testTimeout: 600_000 });

/** 24/11/2026 07:57 in Asia/Ho_Chi_Minh. */
const START_AT = Date.UTC(2026, 10, 24, 0, 57);
const HOUR_AT = Date.UTC(2026, 10, 24, 1, 0);
/** The programme has been there for more than a minute: it takes over without what the server does not have. */
const TAKEN_AT = HOUR_AT - MINUTE_MS / 2;
/** What is on the disk goes bad while the line is bad too, and the page starts anew. */
const ROT_AT = HOUR_AT + 9 * MINUTE_MS;
const MENDED_AT = HOUR_AT + 40 * MINUTE_MS;
const END_AT = HOUR_AT + HOUR_MS + MINUTE_MS;
const PATIENT = { timeout: 180_000 };
/** On the server they are whole: one never arrives, one arrives altered once the player's own copy is bad. */
const ABSENT = 'dich-vu-cong';
const ROTTEN = 'cchc-su-hai-long';
const WHOLE = 'cchc-giai-quyet-som';

const suite = openSteppingSuite();

/** One bit of a file in the page's own storage. */
async function rotInPage(page: Page, sha256: string): Promise<void> {
  await page.evaluate(async (hash) => {
    const answerOf = async <T>(request: IDBRequest<T>): Promise<T> =>
      await new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(new Error('no storage')));
      });
    const db = await answerOf(indexedDB.open('vongxoay-page'));
    const store = db.transaction('assets', 'readwrite').objectStore('assets');
    const bytes = (await answerOf(store.get(hash))) as Uint8Array;
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await answerOf(store.put(bytes, hash));
    db.close();
  }, sha256);
}

async function rotOnDisk(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = bytes.length >> 1;
  bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at);
  await writeFile(path, bytes);
}

it.each(['the page alone', 'the agent'])('plays on around broken content, kept by %s', async (keeper) => {
  const journey = { now: START_AT };
  await using server = await startTestServer({
    now: () => Math.round(journey.now),
    pages: { player: suite.page, console: suite.page },
  });
  const admin = await server.asAdmin();
  const items = z.array(ItemView).parse(await (await admin('/api/items')).json());
  const pictureOf = (id: string): string => items.find((item) => item.id === id)?.renditions[0]?.sha256 ?? '';
  // Films take real time, and whoever keeps the file hands over the same bytes: once is enough.
  const films = keeper === 'the page alone' ? [await addFilm(admin, 'stops.webm')] : [];
  await admin(`/api/items/${ABSENT}/approval`, postJson({ version: 1 }));
  const viewOf = async (): Promise<ScreenView> => {
    const [view] = z.array(ScreenView).parse(await (await admin('/api/screens')).json());
    if (view === undefined) throw new Error('no screen');
    return view;
  };
  const { number } = (await viewOf()).programme;
  await using line = await LyingLine.to(server.url);
  line.missing.add(pictureOf(ABSENT));

  await using folder = await temporaryFolder();
  await using agent =
    keeper === 'the page alone'
      ? null
      : await startPageAgent({ server: line.url, dataDir: folder.path, page: suite.page });
  const records = async (): Promise<JournalRecord[]> => await readRecords(admin);
  const readiness = async (): Promise<(string | null)[]> =>
    (await records()).flatMap((record) =>
      record.type === 'programme' ? [`${record.number} ${record.state} ${record.reason ?? 'whole'}`] : [],
    );

  const context = await suite.browser.newContext({ viewport: { width: 640, height: 384 } });
  const page = await context.newPage();
  await page.addInitScript(() => (window.filmsTakeTheirTime = true));
  const probes: ProbeReading[] = [];
  const events: { readonly at: number; readonly happen: () => Promise<void> }[] = [
    {
      at: TAKEN_AT,
      happen: async () => {
        const without = `${number} ready without ${pictureOf(ABSENT).slice(0, 12)}`;
        await expect.poll(readiness, PATIENT).toContain(without);
        await page.evaluate(() => window.startProbe());
      },
    },
    {
      at: ROT_AT,
      happen: async () => {
        line.altered.add(pictureOf(ROTTEN));
        if (agent === null) await rotInPage(page, pictureOf(ROTTEN));
        else await rotOnDisk(join(folder.path, 'assets', pictureOf(ROTTEN)));
        probes.push(await page.evaluate(() => window.readProbe()));
        void page.reload();
        await new Promise(() => {});
      },
    },
    // The reload is over.
    { at: ROT_AT + MINUTE_MS, happen: async () => await page.evaluate(() => window.startProbe()) },
    {
      at: MENDED_AT,
      happen: async () => {
        const told = async () => (await viewOf()).player.state?.broken?.map(({ item }) => item).toSorted();
        await expect.poll(told, PATIENT).toEqual([ABSENT, ROTTEN, ...films].toSorted());
        line.missing.clear();
        line.altered.clear();
      },
    },
  ];
  await page.exposeFunction('timeOfTest', () => ({ startAt: journey.now, untilAt: END_AT }));
  await page.exposeFunction('tellTime', async (at: number) => {
    const [event] = events;
    if (event !== undefined && at >= event.at) {
      events.shift();
      journey.now = Math.max(journey.now, event.at);
      await event.happen();
    }
    journey.now = Math.max(journey.now, at);
  });
  await page.goto(`${agent?.url ?? line.url}/player/#${server.enrolmentCode}`);
  await page.waitForFunction(() => window.isOver, undefined, { timeout: 0, polling: 200 });
  probes.push(await page.evaluate(() => window.readProbe()));
  const stillBroken = async () => (await viewOf()).player.state?.broken?.map(({ item, why }) => [item, why]);
  const [film] = films;
  await expect
    .poll(stillBroken, PATIENT)
    .toEqual(film === undefined ? undefined : [[film, 'cannot_be_shown']]);
  await context.close();

  const range = `from=${HOUR_AT}&to=${HOUR_AT + HOUR_MS}`;
  const accounts = async () =>
    z.array(HourAccount).parse(await (await admin(`/api/screens/${SCREEN}/hours?${range}`)).json());
  await expect.poll(async () => (await accounts()).every(({ open }) => open === 0), PATIENT).toBe(true);
  const accountOf = async (id: string): Promise<HourAccount> => {
    const found = (await accounts()).find(({ account }) => account === id);
    if (found === undefined) throw new Error(`no account of ${id}`);
    return found;
  };
  // The film stopped in its own slot and in its make-good: neither counts, and there is no third chance in this hour.
  if (film !== undefined) {
    const missing = [{ reason: 'content_missing' }];
    expect(await accountOf(film)).toMatchObject({ due: 1, shown: 0, madeGood: 0, missed: 1, missing });
  }
  // Nothing but the reload itself disturbs what is whole.
  expect(await accountOf(WHOLE)).toMatchObject({ due: 10, missed: 0, state: 'met' });
  for (const id of [ABSENT, ROTTEN]) {
    const { missed, missing, shown, madeGood } = await accountOf(id);
    expect(missed).toBeGreaterThan(0);
    expect({ id, reasons: new Set(missing.map(({ reason }) => reason)) }).toEqual({
      id,
      reasons: new Set(['content_missing']),
    });
    expect(shown + madeGood + missed).toBe(10);
  }

  const journal = await records();
  const stalled = journal.flatMap((record) =>
    record.type === 'play' && record.item === film && record.hourFrom === HOUR_AT
      ? [`${record.role} ${record.end}`]
      : [],
  );
  expect(stalled).toEqual(film === undefined ? [] : ['slot failed', 'make_good failed']);
  const isBroken = (id: string, at: number): boolean =>
    at < MENDED_AT && (id === ABSENT || (id === ROTTEN && at > ROT_AT));
  const plays = journal.filter((record) => record.type === 'play' && record.item !== null);
  const wrong = plays.filter(
    (play) => play.type === 'play' && play.end !== 'interrupted' && isBroken(play.item, play.at ?? 0),
  );
  expect(wrong, 'nothing is claimed of what could not be drawn').toEqual([]);
  for (const id of [ABSENT, ROTTEN, ...films]) {
    const told = journal.filter(
      (record) => record.type === 'incident' && record.kind === 'asset_broken' && record.item === id,
    );
    expect(told.length, `${id} is told of`).toBeGreaterThanOrEqual(1);
  }
  for (const id of [ABSENT, ROTTEN]) {
    // One record a showing, and one more after the reload, however often it was tried again.
    const notes = journal.filter((record) => record.type === 'missed' && record.item === id);
    expect(notes.length, `${id} is written down`).toBeLessThanOrEqual(12);
    const after = plays.filter(
      (play) => play.type === 'play' && play.item === id && (play.at ?? 0) > MENDED_AT && play.slot !== null,
    );
    expect(after.length, `${id} comes back by itself`).toBeGreaterThanOrEqual(3);
  }
  expect(probes.map(({ blackFrames }) => blackFrames)).toEqual([0, 0]);
  expect(probes.every(({ frames }) => frames > 100)).toBe(true);
  await expectVerifiedBundle(admin, '2026-11-24');
});
