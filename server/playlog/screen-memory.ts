// What the server keeps in memory of one screen's ledger: every boot's trace, the evidence of recent hours, the last
// plays. All of it can be had again from the ledger; older hours are read from there when somebody asks.

import type { PlayView } from '../../content/model/api.ts';
import {
  type BootTrace,
  emptyTrace,
  type Stretch,
  stretchesOf,
  traceRecords,
} from '../../content/model/evidence.ts';
import { HOUR_MS, type Instant } from '../../content/model/instant.ts';
import type { JournalRecord, Missed, Play } from '../../content/model/play.ts';
import type { Programme } from '../../content/model/programme.ts';
import { judgePlay, playContextOf, type Showing } from '../../content/model/verdict.ts';
import { traceOf } from './carry-over.ts';
import type { Checkpoint } from './checkpoint.ts';
import { YieldTimes } from './yield-times.ts';

/** Plays and missed slots of one clock hour, as the accounts want them. */
export interface HourEvidence {
  showings: Showing[];
  missed: Missed[];
}

export const RECENT_MS = 48 * HOUR_MS;
const RECENT_PLAYS = 500;

export class ScreenMemory {
  readonly traces = new Map<string, BootTrace>();
  readonly yields = new YieldTimes();
  readonly #hours = new Map<Instant, HourEvidence>();
  readonly #plays: Play[] = [];
  #stretches: Stretch[] | undefined;
  #keptFrom: Instant = -Infinity;
  /** Raised by everything that may change an account. */
  revision = 0;

  /** Begins with the boots of days that were retired. */
  carry(traces: readonly BootTrace[]): void {
    for (const trace of traces) this.traces.set(`${trace.key}/${trace.boot}`, trace);
    this.#stretches = undefined;
  }

  get state(): Pick<Checkpoint, 'traces' | 'yields' | 'keptFrom'> {
    return { traces: [...this.traces.values()], yields: this.yields.state, keptFrom: this.#keptFrom };
  }

  /** As it was; what it had of recent hours and plays has to be recalled. */
  restore({ traces, yields, keptFrom }: ScreenMemory['state']): void {
    this.carry(traces.map(traceOf));
    this.yields.restore(yields);
    this.#keptFrom = keptFrom;
  }

  /** Moments of showings without which recent hours and plays would not be whole. */
  get recentFrom(): Instant {
    const [oldest] = this.#plays.slice(-RECENT_PLAYS);
    return Math.min(this.#keptFrom, oldest?.plannedAt ?? Infinity);
  }

  /** Takes records of one boot that have become durable, in their order. */
  absorb(key: string, boot: string, records: readonly JournalRecord[]): void {
    if (records.length === 0) return;
    const id = `${key}/${boot}`;
    let trace = this.traces.get(id);
    if (trace === undefined) {
      trace = emptyTrace(key, boot);
      this.traces.set(id, trace);
    }
    traceRecords(trace, records);
    this.yields.absorb(records);
    this.#stretches = undefined;
    this.revision += 1;
    for (const record of records) this.recall(record);
  }

  /** Puts a record among recent hours and plays that is in everything else already. */
  recall(record: JournalRecord): void {
    if (record.type === 'play') {
      this.#plays.push(record);
      if (record.hourFrom >= this.#keptFrom)
        this.#evidenceOf(record.hourFrom).showings.push(showingOf(record));
    } else if (record.type === 'missed' && record.hourFrom >= this.#keptFrom) {
      this.#evidenceOf(record.hourFrom).missed.push(record);
    }
    if (this.#plays.length > 2 * RECENT_PLAYS) this.#plays.splice(0, this.#plays.length - RECENT_PLAYS);
  }

  /** Forgets hours that began before `from`; they are read from the ledger from now on. */
  keepFrom(from: Instant): void {
    if (from <= this.#keptFrom) return;
    this.#keptFrom = from;
    for (const hour of this.#hours.keys()) if (hour < from) this.#hours.delete(hour);
  }

  /** Is everything the ledger has of an hour that begins at `from` in memory? */
  holds(from: Instant): boolean {
    return from >= this.#keptFrom;
  }

  hour(from: Instant): HourEvidence {
    return this.#hours.get(from) ?? { showings: [], missed: [] };
  }

  get stretches(): readonly Stretch[] {
    this.#stretches ??= stretchesOf([...this.traces.values()]);
    return this.#stretches;
  }

  /** Newest first; each judged by itself. */
  recentPlays(limit: number, programmes: readonly Programme[]): PlayView[] {
    const plays = this.#plays.slice(-Math.min(limit, RECENT_PLAYS)).toReversed();
    return plays.map((play) => playViewOf(play, programmes));
  }

  #evidenceOf(from: Instant): HourEvidence {
    let evidence = this.#hours.get(from);
    if (evidence === undefined) {
      evidence = { showings: [], missed: [] };
      this.#hours.set(from, evidence);
    }
    return evidence;
  }
}

export function playViewOf(play: Play, programmes: readonly Programme[]): PlayView {
  const programme = programmes.find(({ number }) => number === play.programme);
  const verdict = judgePlay(play, playContextOf(play, programme));
  const { at, item, title, role, plannedAt, shownMs, asset } = play;
  return { at, item, title, role, plannedAt, shownMs, counts: verdict === 'counts', verdict, asset };
}

/** Drops the words, which are many and owe nothing to the accounts. */
export function showingOf(play: Play): Showing {
  const { key, boot, seq, at, monoMs, clock, role, programme, hourFrom, slot, attempt, item, version } = play;
  const { pixels, plannedAt, plannedMs, shownMs, visibleMs, frames, coveredMs, end, ofBoot } = play;
  return {
    key,
    boot,
    seq,
    at,
    monoMs,
    clock,
    role,
    programme,
    hourFrom,
    slot,
    attempt,
    item,
    version,
    pixels,
    plannedAt,
    plannedMs,
    shownMs,
    visibleMs,
    frames,
    coveredMs,
    end,
    ofBoot,
  };
}
