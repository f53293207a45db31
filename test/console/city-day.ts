// One afternoon at the roundabout as the server would tell it: a good day with one short hour and one without data.
// All of it follows from the instant it is made for.

import type { ItemView, PlayView, ScreenView } from '../../content/model/api.ts';
import type { FiledDeclaration } from '../../content/model/declaration.ts';
import type { AccountState, HourAccount } from '../../content/model/hour-account.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import { drawPicture, HEIGHT_PX, type Picture, WIDTH_PX } from './pictures.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';
export const SCREEN = 'man-hinh-vong-xoay';
/** Thứ Ba 24/11/2026, 14:23:20 at the roundabout. */
export const AFTERNOON = Date.UTC(2026, 10, 24, 7, 23, 20);
export const DAY_START = Date.UTC(2026, 10, 23, 17);
const GAP_MS = 6 * MINUTE_MS;
const SHOWING_MS = 12 * SECOND_MS;

export interface CityDay {
  screens: ScreenView[];
  hours: HourAccount[];
  plays: PlayView[];
  items: ItemView[];
  declarations: FiledDeclaration[];
  readonly pictures: readonly Picture[];
}

export const PROMISED = [
  { id: 'khau-hieu-hai-long', title: 'CCHC góp phần mang lại sự hài lòng của tổ chức, cá nhân', offsetMs: 0 },
  {
    id: 'khau-hieu-giai-quyet-som',
    title: 'CCHC góp phần giải quyết sớm thủ tục hành chính cho tổ chức, cá nhân',
    offsetMs: 2 * MINUTE_MS,
  },
  { id: 'dich-vu-cong', title: 'Dịch vụ công trực tuyến: dichvucong.gov.vn', offsetMs: 4 * MINUTE_MS },
] as const;

type Promised = (typeof PROMISED)[number];

function account(
  item: Promised,
  hour: number,
  state: AccountState,
  figures: Partial<HourAccount>,
): HourAccount {
  const from = DAY_START + hour * HOUR_MS;
  return {
    screen: SCREEN,
    hour: { from, to: from + HOUR_MS },
    account: item.id,
    playlist: 'tuyen-truyen-cchc',
    category: 'propaganda',
    title: item.title,
    showingsPerHour: 10,
    due: 10,
    baselineDue: 10,
    shown: 0,
    madeGood: 0,
    missed: 0,
    excused: 0,
    open: 0,
    missing: [],
    extra: 0,
    state,
    ...figures,
  };
}

function missingAt(item: Promised, hour: number, ks: readonly number[], reason: 'not_running' | 'clock') {
  const from = DAY_START + hour * HOUR_MS + item.offsetMs;
  return ks.map((k) => ({ k, plannedAt: from + k * GAP_MS, reason, declared: null }));
}

function accountOf(item: Promised, hour: number): HourAccount {
  if (hour < 5 || hour >= 22) return account(item, hour, 'not_due', { due: 0 });
  if (hour > 14) return account(item, hour, 'ahead', { open: 10 });
  if (hour === 9) {
    const missing = [
      ...missingAt(item, hour, [2, 3, 4, 5], 'not_running'),
      ...(item.offsetMs === 0 ? missingAt(item, hour, [6], 'clock') : []),
    ];
    return account(item, hour, 'short', { shown: 10 - missing.length, missed: missing.length, missing });
  }
  if (hour === 12 && item.offsetMs > 0) return account(item, hour, 'no_data', { shown: 3, open: 7 });
  if (hour === 7) return account(item, hour, 'met', { shown: 9, madeGood: 1, extra: 2 });
  if (hour < 14) return account(item, hour, 'met', { shown: 10 });
  if (item.offsetMs === 0) {
    return account(item, hour, 'running', { shown: 3, madeGood: 1, open: 6, extra: 1 });
  }
  if (item.offsetMs === 2 * MINUTE_MS) return account(item, hour, 'running', { shown: 4, open: 6 });
  const missing = missingAt(item, hour, [1], 'not_running');
  return account(item, hour, 'running', { shown: 2, missed: 1, missing, open: 7 });
}

export async function makeCityDay(now = AFTERNOON): Promise<CityDay> {
  const pictures = await Promise.all([
    drawPicture('CCHC GÓP PHẦN MANG LẠI SỰ HÀI LÒNG CỦA TỔ CHỨC, CÁ NHÂN', '#0b3d6b'),
    drawPicture('CCHC GÓP PHẦN GIẢI QUYẾT SỚM THỦ TỤC HÀNH CHÍNH CHO TỔ CHỨC, CÁ NHÂN', '#7a1420'),
    drawPicture('DỊCH VỤ CÔNG TRỰC TUYẾN\ndichvucong.gov.vn', '#0c5440'),
    drawPicture('CHÍNH QUYỀN THÂN THIỆN', '#23416b'),
    drawPicture('ỦY BAN NHÂN DÂN PHƯỜNG NGÃ BẢY', '#26303a'),
  ]);
  const hashOf = (index: number) => pictures[index]?.sha256 ?? '';
  const hourFrom = DAY_START + 14 * HOUR_MS;
  const hours = PROMISED.flatMap((item) => Array.from({ length: 24 }, (_, hour) => accountOf(item, hour)));

  const screen: ScreenView = {
    id: SCREEN,
    name: 'Màn hình LED vòng xoay trung tâm',
    widthPx: WIDTH_PX,
    heightPx: HEIGHT_PX,
    pitchUm: 10_000,
    viewingDistanceM: 40,
    zone: ZONE,
    organisation: 'Ủy ban nhân dân phường Ngã Bảy',
    programme: { number: 7, effectiveFrom: now - 3 * HOUR_MS, receipt: 'on_screen' },
    player: {
      enrolled: true,
      connected: true,
      lastSeenAt: now - 2 * SECOND_MS,
      state: {
        showing: {
          role: 'slot',
          item: PROMISED[0].id,
          version: 1,
          title: PROMISED[0].title,
          asset: hashOf(0),
          pixels: hashOf(0),
          startedAt: now - 5 * SECOND_MS,
          untilAt: now + 40 * SECOND_MS,
        },
        programme: 7,
        visible: true,
        clock: { state: 'synced', offsetMs: 120, uncertaintyMs: 45 },
        pending: 2,
        storage: { persisted: true, secureContext: true, home: 'indexeddb' },
      },
    },
    hour: { from: hourFrom, to: hourFrom + HOUR_MS },
    open: true,
    accounts: hours.filter((one) => one.hour.from === hourFrom),
    pace: Object.fromEntries(PROMISED.map(({ id }) => [id, 4])),
    slots: Object.fromEntries(
      PROMISED.map(({ id, offsetMs }) => [
        id,
        Array.from({ length: 10 }, (_, k) => hourFrom + offsetMs + k * 6 * MINUTE_MS),
      ]),
    ),
  };

  const plays = playsBefore(now, hashOf);
  return { screens: [screen], hours, plays, items: itemsOf(hashOf), declarations: [], pictures };
}

