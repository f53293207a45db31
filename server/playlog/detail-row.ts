// One row a play and one a missed slot, with the verdict of its hour: what CSV and the sheet Chi tiết both show.

import type { Instant } from '../../content/model/instant.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { identityOf, judgeHour } from '../../content/model/judgement.ts';
import type { ClockState, Missed, Play, PlayRole } from '../../content/model/play.ts';
import { isWanted, type ReportFilter } from '../../content/model/report.ts';
import { parseShowingId } from '../../content/model/slot.ts';
import { sha256Hex } from '../store/digest.ts';
import type { FiledRecord } from './hour-reader.ts';
import type { LedgerReader, ViewedHour } from './ledger-view.ts';
import { END_WORDS, MISSED_WORDS, type RowVerdict, VERDICT_WORDS } from './wording.ts';
import { yieldAt, yieldText, type YieldTime } from './yield-times.ts';

export interface DetailRow {
  readonly at: Instant | null;
  readonly plannedAt: Instant;
  readonly screenName: string;
  readonly title: string;
  readonly version: number | null;
  readonly text: string | null;
  readonly role: PlayRole | 'missed';
  readonly slot: string | null;
  readonly attempt: number;
  readonly plannedMs: number | null;
  readonly shownMs: number;
  /** Null for filler, which owes nothing. */
  readonly counts: boolean | null;
  readonly why: string;
  readonly clock: ClockState;
  readonly uncertaintyMs: number;
  readonly programme: number;
  readonly asset: string | null;
  readonly pixels: string | null;
  readonly sha256: string;
  readonly key: string;
  readonly boot: string;
  readonly seq: number;
}

/** Rows of one hour, by time. */
export function detailRowsOf(reader: LedgerReader, viewed: ViewedHour, filter: ReportFilter): DetailRow[] {
  const { filed, hour, input } = viewed;
  if (filed.length === 0) return [];
  const judged = judgeHour(input, input.plan ?? planHour(input.programmes, hour));
  const verdicts = new Map<string, RowVerdict>();
  for (const { showing } of judged.surplus) verdicts.set(identityOf(showing), 'extra');
  for (const { showing, verdict } of judged.failures) verdicts.set(identityOf(showing), verdict);
  for (const { showing } of judged.counted) verdicts.set(identityOf(showing), 'counts');
  return filed
    .filter(({ record }) => isWanted(filter, ownerOf(record)))
    .toSorted((a, b) => timeOf(a.record) - timeOf(b.record) || a.record.seq - b.record.seq)
    .map((one) => rowOf(reader, one, verdicts));
}

const timeOf = (record: Play | Missed): Instant => record.at ?? record.plannedAt;

function ownerOf(record: Play | Missed): { account: string; playlist: string } {
  const account = record.slot === null ? record.item : parseShowingId(record.slot).account;
  return { account, playlist: (record.type === 'play' ? record.playlist : null) ?? '' };
}

function rowOf(
  { view, programmesByNumber }: LedgerReader,
  { record, bytes }: FiledRecord,
  verdicts: ReadonlyMap<string, RowVerdict>,
): DetailRow {
  const programme = programmesByNumber.get(record.programme);
  const isMissed = record.type === 'missed';
  const isFiller = record.slot === null;
  const item = isMissed ? programme?.items.find(({ id }) => id === record.item) : undefined;
  const verdict = isFiller ? undefined : verdicts.get(identityOf(record));
  const shown = isMissed
    ? { title: item?.title ?? record.item, version: item?.version ?? null, text: item?.text ?? null }
    : record;
  const why = isMissed
    ? missedWords(record, view.yields)
    : isFiller
      ? END_WORDS[record.end]
      : VERDICT_WORDS[verdict ?? 'not_in_programme'];
  return {
    at: record.at,
    plannedAt: record.plannedAt,
    screenName: programme?.screen.name ?? view.screenName,
    title: shown.title,
    version: shown.version,
    text: shown.text,
    role: isMissed ? 'missed' : record.role,
    slot: record.slot,
    attempt: record.attempt,
    plannedMs: isMissed ? (item?.durationMs ?? null) : record.plannedMs,
    shownMs: isMissed ? 0 : record.shownMs,
    counts: isFiller ? null : verdict === 'counts',
    why,
    clock: record.clock.state,
    uncertaintyMs: record.clock.uncertaintyMs,
    programme: record.programme,
    asset: isMissed ? null : record.asset,
    pixels: isMissed ? null : record.pixels,
    sha256: sha256Hex(bytes),
    key: record.key,
    boot: record.boot,
    seq: record.seq,
  };
}

/** With the recipient, where the screen was given away. */
function missedWords({ cause, plannedAt }: Missed, yields: readonly YieldTime[]): string {
  const given = cause === 'yield' ? yieldAt(yields, plannedAt) : undefined;
  return given === undefined ? MISSED_WORDS[cause] : `${MISSED_WORDS[cause]} ${yieldText(given)}`;
}
