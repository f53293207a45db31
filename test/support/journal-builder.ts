// Builds journals for tests: chained records of one player, boot by boot, with only what a test is about spelled out.

import { createHash } from 'node:crypto';
import type { Instant, Interval } from '../../content/model/instant.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { tracesOf } from '../../content/model/evidence.ts';
import type { HourInput } from '../../content/model/judgement.ts';
import {
  type BootRecord,
  type ChainHead,
  chainRecord,
  type ClockReading,
  hourSealSigningText,
  type InterruptionRecord,
  type JournalRecord,
  type Missed,
  type Play,
  type RecordDraft,
  type SealRecord,
} from '../../content/model/play.ts';
import type { Programme } from '../../content/model/programme.ts';
import type { Slot } from '../../content/model/slot.ts';
import { fakeSha256 } from './programme-builder.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const SYNCED: ClockReading = { state: 'synced', offsetMs: 0, uncertaintyMs: 20 };
export const UNSYNCED: ClockReading = { state: 'unsynced', offsetMs: 0, uncertaintyMs: 1_000_000_000 };

/** Resumed from a saved clock, as an off-line start does. */
export const ON_TRUST: ClockReading = { state: 'holdover', offsetMs: 0, uncertaintyMs: 60_100 };

/** What of a play a test may want otherwise. */
export type PlayChange = Partial<Omit<Play, 'type' | 'v' | 'screen' | 'key' | 'boot' | 'seq' | 'prev'>>;

export class JournalBuilder {
  readonly records: JournalRecord[] = [];
  readonly #screen: string;
  readonly #key: string;
  #head: ChainHead | null = null;
  #last: BootRecord['previous'] = null;
  #boots = 0;
  #baseMs = 0;
  #clock: ClockReading = SYNCED;

  constructor(key = 'a'.repeat(16), screen = 'vong-xoay') {
    this.#key = key;
    this.#screen = screen;
  }

  get boot(): string {
    return this.#head?.boot ?? '';
  }

  /** Starts a boot at `at`; with `unsynced` it does not know so. `previous: null` breaks the chain. */
  start(
    at: Instant,
    change: { cause?: BootRecord['cause']; previous?: null; isUnsynced?: boolean; isOnTrust?: boolean } = {},
  ): this {
    this.#boots += 1;
    const boot = sha256(`${this.#key}/${this.#boots}`).slice(0, 16);
    this.#head = { screen: this.#screen, key: this.#key, boot, nextSeq: 0, sha256: null };
    this.#baseMs = at - 1_000;
    this.#clock = change.isUnsynced === true ? UNSYNCED : change.isOnTrust === true ? ON_TRUST : SYNCED;
    const previous = change.previous === null ? null : this.#last;
    const cause = change.cause ?? 'start';
    const about = { app: 'test', userAgent: 'test', epoch: 'epoch-1' };
    return this.#add({ ...this.#stamp(at), type: 'boot', cause, ...about, previous });
  }

  /** The boot learns the time: what it wrote before can be dated now. */
  learnTime(at: Instant): this {
    const before = this.#clock.state;
    this.#clock = SYNCED;
    return this.#add({ ...this.#stamp(at), type: 'clock', before, wallStepMs: 0 });
  }

  /** The server tells a boot that started from a saved clock at `at` of that clock, which is `byMs` behind the truth. */
  confirmTime(at: Instant, byMs: number): this {
    this.#clock = SYNCED;
    return this.stepTime(at, byMs);
  }

  /** The clock was found wrong: from here on the time is `byMs` later than the boot thought. */
  stepTime(at: Instant, byMs: number): this {
    this.#baseMs += byMs;
    return this.#add({ ...this.#stamp(at + byMs), type: 'clock', before: 'holdover', wallStepMs: 0 });
  }

