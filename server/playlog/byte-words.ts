// Four bytes looked at as one number, for what is compared, searched and copied a year long.

export const WORD_BYTES = 4;

/** Four times the same ASCII byte, to be looked for by `wordHolds`. */
export function fourOf(byte: number): number {
  return byte * 0x01010101;
}

/** Is one of the four bytes of a word the byte that `pattern` repeats? */
export function wordHolds(word: number, pattern: number): boolean {
  const other = word ^ pattern;
  return ((other - 0x01010101) & ~other & 0x80808080) !== 0;
}
