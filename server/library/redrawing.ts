// What a new or changed screen does to the items that are there: a canvas without pictures gets them; an eye farther away
// may need other pictures; everything on it is judged anew. What was approved plays on until its successor is approved.

import { canonicalJson } from '../../content/model/canonical.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { Rendition } from '../../content/model/item.ts';
import type { Screen } from '../../content/model/screen.ts';
import { sharedCanvas } from '../studio/card.ts';
import { addFinding, drawForScreens, type Render, type RenderFrame } from './drawing.ts';
import type { Editorial, StoredFinding, StoredVersion } from './editorial.ts';
import { newestOf } from './items.ts';
import { fits } from './programme-draft.ts';

export interface Redrawing {
  readonly version: number;
  /** Of the screen's size; null when the picture that is there stays. */
  readonly rendition: Rendition | null;
  /** What now holds on the judged screens; their other findings are forgotten. */
  readonly judgedIds: readonly string[];
  readonly findings: readonly StoredFinding[];
}

/** The screens of its size: before the change, without this one when it is new; and after it. */
export interface Alike {
  readonly before: readonly Screen[];
  readonly after: readonly Screen[];
}

export async function redraw(
  version: StoredVersion,
  screen: Screen,
  { before, after }: Alike,
  render: Render,
  frame: Omit<RenderFrame, 'durationMs'>,
): Promise<Redrawing> {
  const isThere = version.renditions.some((one) => fits(one, screen));
  const { content, durationMs } = version;
  const drawing = await drawForScreens(version, after, render, frame);
  const [fresh = null] = drawing.renditions;
  const all = { version: version.version, judgedIds: after.map(({ id }) => id), findings: drawing.findings };
  if (!isThere || before.length === 0) return { ...all, rendition: fresh };
  const kept = await render(content, sharedCanvas(before), { ...frame, durationMs });
  if (canonicalJson(kept.rendition) !== canonicalJson(fresh)) return { ...all, rendition: fresh };
  return judgementOf(version.version, screen, kept);
}

/** Only judged: a version that plays while its successor waits keeps the picture that it was approved with. */
export async function judgeOnScreen(
  { version, content, durationMs, renditions }: StoredVersion,
  screen: Screen,
  { before, after }: Alike,
  render: Render,
  frame: Omit<RenderFrame, 'durationMs'>,
): Promise<Redrawing> {
  if (!renditions.some((one) => fits(one, screen))) return judgementOf(version, screen, null);
  const canvas = sharedCanvas(before.length > 0 ? before : after);
  return judgementOf(version, screen, await render(content, canvas, { ...frame, durationMs }));
}

/** Of a picture that stays as it was drawn, or of none. */
function judgementOf(version: number, screen: Screen, kept: Awaited<ReturnType<Render>> | null): Redrawing {
  const findings: StoredFinding[] = [];
  for (const found of kept?.findingsOn(screen) ?? []) addFinding(findings, found, screen.id);
  return { version, rendition: null, judgedIds: [screen.id], findings };
}

/** True when a version waits for approval because of it. */
export function takeRedrawing(
  editorial: Editorial,
  itemId: string,
  { version, rendition, judgedIds, findings: found }: Redrawing,
  at: Instant,
): boolean {
  const item = editorial.items.find(({ id }) => id === itemId);
  if (item === undefined) return false;
  const redrawn = item.versions.find((one) => one.version === version);
  if (redrawn === undefined) return false;
  const findings = [...withoutScreens(redrawn.findings, judgedIds), ...found];
  if (rendition === null) {
    redrawn.findings = findings;
    return false;
  }
  const newest = newestOf(item);
  // Somebody wrote in between: their version was drawn for the screens of before, and is drawn anew at its next save.
  if (newest !== redrawn) return false;
  const renditions = [...newest.renditions.filter((one) => !fits(one, rendition)), rendition];
  if (newest.state !== 'approved') {
    Object.assign(newest, { renditions, findings });
    return true;
  }
  const { approvedAt: _at, approvedBy: _by, ...words } = newest;
  item.versions.push({
    ...words,
    version: version + 1,
    state: 'pending',
    renditions,
    findings,
    createdAt: at,
    deeds: [],
  });
  return true;
}

function withoutScreens(findings: readonly StoredFinding[], screenIds: readonly string[]): StoredFinding[] {
  return findings.flatMap((finding) => {
    const left = finding.screenIds.filter((id) => !screenIds.includes(id));
    return left.length === 0 ? [] : [{ ...finding, screenIds: left }];
  });
}
