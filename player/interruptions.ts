// The interruptions this player holds: verified, kept through power cuts, each with its end. Decides who rules instead of
// the programme; with a trusted clock by instants, without one by the time that is left on the monotonic clock of this
// boot, and after a reboot not at all (design.md 3.12). If it fails, the programme plays on.

import type { Clock, Instant } from '../content/model/instant.ts';
import {
  type Interruption,
  type InterruptionKind,
  type InterruptionReceipt,
  rulingAt,
  type Ruling,
  SignedInterruption,
  Yield,
} from '../content/model/interruption.ts';
import { assetsOf } from '../content/model/rendition.ts';
import type { ClockReading, InterruptionRecord, RecordDraft } from '../content/model/play.ts';
import type { Enrolment } from '../content/model/protocol.ts';
import type { Stamp } from './chain.ts';
import type { Journal } from './journal.ts';
import type { Evidence } from './stage-port.ts';

/** What the conductor asks and tells. */
export interface UpperLayer {
  /** Who rules at `at`, an instant of the player's clock as it is now. */
  rulingAt(at: Instant): Ruling<Interruption>;
  /** It is on the wall. */
  begun(interruption: Interruption, presentedAt: Instant, pixels: string | null): void;
  /** It left the wall at `at`. */
  ended(interruption: Interruption, at: Instant, evidence: Evidence): void;
  /** It must not or cannot be shown: the programme goes on instead. */
  setAside(interruption: Interruption, why: string): void;
  /** What was on the wall at `at` instead of the programme; null: the programme. */
  causeAt(at: Instant): InterruptionKind | null;
}

/** Nothing ever rules over the programme. */
export const PROGRAMME_ALONE: UpperLayer = {
  rulingAt: () => ({ ruler: null, untilAt: Infinity }),
  begun: () => {},
  ended: () => {},
  setAside: () => {},
  causeAt: () => null,
};

export interface InterruptionPorts {
  readonly enrolment: Pick<Enrolment, 'screenId' | 'serverKey'>;
  readonly journal: Pick<Journal, 'read' | 'write'>;
  readonly clock: Clock & { reading(): ClockReading };
  readonly vault: { ensure(sha256: string): Promise<void> };
  readonly faultOf: (signed: SignedInterruption, serverKey: Enrolment['serverKey']) => string | null;
  readonly stamp: () => Stamp;
  readonly record: (draft: RecordDraft) => void;
  readonly receipt: (receipt: InterruptionReceipt) => void;
  /** Who rules may have changed: look again. */
  readonly changed: () => void;
  readonly delay: (ms: number) => Promise<void>;
  readonly onFault: (fault: unknown) => void;
}

/** On this boot's monotonic clock. */
interface Window {
  readonly fromMono: number;
  readonly untilMono: number;
}

interface Held {
  readonly interruption: Interruption;
  /** Null where somebody declared it at the screen itself. */
  readonly signed: SignedInterruption | null;
  /** The longest that any revision of it was to last: until then an older one must not come back. */
  readonly horizonAt: Instant;
  /** Null: kept by an earlier boot, and this one has not known the time yet. */
  window: Window | null;
  /** Unfit: its picture cannot be drawn. */
  state: 'fetching' | 'ready' | 'unfit';
}

interface Aside {
  readonly kind: InterruptionKind;
  readonly from: Instant;
  to: Instant;
}

const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;
/** Slots of an hour are settled within it and a little after. */
const REMEMBERED_MS = 3 * 3_600_000;
const UNSEEN: Pick<InterruptionRecord, 'pixels' | 'shownMs' | 'visibleMs' | 'frames'> = {
  pixels: null,
  shownMs: 0,
  visibleMs: 0,
  frames: 0,
};

export class Interruptions implements UpperLayer {
  readonly #ports: InterruptionPorts;
  /** The newest revision of each act. */
  #held: readonly Held[] = [];
  /** On the wall now, and the hash of its order. */
  #current: { readonly interruption: Interruption; readonly sha256: string | null } | null = null;
  #asides: Aside[] = [];

  constructor(ports: InterruptionPorts) {
    this.#ports = ports;
  }

