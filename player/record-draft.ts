// What the conductor writes down, before it takes its place in the chain: the start of a showing, its end with the
// evidence of the stage, and slots that were not presented. Pure.

import type { Clock, Instant } from '../content/model/instant.ts';
import type { InterruptionKind } from '../content/model/interruption.ts';
import type { ClockReading, MissedCause, Play, RecordDraft } from '../content/model/play.ts';
import { type Segment, type Slot, showingId, TOLERANCE_MS } from '../content/model/slot.ts';
import type { Stamp } from './chain.ts';
import type { Mark } from './journal.ts';
import type { Scene } from './scene.ts';
import type { Evidence } from './stage-port.ts';

/** The moment `at` = `mono`; undated while the boot has not learned the time. */
export function stampOf(clock: Clock & { reading(): ClockReading }, at: Instant, mono: number): Stamp {
  const reading = clock.reading();
  return {
    at: reading.state === 'unsynced' ? null : at,
    monoMs: Math.max(0, Math.round(mono)),
    clock: reading,
  };
}

/** A showing at its start: what is known if the power goes now. `slot` is null where it counts for nothing. */
export function startOfPlay(
  stamp: Stamp,
  scene: Scene,
  slot: Slot | null,
  from: Instant,
  hourFrom: Instant,
): Mark['play'] | null {
  const { segment, signed, item, prepared } = scene;
  if (segment.role === 'closed' || signed === null || item === null || prepared === null) return null;
  const isItem = scene.instead === null;
  return {
    at: stamp.at,
    monoMs: stamp.monoMs,
    clock: stamp.clock,
    type: 'play',
    role: roleOf(segment, slot, isItem),
    programme: signed.programme.number,
    programmeSha256: signed.sha256,
    hourFrom,
    slot: slot === null ? null : showingId(slot),
    attempt: slot?.attempt ?? 0,
    playlist: playlistOf(segment, isItem),
    item: item.id,
    version: item.version,
    title: item.title.slice(0, 200),
    text: item.text.slice(0, 800),
    asset: item.rendition.picture.sha256,
    pixels: prepared.pixels,
    plannedAt: slot?.startAt ?? from,
    plannedMs: slot?.durationMs ?? segment.to - from,
    shownMs: 0,
    visibleMs: 0,
    frames: 0,
    coveredMs: null,
    end: 'interrupted',
  };
}

/** Its end, `completed` or `cut` by what was shown unless `end` says otherwise. */
export function endOfPlay(play: Mark['play'], evidence: Evidence, end: Play['end'] | null): RecordDraft {
  const { failed, ...seen } = evidence;
  const isWhole = seen.shownMs >= play.plannedMs - TOLERANCE_MS;
  return { ...play, ...seen, end: failed ? 'failed' : (end ?? (isWhole ? 'completed' : 'cut')) };
}

/** Its end when something took the screen: one that was whole by then completed. */
export function endByInterruption(play: Mark['play'], evidence: Evidence, by: InterruptionKind): RecordDraft {
  const draft = endOfPlay(play, evidence, null);
  return draft.type === 'play' && draft.end === 'cut'
    ? { ...draft, end: 'preempted', preemptedBy: by }
    : draft;
}

export function missedSlot(stamp: Stamp, slot: Slot, hourFrom: Instant, cause: MissedCause): RecordDraft {
  return {
    ...stamp,
    type: 'missed',
    programme: slot.programme,
    hourFrom,
    slot: showingId(slot),
    attempt: slot.attempt,
    item: slot.itemId,
    plannedAt: slot.startAt,
    cause,
  };
}

function roleOf(segment: Segment, slot: Slot | null, isItem: boolean): Play['role'] {
  if (slot !== null) return slot.attempt === 0 ? 'slot' : 'make_good';
  return segment.role === 'idle' || !isItem ? 'idle' : 'filler';
}

function playlistOf(segment: Segment, isItem: boolean): string | null {
  if (!isItem || segment.role === 'idle' || segment.role === 'closed') return null;
  return segment.role === 'slot' ? segment.slot.playlistId : segment.playlistId;
}
