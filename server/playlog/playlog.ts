// The Sổ lượt phát of all screens: takes batches from players, answers what was owed, shown and missing, and gives the
// log out. Everything it says can be recomputed from the ledger's files and the programmes.

import type { PlayView } from '../../content/model/api.ts';
import type { Sha256 } from '../../content/model/canonical.ts';
import { CodedError, type ErrorCode } from '../../content/model/errors.ts';
import { accountHour } from '../../content/model/accounting.ts';
import type { Declaration, FiledDeclaration } from '../../content/model/declaration.ts';
import type { HourAccount } from '../../content/model/hour-account.ts';
import { countedInHour, type CountedShowing, type HourInput } from '../../content/model/judgement.ts';
import {
  clockHoursBetween,
  DAY_MS,
  type Instant,
  type Interval,
  localDateOf,
  type ZoneRules,
} from '../../content/model/instant.ts';
import type { Programme } from '../../content/model/programme.ts';
import type { AccountStatement } from '../../content/model/statement.ts';
import type { BatchReceipt, PlayBatch, Welcome } from '../../content/model/protocol.ts';
import { type HourPlan, showingId } from '../../content/model/slot.ts';
import type { Disk } from '../store/disk.ts';
import { nodeDisk } from '../store/disk.ts';
import { type CheckedBatch, checkBatch, type PlayerKey } from './batch.ts';
import { csvHeading, csvRows } from './export-csv.ts';
import { jsonlRows } from './export-jsonl.ts';
import { LedgerReader, type LedgerView } from './ledger-view.ts';
import type { FiledRecord } from './hour-reader.ts';
import { type HourEvidence, playViewOf, RECENT_MS, showingOf } from './screen-memory.ts';
import type { SealSigner } from './day-seals.ts';
import { type WrongSeal, wrongSealsOf } from './hour-seals.ts';
import { issueStatements } from './issuing.ts';
import { closeScreenBooks, openScreenBooks, type ScreenBooks } from './screen-books.ts';
import type { Quarantined, ScreenLedger } from './screen-ledger.ts';

export interface PlaylogDeps {
  readonly directory: string;
  readonly disk?: Disk;
  readonly sha256: Sha256;
  readonly now: () => Instant;
  /** The enrolled key, revoked ones included; undefined when nobody ever enrolled it. */
  readonly findKey: (keyId: string) => PlayerKey | undefined;
  /** Every programme ever published for the screen. */
  readonly programmesOf: (screenId: string) => readonly Programme[];
  /** Of the screen's zone now. Called for screens without a programme too. */
  readonly zoneRulesOf: (screenId: string) => ZoneRules;
  /** Signs what the server states. */
  readonly signer: SealSigner;
  readonly onQuarantine?: (quarantined: Quarantined) => void;
  readonly onWrongSeal?: (wrong: WrongSeal) => void;
  readonly onRefused?: (refused: Refused) => void;
}

/** A batch of an enrolled key that does not hold together, or is not signed by it: the player keeps it, nothing is written. */
export interface Refused {
  readonly screenId: string;
  readonly keyId: string;
  readonly boot: string;
  readonly code: ErrorCode;
}

/** Plays that have just become durable, oldest first. */
export type PlaysListener = (screenId: string, plays: readonly PlayView[]) => void;

export type ExportFormat = 'csv' | 'jsonl';

