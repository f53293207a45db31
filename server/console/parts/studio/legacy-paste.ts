// Text pasted from an old Word file: its fonts tell the encoding, which the characters alone may not. Found here, shown
// before and after, and changed only by a click.

import { decodeLegacy, legacyOfFont } from '../../../../content/model/legacy-encoding.ts';

export interface LegacyRun {
  /** As it was pasted. */
  readonly before: string;
  readonly after: string;
  readonly font: string;
}

/** Runs of the pasted HTML whose font is of an old encoding, each text once. */
export function legacyRunsOf(html: string): LegacyRun[] {
  if (!/\.Vn|VNI-/i.test(html)) return [];
  const page = new DOMParser().parseFromString(html, 'text/html');
  const fontOf = fontReader(page);
  const runs = new Map<string, LegacyRun>();
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) {
    const { parentElement, textContent } = walker.currentNode;
    const before = (textContent ?? '').replace(/\s+/g, ' ').trim();
    const font = fontOf(parentElement);
    const legacy = font === null ? null : legacyOfFont(font);
    if (font === null || legacy === null || before === '') continue;
    const after = decodeLegacy(before, legacy.encoding, legacy.capitals);
    if (after !== before) runs.set(before, { before, after, font });
  }
  return [...runs.values()];
}

/** The runs that still stand in the text as they were pasted. */
export function runsIn(text: string, runs: readonly LegacyRun[]): LegacyRun[] {
  const flat = text.replace(/\s+/g, ' ');
  return runs.filter(({ before }) => flat.includes(before));
}

/** Longer runs first: a short one may stand inside. */
export function convertRuns(text: string, runs: readonly LegacyRun[]): string {
  const longestFirst = [...runs].sort((a, b) => b.before.length - a.before.length);
  return longestFirst.reduce((made, { before, after }) => {
    const pattern = before.split(' ').map(escaped).join('\\s+');
    return made.replace(new RegExp(pattern, 'g'), () => after);
  }, text);
}

/** First family of the nearest element that names one: in its own style, as Word writes, or by a class of its sheet. */
function fontReader(page: Document): (element: Element | null) => string | null {
  const rules = [...page.querySelectorAll('style')].flatMap((style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync((style.textContent ?? '').replace(/<!--|-->/g, ''));
    return [...sheet.cssRules].filter((rule) => rule instanceof CSSStyleRule);
  });
  const own = (element: Element): string => {
    // Read as text: the page's policy lets no inline style take effect, not even in a parsed document.
    const [, inline = ''] = /font-family:\s*([^;]+)/i.exec(element.getAttribute('style') ?? '') ?? [];
    const rule = rules.findLast(
      ({ selectorText, style }) => style.fontFamily !== '' && element.matches(selectorText),
    );
    return inline || element.getAttribute('face') || (rule?.style.fontFamily ?? '');
  };
  return (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const [family = ''] = own(at).split(',');
      if (family.trim() !== '') return family.trim().replace(/^["']|["']$/g, '');
    }
    return null;
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
