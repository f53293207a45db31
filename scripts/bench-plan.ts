// How long an hour takes to plan, beside what it takes to check: 160 mixed showings is a crowded screen.
// Only ratios taken in one run mean anything; run it with `tsx scripts/bench-plan.ts`.

import { fileURLToPath } from 'node:url';
import { admit } from '../content/model/admission.ts';
import { checkPlan } from '../content/model/check-plan.ts';
import { planHour } from '../content/model/hour-plan.ts';
import { HOUR_MS, type Interval } from '../content/model/instant.ts';
import type { Programme, ProgrammeItem } from '../content/model/programme.ts';
import { segmentsOf } from '../content/model/segments.ts';
import type { Attempt } from '../content/model/slot.ts';

export interface PlanBenchRow {
  readonly what: string;
  readonly showings: number;
  readonly method: string;
  readonly planMedianMs: number;
  readonly checkMedianMs: number;
  readonly segmentsMedianMs: number;
  readonly planPerCheck: number;
}

const RUNS = 60;
const FROM = 1_767_574_800_000;

/** Counts and seconds of twelve items, 160 showings an hour: 44, 66 and 88 % of the hour. */
const MIXED: readonly (readonly [count: number, seconds: number])[] = [
  [30, 8],
  [24, 9],
  [20, 10],
  [18, 8],
  [15, 12],
  [12, 10],
  [10, 15],
  [10, 9],
  [8, 12],
  [6, 15],
  [4, 12],
  [3, 15],
];

/** Times planning, checking and segmenting of distinct hours of each load; medians. */
export function benchPlan(): PlanBenchRow[] {
  return [
    rowOf('equal counts, 160 showings', equal()),
    ...[1, 1.5, 2].map((scale) =>
      rowOf(`mixed counts, ${Math.round(loadOf(scale) * 100)} % of the hour`, mixed(scale)),
    ),
    rowOf('mixed counts, 20 showings to make good', mixed(1), 20),
  ];
}

function loadOf(scale: number): number {
  return MIXED.reduce((sum, [count, seconds]) => sum + count * seconds * scale * 1_000, 0) / HOUR_MS;
}

function equal(): Programme {
  const itemIds = Array.from({ length: 16 }, (_, index) => `i${index}`);
  return programmeOf(
    itemIds.map((id) => itemOf(id, 12_000)),
    [{ count: 10, itemIds }],
  );
}

function mixed(scale: number): Programme {
  return programmeOf(
    MIXED.map(([, seconds], index) => itemOf(`i${index}`, Math.round(seconds * scale * 1_000))),
    MIXED.map(([count], index) => ({ count, itemIds: [`i${index}`] })),
  );
}

function itemOf(id: string, durationMs: number): ProgrammeItem {
  const sha256 = '0'.repeat(64);
  const [widthPx, heightPx] = [640, 384];
  const picture = { sha256, bytes: 1_000, mime: 'image/png' as const, widthPx, heightPx };
  return {
    id,
    version: 1,
    kind: 'slogan',
    category: 'propaganda',
    title: id,
    text: id,
    durationMs,
    rendition: { widthPx, heightPx, picture, pixelsSha256: sha256, capHeightPx: 40 },
  };
}

/** Open all day, every playlist always on, one filler. */
function programmeOf(
  items: ProgrammeItem[],
  playlists: readonly { count: number; itemIds: string[] }[],
): Programme {
  const always = [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, untilMinute: 1_440 }];
  const base = {
    name: '',
    category: 'propaganda' as const,
    activity: { fromDate: null, untilDate: null, hours: always },
  };
  return {
    v: 1,
    number: 1,
    issuedAt: FROM,
    effectiveFrom: FROM,
    screen: {
      id: 'bench',
      name: 'bench',
      widthPx: 640,
      heightPx: 384,
      offsetXPx: 0,
      offsetYPx: 0,
      zone: 'Asia/Ho_Chi_Minh',
      openingHours: always,
      pitchUm: 10_000,
      viewingDistanceM: 40,
      policy: { motion: false, sequences: false },
      floors: [],
    },
    zoneRules: { zone: 'Asia/Ho_Chi_Minh', offsets: [{ at: 0, offsetMs: 7 * HOUR_MS }], until: FROM },
    items: [...items, itemOf('xen', 12_000)],
    playlists: [
      ...playlists.map(({ count, itemIds }, index) => ({
        ...base,
        id: `p${index}`,
        itemIds,
        guarantee: { showingsPerHour: count, scope: 'per_item' as const, placement: 'spread' as const },
      })),
      { ...base, id: 'xen', itemIds: ['xen'], guarantee: null },
    ],
    idle: itemOf('idle', 12_000),
  };
}

function rowOf(what: string, programme: Programme, missed = 0): PlanBenchRow {
  const plan: number[] = [];
  const check: number[] = [];
  const segments: number[] = [];
  let showings = 0;
  let method = '';
  for (let run = 0; run < RUNS; run += 1) {
    const hour: Interval = { from: FROM + run * HOUR_MS, to: FROM + (run + 1) * HOUR_MS };
    const progress = planHour([programme], hour)
      .slots.slice(0, missed)
      .map(
        ({ account, k, attempt, startAt }): Attempt => ({
          account,
          k,
          attempt,
          startAt: null,
          counted: false,
          knownAt: startAt + 500,
        }),
      );
    const planned = timed(plan, () => planHour([programme], hour, progress));
    timed(check, () => checkPlan([programme], planned, progress));
    timed(segments, () => segmentsOf([programme], hour, planned));
    showings = planned.slots.length;
    method = planned.method;
  }
  const planMedianMs = median(plan);
  const checkMedianMs = median(check);
  return {
    what,
    showings,
    method,
    planMedianMs,
    checkMedianMs,
    segmentsMedianMs: median(segments),
    planPerCheck: Math.round((planMedianMs / checkMedianMs) * 100) / 100,
  };
}

function timed<T>(into: number[], work: () => T): T {
  const startedMs = performance.now();
  const result = work();
  into.push(performance.now() - startedMs);
  return result;
}

function median(values: number[]): number {
  const middle = values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
  return Math.round(middle * 100) / 100;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.table(benchPlan());
  const startedMs = performance.now();
  const admission = admit(mixed(1));
  const tookMs = Math.round(performance.now() - startedMs);
  console.log(`admission of 400 days, mixed counts: ${JSON.stringify(admission)} in ${tookMs} ms`);
}
