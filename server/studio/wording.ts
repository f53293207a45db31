// Remarks on the words as findings of the report: they warn, the approver decides.

import type { OfficialTerm } from '../../content/model/seed.ts';
import { remarksOn } from '../../content/model/wording.ts';
import { type Finding, warning } from './finding.ts';

export function judgeWording(text: string, terms: readonly OfficialTerm[]): Finding[] {
  return remarksOn(text, terms).map(({ code, sentence }) => warning(code, sentence));
}
