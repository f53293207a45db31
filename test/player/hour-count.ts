// How tests count: straight from the records, with no engine in between, and whether the chain they form is whole.

import type { Interval } from '../../content/model/instant.ts';
import { hashRecord, type JournalRecord, type Play } from '../../content/model/play.ts';
import { HOUR_MS } from '../../content/model/instant.ts';
import { pairsOf } from '../../content/model/pairs.ts';
import { sha256 } from './virtual-player.ts';

export function hourAfter(from: number, count = 0): Interval {
  return { from: from + count * HOUR_MS, to: from + (count + 1) * HOUR_MS };
}

/** Completed on time, visible, under a trusted clock. */
export function isWhole(play: Play): boolean {
  return (
    play.slot !== null &&
    play.end === 'completed' &&
    play.at !== null &&
    Math.abs(play.at - play.plannedAt) <= 500 &&
    play.visibleMs * 100 >= play.shownMs * 98
  );
}

/** Whole showings of each item in the hour. Fails on a showing that counts twice. */
export function countWhole(records: readonly JournalRecord[], hour: Interval): Record<string, number> {
  const counts: Record<string, number> = {};
  const seen = new Set<string>();
  for (const record of records) {
    if (record.type !== 'play' || record.hourFrom !== hour.from || !isWhole(record)) continue;
    if (seen.has(record.slot ?? '')) throw new Error(`${record.slot} counted twice`);
    seen.add(record.slot ?? '');
    counts[record.item] = (counts[record.item] ?? 0) + 1;
  }
  return counts;
}

/** Gaps between the starts of one item's whole showings, as they were on the wall. */
export function gapsOf(plays: readonly Play[], item: string): number[] {
  return gapsBetween(plays, item, ({ at }) => at ?? 0);
}

/** The same between planned starts: what the promise speaks of. */
export function plannedGapsOf(plays: readonly Play[], item: string): number[] {
  return gapsBetween(plays, item, ({ plannedAt }) => plannedAt);
}

function gapsBetween(plays: readonly Play[], item: string, startOf: (play: Play) => number): number[] {
  const starts = plays.filter((play) => play.item === item && isWhole(play)).map(startOf);
  return [...pairsOf(starts)].map(([before, at]) => at - before);
}

/** Faults of the chain: none for a journal nobody touched. */
export function chainFaults(records: readonly JournalRecord[]): string[] {
  const faults: string[] = [];
  let before: { record: JournalRecord; sha256: string } | null = null;
  for (const record of records) {
    const isFirst = record.seq === 0;
    if (isFirst !== (record.type === 'boot')) faults.push(`${record.type} at ${record.seq}`);
    if (record.prev !== (isFirst ? null : (before?.sha256 ?? null))) faults.push(`prev at ${record.seq}`);
    if (record.type === 'boot' && (record.previous?.sha256 ?? null) !== (before?.sha256 ?? null)) {
      faults.push(`previous of boot ${record.boot}`);
    }
    before = { record, sha256: hashRecord(record, sha256) };
  }
  return faults;
}
