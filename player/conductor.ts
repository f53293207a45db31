// Hour plan -> stage -> journal. It asks what is due at an absolute instant, shows that, and looks again; it is never a
// chain of timers, so a missed wake-up can delay a picture but not leave a wrong one. Clock, timer, stage and journal
// are handed in; the simulator runs this very code. If it fails, the wall keeps the last picture.

import { type Clock, HOUR_MS, type Instant, type Interval } from '../content/model/instant.ts';
import type { Interruption } from '../content/model/interruption.ts';
import type { ClockReading, JournalRecord, MissedCause, Play, RecordDraft } from '../content/model/play.ts';
import type { Welcome } from '../content/model/protocol.ts';
import { isAllowedUnder } from '../content/model/rendition.ts';
import {
  LEAST_FILLER_MS,
  type Segment,
  type Slot,
  showingId,
  slotId,
  TOLERANCE_MS,
} from '../content/model/slot.ts';
import type { Chain, Stamp } from './chain.ts';
import type { HourView } from './hour-view.ts';
import { HourViews, type ReadyProgramme } from './hour-views.ts';
import type { UpperLayer } from './interruptions.ts';
import type { Journal, Mark } from './journal.ts';
import { missedAttempt } from './progress.ts';
import { endByInterruption, endOfPlay, missedSlot, stampOf, startOfPlay } from './record-draft.ts';
import { isSameScene, MOVES, prepareScene, type Scene, type SceneShop, tryPrepare } from './scene.ts';
import { asideOf, type Showing, showingOf } from './showing.ts';
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

export interface ConductorPorts extends SceneShop {
  readonly clock: ConductorClock;
  readonly timer: Timer;
  readonly journal: Journal;
  readonly chain: Chain;
  /** What may rule over the programme. */
  readonly upper: UpperLayer;
  /** How long before its start a scene is handed to the stage, which waits for the exact frame. */
  readonly leadMs: number;
  readonly onShowing?: (showing: Showing) => void;
  /** An hour is over, and its last showing stands in the chain. */
  readonly onHourOver?: (hour: Interval) => void;
}

interface Running {
  readonly segment: Segment;
  /** Where it began in the plan: later than the segment after a late wake-up or a boot. */
  readonly from: Instant;
  readonly shown: Shown;
  /** Null while the screen is closed, set aside, or nothing could be drawn. */
  readonly play: Mark['play'] | null;
  /** What rules instead of the programme. */
  readonly aside: Interruption | null;
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
  /** Showings of this hour of which it is written down that they cannot be drawn. */
  readonly #absent = new Set<string>();
  /** Hours that are over but for the showing that still runs. */
  #hoursOver: Interval[] = [];
  #dueAt: Instant = Infinity;
  #nudged = false;
  #stopped = false;

  constructor(ports: ConductorPorts) {
    this.#ports = ports;
    this.#views = new HourViews(async (hour) => await this.#recordsOf(hour));
  }

