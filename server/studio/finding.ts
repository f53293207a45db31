// What the studio has to say about an item: a sentence with its remedy. Only pixels that cannot be read, and motion where
// a screen forbids it, block; the rest warns, because a mandated text is shown word for word and its approver decides.

export type FindingCode =
  | 'CAP_TOO_SMALL'
  | 'CAP_SMALL_FOR_DISTANCE'
  | 'INK_OUTSIDE'
  | 'MISSING_GLYPH'
  | 'LOW_CONTRAST'
  | 'TOO_WHITE'
  | 'DWELL_SHORT'
  | 'TEXT_LONG'
  | 'NO_WORDS'
  | 'QR_TOO_SMALL'
  | 'QR_FAR'
  | 'PART_LEFT_OUT'
  | 'COMPOUND_TORN'
  | 'MOTION_FORBIDDEN'
  | 'TICKER_CUT'
  | 'FILM_LENGTH'
  | 'FILM_UNSEEN'
  | 'IMAGE_SMALL'
  | 'IMAGE_WORDS'
  | 'DATE_PAST'
  | 'LEGACY_ENCODING'
  | 'LOOKALIKE_LETTER'
  | 'HIDDEN_CHARACTER'
  | 'OFFICIAL_TERM';

export interface Finding {
  readonly code: FindingCode;
  readonly blocks: boolean;
  /** Vietnamese, for the person who can change it. */
  readonly sentence: string;
}

/** Blocking ones first, otherwise in the order found. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => Number(b.blocks) - Number(a.blocks));
}

export function warning(code: FindingCode, sentence: string): Finding {
  return { code, blocks: false, sentence };
}

export function refusal(code: FindingCode, sentence: string): Finding {
  return { code, blocks: true, sentence };
}
