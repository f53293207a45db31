// What a simulation came to: accounts of settled hours, gaps between counted showings, and an independent look at the
// ledger's files. A day file that has been looked at is taken off the disk, so a long run needs no more memory than
// the hours that are still open.

import {
  type Instant,
  type Interval,
  clockHoursBetween,
  DAY_MS,
  HOUR_MS,
  localDateOf,
} from '../../content/model/instant.ts';
import type { HourAccount, MissingReason } from '../../content/model/hour-account.ts';
import type { Play } from '../../content/model/play.ts';
import type { Disk } from '../../server/store/disk.ts';
import { dayPath, listDays, readingFile, scanLines } from '../../server/store/day-files.ts';
import { sha256, ZONE_RULES } from './city.ts';
import { DATA_DIRECTORY, type SimulatedServer } from './server.ts';

const PERIOD_MS = 360_000;

export class Tally {
  due = 0;
  shown = 0;
  overShown = 0;
  gapMaxMs = 0;
  /** What each account was owed, by screen, hour and account. */
  readonly dues = new Map<string, number>();
  /** Accounts with a missing showing that nobody can explain. */
  readonly puzzles: HourAccount[] = [];
  readonly missed: Partial<Record<MissingReason, number>> = {};
  readonly #server: SimulatedServer;
  readonly #hours = new Map<string, Generator<Interval>>();
  readonly #next = new Map<string, Interval | null>();
  readonly #lastAt = new Map<string, Instant>();

  constructor(server: SimulatedServer, within: Interval) {
    this.#server = server;
    for (const screenId of server.screenIds) {
      const hours = clockHoursBetween(ZONE_RULES, within.from, within.to);
      this.#hours.set(screenId, hours);
      this.#turn(screenId);
    }
  }

  /** The first hour of the screen that is not settled; null when all are. */
  openHour(screenId: string): Interval | null {
    return this.#next.get(screenId) ?? null;
  }

  /** Takes in every hour that is settled by now. */
  async advance(screenId: string, now: Instant): Promise<void> {
    for (let hour = this.openHour(screenId); hour !== null; hour = this.openHour(screenId)) {
      const { playlog } = this.#server;
      if (playlog === null || now < hour.to) return;
      const accounts = await playlog.accounts(screenId, hour, now);
      if (accounts.some(({ open }) => open > 0)) return;
      for (const account of accounts) {
        const { due, shown, madeGood, missing } = account;
        if (missing.some(({ reason }) => reason === 'unknown')) this.puzzles.push(account);
        this.due += due;
        this.shown += shown + madeGood;
        this.overShown += Math.max(0, shown + madeGood - due);
        this.dues.set(`${screenId}/${hour.from}/${account.account}`, due);
        for (const { reason } of missing) this.missed[reason] = (this.missed[reason] ?? 0) + 1;
      }
      for (const { slot, startedAt } of await playlog.countedInHour(screenId, hour)) {
        this.#noteStart(`${screenId}/${slot.slice(0, slot.lastIndexOf('#'))}`, startedAt);
      }
      this.#turn(screenId);
    }
  }

  get gapRatioMax(): number {
    return Math.round((this.gapMaxMs / PERIOD_MS) * 1_000) / 1_000;
  }

  #turn(screenId: string): void {
    const next = this.#hours.get(screenId)?.next();
    this.#next.set(screenId, next === undefined || next.done === true ? null : next.value);
  }

  /** A night without showings is no gap: the screen is closed for seven hours. */
  #noteStart(item: string, at: Instant): void {
    const last = this.#lastAt.get(item);
    this.#lastAt.set(item, at);
    if (last !== undefined && at - last < 6 * HOUR_MS) this.gapMaxMs = Math.max(this.gapMaxMs, at - last);
  }
}

const PREVIOUS = /^"prev":"([0-9a-f]{64})"\}$/;
const PREVIOUS_BYTES = 74;
const BOOT = '"boot":"';
const BOOT_LETTERS = 16;
const SEQ = '"seq":';
const SLOT_PLAY = '"slot":"';
const RECORD = '"body":{"kind":"record"';

