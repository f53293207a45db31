// What each boot of a player knew of the time, and which boot came before which: dates showings from before a boot knew,
// and tells whose clock was wrong where two of them overlap.

import type { PlayRecord } from './formats.ts';

export const HOLDOVER_MS = 360_000;

/** Known time minus monotonic clock over a stretch in which a boot knew the time. */
interface KnownTime {
  readonly fromMonoMs: number;
  readonly firstBaseMs: number;
  lastBaseMs: number;
}

interface Boot {
  readonly key: string;
  readonly boot: string;
  previous: string | null;
  readonly known: KnownTime[];
  knows: boolean;
}

type Dated = Pick<PlayRecord, 'key' | 'boot' | 'at' | 'monoMs' | 'clock'> & {
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
    const wasKnown = boot.knows;
    boot.knows = record.clock.state !== 'unsynced' && record.at !== null;
    if (!boot.knows || record.at === null) return number;
    const { monoMs } = record;
    const baseMs = record.at - monoMs;
    const last = boot.known.at(-1);
    if (wasKnown && last !== undefined) last.lastBaseMs = baseMs;
    else boot.known.push({ fromMonoMs: monoMs, firstBaseMs: baseMs, lastBaseMs: baseMs });
    return number;
  }

  numberOf({ key, boot }: Pick<PlayRecord, 'key' | 'boot'>): number {
    const last = this.#last;
    if (last.key === key && last.boot === boot) return last.number;
    const id = `${key}/${boot}`;
    let number = this.#numbers.get(id);
    if (number === undefined) {
      number = this.#boots.push({ key, boot, previous: null, known: [], knows: false }) - 1;
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

  /** A showing before its boot knew the time is dated by what the boot learned later, or else knew before. */
  dated<Showing extends Dated>(showing: Showing): Showing {
    if (!isBackDated(showing)) return showing;
    const baseMs = this.baseMsAt(this.numberOf(showing), showing.monoMs);
    if (baseMs === undefined) return showing;
    const uncertaintyMs = Math.min(showing.clock.uncertaintyMs, HOLDOVER_MS);
    return { ...showing, at: showing.monoMs + baseMs, clock: { state: 'holdover', uncertaintyMs } };
  }

  /** Known time minus monotonic clock: as the boot first learned it after `monoMs`, or else last knew it. */
  baseMsAt(boot: number, monoMs: number): number | undefined {
    const times = this.#boots[boot]?.known ?? [];
    const later = times.find(({ fromMonoMs }) => fromMonoMs >= monoMs);
    return later === undefined ? times.at(-1)?.lastBaseMs : later.firstBaseMs;
  }
}

/** What its own boot did not know the time of; what a later boot found is dated by nobody. */
export function isBackDated({ clock, ofBoot }: Pick<Dated, 'clock' | 'ofBoot'>): boolean {
  return clock.state === 'unsynced' && ofBoot === undefined;
}