function playsBefore(now: number, hashOf: (index: number) => string): PlayView[] {
  const plays: PlayView[] = [];
  const hourFrom = DAY_START + 14 * HOUR_MS;
  const put = (index: number, plannedAt: number, more: Partial<PlayView>) => {
    const item = PROMISED[index];
    if (item === undefined || plannedAt > now) return;
    plays.push({
      at: plannedAt + 21,
      item: item.id,
      title: item.title,
      role: 'slot',
      plannedAt,
      shownMs: SHOWING_MS,
      counts: true,
      verdict: 'counts',
      asset: hashOf(index),
      ...more,
    });
  };
  for (let k = 0; k < 4; k += 1) {
    PROMISED.forEach(({ offsetMs }, index) => {
      const plannedAt = hourFrom + offsetMs + k * GAP_MS;
      if (index === 0 && k === 1) put(index, plannedAt, { counts: false, verdict: 'hidden' });
      else if (index === 2 && k === 1) return;
      else put(index, plannedAt, {});
    });
  }
  put(0, hourFrom + 9 * MINUTE_MS + 12_000, { role: 'make_good' });
  for (let at = hourFrom + 12_000; at < now; at += 150 * SECOND_MS) {
    plays.push({
      at,
      item: 'ten-don-vi',
      title: 'Ủy ban nhân dân phường Ngã Bảy',
      role: 'filler',
      plannedAt: at,
      shownMs: 30 * SECOND_MS,
      counts: false,
      verdict: 'filler',
      asset: hashOf(4),
    });
  }
  return plays.sort((a, b) => b.plannedAt - a.plannedAt);
}

function itemsOf(hashOf: (index: number) => string): ItemView[] {
  const report = 'Báo cáo số 22/BC-UBND ngày 25/01/2021 của UBND thành phố Ngã Bảy';
  const base = {
    kind: 'slogan',
    category: 'propaganda',
    version: 1,
    approvedBy: null,
    durationMs: SHOWING_MS,
    findings: [],
    purpose: 'programme',
    text: '',
    grounds: { document: report, department: '', validUntil: null },
    playing: null,
    changedAt: null,
    changedBy: null,
  } as const;
  const rendition = (index: number) => [
    { widthPx: WIDTH_PX, heightPx: HEIGHT_PX, sha256: hashOf(index), capHeightPx: 38 },
  ];
  const promise = { showingsPerHour: 10, scope: 'per_item', placement: 'spread' } as const;
  const playlist = [
    { id: 'tuyen-truyen-cchc', name: 'Tuyên truyền cải cách hành chính', guarantee: promise },
  ];
  const slogans: ItemView[] = PROMISED.slice(0, 2).map(({ id, title }, index) => ({
    ...base,
    id,
    title,
    source: { document: report, quote: title, confidencePercent: 99, toVerify: false },
    state: 'approved',
    playing: 1,
    approvedBy: report,
    playlists: playlist,
    renditions: rendition(index),
    findings: [],
  }));
  return [
    ...slogans,
    {
      ...base,
      id: PROMISED[2].id,
      title: PROMISED[2].title,
      kind: 'service',
      source: {
        document: report,
        quote: 'tuyên truyền về dịch vụ công trực tuyến',
        confidencePercent: 90,
        toVerify: true,
        note: 'Lời văn trên thẻ do phần mềm soạn theo địa chỉ duy nhất từ ngày 01/07/2025.',
      },
      state: 'draft',
      playlists: playlist,
      renditions: rendition(2),
      findings: [
        {
          code: 'SMALL',
          blocks: false,
          sentence: 'Dòng địa chỉ cao 17 điểm ảnh: đọc được, nhưng nên to hơn.',
        },
      ],
    },
    {
      ...base,
      id: 'chinh-quyen-than-thien',
      title: 'Chính quyền thân thiện',
      source: { document: report, confidencePercent: 99, toVerify: true },
      state: 'draft',
      playlists: [],
      renditions: rendition(3),
      findings: [
        {
          code: 'ILLEGIBLE',
          blocks: true,
          sentence: 'Chữ cao 11 điểm ảnh, cần ít nhất 14. Hãy rút ngắn lời.',
        },
      ],
    },
  ];
}
