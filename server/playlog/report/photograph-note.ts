// Photographs as reports tell them: whose, when, with which code, and what the ledger says to it.

import type { ZoneRules } from '../../../content/model/instant.ts';
import type { PhotographView } from '../../../content/model/photograph.ts';
import { localTimeText, timeOfDay } from '../local-text.ts';
import type { DownloadTask } from './make-download.ts';
import type { ExplanationNote } from './report-document.ts';

export function photographNote(photograph: PhotographView, rules: ZoneRules): ExplanationNote {
  const { screen, takenAt, uploadedAt, by, code, sha256 } = photograph;
  const text = `${sentenceOf(photograph, rules)} Mã băm ảnh ${sha256.slice(0, 16)}.`;
  const what = { from: takenAt, to: takenAt, subject: `ảnh chụp, mã ${code}`, text };
  return { screenId: screen, ...what, at: uploadedAt, by: by.name };
}

/** Hash of a record -> what stands beside it on the sheet of a random sample. */
export function photographedOf({ screens }: Pick<DownloadTask, 'screens'>): Map<string, string> {
  const said = new Map<string, string>();
  for (const { photographs, view } of screens) {
    for (const { match, code, takenAt } of photographs) {
      if (match?.differenceMs !== 0) continue;
      for (const { sha256 } of match.plays) {
        said.set(sha256, `Có ảnh ${timeOfDay(view.rules, takenAt)}, mã ${code}: khớp`);
      }
    }
  }
  return said;
}

function sentenceOf({ takenAt, takenFrom, match }: PhotographView, rules: ZoneRules): string {
  const source = takenFrom === 'camera' ? 'theo máy ảnh' : 'theo người tải lên';
  const taken = `Chụp lúc ${localTimeText(rules, takenAt)} (${source}).`;
  if (match === null) return `${taken} Chưa thấy mã này trong nhật ký quanh giờ đó.`;
  const { shown, differenceMs, plays, record } = match;
  const shownText = `${timeOfDay(rules, shown.from)}–${timeOfDay(rules, shown.to)}`;
  const difference =
    differenceMs === 0 ? 'khớp giờ' : `lệch ${Math.ceil(Math.abs(differenceMs) / 1_000)} giây`;
  const titles = [...new Set(plays.map(({ title }) => title))].join('; ');
  const content = titles === '' ? 'không có lượt phát nào lúc đó' : titles;
  return `${taken} Mã hiện ${shownText}, ${difference}. Nội dung: ${content}. Bản ghi ${record.slice(0, 16)}.`;
}
