// Every instant of the hour has one picture: slots where they are due, filler or the idle card around them, black where
// the screen is closed. The rotation of filler is fixed by the hour and its planned slots, so a make-good cuts the
// picture under it and changes nothing else.

import { activeIntervals, openIntervals, subtract } from './activity.ts';
import { type Force, forcesIn } from './force.ts';
import { hourNumberOf, type Instant, type Interval } from './instant.ts';
import { pairsOf } from './pairs.ts';
import type { Programme } from './programme.ts';
import { type HourPlan, LEAST_FILLER_MS, type Segment, type Slot } from './slot.ts';
import { fillerPlaylists, itemOf } from './stream.ts';

interface Filler {
  readonly itemId: string;
  readonly playlistId: string;
  readonly durationMs: number;
}

/** The whole hour as touching segments, by time. */
export function segmentsOf(programmes: readonly Programme[], hour: Interval, plan: HourPlan): Segment[] {
  const forces = forcesIn(programmes, hour);
  const planned = plan.slots.filter(({ attempt }) => attempt === 0);
  const base = fillGaps(forces, hour, planned);
  const makeGoods = plan.slots.filter(({ attempt }) => attempt > 0);
  const shown = makeGoods.reduce(cutFor, base);
  return withClosed([...shown, ...plan.slots.map(slotSegment)], hour);
}

/** The segment in which `at` lies. Throws RangeError outside the hour. */
export function segmentAt(segments: readonly Segment[], at: Instant): Segment {
  const found = segments.find(({ from, to }) => at >= from && at < to);
  if (found === undefined) throw new RangeError(`no segment at ${at}`);
  return found;
}

function slotSegment(slot: Slot): Segment {
  const { startAt, durationMs, itemId, programme } = slot;
  return { from: startAt, to: startAt + durationMs, role: 'slot', slot, itemId, programme };
}

function fillGaps(forces: readonly Force[], hour: Interval, planned: readonly Slot[]): Segment[] {
  const taken = planned.map(({ startAt, durationMs }) => ({ from: startAt, to: startAt + durationMs }));
  const segments: Segment[] = [];
  let turn = hourNumberOf(hour);
  for (const force of forces) {
    const { screen, zoneRules } = force.programme;
    const gaps = subtract(openIntervals(screen.openingHours, zoneRules, force), taken);
    for (const gap of gaps.flatMap((open) => cutAtFillerChanges(force.programme, open))) {
      const filled = fillGap(force.programme, gap, turn);
      turn += filled.length;
      segments.push(...filled);
    }
  }
  return segments;
}

/** Pieces of a gap in which the same filler playlists are active. */
function cutAtFillerChanges({ playlists, zoneRules }: Programme, gap: Interval): Interval[] {
  const edges = playlists
    .filter(({ guarantee }) => guarantee === null)
    .flatMap(({ activity }) => activeIntervals(activity, zoneRules, gap))
    .flatMap(({ from, to }) => [from, to]);
  const cuts = [...new Set([gap.from, ...edges, gap.to])].sort((a, b) => a - b);
  return [...pairsOf(cuts)].map(([from, to]) => ({ from, to }));
}

/** Filler items in turn for their durations; what would leave too little for another stays on until the end. */
function fillGap(programme: Programme, gap: Interval, firstTurn: number): Segment[] {
  const fillers = fillersAt(programme, gap.from);
  const segments: Segment[] = [];
  let at = gap.from;
  for (let turn = firstTurn; at < gap.to; turn += 1) {
    const filler = fillers[((turn % fillers.length) + fillers.length) % fillers.length];
    if (filler === undefined) return [{ ...gap, role: 'idle', programme: programme.number }];
    const end = at + filler.durationMs;
    const to = gap.to - end < LEAST_FILLER_MS ? gap.to : end;
    const { itemId, playlistId } = filler;
    segments.push({ from: at, to, role: 'filler', itemId, playlistId, programme: programme.number });
    at = to;
  }
  return segments;
}

function fillersAt(programme: Programme, at: Instant): Filler[] {
  return fillerPlaylists(programme)
    .filter(
      ({ activity }) => activeIntervals(activity, programme.zoneRules, { from: at, to: at + 1 }).length > 0,
    )
    .flatMap(({ id, itemIds }) =>
      itemIds.map((itemId) => ({
        itemId,
        playlistId: id,
        durationMs: itemOf(programme, itemId).durationMs,
      })),
    );
}

/**
 * Takes a make-good out of the filler under it. A beginning too short to be worth a change is left to the filler
 * before, an end too short to the filler after, where they touch.
 */
function cutFor(segments: readonly Segment[], { startAt, durationMs }: Slot): Segment[] {
  const endAt = startAt + durationMs;
  const cut: Segment[] = [];
  for (const segment of segments) {
    if (segment.to <= startAt || segment.from >= endAt) {
      cut.push(segment);
      continue;
    }
    if (segment.from < startAt) cut.push({ ...segment, to: startAt });
    if (segment.to > endAt) cut.push({ ...segment, from: endAt });
  }
  const before = cut.findIndex(({ to }) => to === startAt);
  joinShort(cut, before, before - 1);
  const after = cut.findIndex(({ from }) => from === endAt);
  joinShort(cut, after, after + 1);
  return cut;
}

/** Gives the short filler at `index` to its neighbour, when the two touch and show the same programme. */
function joinShort(segments: Segment[], index: number, neighbour: number): void {
  const short = segments[index];
  const other = segments[neighbour];
  if (short === undefined || other === undefined) return;
  if (short.to - short.from >= LEAST_FILLER_MS || short.role !== 'filler' || other.role !== 'filler') return;
  if (short.programme !== other.programme || (short.from !== other.to && short.to !== other.from)) return;
  const joined = { ...other, from: Math.min(short.from, other.from), to: Math.max(short.to, other.to) };
  segments.splice(Math.min(index, neighbour), 2, joined);
}

function withClosed(segments: readonly Segment[], hour: Interval): Segment[] {
  const sorted = [...segments].sort((a, b) => a.from - b.from);
  const closed = subtract([hour], sorted).map((hole): Segment => ({ ...hole, role: 'closed' }));
  return [...sorted, ...closed].sort((a, b) => a.from - b.from);
}
