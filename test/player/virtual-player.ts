// One player in virtual time: the real conductor, chain and memory journal; only clock, timer and stage are faked. Time
// jumps from event to event, so a day takes milliseconds.

import { createHash } from 'node:crypto';
import type { Instant, Interval } from '../../content/model/instant.ts';
import type {
  Interruption,
  InterruptionReceipt,
  SignedInterruption,
} from '../../content/model/interruption.ts';
import type {
  ClockReading,
  InterruptionRecord,
  JournalRecord,
  Missed,
  Play,
} from '../../content/model/play.ts';
import type { Programme, ProgrammeItem, SignedProgramme } from '../../content/model/programme.ts';
import { startChain } from '../../player/chain.ts';
import { Conductor } from '../../player/conductor.ts';
import { Interruptions } from '../../player/interruptions.ts';
import { stampOf } from '../../player/record-draft.ts';
import { Sealer } from '../../player/sealer.ts';
import { MemoryDisk, MemoryJournal } from '../../player/memory-journal.ts';
import type { Showing } from '../../player/showing.ts';
import type { Evidence, Prepared, Shown, Stage, StagePlace } from '../../player/stage-port.ts';

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export function signedOf(programme: Programme): SignedProgramme {
  return { programme, sha256: sha256(JSON.stringify(programme)), keyId: '0'.repeat(16), signature: 'AA==' };
}

export function signedInterruption(interruption: Interruption): SignedInterruption {
  const hash = sha256(JSON.stringify(interruption));
  return { interruption, sha256: hash, keyId: '0'.repeat(16), signature: 'AA==' };
}

/** What the stage really showed: independent of what was journalled. */
export interface Presented {
  readonly item: string | null;
  readonly at: Instant;
  readonly place: StagePlace | undefined;
}

export class VirtualPlayer {
  readonly disk = new MemoryDisk('epoch-1');
  readonly presented: Presented[] = [];
  readonly faults: unknown[] = [];
  readonly broken = new Set<string>();
  /** Every item that was to be drawn, in order. */
  readonly tried: string[] = [];
  readonly setAside = new Set<string>();
  /** Delay of the next presentations, for late frames. */
  presentDelayMs = 5;
  visiblePercent = 100;
  reading: ClockReading = { state: 'synced', offsetMs: 0, uncertaintyMs: 10 };
  counted: Parameters<Conductor['mergeCounted']>[0] = [];
  readonly receipts: InterruptionReceipt[] = [];
  conductor: Conductor | null = null;
  interruptions: Interruptions | null = null;
  showing: Showing | null = null;
  #now: Instant;
  #bootedAt: Instant;
  #boots = 0;
  #events: { at: Instant; run: () => unknown }[] = [];
  #journal: MemoryJournal | null = null;
  #died: (() => void) | null = null;
  #woken = false;
  #idleSleeps = 0;
  readonly #programmes: { signed: SignedProgramme; readyAt: Instant }[];

  constructor(now: Instant, programmes: readonly Programme[]) {
    this.#now = now;
    this.#bootedAt = now;
    this.#programmes = programmes.map((programme) => ({ signed: signedOf(programme), readyAt: now }));
  }

  get now(): Instant {
    return this.#now;
  }

  at(at: Instant, run: () => unknown): void {
    this.#events.push({ at, run });
    this.#events.sort((a, b) => a.at - b.at);
  }

