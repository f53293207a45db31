// Random programmes for property tests: small ids so that programmes share items, odd minutes, every scope.

import fc from 'fast-check';
import { HOUR_MS } from '../../content/model/instant.ts';
import type { Guarantee } from '../../content/model/playlist.ts';
import type { Programme } from '../../content/model/programme.ts';
import type { DailyHours } from '../../content/model/screen.ts';
import type { HourPlan, Progress } from '../../content/model/slot.ts';
import {
  ALWAYS,
  EVERY_DAY,
  type ItemSketch,
  MONDAY_8_AT,
  type PlaylistSketch,
  programmeOf,
} from './programme-builder.ts';

export interface ProgrammeShape {
  /** Share of the hour that guaranteed showings may take, at most. */
  readonly load?: number;
  readonly counts?: fc.Arbitrary<number>;
  readonly windows?: boolean;
  readonly durationMs?: fc.Arbitrary<number>;
  readonly guarantee?: Partial<Guarantee>;
  readonly maxPlaylists?: number;
}

const anyHours: fc.Arbitrary<DailyHours> = fc
  .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 0, max: 1_440 }))
  .map(([fromMinute, untilMinute]) => ({ days: EVERY_DAY, fromMinute, untilMinute }));

/** Windows with edges near 08:00-09:00, where the planned hour lies. */
const nearbyHours: fc.Arbitrary<DailyHours> = fc
  .tuple(fc.integer({ min: 450, max: 530 }), fc.integer({ min: 5, max: 90 }))
  .map(([fromMinute, lasts]) => ({ days: EVERY_DAY, fromMinute, untilMinute: fromMinute + lasts }));

const anyWindows: fc.Arbitrary<DailyHours[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<DailyHours[]>([ALWAYS]) },
  { weight: 1, arbitrary: fc.array(anyHours, { minLength: 1, maxLength: 2 }) },
  { weight: 2, arbitrary: fc.array(nearbyHours, { minLength: 1, maxLength: 2 }) },
);

interface RawPlaylist {
  readonly count: number;
  readonly scope: Guarantee['scope'];
  readonly placement: Guarantee['placement'];
  readonly durations: readonly number[];
  readonly windows: DailyHours[];
}

/** Programmes whose whole-hour load stays below `load`: playlists that would exceed it are left out. */
export function anyProgramme(shape: ProgrammeShape = {}): fc.Arbitrary<Programme> {
  const raw: fc.Arbitrary<RawPlaylist> = fc.record({
    count: shape.counts ?? fc.integer({ min: 1, max: 30 }),
    scope: shape.guarantee?.scope
      ? fc.constant(shape.guarantee.scope)
      : fc.constantFrom<Guarantee['scope'][]>('per_item', 'per_run', 'total'),
    placement: shape.guarantee?.placement
      ? fc.constant(shape.guarantee.placement)
      : fc.constantFrom<Guarantee['placement'][]>('spread', 'together'),
    durations: fc.array(shape.durationMs ?? fc.integer({ min: 5_000, max: 60_000 }), {
      minLength: 1,
      maxLength: 4,
    }),
    windows: shape.windows === false ? fc.constant<DailyHours[]>([ALWAYS]) : anyWindows,
  });
  return fc
    .record({
      raws: fc.array(raw, { minLength: 1, maxLength: shape.maxPlaylists ?? 5 }),
      openingHours: shape.windows === false ? fc.constant<DailyHours[]>([ALWAYS]) : anyWindows,
      fillers: fc.array(fc.integer({ min: 1_000, max: 90_000 }), { maxLength: 4 }),
    })
    .map(({ raws, openingHours, fillers }) => sketchOf(raws, openingHours, fillers, shape.load ?? 0.5));
}

function sketchOf(
  raws: readonly RawPlaylist[],
  openingHours: DailyHours[],
  fillers: readonly number[],
  load: number,
): Programme {
  const items: ItemSketch[] = [];
  const playlists: PlaylistSketch[] = [];
  let leftMs = load * HOUR_MS;
  for (const { count, scope, placement, durations, windows } of raws) {
    const eachMs = scope === 'total' ? Math.max(...durations) : durations.reduce((a, b) => a + b, 0);
    if (count * eachMs > leftMs) continue;
    leftMs -= count * eachMs;
    const itemIds = durations.map((durationMs) => {
      items.push({ id: `i${items.length}`, durationMs });
      return `i${items.length - 1}`;
    });
    const guarantee = { showingsPerHour: count, scope, placement };
    playlists.push({ id: `p${playlists.length}`, itemIds, guarantee, hours: windows });
  }
  const fillerIds = fillers.map((durationMs, index) => {
    items.push({ id: `f${index}`, durationMs });
    return `f${index}`;
  });
  if (fillerIds.length > 0) playlists.push({ id: 'xen', itemIds: fillerIds, guarantee: null });
  return programmeOf({ items, playlists, openingHours });
}

/** One to three programmes that follow each other inside the hour from `MONDAY_8_AT`, sharing item ids. */
export function anySuccession(shape: ProgrammeShape = {}): fc.Arbitrary<Programme[]> {
  const changed = fc.tuple(anyProgramme(shape), fc.integer({ min: -60, max: 3_700 }));
  return fc.tuple(anyProgramme(shape), fc.array(changed, { maxLength: 2 })).map(([first, rest]) => [
    first,
    ...rest.map(([programme, seconds], index) => ({
      ...programme,
      number: index + 2,
      effectiveFrom: MONDAY_8_AT + seconds * 1_000,
    })),
  ]);
}

/** What a player might have settled by some moment of the hour: each slot appeared or not, counted or not. */
export function anyProgress(plan: HourPlan): fc.Arbitrary<Progress> {
  const fate = fc.constantFrom('counted', 'cut', 'missed');
  return fc
    .tuple(
      fc.array(fate, { minLength: plan.slots.length, maxLength: plan.slots.length }),
      fc.integer({ min: 0, max: HOUR_MS }),
    )
    .map(([fates, untilMs]) =>
      plan.slots
        .filter(({ startAt, durationMs }) => startAt + durationMs <= plan.hour.from + untilMs)
        .map(({ account, k, attempt, startAt, durationMs }, index) => ({
          account,
          k,
          attempt,
          startAt: fates[index] === 'missed' ? null : startAt,
          counted: fates[index] === 'counted',
          knownAt: fates[index] === 'missed' ? startAt + 500 : startAt + durationMs,
        })),
    );
}
