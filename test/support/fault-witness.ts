// The memory of a crash test: what was acknowledged, and whether the log still has all of it, once.

import { expect } from 'vitest';
import type { FileChainedLog } from '../../server/store/chained-log.ts';

/** One append: rows, bytes of each body, and how many days the calendar moved before it. */
export interface PlannedAppend {
  rows: number;
  bytes: number;
  daysLater: number;
}

export function dayName(day: number): string {
  return new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
}

async function expectKeptOnce(
  log: FileChainedLog,
  promised: Map<number, string>,
): Promise<Map<number, string>> {
  const seen = new Map<number, string>();
  let expected = 0;
  for await (const { n, body, hash } of log.read()) {
    const { row } = body as { row: number };
    expect(n).toBe(expected);
    expect(seen.has(row), `row ${row} stands twice`).toBe(false);
    seen.set(row, hash);
    expected += 1;
  }
  for (const [row, hash] of promised) expect(seen.get(row), `row ${row} is lost`).toBe(hash);
  expect(log.head().n).toBe(expected - 1);
  return seen;
}

/** What a client and an auditor know of the log while lives come and go. */
export class Witness {
  /** Row → hash, for all that was acknowledged or once seen by a started server. */
  readonly promised = new Map<number, string>();
  nextRow = 0;
  day = 0;

  async look(log: FileChainedLog): Promise<void> {
    const seen = await expectKeptOnce(log, this.promised);
    for (const [row, hash] of seen) this.promised.set(row, hash);
  }

  /** Appends, and once more what was rejected, as a player does. */
  async append(log: FileChainedLog, appends: PlannedAppend[]): Promise<void> {
    const waiting = appends.map(({ rows, bytes, daysLater }) => {
      this.day += daysLater;
      return Array.from({ length: rows }, () => {
        this.nextRow += 1;
        return {
          day: dayName(this.day),
          at: this.nextRow,
          body: { row: this.nextRow, x: 'ệ'.repeat(bytes / 3) },
        };
      });
    });
    for (const isLastTry of [false, false, true]) {
      const settled = await Promise.allSettled(waiting.map((entries) => log.append(entries)));
      for (const [index, result] of settled.entries()) {
        const entries = waiting[index] ?? [];
        if (result.status === 'rejected') {
          if (isLastTry) throw result.reason;
          continue;
        }
        result.value.forEach(({ hash }, at) => this.promised.set(entries[at]?.at ?? -1, hash));
        waiting[index] = [];
      }
    }
  }
}