/** Counts every record in the ledger's files, and follows their chain, with code of its own. */
export class LedgerCensus {
  duplicated = 0;
  brokenLines = 0;
  records = 0;
  readonly #seen = new Map<string, Uint8Array>();
  readonly #heads = new Map<string, string>();
  readonly #shown = new Map<string, number>();

  /** Looks at the screen's day files before `keepFrom` but the last `keepFiles`, and removes them. */
  async take(disk: Disk, screenId: string, keepFrom: Instant, keepFiles: number): Promise<void> {
    const directory = `${DATA_DIRECTORY}/ledger/${screenId}`;
    const keepDay = localDateOf(ZONE_RULES, keepFrom);
    const days = await listDays(directory, disk);
    for (const day of days.slice(0, days.length - keepFiles)) {
      if (day >= keepDay) return;
      const path = dayPath(directory, day);
      await this.#look(disk, screenId, path);
      await disk.remove(path);
      await disk.syncDirectory(directory);
    }
  }

  has(boot: string, seq: number): boolean {
    return (((this.#seen.get(boot)?.[seq >> 3] ?? 0) >> (seq & 7)) & 1) === 1;
  }

  /** Showings that look valid to a plain reader beyond what was due; the engine has no say in it. */
  overShown(dues: ReadonlyMap<string, number>): number {
    let beyond = 0;
    for (const [account, shown] of this.#shown)
      beyond += Math.max(0, shown - (dues.get(account) ?? Infinity));
    return beyond;
  }

  #countShowing(screenId: string, line: string): void {
    if (!line.includes(SLOT_PLAY)) return;
    const { record } = (JSON.parse(line) as { body: { record: Play } }).body;
    const { at, end, slot, plannedAt, plannedMs, shownMs, hourFrom } = record;
    if (record.type !== 'play' || slot === null || at === null || end !== 'completed') return;
    if (Math.abs(at - plannedAt) > 500 || shownMs < plannedMs - 500) return;
    const account = `${screenId}/${hourFrom}/${slot.slice(0, slot.lastIndexOf('#'))}`;
    this.#shown.set(account, (this.#shown.get(account) ?? 0) + 1);
  }

  async #look(disk: Disk, screenId: string, path: string): Promise<void> {
    await readingFile(path, disk, async (file) => {
      for await (const lines of scanLines(file, await file.size())) {
        for (const { bytes } of lines) this.#lookAt(screenId, bytes);
      }
    });
  }

  #lookAt(screenId: string, bytes: Uint8Array): void {
    // One letter a byte is enough to find what is ASCII; words are not read here.
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const previous = PREVIOUS.exec(line.slice(-PREVIOUS_BYTES))?.[1];
    const head = this.#heads.get(screenId);
    if (previous === undefined || (head !== undefined && head !== previous)) this.brokenLines += 1;
    this.#heads.set(screenId, sha256(bytes));
    if (!line.includes(RECORD)) return;
    const bootFrom = line.indexOf(BOOT) + BOOT.length;
    const boot = line.slice(bootFrom, bootFrom + BOOT_LETTERS);
    const seq = Number.parseInt(line.slice(line.lastIndexOf(SEQ) + SEQ.length), 10);
    this.records += 1;
    this.#countShowing(screenId, line);
    if (this.has(boot, seq)) this.duplicated += 1;
    let seen = this.#seen.get(boot);
    if (seen === undefined || seen.length <= seq >> 3) {
      const grown = new Uint8Array(Math.max(64, (seq >> 3) * 2));
      if (seen !== undefined) grown.set(seen);
      seen = grown;
      this.#seen.set(boot, seen);
    }
    seen[seq >> 3] = (seen[seq >> 3] ?? 0) | (1 << (seq & 7));
  }
}

/** Days of receipt before this hold nothing of hours that are still open. */
export function keepFromOf(openHour: Interval | null, now: Instant): Instant {
  return Math.min(openHour?.from ?? now, now) - DAY_MS;
}