export interface Playlog extends AsyncDisposable {
  /**
   * Resolved: every record of the batch is durable, in the ledger once or in the quarantine. Throws CodedError
   * (KEY_UNKNOWN, KEY_REVOKED, BAD_REQUEST, SIGNATURE_WRONG, LEDGER_UNAVAILABLE): the player keeps the batch.
   */
  ingest(screenId: string, keyId: string, batch: PlayBatch, receivedAt: Instant): Promise<BatchReceipt>;
  /** How far the ledger has each boot of the key. */
  acknowledged(screenId: string, keyId: string): Promise<Welcome['acknowledged']>;
  /** What the ledger counts in a clock hour, for a player that may have lost its storage. */
  countedInHour(screenId: string, hour: Interval): Promise<Welcome['counted']>;
  /** Accounts of every clock hour that has an instant in the interval, by hour. */
  accounts(screenId: string, interval: Interval, now: Instant): Promise<HourAccount[]>;
  recentPlays(screenId: string, limit: number): Promise<PlayView[]>;
  /** The plan that the accounts of the hour are held against; made once for all who ask. */
  planOf(screenId: string, hour: Interval): Promise<HourPlan>;
  /** The ledger as it stands, for reports and exports that are made beside the server. */
  viewOf(screenId: string): Promise<LedgerView>;
  exportRows(screenId: string, interval: Interval, format: ExportFormat): AsyncIterable<string>;
  /** Ledger, seals, declarations and statements of a screen. */
  booksOf(screenId: string): Promise<ScreenBooks>;
  /** Appends what a person states. Throws CodedError (BAD_REQUEST, NOT_FOUND, CONFLICT, LEDGER_UNAVAILABLE). */
  declare(declaration: Declaration): Promise<FiledDeclaration>;
  /**
   * States the accounts of hours that are over, anew where something has changed. Resolves to the new statements: to those
   * made so far once `ended` is aborted, the others are made by the next call.
   */
  stateAccounts(screenId: string, now: Instant, ended?: AbortSignal): Promise<AccountStatement[]>;
  /** Returns the way to stop listening. */
  onPlays(listener: PlaysListener): () => void;
}

/** Ledgers are opened when first asked for; `screenIds` are opened now, so that damage is known at the start. */
export async function openPlaylog(deps: PlaylogDeps, screenIds: readonly string[] = []): Promise<Playlog> {
  const playlog = new LedgerPlaylog(deps);
  try {
    await Promise.all(screenIds.map((screenId) => playlog.open(screenId)));
  } catch (error) {
    await playlog[Symbol.asyncDispose]();
    throw error;
  }
  return playlog;
}

class LedgerPlaylog implements Playlog {
  readonly #deps: PlaylogDeps;
  readonly #books = new Map<string, Promise<ScreenBooks>>();
  readonly #listeners = new Set<PlaysListener>();
  /** The last day that was read from files, as the ledger of its screen stood at entry `n`. */
  #filedDay:
    | { screenId: string; n: number; within: Interval; hours: ReadonlyMap<Instant, HourEvidence> }
    | undefined;

  constructor(deps: PlaylogDeps) {
    this.#deps = deps;
  }

