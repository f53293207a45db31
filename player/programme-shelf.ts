// The programmes this player accepted: signed by the server, for this screen, never a lower number than the newest. One
// becomes ready when every file of it is here and verified; until then the last good one plays on. Files that the server
// itself does not have cost their own items only: without them it becomes ready all the same, and says so.

import type { Instant } from '../content/model/instant.ts';
import type { ProgrammeRecord, RecordDraft } from '../content/model/play.ts';
import { type Programme, SignedProgramme } from '../content/model/programme.ts';
import { assetsOf } from '../content/model/rendition.ts';
import type { Enrolment, ProgrammeReceipt } from '../content/model/protocol.ts';
import type { Stamp } from './chain.ts';
import type { ReadyProgramme } from './hour-views.ts';
import type { Journal } from './journal.ts';
import { AssetMissing } from './vault.ts';

export interface ShelfPorts {
  readonly enrolment: Pick<Enrolment, 'screenId' | 'serverKey'>;
  readonly journal: Pick<Journal, 'read' | 'write'>;
  readonly vault: {
    ensure(sha256: string): Promise<void>;
    keepOnly(wanted: ReadonlySet<string>): Promise<void>;
  };
  readonly faultOf: (signed: SignedProgramme, serverKey: Enrolment['serverKey']) => string | null;
  readonly stamp: () => Stamp;
  readonly now: () => Instant;
  readonly record: (draft: RecordDraft) => void;
  readonly receipt: (receipt: ProgrammeReceipt) => void;
  readonly ready: (programmes: readonly ReadyProgramme[]) => void;
  /** Rejects never; resolves early or late as the page likes. */
  readonly delay: (ms: number) => Promise<void>;
  readonly onFault: (fault: unknown) => void;
}

interface Kept {
  readonly signed: SignedProgramme;
  readonly readyAt: Instant | null;
}

/** Files of a programme that are not here, and whether the server said itself that it has none of them. */
interface Lack {
  readonly hashes: readonly string[];
  readonly isServersFault: boolean;
}

const FIRST_RETRY_MS = 2_000;
const MOST_RETRY_MS = 60_000;
const REASON_LETTERS = 200;
/** So long the last good programme plays on while the server has a file missing or wrong; then the rest takes over. */
const PATIENCE_MS = 60_000;
/** A programme over for this long plans no hour any more. */
const RELEVANT_MS = 2 * 3_600_000;

export class ProgrammeShelf {
  readonly #ports: ShelfPorts;
  /** By number. */
  #kept: readonly Kept[] = [];
  readonly #refused = new Set<string>();

  constructor(ports: ShelfPorts) {
    this.#ports = ports;
  }

  /** Number of the newest programme accepted, 0 without any. */
  get newest(): number {
    return this.#kept.at(-1)?.signed.programme.number ?? 0;
  }

  get readyProgrammes(): readonly ReadyProgramme[] {
    return this.#kept.flatMap(({ signed, readyAt }) => (readyAt === null ? [] : [{ signed, readyAt }]));
  }

  /** What the last boot left, each checked again; files missing since are fetched in the background. */
  async load(): Promise<void> {
    const stored = await this.#ports.journal.read('programmes');
    const kept: Kept[] = [];
    for (const { signed, readyAt } of Array.isArray(stored) ? (stored as Kept[]) : []) {
      const parsed = SignedProgramme.safeParse(signed);
      if (parsed.success && this.#faultOf(parsed.data) === null) kept.push({ signed: parsed.data, readyAt });
    }
    this.#kept = kept.map((entry) => ({ ...entry, readyAt: null }));
    await Promise.all(
      kept.map(async ({ signed, readyAt }) => {
        const lack = await this.#lackOf(signed);
        // One file gone bad costs its own item, not the wall: what was ready once plays on without it.
        if (lack === null || readyAt !== null) this.#markReady(signed, readyAt ?? this.#ports.now());
        if (lack !== null) void this.#fetchFiles(signed);
      }),
    );
    this.#ports.ready(this.readyProgrammes);
  }

  /** Takes a programme from the server, or refuses it and says why. */
  async offer(signed: SignedProgramme): Promise<void> {
    const { number } = signed.programme;
    const known = this.#kept.find((entry) => entry.signed.programme.number === number);
    if (known?.signed.sha256 === signed.sha256) {
      this.#ports.receipt({ number, state: known.readyAt === null ? 'received' : 'ready' });
      return;
    }
    const fault = this.#faultOf(signed) ?? this.#numberFault(number, known !== undefined);
    if (fault !== null) {
      this.#refuse(signed, fault);
      return;
    }
    this.#ports.receipt({ number, state: 'received' });
    this.#kept = [...this.#kept, { signed, readyAt: null }].sort(byNumber);
    await this.#store();
    await this.#fetchFiles(signed);
  }

  #faultOf(signed: SignedProgramme): string | null {
    const { enrolment, faultOf } = this.#ports;
    if (signed.programme.screen.id !== enrolment.screenId) return 'other screen';
    return faultOf(signed, enrolment.serverKey);
  }

