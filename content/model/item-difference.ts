// What differs between two states of an item, field by field, as texts a person can read side by side: for a save that
// came too late, for comparing versions, for the approver. Pure.

import type { ItemDraft } from './api/editing.ts';
import { canonicalJson } from './canonical.ts';
import { wordsOf } from './item-words.ts';

export type ItemField =
  | 'title'
  | 'category'
  | 'purpose'
  | 'kind'
  | 'words'
  /** Something of the content that is not words: a picture, a link, a template. */
  | 'content'
  | 'duration'
  | 'document'
  | 'department'
  | 'valid_until';

export interface ItemDifference {
  readonly field: ItemField;
  readonly before: string;
  readonly after: string;
}

export function differencesOf(before: ItemDraft, after: ItemDraft): ItemDifference[] {
  const one = textsOf(before);
  const other = textsOf(after);
  const differences = (Object.keys(one) as ItemField[])
    .filter((field) => one[field] !== other[field])
    .map((field) => ({ field, before: one[field], after: other[field] }));
  const isTold = differences.some(({ field }) => field === 'words' || field === 'kind');
  return isTold ? differences.filter(({ field }) => field !== 'content') : differences;
}

function textsOf({
  title,
  category,
  purpose,
  content,
  durationMs,
  grounds,
}: ItemDraft): Record<ItemField, string> {
  return {
    title,
    category,
    purpose,
    kind: content.kind,
    words: wordsOf(content),
    content: canonicalJson(content),
    duration: `${durationMs / 1_000} s`,
    document: grounds.document,
    department: grounds.department,
    valid_until: grounds.validUntil ?? '',
  };
}
