// What the agent asks of the desktop: is anything on top of us, and what pixels go out there? Only this sees a window
// that covers ours: the page stays "visible" beneath it. X11 and Windows fill the port; elsewhere nobody can look.

import type { DesktopRect } from '../companion.ts';

export interface Look {
  /** A window of our browser is on the desktop. */
  readonly isThere: boolean;
  /** Titles (or classes) of what lies on top of it within the rectangle, topmost last. */
  readonly covers: readonly string[];
}

export interface Desktop {
  readonly name: 'x11' | 'windows' | 'none';
  /** Null: nobody can look. */
  look(rect: DesktopRect): Promise<Look | null>;
  /** RGBA of the rectangle as it goes out; null where nobody can look or part of it is off the desktop. */
  grab(rect: DesktopRect): Promise<Uint8Array<ArrayBuffer> | null>;
  close(): void;
}

/** Name by which a desktop knows our browser's windows (WM_CLASS on X11). */
export const WINDOW_CLASS = 'vongxoay-player';

/** Less than this of another window on ours is its frame's shadow, not a cover. */
const LEAST_COVER_PX = 4;

export function isCovering(rect: DesktopRect, other: DesktopRect): boolean {
  const width = Math.min(rect.x + rect.width, other.x + other.width) - Math.max(rect.x, other.x);
  const height = Math.min(rect.y + rect.height, other.y + other.height) - Math.max(rect.y, other.y);
  return width >= LEAST_COVER_PX && height >= LEAST_COVER_PX;
}

/** Wayland, or no desktop at all: under `cage` nothing can lie on top of us, but we cannot prove it. */
export const BLIND_DESKTOP: Desktop = {
  name: 'none',
  look: async () => null,
  grab: async () => null,
  close: () => {},
};
