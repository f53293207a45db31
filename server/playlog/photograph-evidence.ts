// What the ledger says to photographs: the check codes that hung on the screen about their time, and what was shown then.

import type { Interval } from '../../content/model/instant.ts';
import {
  CODE_TURN_MS,
  MOST_DIFFERENCE_MS,
  type MatchedPlay,
  matchPhotograph,
  type Photograph,
  type PhotographView,
  type ShownCode,
} from '../../content/model/photograph.ts';
import { sha256Hex } from '../store/digest.ts';
import { readDays } from './hour-reader.ts';
import { ledgerBodyOf, recordBytesOf } from './ledger-entry.ts';
import type { LedgerReader } from './ledger-view.ts';

export async function matchPhotographs(
  reader: LedgerReader,
  photographs: readonly Photograph[],
): Promise<PhotographView[]> {
  const views: PhotographView[] = [];
  for (const photograph of photographs) {
    const { takenAt } = photograph;
    const reachMs = MOST_DIFFERENCE_MS + CODE_TURN_MS;
    const { codes, plays } = await evidenceOf(reader, { from: takenAt - reachMs, to: takenAt + reachMs });
    views.push({ ...photograph, match: matchPhotograph(photograph, codes, plays) });
  }
  return views;
}

async function evidenceOf(
  { log, days }: LedgerReader,
  within: Interval,
): Promise<{ codes: ShownCode[]; plays: MatchedPlay[] }> {
  const codes: ShownCode[] = [];
  const plays: MatchedPlay[] = [];
  for await (const read of readDays(log, days.within(within))) {
    const entry = ledgerBodyOf(read.body);
    if (entry.kind !== 'record') continue;
    const { record } = entry;
    const { at } = record;
    if (at === null || at < within.from || at >= within.to) continue;
    if (record.type === 'incident' && record.kind === 'check_code') {
      codes.push({ at, detail: record.detail ?? '', sha256: sha256Hex(recordBytesOf(read)) });
    } else if (record.type === 'play') {
      const { item, title, shownMs } = record;
      plays.push({ item, title, at, shownMs, sha256: sha256Hex(recordBytesOf(read)) });
    }
  }
  return { codes, plays };
}