  ready(at: Instant, programme: Programme): this {
    const { number } = programme;
    return this.#add({
      ...this.#stamp(at),
      type: 'programme',
      number,
      sha256: fakeSha256(`${number}`),
      state: 'ready',
    });
  }

  play(slot: Slot, hour: Interval, programme: Programme, change: PlayChange = {}): this {
    const at = change.at ?? slot.startAt;
    const slotName = `${slot.account}#${slot.k}`;
    const own = {
      role: slot.attempt === 0 ? 'slot' : 'make_good',
      slot: slotName,
      attempt: slot.attempt,
    } as const;
    const planned = { playlist: slot.playlistId, plannedAt: slot.startAt, plannedMs: slot.durationMs };
    return this.#show(at, slot.itemId, hour, programme, {
      ...own,
      ...planned,
      shownMs: slot.durationMs,
      ...change,
    });
  }

  filler(at: Instant, item: string, lastsMs: number, hour: Interval, programme: Programme): this {
    const planned = { plannedAt: at, plannedMs: lastsMs, shownMs: lastsMs };
    return this.#show(at, item, hour, programme, { role: 'filler', slot: null, ...planned });
  }

  /** The showing that a power cut ended, written by the boot that found its mark. */
  interrupted(slot: Slot, hour: Interval, programme: Programme, ofBoot: string): this {
    return this.play(slot, hour, programme, {
      end: 'interrupted',
      shownMs: 0,
      visibleMs: 0,
      frames: 0,
      ofBoot,
    });
  }

  /** The hour is over: the boot seals it. `sign` stands for the player's key. */
  seal(
    hour: Interval,
    at: Instant,
    sign: (text: string) => string = () => 'AA==',
    server: SealRecord['server'] = null,
  ): this {
    if (this.#head === null) throw new Error('start a boot first');
    const { screen, key, boot, nextSeq, sha256: hash } = this.#head;
    const plays = this.records.filter((record) => record.boot === boot && record.type === 'play').length;
    const sealed = { seq: nextSeq - 1, plays, sha256: hash ?? '' };
    const claim = { hour: { from: hour.from, to: hour.to }, sealed, server };
    const signature = sign(hourSealSigningText({ screen, key, boot, ...claim }));
    return this.#add({ ...this.#stamp(at), type: 'seal', ...claim, signature });
  }

  /** The screen came to somebody else, or came back. */
  yielded(
    at: Instant,
    state: InterruptionRecord['state'],
    given: NonNullable<InterruptionRecord['given']>,
  ): this {
    const act = { id: 'tai-may-0a1b2c3d', revision: 1, kind: 'yield', state, sha256: null } as const;
    const seen = { pixels: null, shownMs: 0, visibleMs: 0, frames: 0 };
    return this.#add({ ...this.#stamp(at), type: 'interruption', ...act, ...seen, given });
  }

  missed(slot: Slot, hour: Interval, at: Instant, cause: Missed['cause']): this {
    const named = { programme: slot.programme, hourFrom: hour.from, slot: `${slot.account}#${slot.k}` };
    const which = { attempt: slot.attempt, item: slot.itemId, plannedAt: slot.startAt };
    return this.#add({ ...this.#stamp(at), type: 'missed', ...named, ...which, cause });
  }

  /** Every planned slot of the hour that `isShown`, and one filler to the hour's end, so that its journal is whole. */
  hour(hour: Interval, programme: Programme, isShown: (slot: Slot) => boolean = () => true): this {
    for (const slot of planHour([programme], hour).slots) {
      if (isShown(slot)) this.play(slot, hour, programme);
    }
    return this.filler(hour.to - 1_000, 'filler', 1_000, hour, programme);
  }

  #show(at: Instant, item: string, hour: Interval, programme: Programme, change: PlayChange): this {
    const found = programme.items.find(({ id }) => id === item) ?? programme.idle;
    const shownMs = change.shownMs ?? 0;
    const draft: RecordDraft = {
      ...this.#stamp(at),
      type: 'play',
      role: 'slot',
      programme: programme.number,
      programmeSha256: fakeSha256(`${programme.number}`),
      hourFrom: hour.from,
      slot: null,
      attempt: 0,
      playlist: null,
      item,
      version: found.version,
      title: found.title,
      text: found.text,
      asset: found.rendition.picture.sha256,
      pixels: found.rendition.pixelsSha256,
      plannedAt: at,
      plannedMs: 0,
      shownMs,
      visibleMs: shownMs,
      frames: 600,
      coveredMs: null,
      end: 'completed',
      ...change,
    };
    return this.#add(this.#clock.state === 'unsynced' ? { ...draft, at: null } : draft);
  }

  #stamp(at: Instant): Pick<Play, 'at' | 'monoMs' | 'clock'> {
    const isKnown = this.#clock.state !== 'unsynced';
    return { at: isKnown ? at : null, monoMs: Math.max(0, at - this.#baseMs), clock: this.#clock };
  }

  #add(draft: RecordDraft): this {
    if (this.#head === null) throw new Error('start a boot first');
    const { record, head, sha256: hash } = chainRecord(this.#head, draft, sha256);
    this.#head = head;
    this.#last = { boot: record.boot, seq: record.seq, sha256: hash };
    this.records.push(record);
    return this;
  }
}

/** What the accounts of an hour are reckoned from. */
export function evidenceOf(
  records: readonly JournalRecord[],
): Pick<HourInput, 'showings' | 'missed' | 'traces'> {
  return {
    showings: records.filter((record) => record.type === 'play'),
    missed: records.filter((record) => record.type === 'missed'),
    traces: tracesOf(records),
  };
}
