// Hour plan -> stage -> journal. It asks what is due at an absolute instant, shows that, and looks again; it is never a
// chain of timers, so a missed wake-up can delay a picture but not leave a wrong one. Clock, timer, stage and journal
// are handed in; the simulator runs this very code. If it fails, the wall keeps the last picture.

import { type Clock, HOUR_MS, type Instant, type Interval } from '../content/model/instant.ts';
import type { ClockReading, JournalRecord, MissedCause, Play, RecordDraft } from '../content/model/play.ts';
import type { PlayerState, Welcome } from '../content/model/protocol.ts';
import { LEAST_FILLER_MS, type Segment, type Slot, slotId, TOLERANCE_MS } from '../content/model/slot.ts';
import type { Chain, Stamp } from './chain.ts';
import type { HourView } from './hour-view.ts';
import { HourViews, type ReadyProgramme } from './hour-views.ts';
import type { Journal, Mark } from './journal.ts';
import { endOfPlay, missedSlot, stampOf, startOfPlay } from './record-draft.ts';
import { isSameScene, prepareScene, type Scene, type SceneShop } from './scene.ts';
import type { Shown } from './stage-port.ts';

export interface ConductorClock extends Clock {
  reading(): ClockReading;
  /** A moment between two showings: a correction that waits may be applied now, and only now. */
  settle(): void;
}

export interface Timer {
  /** Resolves when the clock shows `at` or later, or after `wake`. One sleeper at a time. */
  sleepUntil(at: Instant): Promise<void>;
  wake(): void;
}

export type Showing = NonNullable<PlayerState['showing']> & { readonly programme: number };

export interface ConductorPorts extends SceneShop {
  readonly clock: ConductorClock;
  readonly timer: Timer;
  readonly journal: Journal;
  readonly chain: Chain;
  /** How long before its start a scene is handed to the stage, which waits for the exact frame. */
  readonly leadMs: number;
  readonly onShowing?: (showing: Showing) => void;
}

interface Running {
  readonly segment: Segment;
  /** Where it began in the plan: later than the segment after a late wake-up or a boot. */
  readonly from: Instant;
  readonly shown: Shown;
  /** Null while the screen is closed or nothing could be drawn. */
  readonly play: Mark['play'] | null;
}

/** A gap this long is a clock that was never right, not hours that were missed. */
const MOST_SKIPPED_MS = 48 * HOUR_MS;
/** With nothing to plan from, or after a fault, it looks again this soon. */
const RETRY_MS = 1_000;
/** What could not be drawn is tried again this often while it is due. */
const REDRAW_MS = 10_000;

export class Conductor {
  readonly #ports: ConductorPorts;
  readonly #views: HourViews;
  #running: Running | null = null;
  #next: Scene | null = null;
  #startedAt: Instant | null = null;
  #lastLook: { readonly now: Instant; readonly mono: number } | null = null;
  /** Stretches that the clock jumped over. */
  #jumps: Interval[] = [];
  #nudged = false;
  #stopped = false;

  constructor(ports: ConductorPorts) {
    this.#ports = ports;
    this.#views = new HourViews(async (hour) => await this.#recordsOf(hour));
  }

  /** Replaces all programmes: every one in force in this hour or later. A running slot finishes. */
  setProgrammes(programmes: readonly ReadyProgramme[]): void {
    this.#views.setProgrammes(programmes);
    this.nudge();
  }

  /** Showings that the server already counts: after lost storage they are not shown again. */
  mergeCounted(counted: Welcome['counted']): void {
    this.#views.mergeCounted(counted);
    this.nudge();
  }

  /** Something changed (programme, clock): look again now. */
  nudge(): void {
    this.#nudged = true;
    this.#ports.timer.wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#ports.timer.wake();
  }

