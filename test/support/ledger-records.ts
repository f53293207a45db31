// What the ledger holds of the city's screen, as an auditor downloads it.

import type { Interval } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { TestFetch } from './server.ts';

const SCREEN = 'vong-xoay-trung-tam';
const ALL: Interval = { from: 0, to: Number.MAX_SAFE_INTEGER };

export async function readRecords(admin: TestFetch, { from, to } = ALL): Promise<JournalRecord[]> {
  const path = `/api/screens/${SCREEN}/playlog.jsonl?from=${from}&to=${to}`;
  const lines = (await (await admin(path)).text()).split('\n').filter((line) => line !== '');
  return lines
    .map((line) => (JSON.parse(line) as { body: { kind: string; record: JournalRecord } }).body)
    .flatMap(({ kind, record }) => (kind === 'record' ? [record] : []));
}
