// A text too long for one picture, as several in turn: as few as make every letter readable from the viewing distance.
// Only where the screen's policy allows sequences; road guidance forbids them, so the default is one picture.

import type { ItemContent } from '../../content/model/item.ts';
import { type Card, type CardRequest, leastCapPx } from './card.ts';
import { breakLines, leastLines, unitsOf } from './line-break.ts';
import { drawSlogan } from './slogan-card.ts';
import { typefaceOf } from './typeface.ts';

type Slogan = Extract<ItemContent, { kind: 'slogan' }>;

const MOST_PAGES = 6;

/** One card when the text may not or need not be split. */
export function drawPages(content: Slogan, request: CardRequest, draw = drawSlogan): Card[] {
  const whole = draw(content, request);
  const mayBeSplit = content.paged === true && request.canvas.policy?.sequences === true;
  const least = leastCapPx(request.canvas);
  if (!mayBeSplit || isReadable(whole, least)) return [whole];
  let best: Card[] = [whole];
  for (let count = 2; count <= MOST_PAGES; count += 1) {
    const texts = splitText(content.text, count, request);
    if (texts.length <= best.length) continue;
    best = texts.map((text) => draw({ ...content, text }, request));
    if (best.every((page) => isReadable(page, least))) return best;
  }
  return best;
}

function isReadable({ capPx }: Card, least: number): boolean {
  return capPx !== null && capPx >= least;
}

/** About equal parts, never inside a compound, rather after a comma than before "của". */
function splitText(text: string, count: number, { words }: CardRequest): string[] {
  const units = unitsOf(text.split(/\s+/).join(' '), 'compounds', words, typefaceOf('semibold'));
  const total = units.reduce((sum, unit) => sum + unit.advanceEm + unit.gapEm, 0);
  for (let widthEm = total / count; widthEm <= total; widthEm += 0.5) {
    if (leastLines(units, widthEm) <= count) return [...breakLines(units, widthEm).lines];
  }
  return [text];
}
