// A program to be killed: appends numbered rows to a chained log and prints what was acknowledged, as a server would.
// Arguments: directory, first row, number of rows. Like an ingest it looks first: rows already stored are acknowledged
// without being written again. Prints "open", "ack <row>", "fail <code>" and "done".

import { writeSync } from 'node:fs';
import { openChainedLog } from '../../server/store/chained-log.ts';
import { StoreError } from '../../server/store/store-error.ts';

const ROWS_A_DAY = 40;
const IN_FLIGHT = 4;
const MAX_TRIES = 8;

const [directory = '', firstRow = '0', count = '0'] = process.argv.slice(2);
const end = Number(firstRow) + Number(count);
let nextRow = Number(firstRow);

/** Synchronously: a line that was printed before a SIGKILL has left the process. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

function dayOf(row: number): string {
  return new Date(Date.UTC(2026, 0, 1 + Math.floor(row / ROWS_A_DAY))).toISOString().slice(0, 10);
}

function sayFailure(error: unknown): void {
  say(`fail ${error instanceof StoreError ? error.code : String(error)}`);
}

try {
  const log = await openChainedLog({ directory, genesis: 'fault writer' });
  const stored = new Set<number>();
  for await (const { body } of log.read()) stored.add((body as { row: number }).row);
  say('open');

  const store = async (rows: number[]): Promise<void> => {
    const entries = rows
      .filter((row) => !stored.has(row))
      .map((row) => ({ day: dayOf(row), at: row, body: { row, text: 'Ngã Bảy '.repeat((row * 7) % 60) } }));
    for (let tries = 1; ; tries += 1) {
      try {
        await log.append(entries);
        break;
      } catch (error) {
        sayFailure(error);
        if (tries === MAX_TRIES) throw error;
      }
    }
    for (const row of rows) say(`ack ${row}`);
  };

  const work = async (): Promise<void> => {
    while (nextRow < end) {
      const rows = Array.from(
        { length: Math.min(1 + (nextRow % 3), end - nextRow) },
        (_, index) => nextRow + index,
      );
      nextRow += rows.length;
      await store(rows);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  await log.close();
  say('done');
} catch (error) {
  sayFailure(error);
  process.exitCode = 3;
}
