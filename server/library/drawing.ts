// One version drawn for every canvas the office has, each canvas once, and judged on every screen: two panels of one size
// show the same picture, but not to people at the same distance.

import type { ItemContent, Rendition } from '../../content/model/item.ts';
import type { Screen } from '../../content/model/screen.ts';
import { type Canvas, sharedCanvas } from '../studio/card.ts';
import type { StoredFinding } from './editorial.ts';
import { fits } from './programme-draft.ts';

export interface RenderFrame {
  readonly organisationName: string;
  readonly durationMs: number;
  /** `yyyy-mm-dd` of the office, for what is over. */
  readonly today: string;
}

/** Draws one item for one canvas and keeps its files. */
export type Render = (
  content: ItemContent,
  canvas: Canvas,
  frame: RenderFrame,
) => Promise<{
  rendition: Rendition;
  findingsOn: (canvas: Canvas) => readonly Omit<StoredFinding, 'screenIds'>[];
}>;

export interface Drawing {
  readonly renditions: Rendition[];
  readonly findings: StoredFinding[];
}

export async function drawForScreens(
  { content, durationMs }: { readonly content: ItemContent; readonly durationMs: number },
  screens: readonly Screen[],
  render: Render,
  { organisationName, today }: Omit<RenderFrame, 'durationMs'>,
): Promise<Drawing> {
  const renditions: Rendition[] = [];
  const findings: StoredFinding[] = [];
  for (const [index, screen] of screens.entries()) {
    if (screens.findIndex((one) => fits(one, screen)) < index) continue;
    const alike = screens.filter((one) => fits(one, screen));
    const drawn = await render(content, sharedCanvas(alike), { organisationName, durationMs, today });
    renditions.push(drawn.rendition);
    for (const { id, ...canvas } of alike) {
      for (const found of drawn.findingsOn(canvas)) addFinding(findings, found, id);
    }
  }
  return { renditions, findings };
}

/** What holds on several screens is said once. */
export function addFinding(
  findings: StoredFinding[],
  { code, blocks, sentence }: Omit<StoredFinding, 'screenIds'>,
  screenId: string,
): void {
  const same = findings.find(
    (one) => one.code === code && one.blocks === blocks && one.sentence === sentence,
  );
  if (same === undefined) findings.push({ screenIds: [screenId], code, blocks, sentence });
  else same.screenIds.push(screenId);
}
