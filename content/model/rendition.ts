// What both sides must agree on about a rendition that is more than one still picture: its files, what a showing of it is
// hashed from, and where its parts are at a moment. Studio and player ask here; a second opinion would break the proof.

import { canonicalJson } from './canonical.ts';
import { clockSigns } from './clock-face.ts';
import type { LocalTime } from './instant.ts';
import type { Asset, ClockFace, Rendition, TickerStrip } from './item.ts';
import type { Screen } from './screen.ts';

/** Every file a player needs for it, the picture first. */
export function assetsOf({ picture, clockFace, video, ticker, pages = [] }: Rendition): Asset[] {
  const others = [clockFace?.sprites, video?.file, ticker?.strip, ...pages.map((page) => page.picture)];
  const all = [picture, ...others.filter((asset) => asset !== undefined)];
  return all.filter((asset, index) => all.findIndex(({ sha256 }) => sha256 === asset.sha256) === index);
}

/** What the `pixels` of a play of it must be; null for a clock face, which changes with the minute. */
export function approvedPixelsOf({ clockFace, video, pixelsSha256 }: Rendition): string | null {
  if (clockFace !== undefined) return null;
  return video?.file.sha256 ?? pixelsSha256;
}

/** May it be shown under that policy? Two screens of one size may differ in theirs, and share a rendition. */
export function isAllowedUnder({ video, ticker, pages }: Rendition, policy: Screen['policy']): boolean {
  const isMoving = video !== undefined || ticker !== undefined;
  return (!isMoving || policy.motion) && (pages === undefined || policy.sequences);
}

/** Text whose SHA-256 is the proof of a clock face: the files used and what it said when it was drawn. */
export function clockInputs(picture: Asset, face: ClockFace, local: LocalTime): string {
  const signs = face.lines.map((line) => clockSigns(line, local).join(''));
  return canonicalJson({ background: picture.sha256, sprites: face.sprites.sha256, signs });
}

/** Text whose SHA-256 is the proof of a ticker, and its `pixelsSha256`. */
export function tickerInputs(picture: Asset, { strip, topPx, speedPxPerS }: TickerStrip): string {
  return canonicalJson({ background: picture.sha256, strip: strip.sha256, topPx, speedPxPerS });
}

/** Text whose SHA-256 is the proof of pages, and their `pixelsSha256`: the RGBA hash of each, in order. */
export function pagesInputs(pixels: readonly string[]): string {
  return canonicalJson({ pages: pixels });
}

/** Left edge of the strip after `elapsedMs` on a canvas of `widthPx`: enters at the right edge, comes again when gone. */
export function stripLeftPx({ strip, speedPxPerS }: TickerStrip, widthPx: number, elapsedMs: number): number {
  const wayPx = widthPx + strip.widthPx;
  return widthPx - (Math.floor((elapsedMs * speedPxPerS) / 1000) % wayPx);
}

/** Which of `count` pages is on after `elapsedMs` of a showing of `durationMs`. */
export function pageAt(count: number, durationMs: number, elapsedMs: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor((elapsedMs * count) / durationMs)));
}
