// One simulated controller PC: the real conductor, chain and memory journal over virtual clock, stage and network.
// A power cut takes the process with everything that was not durable; the disk, the battery clock and the key remain.

import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import { type BootRecord, batchSigningText } from '../../content/model/play.ts';
import type { PlayBatch } from '../../content/model/protocol.ts';
import type { SignedProgramme } from '../../content/model/programme.ts';
import { type Chain, startChain } from '../../player/chain.ts';
import { type SavedClock, ServerClock } from '../../player/clock.ts';
import { Conductor } from '../../player/conductor.ts';
import type { ReadyProgramme } from '../../player/hour-views.ts';
import { stampOf } from '../../player/record-draft.ts';
import { Sealer } from '../../player/sealer.ts';
import { Timekeeper } from '../../player/timekeeper.ts';
import { PROGRAMME_ALONE } from '../../player/interruptions.ts';
import { MemoryDisk, MemoryJournal } from '../../player/memory-journal.ts';
import { sha256 } from './city.ts';
import type { WallClock } from './clocks.ts';
import { type Link, NoAnswer } from './network.ts';
import { type SimulatedServer, signatureOf } from './server.ts';
import { VirtualStage } from './stage.ts';
import type { Random, World } from './world.ts';

/** The page sends at once; here less often, so that a day is fewer messages and a crash finds more of them unsent. */
const REPORT_MS = 5 * MINUTE_MS;
const SYNC_MS = 5 * MINUTE_MS;
const LEAD_MS = 100;
/** The page looks once a second; here the wall clock is watched less often, to save events. */
const WATCH_MS = MINUTE_MS;

export interface PlayerParts {
  readonly world: World;
  readonly random: Random;
  readonly server: SimulatedServer;
  readonly link: Link;
  readonly wall: WallClock;
  readonly screenId: string;
}

/** What a process needs to know of itself to notice that it is dead. */
interface Life {
  alive: boolean;
  readonly journal: MemoryJournal;
  readonly clock: ServerClock;
  timekeeper: Timekeeper | null;
  chain: Chain | null;
  conductor: Conductor | null;
  isWelcome: boolean;
  wake: (() => void) | null;
}

export class SimulatedPlayer {
  disk: MemoryDisk;
  keyId: string;
  /** Last durable record of every boot, and the last one the server acknowledged. */
  readonly committed = new Map<string, number>();
  readonly acknowledged = new Map<string, number>();
  readonly faults: unknown[] = [];
  readonly #parts: PlayerParts;
  #life: Life | null = null;
  #boots = 0;
  #enrolments = 0;
  #isFused = false;
  #programmes: ReadyProgramme[] = [];

  constructor(parts: PlayerParts) {
    this.#parts = parts;
    this.keyId = '';
    this.disk = new MemoryDisk('');
    this.#enrol();
  }

  get screenId(): string {
    return this.#parts.screenId;
  }

  get link(): Link {
    return this.#parts.link;
  }

  get isOn(): boolean {
    return this.#life !== null;
  }

  /** Everything durable has been acknowledged. */
  get isDrained(): boolean {
    return this.disk.waiting.size === 0;
  }

  /** The power goes, or the page dies. */
  die(): void {
    const life = this.#life;
    if (life === null) return;
    life.alive = false;
    this.#isFused = false;
    life.journal.cutPower();
    this.#life = null;
    this.#noteCommitted();
  }

  /** The power will go in the middle of the next write to the journal. */
  dieWriting(): void {
    this.#isFused = true;
  }

  /** The disk of the PC is replaced: journal, programmes and key are gone, and somebody enrols the player anew. */
  loseStorage(): void {
    this.die();
    for (const boot of this.disk.waiting.keys()) this.committed.set(boot, this.acknowledged.get(boot) ?? -1);
    this.#programmes = [];
    this.#enrol();
  }

