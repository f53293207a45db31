// What the journal proves about each boot of a player: when it ran, on which idea of the time, which programmes it had,
// where its chain is whole and where it broke. From the boots of a screen follow the stretches of time in which a
// missing showing is certain, and why. If this is wrong, silence passes for success or a loss for an outage.

import type { Instant, Interval } from './instant.ts';
import type { MissingReason } from './hour-account.ts';
import type { BootRecord, JournalRecord } from './play.ts';

/** A stretch of one boot on one idea of the time; dates are null while the boot did not know the time. */
interface Span {
  readonly fromMonoMs: number;
  readonly untilMonoMs: number;
  readonly fromAt: Instant | null;
  readonly untilAt: Instant | null;
  /** How far off the boot said it may be, at worst; null where it was synced, or did not know the time. */
  readonly boundMs: number | null;
  /** Of its last record. */
  readonly toSeq: number;
}

/** Records without a hole, `fromSeq` to `toSeq`. */
interface Run {
  fromSeq: number;
  toSeq: number;
  spans: Span[];
}

/** All that the accounts need to know of one boot; grows with `traceRecords`. */
export interface BootTrace {
  readonly key: string;
  readonly boot: string;
  cause: BootRecord['cause'] | null;
  /** Undefined while the boot record is not held. */
  previous: BootRecord['previous'] | undefined;
  /** By seq, never touching. */
  runs: Run[];
  /** Programmes the player had verified with their files, and since when. */
  ready: { number: number; monoMs: number }[];
  /** The first record of the boot that was synced: what it claimed before from a saved clock is held against it. */
  synced: SyncedPoint | null;
}

interface SyncedPoint {
  readonly seq: number;
  readonly baseMs: number;
  readonly uncertaintyMs: number;
}

/** A correction of the clock up to this is a slew, beyond it a jump. */
const SLEW_MS = 2_000;

export function emptyTrace(key: string, boot: string): BootTrace {
  return { key, boot, cause: null, previous: undefined, runs: [], ready: [], synced: null };
}

/** Adds records of one boot, by seq and without a hole among them; those already held change nothing. */
export function traceRecords(trace: BootTrace, records: readonly JournalRecord[]): void {
  const news = records.filter(({ seq }) => !trace.runs.some((run) => seq >= run.fromSeq && seq <= run.toSeq));
  for (const record of news) {
    if (record.type === 'boot') {
      trace.cause = record.cause;
      trace.previous = record.previous;
    }
    if (record.type === 'programme' && record.state === 'ready') {
      trace.ready.push({ number: record.number, monoMs: record.monoMs });
    }
    const run = trace.runs.find(({ toSeq }) => toSeq === record.seq - 1);
    const span = spanOf(record);
    if (span !== null && span.fromAt !== null && record.clock.state === 'synced')
      noteSynced(trace, record, span.fromAt);
    if (run === undefined) {
      trace.runs.push({ fromSeq: record.seq, toSeq: record.seq, spans: span === null ? [] : [span] });
    } else {
      run.toSeq = record.seq;
      if (span !== null) joinSpan(run.spans, span);
    }
  }
  joinRuns(trace);
}

/** Traces of all boots among `records`, which may come in any order and more than once. */
export function tracesOf(records: readonly JournalRecord[]): BootTrace[] {
  const traces = new Map<string, BootTrace>();
  for (const record of [...records].sort((a, b) => a.seq - b.seq)) {
    const id = `${record.key}/${record.boot}`;
    const trace = traces.get(id) ?? emptyTrace(record.key, record.boot);
    traces.set(id, trace);
    traceRecords(trace, [record]);
  }
  return [...traces.values()];
}

/** Missed slots and interrupted showings speak of another moment than that of their writing. */
function spanOf(record: JournalRecord): Span | null {
  if (record.type === 'missed' || (record.type === 'play' && record.ofBoot !== undefined)) return null;
  const lastedMs = record.type === 'play' ? record.shownMs : 0;
  const at = record.clock.state === 'unsynced' ? null : record.at;
  return {
    fromMonoMs: record.monoMs,
    untilMonoMs: record.monoMs + lastedMs,
    fromAt: at,
    untilAt: at === null ? null : at + lastedMs,
    boundMs: record.clock.state === 'holdover' ? record.clock.uncertaintyMs : null,
    toSeq: record.seq,
  };
}

