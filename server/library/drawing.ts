// One version drawn for every canvas the office has, each canvas once, with what the studio found wrong with it.

import type { ItemContent, Rendition } from '../../content/model/item.ts';
import type { Screen } from '../../content/model/screen.ts';
import type { StoredFinding } from './editorial.ts';

/** Draws one item for one canvas and keeps its files. */
export type Render = (
  content: ItemContent,
  screen: Screen,
  organisationName: string,
  durationMs: number,
) => Promise<{
  rendition: Rendition;
  findings: readonly { code: string; blocks: boolean; sentence: string }[];
}>;

export interface Drawing {
  readonly renditions: Rendition[];
  readonly findings: StoredFinding[];
}

export async function drawForScreens(
  { content, durationMs }: { readonly content: ItemContent; readonly durationMs: number },
  screens: readonly Screen[],
  render: Render,
  organisationName: string,
): Promise<Drawing> {
  const renditions: Rendition[] = [];
  const findings: StoredFinding[] = [];
  for (const screen of screens) {
    const { widthPx, heightPx } = screen;
    if (renditions.some((one) => one.widthPx === widthPx && one.heightPx === heightPx)) continue;
    const drawn = await render(content, screen, organisationName, durationMs);
    renditions.push(drawn.rendition);
    findings.push(
      ...drawn.findings.map(({ code, blocks, sentence }) => ({ widthPx, heightPx, code, blocks, sentence })),
    );
  }
  return { renditions, findings };
}
