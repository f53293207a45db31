// What became of the showings of one hour, read from the journal's records alone: the memory that makes a reload, a
// power cut or a lost answer change no count. Pure; the same records in any order give the same progress.

import type { Instant, Interval } from '../content/model/instant.ts';
import type { JournalRecord, Missed, Play } from '../content/model/play.ts';
import type { Programme } from '../content/model/programme.ts';
import type { Welcome } from '../content/model/protocol.ts';
import { type Attempt, parseShowingId, standingStart } from '../content/model/slot.ts';
import { judgePlay, playContextOf } from '../content/model/verdict.ts';

/** From the moment a showing is known to be missing to its earliest make-good: time to prepare the picture. */
export const PREPARE_MS = 2_000;

/** Attempts of `hour` in `records`; those of other hours are passed over. `programmes` holds what the plays name. */
export function progressOf(
  records: readonly JournalRecord[],
  hour: Interval,
  programmes: readonly Programme[],
): Attempt[] {
  const bootAt = new Map<string, Instant>();
  for (const record of records) {
    if (record.type === 'boot' && record.at !== null) bootAt.set(record.boot, record.at);
  }
  return records.flatMap((record) => {
    if ((record.type !== 'play' && record.type !== 'missed') || record.hourFrom !== hour.from) return [];
    const attempt = attemptOf(record, programmes, bootAt.get(record.boot));
    return attempt === null ? [] : [attempt];
  });
}

/** Null for filler and idle: they owe nothing. `bootAt` is when the boot that wrote an interrupted play began. */
export function attemptOf(
  record: Play | Missed,
  programmes: readonly Programme[],
  bootAt?: Instant,
): Attempt | null {
  if (record.slot === null) return null;
  const { account, k } = parseShowingId(record.slot);
  const { attempt, plannedAt } = record;
  if (record.type === 'missed') return missedAttempt({ account, k, attempt, plannedAt }, record.at);
  const startedAt = record.at ?? plannedAt;
  const startAt = standingStart(plannedAt, startedAt);
  const endedAt = startedAt + (record.end === 'interrupted' ? record.plannedMs : record.shownMs);
  if (countsForPlayer(record, programmes)) {
    return { account, k, attempt, startAt, counted: true, knownAt: endedAt };
  }
  const knownAt = (record.end === 'interrupted' ? (bootAt ?? endedAt) : endedAt) + PREPARE_MS;
  return { account, k, attempt, startAt, counted: false, knownAt };
}

/** An attempt that never appeared, known since `at`. */
export function missedAttempt(
  { account, k, attempt, plannedAt }: Pick<Attempt, 'account' | 'k' | 'attempt'> & { plannedAt: Instant },
  at: Instant | null,
): Attempt {
  return { account, k, attempt, startAt: null, counted: false, knownAt: (at ?? plannedAt) + PREPARE_MS };
}

/** What the server already counts, after the player's own storage was lost. */
export function attemptsCounted(counted: Welcome['counted'], hour: Interval): Attempt[] {
  return counted
    .filter(({ hourFrom }) => hourFrom === hour.from)
    .map(({ slot, attempt, plannedAt, startedAt }) => ({
      ...parseShowingId(slot),
      attempt,
      startAt: standingStart(plannedAt, startedAt),
      counted: true,
      knownAt: startedAt,
    }));
}

/**
 * The verdict of content/model, except that a showing under an untrusted clock is not made good: another under the same
 * clock would be no better, and both would count once this boot learns the time.
 */
function countsForPlayer(play: Play, programmes: readonly Programme[]): boolean {
  const programme = programmes.find(({ number }) => number === play.programme);
  const verdict = judgePlay(play, playContextOf(play, programme));
  return verdict === 'counts' || verdict === 'clock';
}
