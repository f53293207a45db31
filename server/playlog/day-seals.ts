// The seals of one chained log: closes days of receipt that are over, states what stands in them, and chains the seals.
// Promise: a seal is never made over less than an earlier one, or one that somebody else has seen, said there was.
// Lost if it fails: nothing of the log; the day is sealed at the next try, with the same numbers.

import { canonicalJson, type Sha256 } from '../../content/model/canonical.ts';
import { type Instant, nextDate } from '../../content/model/instant.ts';
import {
  type DaySeal,
  type DaySealEcho,
  daySealSigningText,
  type SealedLog,
  SignedDaySeal,
} from '../../content/model/seal.ts';
import type { ChainedLog } from '../store/chained-log.ts';
import type { Disk } from '../store/disk.ts';
import { createOnce, ensureDirectory, listFiles, readIfPresent } from '../store/files.ts';
import type { LogHead } from '../store/log-line.ts';
import { StoreError } from '../store/store-error.ts';

/** The server's key for seals, statements and declarations. It may change between two calls. */
export interface SealSigner {
  readonly keyId: string;
  /** Base64 signature over the UTF-8 bytes of `text`. */
  sign(text: string): string;
  /** By any key this server ever sealed with. */
  verify(keyId: string, text: string, signature: string): boolean;
}

/** Why nothing is signed: somebody has seen more than the log holds, or something else. */
export class SealRefused extends Error {
  override readonly name = 'SealRefused';
  readonly because: 'shorter' | 'contradicted';

  constructor(because: SealRefused['because'], message: string) {
    super(message);
    this.because = because;
  }
}

export interface DaySealsOptions {
  readonly log: SealedLog;
  /** Null for a log of the whole server. */
  readonly screen: string | null;
  /** `seals` in the data folder. */
  readonly directory: string;
  readonly disk: Disk;
  readonly sha256: Sha256;
  readonly signer: SealSigner;
}

const NOTHING_BESIDE: DaySeal['beside'] = { accounts: null, declarations: null, quarantine: null };

/** Where the seals of a log lie, below `seals` in the data folder and below the folder they are published to. */
export function sealFolderOf(log: SealedLog, screen: string | null): string {
  return `${log}/${screen ?? 'server'}`;
}

/** Throws STORE_CORRUPT when the newest seal is not one of ours. */
export async function openDaySeals(options: DaySealsOptions): Promise<DaySeals> {
  const seals = new DaySeals(options);
  await seals.open();
  return seals;
}

export class DaySeals {
  readonly folder: string;
  readonly #options: DaySealsOptions;
  readonly #directory: string;
  /** Days that are sealed, oldest first: number n is at n - 1. */
  #days: string[] = [];
  #newest: SignedDaySeal | null = null;

  /** Use openDaySeals. */
  constructor(options: DaySealsOptions) {
    this.#options = options;
    this.folder = sealFolderOf(options.log, options.screen);
    this.#directory = `${options.directory}/${this.folder}`;
  }