  /** Files that must not be thrown away. */
  get files(): ReadonlySet<string> {
    return new Set(this.#held.flatMap(({ interruption }) => [...filesOf(interruption)]));
  }

  /** What the last boot left, each checked again. */
  async load(): Promise<void> {
    const stored = await this.#ports.journal.read('interruptions');
    for (const entry of Array.isArray(stored) ? (stored as Partial<Held>[]) : []) {
      const signed = SignedInterruption.safeParse(entry.signed);
      const declared = Yield.safeParse(entry.interruption);
      if (signed.success && this.#faultOf(signed.data) === null) {
        this.#hold(signed.data.interruption, signed.data, null, entry.horizonAt);
      } else if (entry.signed === null && declared.success) {
        this.#hold(declared.data, null, null, entry.horizonAt);
      }
    }
    await Promise.all(this.#held.map(async (held) => await this.#fetchOnce(held)));
    for (const held of this.#held) if (held.state === 'fetching') void this.#fetchFiles(held);
  }

  /** Takes an order from the server, or refuses it and says why. `sentAt`: the server's time of sending. */
  async offer(signed: SignedInterruption, sentAt: Instant): Promise<void> {
    const { interruption } = signed;
    const known = this.#held.find((held) => held.interruption.id === interruption.id);
    if (known?.signed?.sha256 === signed.sha256) {
      this.#tell(interruption, this.#stateOf(known));
      return;
    }
    const fault = this.#faultOf(signed) ?? revisionFault(interruption, known);
    if (fault !== null) return this.#refuse(interruption, signed.sha256, fault);
    const held = this.#hold(interruption, signed, this.#windowOf(interruption, sentAt), known?.horizonAt);
    await this.#fetchOnce(held);
    await this.#keep();
    if (held.state === 'fetching') void this.#fetchFiles(held);
  }

  /** A yield declared at the screen itself, by whoever stands there: nobody needs the server for it. */
  async declare(declared: Yield): Promise<void> {
    const known = this.#held.find(({ interruption }) => interruption.id === declared.id);
    if (declared.screen !== this.#ports.enrolment.screenId || revisionFault(declared, known) !== null) return;
    const window = this.#windowOf(declared, declared.issuedAt);
    await this.#fetchOnce(this.#hold(declared, null, window, known?.horizonAt));
    await this.#keep();
  }

  rulingAt(at: Instant): Ruling<Interruption> {
    const { clock } = this.#ports;
    const now = clock.now();
    const mono = clock.mono();
    const isTrusted = clock.reading().state !== 'unsynced';
    const claims = this.#held.flatMap((held) => {
      if (isTrusted) held.window = windowAt(held.interruption, now, mono);
      if (held.state !== 'ready' || held.window === null) return [];
      const { fromMono, untilMono } = held.window;
      const { id, revision, kind, issuedAt } = held.interruption;
      const from = Math.round(now + fromMono - mono);
      const until = Math.round(now + untilMono - mono);
      return [{ id, revision, kind, issuedAt, from, until, interruption: held.interruption }];
    });
    const { ruler, untilAt } = rulingAt(claims, at);
    return { ruler: ruler?.interruption ?? null, untilAt };
  }

  begun(interruption: Interruption, presentedAt: Instant, pixels: string | null): void {
    const sha256 = this.#held.find((held) => held.interruption === interruption)?.signed?.sha256 ?? null;
    this.#current = { interruption, sha256 };
    this.#asides = this.#asides.filter(({ to }) => to > presentedAt - REMEMBERED_MS);
    this.#asides.push({ kind: interruption.kind, from: presentedAt, to: Infinity });
    this.#record(interruption, sha256, 'begun', { ...UNSEEN, pixels });
    this.#tell(interruption, 'on_screen');
  }

  ended(interruption: Interruption, at: Instant, evidence: Evidence): void {
    const last = this.#asides.at(-1);
    if (last !== undefined) last.to = at;
    const sha256 = this.#current?.sha256 ?? null;
    this.#current = null;
    const { shownMs, visibleMs, frames, pixels } = evidence;
    this.#record(interruption, sha256, 'ended', { shownMs, visibleMs, frames, pixels });
    // Revised to be over: the server waits for word of that revision, and this one means nothing to it any more.
    const newest = this.#held.find((held) => held.interruption.id === interruption.id);
    const isStopped = (newest?.window?.untilMono ?? Infinity) <= this.#ports.clock.mono();
    this.#tell(isStopped && newest !== undefined ? newest.interruption : interruption, 'ended');
    void this.#keep();
  }

  setAside(interruption: Interruption, why: string): void {
    const held = this.#held.find((one) => one.interruption === interruption);
    if (held !== undefined) held.state = 'unfit';
    this.#refuse(interruption, held?.signed?.sha256 ?? null, why);
  }

  causeAt(at: Instant): InterruptionKind | null {
    return this.#asides.find(({ from, to }) => at >= from && at < to)?.kind ?? null;
  }

  #faultOf(signed: SignedInterruption): string | null {
    const { enrolment, faultOf } = this.#ports;
    if (signed.interruption.screen !== enrolment.screenId) return 'other screen';
    return faultOf(signed, enrolment.serverKey);
  }

  #hold(
    interruption: Interruption,
    signed: SignedInterruption | null,
    window: Window | null,
    horizonAt = interruption.until,
  ): Held {
    const before = this.#held.find((one) => one.interruption.id === interruption.id);
    const files = before?.state === 'ready' ? filesOf(before.interruption) : new Set<string>();
    // What needs nothing new rules at once: a notice that is extended must not blink.
    const isHere = [...filesOf(interruption)].every((sha256) => files.has(sha256));
    const longest = Math.max(horizonAt, interruption.until);
    const state = isHere ? 'ready' : 'fetching';
    const held: Held = { interruption, signed, horizonAt: longest, window, state };
    this.#held = [...this.#held.filter((one) => one.interruption.id !== interruption.id), held];
    return held;
  }

