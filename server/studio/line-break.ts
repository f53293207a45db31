// Where a Vietnamese line may break. A word is often several syllables with spaces between ("thủ tục hành chính"):
// such compounds stay together. Among all ways to fill the least number of lines the evenest wins.

import type { Words } from '../../content/model/seed.ts';
import type { Typeface } from './typeface.ts';

/** Something a line never breaks inside. */
export interface LineUnit {
  readonly text: string;
  readonly advanceEm: number;
  /** Advance of what stands between the unit before and this one: a space, or nothing in an address. */
  readonly gap: string;
  readonly gapEm: number;
  /** Cost of a line ending after this unit, as a squared share of the line. */
  readonly endCost: number;
}

/** What a line may break between: whole compounds, two syllables of them, any words; letters as a last resort. */
export type Grain = 'compounds' | 'pairs' | 'words' | 'letters';

const MOST_SYLLABLES: Record<Grain, number> = { compounds: Infinity, pairs: 2, words: 1, letters: 1 };

/** A preposition at the end of a line reads as a stumble, a comma as a rest. */
const STUMBLE_COST = 0.12;
const REST_COST = -0.03;
const LONG_REST_COST = -0.06;

/** Units of one paragraph of NFC text. */
export function unitsOf(paragraph: string, grain: Grain, words: Words, typeface: Typeface): LineUnit[] {
  const syllables = paragraph.split(/[ \t\r\f\v]+/).filter((syllable) => syllable !== '');
  const pieces: { text: string; gap: string }[] = [];
  const groups = grouped(syllables, words, MOST_SYLLABLES[grain]);
  for (const group of groups) {
    const parts = grain === 'letters' ? lettersOf(group) : splitAddress(group);
    for (const [index, text] of parts.entries()) pieces.push({ text, gap: index === 0 ? ' ' : '' });
  }
  const spaceEm = typeface.measure(' ').advance;
  const notLast = new Set(words.notLast);
  return pieces.map(({ text, gap }) => ({
    text,
    gap,
    gapEm: gap === '' ? 0 : spaceEm,
    advanceEm: typeface.measure(text).advance,
    endCost: endCostOf(text, notLast),
  }));
}

function endCostOf(text: string, notLast: ReadonlySet<string>): number {
  if (notLast.has(text.toLocaleLowerCase('vi'))) return STUMBLE_COST;
  if (/[:;.!?]$/.test(text)) return LONG_REST_COST;
  return text.endsWith(',') ? REST_COST : 0;
}

interface Glossary {
  /** Lower case. */
  readonly compounds: ReadonlySet<string>;
  readonly mostSyllables: number;
}

const glossaries = new WeakMap<Words, Glossary>();

function glossaryOf(words: Words): Glossary {
  const known = glossaries.get(words);
  if (known !== undefined) return known;
  const compounds = new Set(words.keptTogether.map((compound) => compound.toLocaleLowerCase('vi')));
  const lengths = words.keptTogether.map((compound) => compound.split(' ').length);
  const glossary = { compounds, mostSyllables: Math.max(1, ...lengths) };
  glossaries.set(words, glossary);
  return glossary;
}

/** Joins syllables that make a listed compound, longest first; punctuation may only stand after the last. */
function grouped(syllables: readonly string[], words: Words, mostSyllables: number): string[] {
  const { compounds, mostSyllables: known } = glossaryOf(words);
  const longest = Math.min(mostSyllables, known);
  const groups: string[] = [];
  for (let at = 0; at < syllables.length; ) {
    let length = Math.min(longest, syllables.length - at);
    while (length > 1 && !compounds.has(bare(syllables.slice(at, at + length).join(' ')))) length -= 1;
    groups.push(syllables.slice(at, at + length).join(' '));
    at += length;
  }
  return groups;
}

/** The listed compounds of a text, as they are grouped for breaking. */
export function compoundsIn(text: string, words: Words): string[] {
  const syllables = text.split(/\s+/).filter((syllable) => syllable !== '');
  return grouped(syllables, words, Infinity)
    .filter((group) => group.includes(' '))
    .map(bare);
}

function bare(text: string): string {
  return text.replace(/^[“"(]+|[”"),;:.!?]+$/gu, '').toLocaleLowerCase('vi');
}

/** An address of the web may break before a dot or after a slash, and nowhere else. */
function splitAddress(text: string): string[] {
  if (!/^[\w-]+(?:\.[\w-]+)+|:\/\//.test(text) || text.includes(' ')) return [text];
  return text.split(/(?=\.\w)|(?<=\/)(?=[^/])/).filter((part) => part !== '');
}

/** Letters with their combining marks, never half a letter. */
function lettersOf(text: string): string[] {
  return text.match(/\P{M}\p{M}*/gu) ?? [text];
}

export interface BrokenLines {
  readonly lines: readonly string[];
  readonly unevenness: number;
}

/**
 * Lines of at most `widthEm`, as few as possible and of even length. A unit that is too wide by itself gets its own
 * line and sticks out: the caller sees that in the ink.
 */
export function breakLines(units: readonly LineUnit[], widthEm: number): BrokenLines {
  const count = units.length;
  const lineCount = leastLines(units, widthEm);
  if (count === 0) return { lines: [], unevenness: 0 };
  // Up to each unit, with the gap before it: a line's length is a difference.
  const upToEm = [0];
  for (const { gapEm, advanceEm } of units) upToEm.push((upToEm.at(-1) ?? 0) + gapEm + advanceEm);
  const lengthEm = (start: number, end: number) =>
    (upToEm[end] ?? 0) - (upToEm[start] ?? 0) - (units[start]?.gapEm ?? 0);
  const idealEm = lengthEm(0, count) / lineCount;
  // best[n][i]: least cost of putting the first i units on n lines; from[n][i]: where the n-th of them begins.
  const best: number[][] = [[0]];
  const from: number[][] = [[]];
  for (let n = 1; n <= lineCount; n += 1) {
    const row: number[] = [];
    const origin: number[] = [];
    for (let end = n; end <= count; end += 1) {
      const endCost = end < count ? (units[end - 1]?.endCost ?? 0) : 0;
      for (let start = end - 1; start >= n - 1; start -= 1) {
        const advanceEm = lengthEm(start, end);
        if (advanceEm > widthEm && start < end - 1) break;
        const before = best[n - 1]?.[start];
        if (before === undefined) continue;
        const cost = before + ((advanceEm - idealEm) / idealEm) ** 2 + endCost;
        if (cost < (row[end] ?? Infinity)) {
          row[end] = cost;
          origin[end] = start;
        }
      }
    }
    best.push(row);
    from.push(origin);
  }
  const lines: string[] = [];
  for (let n = lineCount, end = count; n > 0; n -= 1) {
    const start = from[n]?.[end] ?? 0;
    lines.unshift(joined(units.slice(start, end)));
    end = start;
  }
  const cost = best[lineCount]?.[count] ?? 0;
  return { lines, unevenness: Math.sqrt(Math.min(1, Math.max(0, cost / lineCount))) };
}

export function leastLines(units: readonly LineUnit[], widthEm: number): number {
  let lines = 0;
  let used = Infinity;
  for (const unit of units) {
    used += unit.gapEm + unit.advanceEm;
    if (used > widthEm) {
      lines += 1;
      used = unit.advanceEm;
    }
  }
  return lines;
}

function joined(units: readonly LineUnit[]): string {
  return units.map((unit, index) => (index === 0 ? '' : unit.gap) + unit.text).join('');
}