  async open(): Promise<void> {
    const names = await listFiles(this.#directory, this.#options.disk);
    this.#days = names.flatMap((name) => /^(\d{4}-\d{2}-\d{2})\.json$/.exec(name)?.[1] ?? []);
    const last = this.#days.at(-1);
    this.#newest = last === undefined ? null : await this.#read(last);
    if (this.#newest !== null && this.#newest.seal.number !== this.#days.length) {
      throw new StoreError('STORE_CORRUPT', this.#directory, 'seals are missing');
    }
  }

  get newest(): SignedDaySeal | null {
    return this.#newest;
  }

  /** Undefined: never made here. Numbers begin at 1. */
  async at(number: number): Promise<SignedDaySeal | undefined> {
    const day = this.#days[number - 1];
    return day === undefined ? undefined : await this.#read(day);
  }

  /** Of the days of receipt `fromDay` to `toDay` included, oldest first. */
  async between(fromDay: string, toDay: string): Promise<SignedDaySeal[]> {
    const days = this.#days.filter((day) => day >= fromDay && day <= toDay);
    return Promise.all(days.map((day) => this.#read(day)));
  }

  /**
   * The head with which a log begins whose oldest file is that of `firstDay`, and the last sealed day before it that had
   * entries; undefined: with its genesis.
   */
  async baseBefore(firstDay: string): Promise<(LogHead & { fileDay: string }) | undefined> {
    for (const day of this.#days.filter((sealed) => sealed < firstDay).toReversed()) {
      const { seal } = await this.#read(day);
      if (seal.count > 0) return { n: seal.lastN, hash: seal.head, fileDay: day };
    }
    return undefined;
  }

  /**
   * Seals every day of `log` that is not sealed, up to `untilDay`, which must be over. `seenElsewhere`: seals of this log
   * that others hold. Throws SealRefused, having signed nothing.
   */
  async sealUntil(
    log: ChainedLog,
    untilDay: string,
    sealedAt: Instant,
    seenElsewhere: readonly DaySealEcho[],
    beside: DaySeal['beside'] = NOTHING_BESIDE,
  ): Promise<SignedDaySeal[]> {
    await this.#requireWhole(log, seenElsewhere);
    const made: SignedDaySeal[] = [];
    for (let day = await this.#firstOpenDay(log); day !== undefined && day <= untilDay; day = nextDate(day)) {
      made.push(await this.#sealDay(log, day, sealedAt, beside));
    }
    return made;
  }

  async #firstOpenDay(log: ChainedLog): Promise<string | undefined> {
    return this.#newest === null ? (await log.days())[0] : nextDate(this.#newest.seal.day);
  }

  async #requireWhole(log: ChainedLog, seenElsewhere: readonly DaySealEcho[]): Promise<void> {
    for (const { number, day, sha256 } of seenElsewhere) {
      const ours = await this.at(number);
      if (ours === undefined)
        throw new SealRefused('shorter', `seal ${number} of ${day} was given out before`);
      if (ours.sha256 !== sha256) {
        throw new SealRefused('contradicted', `another seal ${number} of ${day} was given out before`);
      }
    }
    if (this.#newest === null) return;
    const { lastN, head } = this.#newest.seal;
    const ours = log.head();
    if (ours.n < lastN)
      throw new SealRefused('shorter', `sealed up to entry ${lastN}, there are ${ours.n + 1}`);
    const found = ours.n === lastN ? ours.hash : await hashAt(log, lastN);
    // Undefined where the sealed day itself was retired: the first entry after it is held to its head below.
    if (found !== undefined && found !== head) {
      throw new SealRefused('contradicted', `entry ${lastN} is not the one that was sealed`);
    }
  }

  async #sealDay(
    log: ChainedLog,
    day: string,
    sealedAt: Instant,
    beside: DaySeal['beside'],
  ): Promise<SignedDaySeal> {
    const { log: name, screen, sha256, signer, disk } = this.#options;
    const before = this.#newest;
    const from = before?.seal.day ?? '';
    // A clock that was set back may have put entries into a day that was sealed empty: they belong to this one's numbers.
    for (const file of await log.days()) if (file >= from && file <= day) await log.seal(file);
    const firstN = before === null ? 0 : before.seal.lastN + 1;
    let head: LogHead = { n: firstN - 1, hash: before?.seal.head ?? '' };
    for await (const { n, hash, line } of log.read({ fromN: firstN, toDay: `${day}~` })) {
      const isNext = n === head.n + 1 && (head.hash === '' || line.endsWith(`"prev":"${head.hash}"}`));
      if (!isNext) throw new SealRefused('contradicted', `entry ${n} does not follow what was sealed`);
      head = { n, hash };
    }
    const seal: DaySeal = {
      v: 1,
      log: name,
      screen,
      day,
      number: (before?.seal.number ?? 0) + 1,
      firstN,
      lastN: head.n,
      count: head.n - firstN + 1,
      head: head.hash,
      previous: before?.sha256 ?? null,
      beside,
      sealedAt,
      keyId: signer.keyId,
    };
    const hash = sha256(canonicalJson(seal));
    const signed: SignedDaySeal = { seal, sha256: hash, signature: signer.sign(daySealSigningText(hash)) };
    await ensureDirectory(this.#directory, 0o700, disk);
    await createOnce(this.#pathOf(day), sealBytes(signed), disk);
    this.#days.push(day);
    this.#newest = signed;
    return signed;
  }

  async #read(day: string): Promise<SignedDaySeal> {
    const { disk, sha256, signer } = this.#options;
    const path = this.#pathOf(day);
    const bytes = await readIfPresent(path, disk);
    const signed = bytes === undefined ? undefined : parseSeal(bytes);
    if (signed === undefined || signed.sha256 !== sha256(canonicalJson(signed.seal))) {
      throw new StoreError('STORE_CORRUPT', path, 'this is not a day seal');
    }
    if (!signer.verify(signed.seal.keyId, daySealSigningText(signed.sha256), signed.signature)) {
      throw new StoreError('STORE_CORRUPT', path, 'the signature is not by a key of this server');
    }
    return signed;
  }

  #pathOf(day: string): string {
    return `${this.#directory}/${day}.json`;
  }
}

/** The file of a seal, here and wherever it is published. */
export function sealBytes(signed: SignedDaySeal): Uint8Array {
  return Buffer.from(`${canonicalJson(signed)}\n`);
}

export function parseSeal(bytes: Uint8Array): SignedDaySeal | undefined {
  try {
    return SignedDaySeal.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined; // The answer is the same for every way of not being a seal.
  }
}

async function hashAt(log: ChainedLog, n: number): Promise<string | undefined> {
  for await (const entry of log.read({ fromN: n })) return entry.n === n ? entry.hash : undefined;
  return undefined;
}
