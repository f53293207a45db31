// The newest statement of each hour, asked for hour by hour in order: read from the log of statements as it goes, so that a
// year of them is never in memory. The few that were issued after a later hour's are known by their numbers and read first.

import type { HourAccount } from '../../content/model/hour-account.ts';
import type { Instant, Interval } from '../../content/model/instant.ts';
import type { Disk } from '../store/disk.ts';
import { readEntries, readLines } from '../store/log-reader.ts';
import type { LogExtent } from './report/evidence-files.ts';

/** What is known of the statements of a screen without reading them. */
export interface StatedExtent {
  /** End of the latest hour with a statement: -Infinity before the first. */
  readonly untilAt: Instant;
  /** Hours whose newest statement came after that of a later hour, and its number in the log. */
  readonly late: readonly (readonly [Instant, number])[];
}

interface StatedHour {
  readonly from: Instant;
  readonly accounts: readonly HourAccount[];
}

export class StatedHours implements AsyncDisposable {
  readonly #late: ReadonlyMap<Instant, StatedHour>;
  readonly #inOrder: AsyncGenerator<StatedHour[]>;
  /** What was read last, and how far it was asked for. */
  #group: readonly StatedHour[] | undefined = [];
  #place = 0;

  /** Use openStatedHours. */
  constructor(late: ReadonlyMap<Instant, StatedHour>, inOrder: AsyncGenerator<StatedHour[]>) {
    this.#late = late;
    this.#inOrder = inOrder;
  }

  /** Of the hour that begins at `from`, never before one asked for earlier. Undefined: nothing was stated. */
  async of(from: Instant): Promise<readonly HourAccount[] | undefined> {
    const late = this.#late.get(from);
    if (late !== undefined) return late.accounts;
    while (this.#group !== undefined) {
      const hour = this.#group[this.#place];
      if (hour !== undefined && hour.from >= from) return hour.from === from ? hour.accounts : undefined;
      this.#place += 1;
      if (hour === undefined) {
        const { value, done } = await this.#inOrder.next();
        this.#group = done === true ? undefined : value;
        this.#place = 0;
      }
    }
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inOrder.return(undefined);
  }
}

/** `fromDay`: no hour of the interval was stated before that day. */
export async function openStatedHours(
  { directory, acknowledged }: LogExtent,
  stated: StatedExtent,
  interval: Interval,
  fromDay: string,
  disk: Disk,
): Promise<StatedHours> {
  const numbers = new Map(stated.late.filter(([from]) => from >= interval.from && from < interval.to));
  const late = new Map<Instant, StatedHour>();
  if (numbers.size > 0) {
    const fromN = Math.min(...numbers.values());
    for await (const entry of readEntries(directory, disk, { fromN }, acknowledged)) {
      const hour = statedHourIn(entry.bodyBytes);
      if (numbers.get(hour.from) === entry.n) late.set(hour.from, hour);
    }
  }
  const isWanted = ({ from }: StatedHour) =>
    !numbers.has(from) && from >= interval.from && from < interval.to;
  const inOrder = async function* (): AsyncGenerator<StatedHour[]> {
    for await (const lines of readLines(directory, disk, { fromDay }, acknowledged)) {
      yield lines.map(statedHourIn).filter(isWanted);
    }
  };
  return new StatedHours(late, inOrder());
}

// Members of canonical JSON stand in the order of their names, and no quotation mark stands bare inside a text.
const ACCOUNTS = Buffer.from('"statement":{"accounts":');
const AFTER_ACCOUNTS = Buffer.from(',"because":"');
const HOUR = Buffer.from('},"hour":{"from":');
const MOST_INSTANT_CHARS = 16;

/** A year of statements is read for its accounts alone: signatures and hashes are half of each line. */
function statedHourIn(line: Uint8Array): StatedHour {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const from = bytes.indexOf(ACCOUNTS) + ACCOUNTS.length;
  const to = bytes.indexOf(AFTER_ACCOUNTS, from);
  const hourAt = bytes.indexOf(HOUR, to) + HOUR.length;
  const accounts = JSON.parse(bytes.toString('utf8', from, to)) as HourAccount[];
  return {
    from: Number.parseInt(bytes.toString('latin1', hourAt, hourAt + MOST_INSTANT_CHARS), 10),
    accounts,
  };
}