  booksOf(screenId: string): Promise<ScreenBooks> {
    const known = this.#books.get(screenId);
    if (known !== undefined) return known;
    const { directory, sha256, disk = nodeDisk, zoneRulesOf, onQuarantine, signer } = this.#deps;
    const opening = openScreenBooks({
      screenId,
      directory,
      disk,
      sha256,
      signer,
      zoneRules: () => zoneRulesOf(screenId),
      onRecords: (records) => {
        if (this.#listeners.size === 0) return;
        const programmes = this.#deps.programmesOf(screenId);
        const plays = records.flatMap((record) =>
          record.type === 'play' ? [playViewOf(record, programmes)] : [],
        );
        if (plays.length > 0) for (const listener of this.#listeners) listener(screenId, plays);
      },
      onQuarantine: (quarantined) => onQuarantine?.(quarantined),
    });
    this.#books.set(screenId, opening);
    opening.catch(() => this.#books.delete(screenId)); // The next one who asks tries again and hears of it.
    return opening;
  }

  async open(screenId: string): Promise<ScreenLedger> {
    return (await this.booksOf(screenId)).ledger;
  }

  async declare(declaration: Declaration): Promise<FiledDeclaration> {
    const { screen, at } = declaration;
    const { declarations, ledger } = await this.booksOf(screen);
    const filed = await declarations.declare(declaration, localDateOf(this.#deps.zoneRulesOf(screen), at));
    ledger.memory.revision += 1;
    return filed;
  }

  async stateAccounts(screenId: string, now: Instant, ended?: AbortSignal): Promise<AccountStatement[]> {
    const books = await this.booksOf(screenId);
    const programmes = this.#deps.programmesOf(screenId);
    const known = programmes.filter(({ effectiveFrom }) => effectiveFrom <= now);
    return issueStatements(
      {
        books,
        rules: this.#deps.zoneRulesOf(screenId),
        firstAt:
          known.length === 0 ? undefined : Math.min(...known.map(({ effectiveFrom }) => effectiveFrom)),
        programme: Math.max(0, ...programmes.map(({ number }) => number)),
        accounts: (within, at) => this.accounts(screenId, within, at),
      },
      now,
      ended,
    );
  }

  async ingest(
    screenId: string,
    keyId: string,
    batch: PlayBatch,
    receivedAt: Instant,
  ): Promise<BatchReceipt> {
    const { findKey, onWrongSeal } = this.#deps;
    const key = findKey(keyId);
    const checked = await this.#checked(screenId, keyId, key, batch);
    const ledger = await this.open(screenId);
    ledger.memory.keepFrom(receivedAt - RECENT_MS);
    const receipt = await ledger.ingest(checked, receivedAt);
    if (key !== undefined && onWrongSeal !== undefined) {
      const hashOf = (seq: number) => ledger.hashInMemory(keyId, batch.boot, seq);
      for (const wrong of await wrongSealsOf(checked.entries, key, hashOf))
        onWrongSeal({ screenId, ...wrong });
    }
    return receipt;
  }

  async acknowledged(screenId: string, keyId: string): Promise<Welcome['acknowledged']> {
    return (await this.open(screenId)).acknowledged(keyId);
  }

  async countedInHour(screenId: string, hour: Interval): Promise<Welcome['counted']> {
    const counted: Welcome['counted'] = [];
    for await (const input of this.#inputs(screenId, hour, this.#deps.now())) {
      // What a declaration takes away the player has shown all the same: it must not show it again.
      for (const one of countedInHour({ ...input, declarations: [] }))
        counted.push(countedOf(input.hour, one));
    }
    return counted;
  }

  async accounts(screenId: string, interval: Interval, now: Instant): Promise<HourAccount[]> {
    const accounts: HourAccount[] = [];
    for await (const input of this.#inputs(screenId, interval, now)) accounts.push(...accountHour(input));
    return accounts;
  }

  async recentPlays(screenId: string, limit: number): Promise<PlayView[]> {
    const ledger = await this.open(screenId);
    return ledger.memory.recentPlays(limit, this.#deps.programmesOf(screenId));
  }

  async planOf(screenId: string, hour: Interval): Promise<HourPlan> {
    return (await this.open(screenId)).plans.of(this.#deps.programmesOf(screenId), hour);
  }

  async viewOf(screenId: string): Promise<LedgerView> {
    const { ledger, declarations, statements } = await this.booksOf(screenId);
    const { directory } = this.#deps;
    const { log, days, memory } = ledger;
    const programmes = this.#deps.programmesOf(screenId);
    return {
      screenId,
      screenName: programmes.at(-1)?.screen.name ?? screenId,
      directory: `${this.#deps.directory}/ledger/${screenId}`,
      acknowledged: log.extent(),
      days: days.toJSON(),
      traces: [...memory.traces.values()],
      rules: this.#deps.zoneRulesOf(screenId),
      programmes,
      beside: (
        [
          ['quarantine', ledger.quarantine],
          ['declarations', declarations],
          ['accounts', statements],
        ] as const
      ).map(([folder, one]) => ({
        folder,
        directory: `${directory}/${folder}/${screenId}`,
        acknowledged: one.extent(),
      })),
      stated: statements.stated,
      sealDirectory: `${directory}/seals/ledger/${screenId}`,
      declarations: declarations.effective,
      yields: [...memory.yields.all],
    };
  }

  async *exportRows(screenId: string, interval: Interval, format: ExportFormat): AsyncGenerator<string> {
    const reader = new LedgerReader(await this.viewOf(screenId), this.#deps.sha256, this.#deps.disk);
    if (format === 'jsonl') {
      yield* jsonlRows(reader.log, reader.days, interval);
      return;
    }
    yield csvHeading();
    yield* csvRows(reader, interval, this.#deps.now(), { playlistIds: [], itemIds: [] });
  }

  onPlays(listener: PlaysListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#books.values());
    await Promise.all(
      opened.map(async (one) => (one.status === 'fulfilled' ? closeScreenBooks(one.value) : undefined)),
    );
  }

  async #checked(
    screenId: string,
    keyId: string,
    key: PlayerKey | undefined,
    batch: PlayBatch,
  ): Promise<CheckedBatch> {
    const { sha256, onRefused } = this.#deps;
    try {
      return await checkBatch(screenId, keyId, key, batch, sha256);
    } catch (error) {
      if (error instanceof CodedError && (error.code === 'SIGNATURE_WRONG' || error.code === 'BAD_REQUEST')) {
        onRefused?.({ screenId, keyId, boot: batch.boot, code: error.code });
      }
      throw error;
    }
  }

  /** Evidence of each clock hour; hours older than memory are read from the files, a day at a time. */
  async *#inputs(screenId: string, interval: Interval, now: Instant): AsyncGenerator<HourInput> {
    const { ledger, declarations } = await this.booksOf(screenId);
    const { memory } = ledger;
    const programmes = this.#deps.programmesOf(screenId);
    const traces = [...memory.traces.values()];
    for (const hour of clockHoursBetween(this.#deps.zoneRulesOf(screenId), interval.from, interval.to)) {
      const base = {
        programmes,
        hour,
        traces,
        stretches: memory.stretches,
        now,
        declarations: declarations.effective,
        plan: ledger.plans.of(programmes, hour),
      };
      const evidence = memory.holds(hour.from)
        ? memory.hour(hour.from)
        : await this.#filedHour(screenId, ledger, hour.from);
      yield { ...base, ...evidence };
    }
  }

  /** Who asks for an hour that memory has let go asks for the next one too: a day is read at a time, the last one kept. */
  async #filedHour(screenId: string, ledger: ScreenLedger, from: Instant): Promise<HourEvidence> {
    const { n } = ledger.log.head();
    let day = this.#filedDay;
    if (day?.screenId !== screenId || day.n !== n || from < day.within.from || from >= day.within.to) {
      const within = { from, to: from + DAY_MS };
      day = { screenId, n, within, hours: evidenceOf(await ledger.readHours(within)) };
      this.#filedDay = day;
    }
    return day.hours.get(from) ?? { showings: [], missed: [] };
  }
}

function evidenceOf(filed: ReadonlyMap<Instant, readonly FiledRecord[]>): Map<Instant, HourEvidence> {
  const hours = new Map<Instant, HourEvidence>();
  for (const [hour, records] of filed) {
    const evidence: HourEvidence = { showings: [], missed: [] };
    for (const { record } of records) {
      if (record.type === 'play') evidence.showings.push(showingOf(record));
      else evidence.missed.push(record);
    }
    hours.set(hour, evidence);
  }
  return hours;
}

function countedOf(hour: Interval, { account, k, showing }: CountedShowing): Welcome['counted'][number] {
  const { attempt, plannedAt } = showing;
  return {
    hourFrom: hour.from,
    slot: showing.slot ?? showingId({ account, k }),
    attempt,
    plannedAt,
    startedAt: showing.at ?? plannedAt,
  };
}
