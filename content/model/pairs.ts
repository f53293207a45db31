// Neighbours in a sequence: gaps, seams and cuts are all questions about two things that follow each other.

/** Each value with the one after it. */
export function* pairsOf<T>(values: Iterable<T>): Generator<readonly [T, T]> {
  let before: { readonly value: T } | undefined;
  for (const value of values) {
    if (before !== undefined) yield [before.value, value];
    before = { value };
  }
}
