// The seed is what a city sees on its first day: it must parse, hang together and claim nothing unverified.

import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../content/model/item-words.ts';
import { CitySeed, IDLE_ITEM_ID, organisationOn, seedItemsOn } from '../../../content/model/seed.ts';
import { readSeed, SLOGANS, TODAY } from './seeded-studio.ts';

const seed = await readSeed();
const items = seedItemsOn(seed, TODAY);
const byId = new Map(items.map((item) => [item.id, item]));

async function readTexts(wanted: (name: string) => boolean): Promise<string[]> {
  const folder = new URL('../../../content/seed/', import.meta.url);
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json'));
  return await Promise.all(
    names
      .filter(wanted)
      .map(async (name) => await readFile(new URL(name.replaceAll('\\', '/'), folder), 'utf8')),
  );
}

describe('the seed', () => {
  it('has one file for each part and nothing else', async () => {
    const files = await readdir(new URL('../../../content/seed/', import.meta.url));
    expect(files.sort()).toEqual(
      Object.keys(CitySeed.shape)
        .map((name) => (name === 'templates' ? name : `${name}.json`))
        .sort(),
    );
  });

  it('shows the two slogans of the report word for word', () => {
    expect(SLOGANS.map((id) => byId.get(id)?.content)).toEqual([
      { kind: 'slogan', text: 'CCHC góp phần mang lại sự hài lòng của tổ chức, cá nhân' },
      { kind: 'slogan', text: 'CCHC góp phần giải quyết sớm thủ tục hành chính cho tổ chức, cá nhân' },
    ]);
    for (const id of SLOGANS) {
      const slogan = byId.get(id);
      expect(slogan?.approvedBy).toContain('22/BC-UBND');
      expect(slogan?.source.quote).toContain(slogan === undefined ? '?' : wordsOf(slogan.content));
      expect(slogan?.durationMs).toBe(10_000);
    }
  });

  it('lets nothing on air that someone still has to verify', () => {
    const unsure = items.filter((item) => item.source.toVerify || item.source.confidencePercent < 97);
    expect(unsure.length).toBeGreaterThan(5);
    expect(unsure.filter((item) => item.approvedBy !== null)).toEqual([]);
    expect(byId.get('dich-vu-cong')).toMatchObject({ approvedBy: null, source: { toVerify: true } });
  });

  it('approves words of the report only as the report has them', () => {
    const fromReport = items.filter((item) => item.approvedBy?.startsWith('Nguyên văn') === true);
    expect(fromReport.length).toBeGreaterThanOrEqual(6);
    for (const { content, source } of fromReport) {
      const text = content.kind === 'slogan' ? content.text : '';
      expect(source.quote?.replaceAll(/[“”]/g, '')).toBe(text.replaceAll(/[“”]/g, ''));
    }
  });

  it('holds no telephone number, retired portal or level of service that no longer exists', async () => {
    // The list of official terms names what is wrong on purpose.
    for (const text of await readTexts((name) => name !== 'terms.json')) {
      expect(text).not.toMatch(/(?:\+84|\b0)\d(?:[ .-]?\d){7,9}\b/);
      expect(text).not.toMatch(/haugiang\.gov\.vn|mức độ [34]|chứng minh nhân dân|sổ hộ khẩu/i);
    }
  });

  it('is NFC throughout', async () => {
    for (const text of await readTexts(() => true)) {
      expect(text).toBe(text.normalize('NFC'));
    }
  });

  it('names only items and screens that exist, each id once', () => {
    const screenIds = new Set(seed.screens.map((screen) => screen.id));
    expect(byId.size).toBe(seed.items.length);
    expect(byId.get(IDLE_ITEM_ID)?.approvedBy).toEqual(expect.any(String));
    for (const playlist of seed.playlists) {
      expect(playlist.itemIds.filter((id) => !byId.has(id))).toEqual([]);
      expect(playlist.screenIds.filter((id) => !screenIds.has(id))).toEqual([]);
    }
  });

  it('fills the time between with several approved quiet cards', () => {
    const filler = seed.playlists.find((playlist) => playlist.guarantee === null);
    const cards = filler?.itemIds.map((id) => byId.get(id));
    expect(cards?.length).toBeGreaterThanOrEqual(5);
    expect(cards?.every((card) => card?.approvedBy !== null && card?.durationMs === 30_000)).toBe(true);
  });

  it('chooses the name of the office that was in force on the day', () => {
    const on = (date: string) => organisationOn(seed.organisation, date);
    expect(on('2021-01-25')).toMatchObject({
      name: 'Ủy ban nhân dân thành phố Ngã Bảy',
      parentName: 'tỉnh Hậu Giang',
    });
    expect(on('2025-06-30').name).toBe('Ủy ban nhân dân thành phố Ngã Bảy');
    expect(on('2025-07-01')).toMatchObject({
      name: 'Ủy ban nhân dân phường Ngã Bảy',
      parentName: 'thành phố Cần Thơ',
    });
    expect(on('2019-01-01').name).toBe('Ủy ban nhân dân thành phố Ngã Bảy');
    for (const name of seed.organisation.names) {
      expect(name.capsName).toBe(name.name.toLocaleUpperCase('vi'));
    }
  });

  it('fills the office and its parent into the words', () => {
    expect(wordsOf(byId.get('ten-don-vi')?.content ?? { kind: 'slogan', text: '?' })).toBe(
      'Thành phố Cần Thơ\nỦy ban nhân dân phường Ngã Bảy',
    );
    expect(items.map((item) => wordsOf(item.content)).filter((text) => /[{}]/.test(text))).toEqual([]);
    const then = seedItemsOn(seed, '2021-01-25').find((item) => item.id === 'dong-ho');
    expect(then?.content).toMatchObject({ caption: 'Ủy ban nhân dân thành phố Ngã Bảy' });
  });
});
