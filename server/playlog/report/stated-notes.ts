// What people stated of a period as reports tell it: for which time, who, when, what; taken back ones with who took them back.

import type { FiledDeclaration } from '../../../content/model/declaration.ts';
import type { Interval } from '../../../content/model/instant.ts';
import type { LedgerView } from '../ledger-view.ts';
import { viDateText } from '../../../content/model/report-period.ts';
import { localTimeText } from '../local-text.ts';
import { DECLARATION_WORDS, REASON_WORDS } from '../wording.ts';
import type { ExplanationNote } from './report-document.ts';

export function statedNotes(
  filed: readonly FiledDeclaration[],
  { screenId, rules }: Pick<LedgerView, 'screenId' | 'rules'>,
  period: Interval,
): ExplanationNote[] {
  return filed.flatMap(({ declaration, n }): ExplanationNote[] => {
    if (!('from' in declaration)) return [];
    const { from, to, at, by, text } = declaration;
    if (from >= period.to || to <= period.from) return [];
    const note = { screenId, from, to, at, by: by.name, subject: subjectOf(declaration) };
    const withdrawal = withdrawalOf(filed, n);
    if (withdrawal === undefined) return [{ ...note, text }];
    const taken = `Đã rút lại lúc ${localTimeText(rules, withdrawal.at)} (${withdrawal.by.name}): ${withdrawal.text}`;
    return [{ ...note, text: `${text} [${taken}]` }];
  });
}

type Stated = Extract<FiledDeclaration['declaration'], { from: number }>;

function subjectOf(declaration: Stated): string {
  const words = DECLARATION_WORDS[declaration.kind];
  if (declaration.kind === 'screen_log') return `${words}: ${REASON_WORDS[declaration.cause]}`;
  if (declaration.kind !== 'suspension') return words;
  const { number, date, issuedBy } = declaration.document;
  return `${words} ${number} ngày ${viDateText(date)} (${issuedBy})`;
}

function withdrawalOf(filed: readonly FiledDeclaration[], n: number) {
  for (const { declaration } of filed)
    if (declaration.kind === 'withdrawal' && declaration.n === n) return declaration;
  return undefined;
}
