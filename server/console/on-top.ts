// Two people changed the same thing: what the later one changed, laid on top of what the earlier one saved.

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A part that `mine` left as it was `before` follows `theirs`: keeping one's own must not undo what one never touched. */
function onTopOf<T extends object>(theirs: T, before: T, mine: T): T {
  const parts = new Set([...Object.keys(theirs), ...Object.keys(mine)] as (keyof T)[]);
  const merged = { ...theirs };
  for (const part of parts) {
    if (isSame(before[part], mine[part])) continue;
    if (part in mine) merged[part] = mine[part];
    else delete merged[part];
  }
  return merged;
}

/** What somebody typed, and what was saved when the first letter was. */
export interface BasedDraft<T> {
  readonly before: T;
  readonly draft: T;
}

export interface Standing<T> extends BasedDraft<T> {
  readonly isDirty: boolean;
  /** Somebody else saved in between. */
  readonly isOvertaken: boolean;
  /** The draft on top of what they saved: what this person left alone follows it, and is no difference. */
  readonly mine: T;
}

/** How a kept draft stands to what is saved now. `isNew`: nothing is, so nobody can have been quicker. */
export function standingOf<T extends object>(
  kept: BasedDraft<T> | null,
  saved: T,
  isNew: boolean,
): Standing<T> {
  const { before, draft } = kept ?? { before: saved, draft: saved };
  const isDirty = isNew || !isSame(draft, saved);
  const isOvertaken = !isNew && isDirty && !isSame(before, saved);
  return { before, draft, isDirty, isOvertaken, mine: isOvertaken ? onTopOf(saved, before, draft) : draft };
}