  publish(programme: Programme): void {
    this.#programmes.push({ signed: signedOf(programme), readyAt: this.#now });
    this.conductor?.setProgrammes(this.#programmes);
  }

  /** The server orders; it is there at once, picture and all. */
  async order(interruption: Interruption, sentAt: Instant = this.#now): Promise<void> {
    await this.interruptions?.offer(signedInterruption(interruption), sentAt);
  }

  /** The wall clock jumps; monotonic time does not. */
  step(byMs: number): void {
    this.#now += byMs;
    this.#bootedAt += byMs;
    for (const event of this.#events) event.at += byMs;
    this.conductor?.nudge();
  }

  /** Nothing runs for so long, then everything at once: a frozen page. */
  freeze(forMs: number): void {
    this.#now += forMs;
  }

  cutPower(): void {
    this.#journal?.cutPower();
    this.#died?.();
    this.#died = null;
  }

  /** Boots and runs until `until`, or until the power is cut. */
  async run(until: Instant): Promise<void> {
    this.#bootedAt = this.#now;
    this.#boots += 1;
    const journal = new MemoryJournal(this.disk);
    this.#journal = journal;
    const died = new Promise<void>((resolve) => {
      this.#died = resolve;
    });
    const opening = await journal.open();
    const boot = sha256(`boot ${this.#boots}`).slice(0, 16);
    const facts = {
      screen: 'vong-xoay',
      key: 'a'.repeat(16),
      boot,
      cause: 'start',
      app: 'test',
      userAgent: 'test',
    } as const;
    const stamp = { at: this.#now, monoMs: 0, clock: this.reading };
    const onFault = (fault: unknown) => this.faults.push(fault);
    const chain = await startChain(journal, opening, facts, stamp, sha256, onFault);
    const clock = {
      now: () => this.#now,
      mono: () => this.#now - this.#bootedAt,
      reading: () => this.reading,
      settle: () => {},
    };
    const interruptions = new Interruptions({
      enrolment: { screenId: facts.screen, serverKey: { keyId: '', publicKey: '' } },
      journal,
      clock,
      vault: { ensure: async () => {} },
      faultOf: () => null,
      stamp: () => stampOf(clock, clock.now(), clock.mono()),
      record: (draft) => chain.append([draft]),
      receipt: (receipt) => this.receipts.push(receipt),
      changed: () => this.conductor?.nudge(),
      delay: async () => {},
      onFault,
    });
    this.interruptions = interruptions;
    const sealer = new Sealer({
      chain,
      journal,
      sign: async (text) => sha256(`signature ${text}`),
      stamp: () => ({ at: this.#now, monoMs: this.#now - this.#bootedAt, clock: this.reading }),
      onFault,
    });
    const conductor = new Conductor({
      clock,
      upper: interruptions,
      timer: { sleepUntil: (at) => this.#advance(at), wake: () => (this.#woken = true) },
      stage: this.#stage(),
      journal,
      chain,
      leadMs: 100,
      isSetAside: ({ id }) => this.setAside.has(id),
      onShowing: (showing) => (this.showing = showing),
      onHourOver: (hour) => sealer.seal(hour),
      onFault,
    });
    this.conductor = conductor;
    await interruptions.load();
    conductor.setProgrammes(this.#programmes);
    conductor.mergeCounted(this.counted);
    this.at(until, () => conductor.stop());
    await Promise.race([conductor.run(), died]);
  }

  /** Time passes through the events up to `at`; stops early where one wakes the sleeper. */
  async #advance(at: Instant): Promise<void> {
    this.#woken = false;
    this.#idleSleeps = at > this.#now ? 0 : this.#idleSleeps + 1;
    if (this.#idleSleeps > 100) throw new Error(`asks to sleep until ${at} again and again at ${this.#now}`);
    while (!this.#woken) {
      const event = this.#events[0];
      if (event === undefined || event.at > at) break;
      this.#events.shift();
      this.#now = Math.max(this.#now, event.at);
      await event.run();
      if (this.#died === null) await new Promise<never>(() => {});
    }
    if (!this.#woken) this.#now = Math.max(this.#now, at);
  }

  #stage(): Stage {
    let on: { shown: Shown; replacedMono: number | null } | null = null;
    const mono = () => this.#now - this.#bootedAt;
    return {
      prepare: async (item: ProgrammeItem) => {
        this.tried.push(item.id);
        if (this.broken.has(item.id)) throw new Error(`broken ${item.id}`);
        return { item, pixels: item.rendition.pixelsSha256, dispose: () => {} } as Prepared;
      },
      show: async (prepared, startAt, place) => {
        this.#now = Math.max(this.#now, startAt) + this.presentDelayMs;
        if (on !== null) on.replacedMono = mono();
        const presentedMonoMs = mono();
        const item = prepared as (Prepared & { item: ProgrammeItem }) | null;
        this.presented.push({ item: item?.item.id ?? null, at: this.#now, place });
        const entry: { shown: Shown; replacedMono: number | null } = {
          replacedMono: null,
          shown: {
            presentedAt: this.#now,
            presentedMonoMs,
            evidence: (): Evidence => {
              const shownMs = (entry.replacedMono ?? mono()) - presentedMonoMs;
              const visibleMs = Math.floor((shownMs * this.visiblePercent) / 100);
              const frames = Math.ceil(shownMs / 17);
              return {
                shownMs,
                visibleMs,
                frames,
                pixels: prepared?.pixels ?? null,
                coveredMs: null,
                failed: false,
              };
            },
          },
        };
        on = entry;
        return entry.shown;
      },
    };
  }

  /** Everything journalled, in the order of writing. */
  get records(): JournalRecord[] {
    return [...this.disk.waiting.values()].flat().map(({ record }) => record);
  }

  get asides(): InterruptionRecord[] {
    return this.records.filter((record) => record.type === 'interruption');
  }

  get missed(): Missed[] {
    return this.records.filter((record) => record.type === 'missed');
  }

  plays(hour?: Interval): Play[] {
    const plays = this.records.filter((record): record is Play => record.type === 'play');
    return hour === undefined ? plays : plays.filter(({ hourFrom }) => hourFrom === hour.from);
  }
}
