// What the retired days of a ledger leave behind for the hours after them: the trace of every boot, without which a
// missing showing of a kept hour could not be explained. Written before the day's file goes.
// Lost if it fails: reasons of the first hours that are kept, no showing and no record.

import { z } from 'zod';
import { type BootTrace, emptyTrace, traceRecords } from '../../content/model/evidence.ts';
import type { Disk } from '../store/disk.ts';
import { ensureDirectory, readIfPresent, writeDurably } from '../store/files.ts';
import type { LogEntry } from '../store/log-line.ts';
import { StoreError } from '../store/store-error.ts';
import { ledgerBodyOf } from './ledger-entry.ts';

const Place = z.strictObject({ boot: z.string(), seq: z.int(), sha256: z.string() });
const Span = z.strictObject({
  fromMonoMs: z.int(),
  untilMonoMs: z.int(),
  fromAt: z.int().nullable(),
  untilAt: z.int().nullable(),
  boundMs: z.int().nonnegative().nullable().default(null),
  toSeq: z.int().default(0),
});
const Synced = z.strictObject({
  seq: z.int(),
  baseMs: z.int(),
  uncertaintyMs: z.int().nonnegative(),
});
export const BootTraceState = z.strictObject({
  key: z.string(),
  boot: z.string(),
  cause: z.enum(['start', 'reload', 'crash']).nullable(),
  /** Left out while the boot record is not held. */
  previous: Place.nullable().optional(),
  runs: z.array(z.strictObject({ fromSeq: z.int(), toSeq: z.int(), spans: z.array(Span) })),
  ready: z.array(z.strictObject({ number: z.int(), monoMs: z.int() })),
  synced: Synced.nullable().default(null),
});
export type BootTraceState = z.infer<typeof BootTraceState>;
const CarryOver = z.strictObject({
  v: z.literal(1),
  throughDay: z.iso.date(),
  traces: z.array(BootTraceState),
});

/** `directory`: the data folder. */
function pathOf(directory: string, screenId: string): string {
  return `${directory}/carried/${screenId}.json`;
}

/** Traces of the boots of retired days; none where nothing was retired. Throws STORE_CORRUPT. */
export async function readCarryOver(directory: string, screenId: string, disk: Disk): Promise<BootTrace[]> {
  const carried = await read(directory, screenId, disk);
  return (carried?.traces ?? []).map(traceOf);
}

export function traceOf(state: BootTraceState): BootTrace {
  return { ...state, previous: state.previous };
}

/** The last day that was retired; null: none was. */
export async function readRetiredThrough(
  directory: string,
  screenId: string,
  disk: Disk,
): Promise<string | null> {
  return (await read(directory, screenId, disk))?.throughDay ?? null;
}

async function read(directory: string, screenId: string, disk: Disk) {
  const path = pathOf(directory, screenId);
  const bytes = await readIfPresent(path, disk);
  if (bytes === undefined) return undefined;
  try {
    return CarryOver.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (error) {
    throw new StoreError('STORE_CORRUPT', path, 'this is not what retired days left', { cause: error });
  }
}

/** Adds the day's entries to what is carried. Doing it twice changes nothing. */
export async function carryOver(
  directory: string,
  screenId: string,
  throughDay: string,
  entries: AsyncIterable<LogEntry>,
  disk: Disk,
): Promise<void> {
  const known = await readCarryOver(directory, screenId, disk);
  const traces = new Map(known.map((trace) => [`${trace.key}/${trace.boot}`, trace]));
  for await (const { body } of entries) {
    const entry = ledgerBodyOf(body);
    if (entry.kind !== 'record') continue;
    const { key, boot } = entry.record;
    const id = `${key}/${boot}`;
    const trace = traces.get(id) ?? emptyTrace(key, boot);
    traces.set(id, trace);
    traceRecords(trace, [entry.record]);
  }
  await ensureDirectory(`${directory}/carried`, 0o700, disk);
  const carried = { v: 1, throughDay, traces: [...traces.values()] };
  await writeDurably(pathOf(directory, screenId), Buffer.from(`${JSON.stringify(carried)}\n`), disk);
}
