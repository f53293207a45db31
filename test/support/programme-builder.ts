// Builders of complete, valid programmes for tests: only what a test is about is spelled out, hashes are fake.

import type { Instant, Interval, ZoneRules } from '../../content/model/instant.ts';
import { HOUR_MS } from '../../content/model/instant.ts';
import type { Category, ItemKind } from '../../content/model/item.ts';
import type { Activity, Guarantee } from '../../content/model/playlist.ts';
import type { Programme, ProgrammeItem, ProgrammePlaylist } from '../../content/model/programme.ts';
import type { DailyHours, Floor, Screen } from '../../content/model/screen.ts';

/** 2026-01-05 08:00 (a Monday) in Asia/Ho_Chi_Minh. */
export const MONDAY_8_AT: Instant = 1_767_574_800_000;
export const MONDAY_8: Interval = { from: MONDAY_8_AT, to: MONDAY_8_AT + HOUR_MS };

/** Asia/Ho_Chi_Minh without asking Intl. */
export const HCM_RULES: ZoneRules = {
  zone: 'Asia/Ho_Chi_Minh',
  offsets: [{ at: 0, offsetMs: 7 * HOUR_MS }],
  until: 4_102_444_800_000,
};

export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** `hours('08:00', '17:30')` on all days; `24:00` allowed as end. */
export function hours(from: string, until: string, days: number[] = EVERY_DAY): DailyHours {
  return { days, fromMinute: minuteOf(from), untilMinute: minuteOf(until) };
}

export const ALWAYS: DailyHours = hours('00:00', '24:00');

function minuteOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}

export interface ItemSketch {
  readonly id: string;
  readonly durationMs?: number;
  readonly version?: number;
  readonly kind?: ItemKind;
  readonly category?: Category;
  readonly title?: string;
  readonly text?: string;
}

export interface PlaylistSketch {
  readonly id: string;
  readonly itemIds: readonly string[];
  /** A number is that many showings per item, spread; null is filler. */
  readonly guarantee: number | (Partial<Guarantee> & { showingsPerHour: number }) | null;
  readonly hours?: DailyHours[];
  readonly fromDate?: string;
  readonly untilDate?: string;
  readonly category?: Category;
  readonly name?: string;
}

export interface ProgrammeSketch {
  readonly items: readonly ItemSketch[];
  readonly playlists: readonly PlaylistSketch[];
  readonly number?: number;
  readonly effectiveFrom?: Instant;
  readonly issuedAt?: Instant;
  readonly openingHours?: DailyHours[];
  readonly zoneRules?: ZoneRules;
  readonly floors?: Floor[];
  readonly screen?: Partial<Screen>;
}

/** A valid programme: open all day in Asia/Ho_Chi_Minh, in force from 2026, unless the sketch says otherwise. */
export function programmeOf(sketch: ProgrammeSketch): Programme {
  const zoneRules = sketch.zoneRules ?? HCM_RULES;
  const effectiveFrom = sketch.effectiveFrom ?? 1_767_200_400_000;
  return {
    v: 1,
    number: sketch.number ?? 1,
    issuedAt: sketch.issuedAt ?? effectiveFrom,
    effectiveFrom,
    screen: {
      id: 'vong-xoay',
      name: 'Màn hình LED vòng xoay trung tâm',
      widthPx: 640,
      heightPx: 384,
      offsetXPx: 0,
      offsetYPx: 0,
      zone: zoneRules.zone,
      openingHours: sketch.openingHours ?? [ALWAYS],
      pitchUm: 10_000,
      viewingDistanceM: 40,
      policy: { motion: false, sequences: false },
      floors: sketch.floors ?? [],
      ...sketch.screen,
    },
    zoneRules,
    items: sketch.items.map(programmeItemOf),
    playlists: sketch.playlists.map(programmePlaylistOf),
    idle: programmeItemOf({ id: 'idle', title: 'Thẻ chờ' }),
  };
}

export function programmeItemOf(sketch: ItemSketch): ProgrammeItem {
  const version = sketch.version ?? 1;
  return {
    id: sketch.id,
    version,
    kind: sketch.kind ?? 'slogan',
    category: sketch.category ?? 'propaganda',
    title: sketch.title ?? `Nội dung ${sketch.id}`,
    text: sketch.text ?? `Khẩu hiệu ${sketch.id}`,
    durationMs: sketch.durationMs ?? 15_000,
    rendition: {
      widthPx: 640,
      heightPx: 384,
      picture: {
        sha256: fakeSha256(`picture:${sketch.id}:${version}`),
        bytes: 1_000,
        mime: 'image/png',
        widthPx: 640,
        heightPx: 384,
      },
      pixelsSha256: fakeSha256(`pixels:${sketch.id}:${version}`),
      capHeightPx: 40,
    },
  };
}

function programmePlaylistOf(sketch: PlaylistSketch): ProgrammePlaylist {
  const { guarantee } = sketch;
  const activity: Activity = {
    fromDate: sketch.fromDate ?? null,
    untilDate: sketch.untilDate ?? null,
    hours: sketch.hours ?? [ALWAYS],
  };
  const asked = typeof guarantee === 'number' ? { showingsPerHour: guarantee } : guarantee;
  return {
    id: sketch.id,
    name: sketch.name ?? `Danh sách ${sketch.id}`,
    category: sketch.category ?? 'propaganda',
    itemIds: [...sketch.itemIds],
    guarantee: asked === null ? null : { scope: 'per_item', placement: 'spread', ...asked },
    activity,
  };
}

/** 64 hex digits that depend on the text; no hash, and never equal for different short texts in practice. */
export function fakeSha256(text: string): string {
  let state = 0x811c9dc5;
  let hex = '';
  for (let round = 0; round < 8; round += 1) {
    for (const character of `${round}${text}`) {
      state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    }
    hex += state.toString(16).padStart(8, '0');
  }
  return hex;
}

/** Items a, b, ... of 15 s, N times each, spread. */
export function spread(
  count: number,
  ids: string,
  more: Partial<Parameters<typeof programmeOf>[0]> = {},
): Programme {
  const itemIds = ids.split('');
  return programmeOf({
    items: itemIds.map((id) => ({ id })),
    playlists: [{ id: 'p', itemIds, guarantee: count }],
    ...more,
  });
}