function noteSynced(trace: BootTrace, { seq, monoMs, clock }: JournalRecord, at: Instant): void {
  if (trace.synced !== null && trace.synced.seq <= seq) return;
  trace.synced = { seq, baseMs: at - monoMs, uncertaintyMs: clock.uncertaintyMs };
}

/**
 * What the boot dated from a saved clock while it was off line, and what it learned later say more than both may be off:
 * the saved clock was wrong (a PC whose clock ran ahead while it was off), and its dates are worth nothing.
 */
function isRefuted(synced: SyncedPoint | null, baseMs: number, boundMs: number): boolean {
  return synced !== null && Math.abs(baseMs - synced.baseMs) > boundMs + synced.uncertaintyMs + SLEW_MS;
}

/** Of the record at `seq`, which its boot dated itself; the date that the boot's first synced record gives it instead. */
export function refutedDate(
  { synced }: BootTrace,
  { seq, at, monoMs, clock }: Pick<JournalRecord, 'seq' | 'at' | 'monoMs' | 'clock'>,
): Instant | null {
  if (synced === null || at === null || clock.state !== 'holdover' || seq >= synced.seq) return null;
  return isRefuted(synced, at - monoMs, clock.uncertaintyMs) ? monoMs + synced.baseMs : null;
}

/** The dates of a span that stand; none where they are refuted. */
function datesOf({ synced }: BootTrace, span: Span): Pick<Span, 'fromAt' | 'untilAt'> {
  const { fromAt, untilAt, fromMonoMs, boundMs, toSeq } = span;
  const isBefore = synced !== null && toSeq < synced.seq;
  if (fromAt === null || boundMs === null || !isBefore) return span;
  return isRefuted(synced, fromAt - fromMonoMs, boundMs)
    ? { fromAt: null, untilAt: null }
    : { fromAt, untilAt };
}

function joinSpan(spans: Span[], next: Span): void {
  const last = spans.at(-1);
  if (last === undefined || !isSameTime(last, next)) {
    spans.push(next);
    return;
  }
  const isLater = next.untilMonoMs >= last.untilMonoMs;
  const { untilMonoMs, untilAt } = isLater ? next : last;
  const isBounded = last.boundMs !== null && next.boundMs !== null;
  const boundMs = isBounded ? Math.max(last.boundMs, next.boundMs) : null;
  const toSeq = Math.max(last.toSeq, next.toSeq);
  spans[spans.length - 1] = { ...last, untilMonoMs, untilAt, boundMs, toSeq };
}

function isSameTime(last: Span, next: Span): boolean {
  if (last.untilAt === null || next.fromAt === null) return last.untilAt === null && next.fromAt === null;
  return Math.abs(next.fromAt - next.fromMonoMs - (last.untilAt - last.untilMonoMs)) <= SLEW_MS;
}

function joinRuns(trace: BootTrace): void {
  if (trace.runs.length < 2) return;
  const joined: Run[] = [];
  for (const run of trace.runs.sort((a, b) => a.fromSeq - b.fromSeq)) {
    const last = joined.at(-1);
    if (last === undefined || last.toSeq !== run.fromSeq - 1) {
      joined.push(run);
      continue;
    }
    last.toSeq = run.toSeq;
    for (const span of run.spans) joinSpan(last.spans, span);
  }
  trace.runs = joined;
}

/** Known time minus monotonic clock at `monoMs`, as the boot learned it later, or else knew it earlier. */
function baseAt(trace: BootTrace, monoMs: number): number | null {
  let before: number | null = null;
  for (const { spans } of trace.runs) {
    for (const span of spans) {
      const { fromAt, untilAt } = datesOf(trace, span);
      if (fromAt === null || untilAt === null) continue;
      if (span.fromMonoMs >= monoMs) return fromAt - span.fromMonoMs;
      before = untilAt - span.untilMonoMs;
    }
  }
  return before;
}

/** The best time of a moment that the boot could not date itself; null while it never learned the time. */
export function backDate(trace: BootTrace, monoMs: number): Instant | null {
  const base = baseAt(trace, monoMs);
  return base === null ? null : monoMs + base;
}

/** Time about which the journal is complete: `reason` is null while the player `key` ran and knew the time. */
export interface Stretch extends Interval {
  readonly key: string;
  readonly reason: MissingReason | null;
}

