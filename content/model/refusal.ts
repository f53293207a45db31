// Why a programme is not admitted, in numbers and in one Vietnamese sentence that says what would fit.

import type { Interval } from './instant.ts';
import type { Category } from './item.ts';

export type RefusalCode =
  /** More time is owed than there is. */
  | 'OVERFULL'
  /** Two showings of an item would lie further apart than promised. */
  | 'GAP'
  /** Time enough in sum, but not in one piece where it is needed. */
  | 'NO_ROOM'
  /** Fewer showings than the administrator mandates. */
  | 'BELOW_FLOOR'
  /** An open hour without any item of a category that must not be missing. */
  | 'EMPTY_HOUR'
  /** One item, one screen, one hour, two guarantees. */
  | 'TWO_GUARANTEES';

export interface Refusal {
  readonly code: RefusalCode;
  /** The first hour in which it shows, and the same in local words: `08:00–09:00 ngày 05/01/2026`. */
  readonly hour: Interval;
  readonly hourLabel: string;
  readonly category: Category;
  /** Empty when no playlist is at fault (EMPTY_HOUR). */
  readonly playlistId: string;
  readonly playlistName: string;
  readonly itemId?: string;
  readonly itemTitle?: string;
  /** OVERFULL, NO_ROOM, GAP: all showings owed in the hour, against the time in which they may be shown. */
  readonly neededMs?: number;
  readonly availableMs?: number;
  /** GAP: what was found and what is allowed. */
  readonly gapMs?: number;
  readonly allowedGapMs?: number;
  /** BELOW_FLOOR: what is mandated and what the playlist gives. */
  readonly leastShowingsPerHour?: number;
  readonly showingsPerHour?: number;
  /** What would fit: the playlist's largest count with its durations, or longest duration with its count; 0: nothing. */
  readonly largestShowingsPerHour?: number;
  readonly largestDurationMs?: number;
}

const CATEGORY_WORDS: Readonly<Record<Category, string>> = {
  propaganda: 'tuyên truyền',
  announcement: 'thông báo',
  advertising: 'quảng cáo',
};

const SENTENCES: Readonly<Record<RefusalCode, (refusal: Refusal) => string>> = {
  OVERFULL: (refusal) => `${hourOf(refusal)}: cần ${arithmetic(refusal)}. ${whatFits(refusal)}.`,
  NO_ROOM: (refusal) =>
    `${hourOf(refusal)}: không còn chỗ trống đủ dài (cần ${arithmetic(refusal)}). ${whatFits(refusal)}.`,
  GAP: (refusal) =>
    `${hourOf(refusal)}: “${refusal.itemTitle}” có hai lần phát cách nhau ${seconds(refusal.gapMs, 'up')} s, quá mức ${seconds(refusal.allowedGapMs, 'down')} s. ${whatFits(refusal)}.`,
  BELOW_FLOOR: ({ itemTitle, playlistName, showingsPerHour, leastShowingsPerHour }) =>
    `“${itemTitle}” trong danh sách “${playlistName}” chỉ được phát ${showingsPerHour} lần mỗi giờ, dưới mức sàn ${leastShowingsPerHour} lần mỗi giờ.`,
  EMPTY_HOUR: (refusal) =>
    `${hourOf(refusal)}: màn hình mở nhưng không có nội dung ${CATEGORY_WORDS[refusal.category]} nào được cam kết.`,
  TWO_GUARANTEES: (refusal) =>
    `${hourOf(refusal)}: “${refusal.itemTitle}” có hai tần suất cam kết, một trong danh sách “${refusal.playlistName}”. Mỗi nội dung chỉ có một cam kết trong một giờ.`,
};

/** One sentence for the person who edits the playlist. */
export function explainRefusal(refusal: Refusal): string {
  return SENTENCES[refusal.code](refusal);
}

function hourOf({ hourLabel }: Refusal): string {
  return `Giờ ${hourLabel}`;
}

function arithmetic({ neededMs, availableMs }: Refusal): string {
  return `${seconds(neededMs, 'up')} s trong ${seconds(availableMs, 'down')} s`;
}

function whatFits({ playlistName, largestShowingsPerHour = 0, largestDurationMs = 0 }: Refusal): string {
  const fits = [
    ...(largestShowingsPerHour > 0 ? [`nhiều nhất ${largestShowingsPerHour} lần`] : []),
    ...(largestDurationMs > 0 ? [`rút còn ${seconds(largestDurationMs, 'down')} s`] : []),
  ];
  return `Danh sách “${playlistName}”: ${fits.join(', hoặc ') || 'không vừa, dù chỉ một lần'}`;
}

/** Whole seconds with a dot between thousands: never rounded in our favour. */
function seconds(ms = 0, direction: 'up' | 'down'): string {
  const whole = direction === 'up' ? Math.ceil(ms / 1_000) : Math.floor(ms / 1_000);
  return String(whole).replace(/\B(?=(\d{3})+$)/g, '.');
}