  #windowOf(interruption: Interruption, sentAt: Instant): Window {
    const { clock } = this.#ports;
    const mono = clock.mono();
    if (clock.reading().state !== 'unsynced') return windowAt(interruption, clock.now(), mono);
    // NOTE: `sentAt` is not signed; it must not make an order last longer than it was issued for.
    return windowAt(interruption, Math.max(sentAt, interruption.issuedAt), mono);
  }

  #stateOf({ interruption, state }: Held): InterruptionReceipt['state'] {
    if (this.#current?.interruption === interruption) return 'on_screen';
    return state === 'unfit' ? 'refused' : 'received';
  }

  #tell({ id, revision }: Interruption, state: InterruptionReceipt['state'], reason?: string): void {
    const { at } = this.#ports.stamp();
    const receipt = { id, revision, state, at };
    this.#ports.receipt(reason === undefined ? receipt : { ...receipt, reason });
  }

  #refuse(interruption: Interruption, sha256: string | null, reason: string): void {
    this.#tell(interruption, 'refused', reason);
    this.#record(interruption, sha256, 'refused', UNSEEN, reason);
  }

  #record(
    interruption: Interruption,
    sha256: string | null,
    state: InterruptionRecord['state'],
    seen: typeof UNSEEN,
    reason?: string,
  ): void {
    const { record, stamp } = this.#ports;
    const { id, revision, kind } = interruption;
    record({
      ...stamp(),
      type: 'interruption',
      id,
      revision,
      kind,
      state,
      sha256,
      ...seen,
      ...(reason === undefined ? {} : { reason }),
      ...(interruption.kind === 'yield' ? { given: givenOf(interruption) } : {}),
    });
  }

  async #fetchFiles(held: Held): Promise<void> {
    for (
      let waitMs = FIRST_RETRY_MS;
      held.state === 'fetching';
      waitMs = Math.min(2 * waitMs, MOST_RETRY_MS)
    ) {
      await this.#ports.delay(waitMs);
      if (!this.#held.includes(held) || this.#isOver(held)) return;
      await this.#fetchOnce(held);
    }
  }

  async #fetchOnce(held: Held): Promise<void> {
    const { vault, onFault, changed } = this.#ports;
    try {
      for (const sha256 of filesOf(held.interruption)) await vault.ensure(sha256);
      held.state = 'ready';
      this.#tell(held.interruption, 'received');
      changed();
    } catch (fault) {
      onFault(fault);
    }
  }

  #isOver({ horizonAt }: Held): boolean {
    const { clock } = this.#ports;
    return clock.reading().state !== 'unsynced' && horizonAt <= clock.now();
  }

  /** Written after it rules: a slow disk must not delay it. */
  async #keep(): Promise<void> {
    this.#held = this.#held.filter(
      (held) => !this.#isOver(held) || held.interruption === this.#current?.interruption,
    );
    const kept = this.#held.map(({ interruption, signed, horizonAt }) => ({
      interruption,
      signed,
      horizonAt,
    }));
    await this.#ports.journal.write('interruptions', kept).catch(this.#ports.onFault);
  }
}

function givenOf({ recipient, reason, issuedBy }: Yield): InterruptionRecord['given'] {
  return { recipient, reason, by: issuedBy };
}

function revisionFault({ id, revision }: Interruption, known: Held | undefined): string | null {
  const knownRevision = known?.interruption.revision ?? 0;
  return revision > knownRevision ? null : `${id} is not newer than revision ${knownRevision}`;
}

/** `from` and `until` on the monotonic clock, which shows `mono` at `now`. */
function windowAt({ from, until }: Pick<Interruption, 'from' | 'until'>, now: Instant, mono: number): Window {
  return { fromMono: mono + from - now, untilMono: mono + until - now };
}

function filesOf(interruption: Interruption): ReadonlySet<string> {
  if (interruption.kind !== 'notice') return new Set();
  return new Set(assetsOf(interruption.item.rendition).map(({ sha256 }) => sha256));
}