/** Every stretch the journal covers, sorted by start; they may overlap where clocks were corrected or players met. */
export function stretchesOf(traces: readonly BootTrace[]): Stretch[] {
  const byId = new Map(traces.map((trace) => [`${trace.key}/${trace.boot}`, trace]));
  const stretches: Stretch[] = [];
  const restarts: { trace: BootTrace; from: Instant; reason: MissingReason | null }[] = [];
  for (const trace of traces) {
    const inside = stretchesInside(trace);
    stretches.push(...inside);
    const [first] = inside;
    if (first === undefined || trace.previous === undefined) continue;
    const gap = gapBefore(trace, byId);
    if (gap === 'incomplete') continue;
    if (gap.until === null) restarts.push({ trace, from: first.from, reason: gap.reason });
    else if (gap.until < first.from) {
      const reason = gap.reason ?? outageOf(trace);
      stretches.push({ from: gap.until, to: first.from, key: trace.key, reason });
    }
  }
  const known = [...stretches].sort((a, b) => a.to - b.to);
  for (const { trace, from, reason } of restarts) {
    // Before the very first boot nobody ran; after that a chain that begins anew has lost what was before it.
    // Its own first stretch may be empty and end where it begins: it tells nothing of the time before.
    const until = known.findLast((one) => one.to <= from && one.from < from)?.to ?? null;
    if (until === null) stretches.push({ from: -Infinity, to: from, key: trace.key, reason: 'not_running' });
    else if (until < from) {
      stretches.push({ from: until, to: from, key: trace.key, reason: reason ?? 'journal_lost' });
    }
  }
  return stretches.sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Why nothing ran before this boot. */
export function outageOf(trace: BootTrace | undefined): MissingReason {
  return trace?.cause === 'crash' || trace?.cause === 'reload' ? 'page_crash' : 'not_running';
}

function stretchesInside(trace: BootTrace): Stretch[] {
  const { key } = trace;
  const stretches: Stretch[] = [];
  let last: Instant | null = null;
  for (const [index, { spans }] of trace.runs.entries()) {
    for (const [place, span] of spans.entries()) {
      const { fromAt, untilAt } = datesOf(trace, span);
      const from = fromAt ?? backDate(trace, span.fromMonoMs);
      const to = untilAt ?? backDate(trace, span.untilMonoMs);
      if (from === null || to === null) return [];
      const hole = index > 0 && place === 0 ? 'journal_lost' : 'clock';
      if (last !== null && last < from) stretches.push({ from: last, to: from, key, reason: hole });
      stretches.push({ from, to, key, reason: fromAt === null ? 'clock' : null });
      last = to;
    }
  }
  return stretches;
}

/** When the boot before ended, if everything it wrote has arrived; `until: null` where the chain begins. */
function gapBefore(
  trace: BootTrace,
  byId: ReadonlyMap<string, BootTrace>,
): 'incomplete' | { until: Instant | null; reason: MissingReason | null } {
  let reason: MissingReason | null = null;
  let { previous } = trace;
  for (;;) {
    if (previous === undefined) return 'incomplete';
    if (previous === null) return { until: null, reason };
    const before = byId.get(`${trace.key}/${previous.boot}`);
    const last = before?.runs.at(-1);
    if (before === undefined || last === undefined || last.toSeq < previous.seq) {
      return 'incomplete';
    }
    const until = stretchesInside(before).at(-1)?.to;
    if (until !== undefined) return { until, reason };
    // It ran and never learned when: whatever is missing around it, the clock is why.
    reason = 'clock';
    previous = before.previous;
  }
}

/** The end of the time without a hole that the journal covers from `from` on; `from` itself when it covers nothing. */
export function coveredUntil(stretches: readonly Stretch[], from: Instant): Instant {
  let until = from;
  for (const stretch of stretches) {
    if (stretch.from > until) break;
    until = Math.max(until, stretch.to);
  }
  return until;
}

/** When a player first had programme `number` ready; null if it never had, as far as its records tell. */
export function readySince(traces: readonly BootTrace[], key: string, number: number): Instant | null {
  let since: Instant | null = null;
  for (const trace of traces) {
    if (trace.key !== key) continue;
    for (const ready of trace.ready) {
      if (ready.number !== number) continue;
      const at = baseAt(trace, ready.monoMs);
      if (at === null) continue;
      if (since === null || at + ready.monoMs < since) since = at + ready.monoMs;
    }
  }
  return since;
}