  #enrol(): void {
    const { screenId, server } = this.#parts;
    this.#enrolments += 1;
    this.keyId = sha256(`key ${this.#enrolments} of ${screenId}`).slice(0, 16);
    this.disk = new MemoryDisk(`epoch of ${this.keyId}`);
    server.enrol(screenId, this.keyId);
  }

  #burn(): void {
    if (this.#isFused) this.die();
  }

  boot(cause: BootRecord['cause']): void {
    if (this.#life === null) void this.#run(cause).catch((fault: unknown) => this.faults.push(fault));
  }

  async #run(cause: BootRecord['cause']): Promise<void> {
    const { world, random, screenId, wall } = this.#parts;
    const { keyId } = this;
    const journal = new MemoryJournal(this.disk, async () => this.#burn());
    const bootedAt = world.now;
    const clock = new ServerClock(
      () => wall.now(),
      () => wall.elapsedSince(bootedAt),
    );
    clock.resume((await journal.read('clock')) as SavedClock | null, this.disk.lastAt);
    const life: Life = {
      alive: true,
      journal,
      clock,
      timekeeper: null,
      chain: null,
      conductor: null,
      isWelcome: false,
      wake: null,
    };
    this.#life = life;
    this.#boots += 1;
    const boot = sha256(`${keyId} ${this.#boots}`).slice(0, 16);
    const facts = { screen: screenId, key: keyId, boot, cause, app: 'simulate', userAgent: 'simulate' };
    const opening = await journal.open();
    const onFault = (fault: unknown) => this.faults.push(fault);
    const chain = await startChain(
      journal,
      opening,
      facts,
      stampOf(clock, clock.now(), clock.mono()),
      sha256,
      onFault,
    );
    life.chain = chain;
    const sealer = new Sealer({
      chain,
      journal,
      sign: async (text) => signatureOf(keyId, text),
      stamp: () => stampOf(clock, clock.now(), clock.mono()),
      onFault,
    });
    const conductor = new Conductor({
      clock,
      timer: { sleepUntil: (at) => this.#sleep(life, at), wake: () => life.wake?.() },
      stage: new VirtualStage(world, clock, random),
      journal,
      chain,
      upper: PROGRAMME_ALONE,
      leadMs: LEAD_MS,
      onFault,
      onHourOver: (hour) => sealer.seal(hour),
    });
    life.conductor = conductor;
    life.timekeeper = new Timekeeper({
      clock,
      journal,
      record: (draft) => chain.append([draft]),
      onKnown: () => conductor.nudge(),
      onFault,
    });
    conductor.setProgrammes(this.#programmes);
    void this.#report(life);
    void this.#synchronise(life);
    void this.#watchWall(life);
    await conductor.run();
  }

  /** Dead processes sleep for ever. */
  async #sleep(life: Life, at: Instant): Promise<void> {
    const { world, random } = this.#parts;
    const until = Math.max(world.now + 1, world.now + at - life.clock.now() + random() * 3);
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        if (!life.alive || life.wake !== wake) return;
        life.wake = null;
        resolve();
      };
      life.wake = wake;
      world.at(until, wake);
    });
  }

  /** Says hello when it can, then sends what waits, one batch at a time. */
  async #report(life: Life): Promise<void> {
    const { world, random } = this.#parts;
    while (life.alive) {
      try {
        if (!life.isWelcome) await this.#hello(life);
        if (life.alive) await this.#sendBatches(life);
      } catch (fault) {
        if (!(fault instanceof NoAnswer)) this.faults.push(fault);
        life.isWelcome = false;
      }
      await world.delay(REPORT_MS * (0.8 + 0.4 * random()));
    }
  }

  async #hello(life: Life): Promise<void> {
    const { link, server, screenId } = this.#parts;
    const { keyId } = this;
    const { answer } = await link.ask(() => server.hello(screenId, keyId));
    if (!life.alive) return;
    life.isWelcome = true;
    life.conductor?.mergeCounted(answer.counted);
    for (const { boot, upToSeq } of answer.acknowledged) await this.#acknowledge(life, boot, upToSeq);
    this.receive(answer.programmes);
  }

  /** A push, or the programmes of the welcome. */
  receive(programmes: readonly SignedProgramme[]): void {
    const life = this.#life;
    if (life === null || life.chain === null) return;
    const newest = this.#programmes.at(-1)?.signed.programme.number ?? 0;
    const fresh = programmes.filter(({ programme }) => programme.number > newest);
    if (fresh.length === 0) return;
    const readyAt = life.clock.now();
    const stamp = stampOf(life.clock, readyAt, life.clock.mono());
    this.#programmes = [...this.#programmes, ...fresh.map((signed) => ({ signed, readyAt }))].slice(-3);
    life.chain.append(
      fresh.map(({ programme, sha256: hash }) => ({
        ...stamp,
        type: 'programme' as const,
        number: programme.number,
        sha256: hash,
        state: 'ready' as const,
      })),
    );
    life.conductor?.setProgrammes(this.#programmes);
  }

  async #sendBatches(life: Life): Promise<void> {
    const { link, server, screenId } = this.#parts;
    const { keyId } = this;
    for (;;) {
      const entries = await life.journal.unacknowledged(keyId, 200);
      const last = entries.at(-1);
      if (last === undefined || !life.alive) return;
      const { boot, seq: lastSeq } = last.record;
      const text = batchSigningText({ screen: screenId, key: keyId, boot, lastSeq, sha256: last.sha256 });
      const batch: PlayBatch = {
        boot,
        records: entries.map(({ record }) => record),
        signature: signatureOf(keyId, text),
      };
      const { answer } = await link.ask(() => server.ingest(screenId, keyId, batch));
      if (!life.alive) return;
      await this.#acknowledge(life, answer.boot, answer.upToSeq);
      if (entries.length < 200 && this.disk.waiting.size <= 1) return;
    }
  }

  async #acknowledge(life: Life, boot: string, upToSeq: number): Promise<void> {
    if (!this.disk.waiting.has(boot)) return;
    this.acknowledged.set(boot, Math.max(upToSeq, this.acknowledged.get(boot) ?? -1));
    const now = life.clock.now();
    await life.journal.acknowledge(boot, upToSeq, now - (now % HOUR_MS));
  }

  async #synchronise(life: Life): Promise<void> {
    const { world, random, link, server } = this.#parts;
    const { clock } = life;
    while (life.alive) {
      const askedMono = clock.mono();
      try {
        const { answer } = await link.ask(() => server.time());
        if (life.alive) {
          clock.learn({ askedMono, receivedAt: answer, sentAt: answer, answeredMono: clock.mono() });
          life.timekeeper?.noteLearned();
        }
      } catch (fault) {
        if (!(fault instanceof NoAnswer)) this.faults.push(fault);
      }
      const pauseMs = clock.reading().state === 'synced' ? SYNC_MS : 30 * SECOND_MS;
      await world.delay(pauseMs * (0.8 + 0.4 * random()));
    }
  }

  async #watchWall(life: Life): Promise<void> {
    while (life.alive) {
      life.timekeeper?.watchWall();
      await this.#parts.world.delay(WATCH_MS);
    }
  }

  /** The server found that a push did not arrive: the connection is gone. */
  dropConnection(): void {
    if (this.#life !== null) this.#life.isWelcome = false;
  }

  #noteCommitted(): void {
    const { head } = this.disk;
    if (head !== null) this.committed.set(head.boot, Math.max(head.seq, this.committed.get(head.boot) ?? -1));
  }

  /** To be asked at the end, when nothing is under way. */
  finish(): void {
    this.#noteCommitted();
  }
}