  #numberFault(number: number, isTaken: boolean): string | null {
    if (isTaken) return 'other content under a known number';
    return number < this.newest ? `lower than ${this.newest}` : null;
  }

  /** Written down once, however often it is sent. */
  #refuse(signed: SignedProgramme, fault: string): void {
    const { number } = signed.programme;
    const reason = fault.slice(0, REASON_LETTERS);
    this.#ports.receipt({ number, state: 'refused', reason });
    const name = `${number} ${signed.sha256} ${reason}`;
    if (this.#refused.has(name)) return;
    this.#refused.add(name);
    this.#recordState(signed, 'refused', reason);
  }

  #recordState(
    { programme, sha256 }: SignedProgramme,
    state: ProgrammeRecord['state'],
    reason?: string,
  ): void {
    const { record, stamp } = this.#ports;
    const draft = { ...stamp(), type: 'programme', number: programme.number, sha256, state } as const;
    record(reason === undefined ? draft : { ...draft, reason });
  }

  /** Until every file is here; one that the server never has leaves the programme ready without it, visibly. */
  async #fetchFiles(signed: SignedProgramme): Promise<void> {
    const patientUntil = this.#ports.now() + PATIENCE_MS;
    for (let waitMs = FIRST_RETRY_MS; this.#isKept(signed); waitMs = Math.min(2 * waitMs, MOST_RETRY_MS)) {
      const lack = await this.#lackOf(signed);
      if (lack === null) {
        await this.#becomeReady(signed);
        await this.#prune();
        return;
      }
      const isWorthIt = this.readyProgrammes.length === 0 || this.#ports.now() >= patientUntil;
      if (lack.isServersFault && isWorthIt && !this.#isReady(signed)) {
        const hashes = lack.hashes.map((sha256) => sha256.slice(0, 12)).join(' ');
        await this.#becomeReady(signed, `without ${hashes}`.slice(0, REASON_LETTERS));
      }
      await this.#ports.delay(waitMs);
    }
  }

  async #becomeReady(signed: SignedProgramme, reason?: string): Promise<void> {
    const { number } = signed.programme;
    if (!this.#isReady(signed)) this.#markReady(signed, this.#ports.now());
    this.#recordState(signed, 'ready', reason);
    this.#ports.receipt({ number, state: 'ready', ...(reason === undefined ? {} : { reason }) });
    this.#ports.ready(this.readyProgrammes);
    await this.#store();
  }

  /** Null when every file is here. Asks for no more of them when the server is not reached. */
  async #lackOf(signed: SignedProgramme): Promise<Lack | null> {
    const { vault, receipt, onFault } = this.#ports;
    const { programme } = signed;
    const hashes: string[] = [];
    for (const sha256 of filesOf(programme)) {
      try {
        await vault.ensure(sha256);
      } catch (fault) {
        onFault(fault);
        if (fault instanceof AssetMissing && !this.#isReady(signed)) {
          const reason = fault.message.slice(0, REASON_LETTERS);
          receipt({ number: programme.number, state: 'received', reason });
        }
        hashes.push(sha256);
        if (!(fault instanceof AssetMissing) || !fault.isServersFault)
          return { hashes, isServersFault: false };
      }
    }
    return hashes.length === 0 ? null : { hashes, isServersFault: true };
  }

  #isReady({ programme }: SignedProgramme): boolean {
    return this.readyProgrammes.some(({ signed }) => signed.programme.number === programme.number);
  }

  #isKept(signed: SignedProgramme): boolean {
    return this.#kept.some((entry) => entry.signed.sha256 === signed.sha256);
  }

  #markReady(signed: SignedProgramme, readyAt: Instant): void {
    this.#kept = this.#kept.map((entry) =>
      entry.signed.sha256 === signed.sha256 ? { signed, readyAt } : entry,
    );
  }

  /** Drops what a ready successor replaced long enough ago, then the files nobody names. */
  async #prune(): Promise<void> {
    const overAt = this.#ports.now() - RELEVANT_MS;
    const isOver = ({ signed }: Kept) =>
      this.readyProgrammes.some(
        (later) =>
          later.signed.programme.number > signed.programme.number &&
          later.signed.programme.effectiveFrom <= overAt &&
          later.readyAt <= overAt,
      );
    const kept = this.#kept.filter((entry) => !isOver(entry));
    if (kept.length < this.#kept.length) {
      this.#kept = kept;
      await this.#store();
    }
    await this.#ports.vault
      .keepOnly(new Set(this.#kept.flatMap(({ signed }) => [...filesOf(signed.programme)])))
      .catch(this.#ports.onFault);
  }

  async #store(): Promise<void> {
    await this.#ports.journal.write('programmes', this.#kept).catch(this.#ports.onFault);
  }
}

function byNumber(a: Kept, b: Kept): number {
  return a.signed.programme.number - b.signed.programme.number;
}

/** Hashes of every file that the programme needs, the idle card's first. */
export function filesOf({ idle, items }: Programme): ReadonlySet<string> {
  return new Set(
    [idle, ...items].flatMap(({ rendition }) => assetsOf(rendition).map(({ sha256 }) => sha256)),
  );
}