  /** When it means to look again; long past that it is stuck. Showings do not tell: a closed screen stays so for hours. */
  get dueAt(): Instant {
    return this.#dueAt;
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
    this.#dueAt = this.#ports.clock.now();
    while (!this.#stopped) {
      this.#nudged = false;
      this.#dueAt = await this.#look().catch((fault: unknown) => {
        this.#ports.onFault(fault);
        return this.#ports.clock.now() + RETRY_MS;
      });
      if (!this.#nudged && !this.#stopped) await this.#ports.timer.sleepUntil(this.#dueAt);
    }
    const ended = this.#endDraft('interrupted');
    this.#ports.chain.append(ended === null ? [] : [ended], null);
    this.#running = null;
    this.#dropNext();
    await this.#ports.chain.flushed();
  }

  /** Shows what is due, makes the next scene ready, and says when to look again. */
  async #look(): Promise<Instant> {
    const { clock, leadMs, upper } = this.#ports;
    if (this.#isBetweenShowings()) clock.settle();
    const now = clock.now();
    this.#noteJump(now);
    const due = now + leadMs;
    const view = await this.#views.viewAt(due);
    if (view !== null) {
      await this.#enter(view, now);
      this.#recordMissed(view, now);
    }
    const { ruler, untilAt } = upper.rulingAt(due);
    if (ruler !== null) {
      if (this.#running?.aside !== ruler) await this.#setAside(ruler, Math.max(now, ruler.from), untilAt);
      this.#tellHoursOver();
      return Math.min(untilAt, view?.segmentAt(due).to ?? Infinity) - leadMs;
    }
    if (view === null) return now + RETRY_MS;

    const segment = view.segmentAt(due);
    if (!this.#isRunning(segment, due)) {
      await this.#begin(view, segment, Math.max(segment.from, now, this.#freeAt(due)));
    }
    this.#tellHoursOver();
    const running = view.segmentAt(due);
    if (!this.#isRunning(running, due)) return now;
    await this.#prepareNext(view, running.to);
    const isBroken = this.#running?.play === null && running.role !== 'closed';
    return Math.min(Math.min(running.to, untilAt) - leadMs, isBroken ? now + REDRAW_MS : Infinity);
  }

  /** Only now: what was on when they ended stands in the chain. */
  #tellHoursOver(): void {
    for (const hour of this.#hoursOver.splice(0)) this.#ports.onHourOver?.(hour);
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
    this.#absent.clear();
    this.#recordMissed(before, now);
    this.#hoursOver.push(before.hour);
    if (view.hour.from - before.hour.to > MOST_SKIPPED_MS) return;
    for (let at = before.hour.to; at < view.hour.from; ) {
      const skipped = await this.#views.viewAt(at);
      if (skipped === null) return;
      this.#recordMissed(skipped, now);
      this.#hoursOver.push(skipped.hour);
      at = skipped.hour.to;
    }
    this.#jumps = this.#jumps.filter(({ to }) => to > view.hour.from);
  }

  #recordMissed(view: HourView, now: Instant): void {
    const missed = view.takePassed(now).filter((slot) => !this.#isRunningSlot(slot));
    if (missed.length === 0) return;
    const stamp = this.#stampNow();
    this.#append(missed.map((slot) => missedSlot(stamp, slot, view.hour.from, this.#causeOf(slot))));
  }

  #causeOf(slot: Slot): MissedCause {
    if (slot.startAt < (this.#startedAt ?? slot.startAt)) return 'not_running';
    const programme = this.#views.programme(slot.programme);
    if (programme !== undefined && programme.readyAt > slot.startAt) return 'programme_not_received';
    if (this.#jumps.some(({ from, to }) => slot.startAt >= from && slot.startAt < to)) return 'clock';
    return this.#ports.upper.causeAt(slot.startAt) ?? 'late';
  }

  /** Is `segment` what is on now? A filler is never exchanged for another that has too little time left. */
  #isRunning(segment: Segment, due: Instant): boolean {
    const running = this.#running;
    if (running === null || running.aside !== null || running.segment.role !== segment.role) return false;
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
    const shown = await stage.show(scene.prepared, from, this.#views.screenAt(from));
    const ended = this.#endDraft(null);
    this.#leaveAside(shown);
    const drafts: RecordDraft[] = ended === null ? [] : [ended];
    const slot = segment.role === 'slot' && !view.isSettled(segment.slot) ? segment.slot : null;
    const missed = slot === null ? null : this.#whyMissed(slot, scene, shown.presentedAt);
    if (slot !== null && missed !== null) {
      const now = this.#stampNow();
      const isNews = scene.instead === null || this.#isNews(slot);
      if (isNews) drafts.push(missedSlot(now, slot, view.hour.from, missed));
      else view.add(missedAttempt({ ...slot, plannedAt: slot.startAt }, now.at));
    }
    const stamp = stampOf(clock, shown.presentedAt, shown.presentedMonoMs);
    const play = startOfPlay(stamp, scene, missed === null ? slot : null, from, view.hour.from);
    this.#running = { segment, from, shown, play, aside: null };
    this.#append(drafts, play === null ? null : { boot: chain.boot, play });
    this.#ports.onShowing?.(showingOf(scene, shown, play));
  }

  /**
   * What cannot be drawn is tried again in every gap that is free for it. That the showing is missing is written down once;
   * the tries after that are known here alone, and a boot that does not know them begins them anew.
   */
  #isNews(slot: Slot): boolean {
    const id = showingId(slot);
    if (this.#absent.has(id)) return false;
    this.#absent.add(id);
    return true;
  }

  /** Shows what rules over the programme, black unless it has a picture; what was on ends as preempted. */
  async #setAside(ruler: Interruption, from: Instant, untilAt: Instant): Promise<void> {
    const { stage, upper } = this.#ports;
    const item = ruler.kind === 'notice' ? ruler.item : null;
    const screen = this.#views.screenAt(from);
    if (item !== null && screen !== undefined && !isAllowedUnder(item.rendition, screen.policy)) {
      return upper.setAside(ruler, MOVES);
    }
    const prepared = await tryPrepare(this.#ports, item, from);
    if (item !== null && prepared === null) return upper.setAside(ruler, 'picture cannot be drawn');
    this.#dropNext();
    const shown = await stage.show(prepared, from, screen);
    const ended = this.#endDraft(null, ruler);
    this.#append(ended === null ? [] : [ended], null);
    this.#leaveAside(shown);
    const pixels = prepared?.pixels ?? null;
    upper.begun(ruler, shown.presentedAt, pixels);
    const segment: Segment = { role: 'closed', from, to: untilAt };
    this.#running = { segment, from, shown, play: null, aside: ruler };
    this.#ports.onShowing?.(asideOf(ruler, item, pixels, shown));
  }

  /** When the wall is given back; an interruption that was ended early gives it back at once. */
  #freeAt(due: Instant): Instant {
    const running = this.#running;
    return running === null || running.aside === null ? 0 : Math.min(running.segment.to, due);
  }

  #leaveAside(next: Shown): void {
    const running = this.#running;
    if (running === null || running.aside === null) return;
    this.#ports.upper.ended(running.aside, next.presentedAt, running.shown.evidence());
  }

  /** Null when the slot came on the wall in time. */
  #whyMissed(slot: Slot, scene: Scene, presentedAt: Instant): MissedCause | null {
    if (scene.instead !== null) return scene.instead;
    return presentedAt > slot.startAt + TOLERANCE_MS ? this.#causeOf(slot) : null;
  }

  /** The record of what was on until now. */
  #endDraft(end: Play['end'] | null, by?: Interruption): RecordDraft | null {
    const running = this.#running;
    if (running === null || running.play === null) return null;
    const { play } = running;
    const evidence = running.shown.evidence();
    if (evidence.failed) {
      const { item: id, version, title } = play;
      this.#ports.onBroken?.({ id, version, title }, 'stopped while it was on');
    }
    return by === undefined ? endOfPlay(play, evidence, end) : endByInterruption(play, evidence, by.kind);
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