  /** Runs until `stop`; the running showing is then recorded as interrupted. Faults are reported and survived. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      this.#nudged = false;
      const wakeAt = await this.#look().catch((fault: unknown) => {
        this.#ports.onFault(fault);
        return this.#ports.clock.now() + RETRY_MS;
      });
      if (!this.#nudged && !this.#stopped) await this.#ports.timer.sleepUntil(wakeAt);
    }
    const ended = this.#endDraft('interrupted');
    this.#ports.chain.append(ended === null ? [] : [ended], null);
    this.#running = null;
    this.#dropNext();
    await this.#ports.chain.flushed();
  }

  /** Shows what is due, makes the next scene ready, and says when to look again. */
  async #look(): Promise<Instant> {
    const { clock, leadMs } = this.#ports;
    if (this.#isBetweenShowings()) clock.settle();
    const now = clock.now();
    this.#noteJump(now);
    const due = now + leadMs;
    const view = await this.#views.viewAt(due);
    if (view === null) return now + RETRY_MS;
    await this.#enter(view, now);
    this.#recordMissed(view, now);

    const segment = view.segmentAt(due);
    if (!this.#isRunning(segment, due)) await this.#begin(view, segment, Math.max(segment.from, now));
    const running = view.segmentAt(due);
    if (!this.#isRunning(running, due)) return now;
    await this.#prepareNext(view, running.to);
    const isBroken = this.#running?.play === null && running.role !== 'closed';
    return Math.min(running.to - leadMs, isBroken ? now + REDRAW_MS : Infinity);
  }

  #isBetweenShowings(): boolean {
    const running = this.#running;
    if (running === null || running.play === null) return true;
    return this.#ports.clock.now() + this.#ports.leadMs >= running.segment.to;
  }

  /** A clock that moved without time passing: slots it jumped over were missed for that reason. */
  #noteJump(now: Instant): void {
    const mono = this.#ports.clock.mono();
    if (this.#lastLook !== null) {
      const expected = Math.round(this.#lastLook.now + (mono - this.#lastLook.mono));
      if (now - expected > TOLERANCE_MS) this.#jumps.push({ from: expected, to: now });
    }
    this.#lastLook = { now, mono };
    this.#startedAt ??= now;
  }

  /** A journal that cannot be read must not stop the wall. */
  async #recordsOf(hour: Interval): Promise<readonly JournalRecord[]> {
    try {
      await this.#ports.chain.flushed();
      return await this.#ports.journal.recordsOfHour(hour);
    } catch (fault) {
      this.#ports.onFault(fault);
      return [];
    }
  }

