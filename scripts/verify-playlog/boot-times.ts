// What each boot of a player knew of the time, and which boot came before which: dates showings from before a boot knew, takes
// back the dates of a saved clock that its first synced record refutes, and tells whose clock was wrong where two overlap.

import type { PlayRecord } from './formats.ts';

export const HOLDOVER_MS = 360_000;
/** A correction of the clock up to this is a slew. */
const SLEW_MS = 2_000;

/** Known time minus monotonic clock over a stretch in which a boot knew the time. */
interface KnownTime {
  readonly fromMonoMs: number;
  readonly firstBaseMs: number;
  lastBaseMs: number;
  /** How far off the boot said it may be, at worst; null where any record of it was synced. */
  boundMs: number | null;
  toSeq: number;
}

/** First synced record of a boot. */
interface SyncedPoint {
  readonly seq: number;
  readonly baseMs: number;
  readonly uncertaintyMs: number;
}

interface Boot {
  readonly key: string;
  readonly boot: string;
  previous: string | null;
  readonly known: KnownTime[];
  knows: boolean;
  synced: SyncedPoint | null;
}

type Dated = Pick<PlayRecord, 'key' | 'boot' | 'seq' | 'at' | 'monoMs' | 'clock'> & {
  readonly ofBoot?: string | undefined;
};

export class BootTimes {
  readonly #boots: Boot[] = [];
  readonly #numbers = new Map<string, number>();
  #last = { key: '', boot: '', number: -1 };

  /** Takes every record of the ledger once; returns the number of its boot. */
  note(record: PlayRecord): number {
    const number = this.numberOf(record);
    const boot = this.#boots[number];
    if (boot === undefined) return number;
    if (record.type === 'boot') boot.previous = record.previous?.boot ?? null;
    if (record.type === 'missed' || (record.type === 'play' && record.ofBoot !== undefined)) return number;
    noteTime(boot, record);
    return number;
  }

  numberOf({ key, boot }: Pick<PlayRecord, 'key' | 'boot'>): number {
    const last = this.#last;
    if (last.key === key && last.boot === boot) return last.number;
    const id = `${key}/${boot}`;
    let number = this.#numbers.get(id);
    if (number === undefined) {
      number = this.#boots.push({ key, boot, previous: null, known: [], knows: false, synced: null }) - 1;
      this.#numbers.set(id, number);
    }
    this.#last = { key, boot, number };
    return number;
  }

  isSameKey(a: number, b: number): boolean {
    return this.#boots[a]?.key === this.#boots[b]?.key;
  }

  isBefore(a: number, b: number): boolean {
    const wanted = this.#boots[a]?.boot;
    const key = this.#boots[b]?.key ?? '';
    let boot = this.#boots[b]?.boot ?? null;
    while (boot !== null) {
      if (boot === wanted) return true;
      const number = this.#numbers.get(`${key}/${boot}`);
      boot = number === undefined ? null : (this.#boots[number]?.previous ?? null);
    }
    return false;
  }

  /** May what the boot learns later, or is still to be read, change the date of the showing? What a later boot found is dated by nobody. */
  isUnsure({ key, boot, seq, clock, ofBoot }: Dated): boolean {
    if (clock.state === 'synced' || ofBoot !== undefined) return false;
    const synced = this.#boots[this.numberOf({ key, boot })]?.synced ?? null;
    return clock.state === 'unsynced' || synced === null || seq < synced.seq;
  }

  /**
   * A showing before its boot knew the time is dated by what the boot learned later, or else knew before; one that was dated
   * from a saved clock which the boot's first synced record refutes, by that record.
   */
  dated<Showing extends Dated>(showing: Showing): Showing {
    if (!this.isUnsure(showing)) return showing;
    const { seq, at, monoMs, clock } = showing;
    const { known, synced } = this.#boots[this.numberOf(showing)] ?? { known: [], synced: null };
    let baseMs: number | undefined;
    if (clock.state === 'unsynced') {
      const standing = known.filter(
        ({ firstBaseMs, boundMs, toSeq }) => !isRefuted(synced, toSeq, firstBaseMs, boundMs),
      );
      const later = standing.find(({ fromMonoMs }) => fromMonoMs >= monoMs);
      baseMs = later === undefined ? standing.at(-1)?.lastBaseMs : later.firstBaseMs;
    } else if (at !== null && isRefuted(synced, seq, at - monoMs, clock.uncertaintyMs)) {
      baseMs = synced?.baseMs;
    }
    if (baseMs === undefined) return showing;
    const uncertaintyMs = Math.min(clock.uncertaintyMs, HOLDOVER_MS);
    return { ...showing, at: monoMs + baseMs, clock: { state: 'holdover', uncertaintyMs } };
  }
}

function noteTime(boot: Boot, { seq, at, monoMs, clock }: PlayRecord): void {
  const wasKnown = boot.knows;
  boot.knows = clock.state !== 'unsynced' && at !== null;
  if (!boot.knows || at === null) return;
  const baseMs = at - monoMs;
  const isSynced = clock.state === 'synced';
  if (isSynced && (boot.synced === null || seq < boot.synced.seq)) {
    boot.synced = { seq, baseMs, uncertaintyMs: clock.uncertaintyMs };
  }
  const boundMs = isSynced ? null : clock.uncertaintyMs;
  const last = boot.known.at(-1);
  if (!wasKnown || last === undefined || Math.abs(baseMs - last.lastBaseMs) > SLEW_MS) {
    boot.known.push({ fromMonoMs: monoMs, firstBaseMs: baseMs, lastBaseMs: baseMs, boundMs, toSeq: seq });
    return;
  }
  last.lastBaseMs = baseMs;
  last.toSeq = Math.max(last.toSeq, seq);
  last.boundMs = last.boundMs === null || boundMs === null ? null : Math.max(last.boundMs, boundMs);
}

/** Do a date before the first synced record and that record differ by more than both said they may be off? */
function isRefuted(synced: SyncedPoint | null, seq: number, baseMs: number, boundMs: number | null): boolean {
  if (synced === null || boundMs === null || seq >= synced.seq) return false;
  return Math.abs(baseMs - synced.baseMs) > boundMs + synced.uncertaintyMs + SLEW_MS;
}
