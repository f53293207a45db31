// One item being written: the text typed, the revision it stands on, and what to do when somebody else was faster.

import { useState } from 'react';
import { z } from 'zod';
import { ItemDraft, type ItemFile } from '../../content/model/api/editing.ts';
import { wordsOf } from '../../content/model/item-words.ts';
import { useKeptDraft } from './kept-draft.ts';
import { isSame } from './on-top.ts';

/** Half a slogan does not pass the schema of a whole one; it is what has to come back. */
const Typed = z.object({
  draft: z.custom<ItemDraft>(
    (value) => z.looseObject({ content: z.looseObject({}) }).safeParse(value).success,
  ),
  /** The revision it was written on top of; 0 for a new item. */
  basedOn: z.int().nonnegative(),
});

export function draftOfFile({ title, category, purpose, versions }: ItemFile): ItemDraft {
  const newest = versions.at(-1);
  if (newest === undefined) throw new RangeError('an item without a version');
  return draftOfVersion({ title, category, purpose }, newest);
}

/** One version as somebody would write it: what two of them are compared by. */
export function draftOfVersion(
  { title, category, purpose }: Pick<ItemDraft, 'title' | 'category' | 'purpose'>,
  { content, durationMs, grounds }: Pick<ItemDraft, 'content' | 'durationMs' | 'grounds'>,
): ItemDraft {
  return { title, category, purpose, content, durationMs, grounds };
}

/** Without a name of its own an item is called by its first words. */
export function named(draft: ItemDraft): ItemDraft {
  if (draft.title.trim() !== '') return draft;
  const [first = ''] = wordsOf(draft.content).trim().split('\n');
  return { ...draft, title: first.slice(0, 160) };
}

export function isWhole(draft: ItemDraft): boolean {
  return ItemDraft.safeParse(named(draft)).success;
}

export interface ItemEditing {
  readonly draft: ItemDraft;
  readonly basedOn: number;
  readonly isChanged: boolean;
  /** Brought back from an earlier visit, and not touched since. */
  readonly isKept: boolean;
  readonly change: (draft: ItemDraft) => void;
  /** Goes on from what the server holds. */
  readonly adopt: () => void;
}

const NEW_NAME = { programme: 'moi', notice: 'mau-tin-khan' } as const;

/** `file` null: a new item, beginning with `blank`. */
export function useItemEditing(file: ItemFile | null, blank: ItemDraft): ItemEditing {
  const { draft: typed, keep, drop } = useKeptDraft(`item/${file?.id ?? NEW_NAME[blank.purpose]}`, Typed);
  const [first] = useState(typed);
  const stored = file === null ? blank : draftOfFile(file);
  const revision = file?.revision ?? 0;
  const draft = typed?.draft ?? stored;
  const isChanged = typed !== null && !isSame(typed.draft, stored);
  // Nothing typed: the page follows what others save.
  const basedOn = isChanged ? typed.basedOn : revision;
  return {
    draft,
    basedOn,
    isChanged,
    isKept: isChanged && typed === first,
    change: (next) => keep({ draft: next, basedOn }),
    adopt: drop,
  };
}