  /** Settles the hour that is over, and the hours slept through, before `view` takes its place. */
  async #enter(view: HourView, now: Instant): Promise<void> {
    const before = this.#views.current;
    this.#views.enter(view);
    if (before === null || before.hour.from >= view.hour.from) return;
    this.#recordMissed(before, now);
    if (view.hour.from - before.hour.to > MOST_SKIPPED_MS) return;
    for (let at = before.hour.to; at < view.hour.from; ) {
      const skipped = await this.#views.viewAt(at);
      if (skipped === null) return;
      this.#recordMissed(skipped, now);
      at = skipped.hour.to;
    }
    this.#jumps = this.#jumps.filter(({ to }) => to > view.hour.from);
  }

  #recordMissed(view: HourView, now: Instant): void {
    const missed = view.takePassed(now).filter((slot) => !this.#isRunningSlot(slot));
    const stamp = this.#stampNow();
    this.#append(missed.map((slot) => missedSlot(stamp, slot, view.hour.from, this.#causeOf(slot))));
  }

  #causeOf(slot: Slot): MissedCause {
    if (slot.startAt < (this.#startedAt ?? slot.startAt)) return 'not_running';
    const programme = this.#views.programme(slot.programme);
    if (programme !== undefined && programme.readyAt > slot.startAt) return 'content_missing';
    return this.#jumps.some(({ from, to }) => slot.startAt >= from && slot.startAt < to) ? 'clock' : 'late';
  }

  /** Is `segment` what is on now? A filler is never exchanged for another that has too little time left. */
  #isRunning(segment: Segment, due: Instant): boolean {
    const running = this.#running;
    if (running === null || running.segment.role !== segment.role) return false;
    if (segment.role === 'closed') return true;
    if (segment.role === 'slot') return this.#isRunningSlot(segment.slot);
    if (segment.from > running.from || running.segment.role === 'closed') return false;
    if (running.play === null && due >= running.from + REDRAW_MS) return false;
    if (segment.role === 'idle') return running.segment.programme === segment.programme;
    const isSame = running.segment.role === 'filler' && running.segment.itemId === segment.itemId;
    return isSame || segment.to - due < LEAST_FILLER_MS;
  }

  #isRunningSlot(slot: Slot): boolean {
    const running = this.#running?.segment;
    if (running?.role !== 'slot') return false;
    return running.slot.startAt === slot.startAt && slotId(running.slot) === slotId(slot);
  }

  /** Swaps the picture; then, off the swap path, journals the end of the one before and the mark of this one. */
  async #begin(view: HourView, segment: Segment, from: Instant): Promise<void> {
    const { stage, clock, chain } = this.#ports;
    const scene = this.#takeNext(segment) ?? (await this.#prepare(segment, from));
    const shown = await stage.show(scene.prepared, from);
    const ended = this.#endDraft(null);
    const drafts: RecordDraft[] = ended === null ? [] : [ended];
    const slot = segment.role === 'slot' && !view.isSettled(segment.slot) ? segment.slot : null;
    const missed = slot === null ? null : this.#whyMissed(slot, scene, shown.presentedAt);
    if (slot !== null && missed !== null) {
      drafts.push(missedSlot(this.#stampNow(), slot, view.hour.from, missed));
    }
    const stamp = stampOf(clock, shown.presentedAt, shown.presentedMonoMs);
    const play = startOfPlay(stamp, scene, missed === null ? slot : null, from, view.hour.from);
    this.#running = { segment, from, shown, play };
    this.#append(drafts, play === null ? null : { boot: chain.boot, play });
    this.#ports.onShowing?.(showingOf(scene, shown, play));
  }

  /** Null when the slot came on the wall in time. */
  #whyMissed(slot: Slot, scene: Scene, presentedAt: Instant): MissedCause | null {
    if (scene.instead !== null) return scene.instead;
    return presentedAt > slot.startAt + TOLERANCE_MS ? this.#causeOf(slot) : null;
  }

  /** The record of what was on until now. */
  #endDraft(end: Play['end'] | null): RecordDraft | null {
    const running = this.#running;
    if (running === null || running.play === null) return null;
    return endOfPlay(running.play, running.shown.evidence(), end);
  }

  #stampNow(): Stamp {
    const { clock } = this.#ports;
    return stampOf(clock, clock.now(), clock.mono());
  }

  /** Journals, and lets the hour learn what it is told. */
  #append(drafts: readonly RecordDraft[], mark?: Mark | null): void {
    this.#views.learn(this.#ports.chain.append(drafts, mark));
  }

  async #prepareNext(view: HourView, at: Instant): Promise<void> {
    const segment = (at < view.hour.to ? view : await this.#views.viewAt(at))?.segmentAt(at);
    if (segment === undefined || (this.#next !== null && isSameScene(this.#next.segment, segment))) return;
    this.#dropNext();
    this.#next = await this.#prepare(segment, segment.from);
  }

  #takeNext(segment: Segment): Scene | null {
    const next = this.#next;
    if (next === null || next.instead !== null || !isSameScene(next.segment, segment)) return null;
    this.#next = null;
    return { ...next, segment };
  }

  #dropNext(): void {
    this.#next?.prepared?.dispose();
    this.#next = null;
  }

  async #prepare(segment: Segment, startAt: Instant): Promise<Scene> {
    const found = segment.role === 'closed' ? undefined : this.#views.programme(segment.programme);
    return await prepareScene(this.#ports, segment, found?.signed ?? null, startAt);
  }
}

function showingOf({ segment, signed }: Scene, shown: Shown, play: Mark['play'] | null): Showing {
  const role = segment.role === 'closed' ? 'closed' : 'fallback';
  return {
    role: play?.role ?? role,
    item: play?.item ?? null,
    version: play?.version ?? null,
    title: play?.title ?? '',
    asset: play?.asset ?? null,
    pixels: play?.pixels ?? null,
    startedAt: shown.presentedAt,
    untilAt: segment.to,
    programme: signed?.programme.number ?? 0,
  };
}
