// What the PC shows where our canvas stands: the desktop's own pixels where somebody can look, else the page as the
// browser has it. A snapshot is no proof by itself; which of the two it is stands beside it for ever.

import type { DesktopRect, Photo } from '../companion.ts';
import type { Browser } from './browser.ts';
import type { Desktop } from './desktop.ts';
import type { Logger } from './log.ts';

export interface PhotoPorts {
  readonly desktop: Pick<Desktop, 'grab'>;
  readonly browser: () => Pick<Browser, 'screenshot'> | null;
  readonly log: Logger;
}

export async function takePhoto(
  { desktop, browser, log }: PhotoPorts,
  rect: DesktopRect,
): Promise<Photo | null> {
  const orNull = (err: unknown): null => {
    log.warn({ err }, 'no photograph');
    return null;
  };
  const rgba = await desktop.grab(rect).catch(orNull);
  if (rgba !== null) return { source: 'desktop', rgba };
  const png = (await browser()?.screenshot().catch(orNull)) ?? null;
  return png === null ? null : { source: 'page', png };
}
