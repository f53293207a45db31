// Kinds that are more than one still picture: their files, their proof, where their parts are at a moment.

import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../content/model/canonical.ts';
import { daysLeft } from '../../content/model/clock-face.ts';
import { type Asset, ItemContent, Rendition } from '../../content/model/item.ts';
import { messageOf, withWords, wordsOf } from '../../content/model/item-words.ts';
import {
  approvedPixelsOf,
  assetsOf,
  clockInputs,
  isAllowedUnder,
  pageAt,
  pagesInputs,
  stripLeftPx,
  tickerInputs,
} from '../../content/model/rendition.ts';
import { fakeSha256, programmeItemOf } from '../support/programme-builder.ts';

const { rendition: still } = programmeItemOf({ id: 'a' });
const png = (name: string, widthPx = 10): Asset => ({
  sha256: fakeSha256(name),
  bytes: 1,
  mime: 'image/png',
  widthPx,
  heightPx: 10,
});
const film: Rendition = {
  ...still,
  video: {
    file: { ...png('film'), mime: 'video/mp4' },
    durationMs: 12_000,
    codec: 'avc1.4d401f',
    place: { xPx: -10, yPx: 0, widthPx: 660, heightPx: 384 },
  },
};
const ticker: Rendition = {
  ...still,
  ticker: { strip: png('strip', 1_000), topPx: 20, speedPxPerS: 120 },
};
const clock: Rendition = {
  ...still,
  clockFace: {
    sprites: png('sprites'),
    cells: {},
    lines: [{ format: 'days-left', targetDate: '2027-02-06', centreXPx: 5, topPx: 5 }],
  },
};
const paged: Rendition = {
  ...still,
  pages: [still.picture, png('second')].map((picture) => ({ picture, pixelsSha256: picture.sha256 })),
};

describe('a rendition', () => {
  it('names every file once, its picture first', () => {
    const names = (rendition: Rendition) => assetsOf(rendition).map(({ sha256 }) => sha256);
    const first = still.picture.sha256;
    expect(names(still)).toEqual([first]);
    expect(names(film)).toEqual([first, fakeSha256('film')]);
    expect(names(ticker)).toEqual([first, fakeSha256('strip')]);
    expect(names(clock)).toEqual([first, fakeSha256('sprites')]);
    expect(names(paged)).toEqual([first, fakeSha256('second')]);
  });

  it('parses in every kind', () => {
    for (const rendition of [still, film, ticker, clock, paged]) {
      expect(Rendition.parse(rendition)).toEqual(rendition);
    }
  });

  it('says what a play of it must name: its pixels, the file of a film, nothing fixed for a clock', () => {
    expect(approvedPixelsOf(still)).toBe(still.pixelsSha256);
    expect(approvedPixelsOf(ticker)).toBe(ticker.pixelsSha256);
    expect(approvedPixelsOf(paged)).toBe(paged.pixelsSha256);
    expect(approvedPixelsOf(film)).toBe(fakeSha256('film'));
    expect(approvedPixelsOf(clock)).toBeNull();
  });

  it('moves and turns pages only under a policy that allows it', () => {
    const under = (motion: boolean, sequences: boolean) =>
      [still, film, ticker, clock, paged].map((one) => isAllowedUnder(one, { motion, sequences }));
    expect(under(true, true)).toEqual([true, true, true, true, true]);
    expect(under(false, true)).toEqual([true, false, false, true, true]);
    expect(under(true, false)).toEqual([true, true, true, true, false]);
  });

  it('hashes what it is assembled from, and any other input gives another text', () => {
    const local = { year: 2027, month: 1, day: 7, weekday: 4, minuteOfDay: 0 };
    if (ticker.ticker === undefined || clock.clockFace === undefined) throw new Error('no parts');
    expect(clockInputs(still.picture, clock.clockFace, local)).toBe(
      canonicalJson({ background: still.picture.sha256, sprites: fakeSha256('sprites'), signs: ['30'] }),
    );
    const text = tickerInputs(still.picture, ticker.ticker);
    expect(tickerInputs(still.picture, { ...ticker.ticker, topPx: 21 })).not.toBe(text);
    expect(tickerInputs(png('other'), ticker.ticker)).not.toBe(text);
    expect(pagesInputs(['a', 'b'])).not.toBe(pagesInputs(['b', 'a']));
  });

  it('runs whole pixels from the right edge until the strip is gone, then again', () => {
    const strip = { strip: png('strip', 1_000), topPx: 20, speedPxPerS: 120 };
    const at = (elapsedMs: number) => stripLeftPx(strip, 640, elapsedMs);
    expect([at(0), at(1_000), at(1_004)]).toEqual([640, 520, 520]);
    const wholeWayMs = ((640 + 1_000) * 1_000) / 120;
    expect(at(Math.floor(wholeWayMs) - 9)).toBeLessThan(-990);
    expect(at(Math.ceil(wholeWayMs))).toBe(640);
  });

  it('gives each page an equal share of the showing', () => {
    expect([0, 4_999, 5_000, 9_999, 10_000, 99_999, -1].map((ms) => pageAt(2, 10_000, ms))).toEqual([
      0, 0, 1, 1, 1, 1, 0,
    ]);
  });
});

