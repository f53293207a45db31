// Two people changed the same thing: what the later one changed, laid on top of what the earlier one saved.

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A part that `mine` left as it was `before` follows `theirs`: keeping one's own must not undo what one never touched. */
export function onTopOf<T extends object>(theirs: T, before: T, mine: T): T {
  const parts = new Set([...Object.keys(theirs), ...Object.keys(mine)] as (keyof T)[]);
  const merged = { ...theirs };
  for (const part of parts) {
    if (isSame(before[part], mine[part])) continue;
    if (part in mine) merged[part] = mine[part];
    else delete merged[part];
  }
  return merged;
}