describe(daysLeft, () => {
  it('counts local days over months and years, and stops at 0 and 9999', () => {
    const on = (year: number, month: number, day: number) =>
      daysLeft('2027-02-06', { year, month, day, weekday: 1, minuteOfDay: 1_439 });
    expect([on(2027, 2, 5), on(2027, 2, 6), on(2027, 2, 7), on(2026, 2, 6)]).toEqual([1, 0, 0, 365]);
    expect(on(1900, 1, 1)).toBe(9_999);
    expect(daysLeft('', { year: 2027, month: 1, day: 1, weekday: 1, minuteOfDay: 0 })).toBe(0);
  });
});

describe('the words of an item', () => {
  const framing = { fit: 'fit', focus: { xPercent: 50, yPercent: 50 }, description: 'ảnh' } as const;
  const file = fakeSha256('file');
  const source = { source: 'nguồn', asOfDate: '2021-01-25' };
  const table: readonly [ItemContent, string, string | null][] = [
    [{ kind: 'slogan', text: 'chữ', heading: 'đầu' }, 'đầu\nchữ', 'chữ'],
    [{ kind: 'slogan', text: 'chữ' }, 'chữ', 'chữ'],
    [
      {
        kind: 'service',
        name: 'tên',
        steps: ['một'],
        address: 'a.vn',
        url: 'https://a.vn',
        hotline: { number: '1022', verifiedBy: 'Lan', verifiedOn: '2026-11-24' },
      },
      'tên\nmột\na.vn\n1022',
      'tên\nmột\na.vn\n1022',
    ],
    [
      { kind: 'service', name: 'tên', steps: [], address: 'a.vn', url: 'https://a.vn' },
      'tên\na.vn',
      'tên\na.vn',
    ],
    [{ kind: 'image', file, ...framing }, 'ảnh', null],
    [{ kind: 'video', file, poster: file, ...framing }, 'ảnh', null],
    [{ kind: 'ticker', text: 'chạy', speedPxPerS: 60 }, 'chạy', 'chạy'],
    [{ kind: 'data', data: 'clock' }, '', null],
    [{ kind: 'data', data: 'clock', caption: 'đơn vị' }, 'đơn vị', null],
    [{ kind: 'data', data: 'countdown', event: 'lễ', targetDate: '2027-02-06' }, 'lễ', 'lễ'],
    [
      { kind: 'data', data: 'figures', title: 'tựa', rows: [{ label: 'xã', value: '7' }], ...source },
      'tựa\nxã: 7\nnguồn',
      null,
    ],
  ];

  it.each(table)('of %j', (content, words, message) => {
    expect(ItemContent.parse(content)).toEqual(content);
    expect(wordsOf(content)).toBe(words);
    expect(messageOf(content)).toBe(message);
  });

  it.each(table)('change all at once, and nothing but words, in %j', (content) => {
    expect(withWords(content, (text) => text)).toEqual(content);
    const shouted = withWords(content, (text) => text.toLocaleUpperCase('vi'));
    expect(shouted).toMatchObject({ kind: content.kind });
    if (content.kind === 'service') return;
    expect(wordsOf(shouted)).toBe(wordsOf(content).toLocaleUpperCase('vi'));
  });
});
