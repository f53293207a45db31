// Three ways to look at the same LED pixels: each as whole device pixels, at the visual angle of somebody far away, and as
// the round dots of the panel. Pure arithmetic and canvas; the component only chooses.

export type LedMode = 'exact' | 'far' | 'dots';

/** An office display: 96 dots an inch, looked at from 60 cm. */
const DESK = { pxMm: 25.4 / 96, eyeMm: 600 } as const;
/** Of the distance between two LEDs; the rest is the black of the panel. */
const DOT_SHARE = 0.7;
const LEAST_DOT_PX = 3;
const LARGEST_DOT_PX = 10;

/** CSS pixels that look as wide at the desk as the panel from `distanceM`. */
export function farWidthPx(widthPx: number, pitchUm: number, distanceM: number): number {
  const panelMm = (widthPx * pitchUm) / 1_000;
  return Math.max(1, Math.round((panelMm / (distanceM * 1_000)) * (DESK.eyeMm / DESK.pxMm)));
}

/** Device pixels for one LED with its gap. */
export function dotPitchPx(widthPx: number, availablePx: number): number {
  return Math.max(LEAST_DOT_PX, Math.min(LARGEST_DOT_PX, Math.floor(availablePx / widthPx)));
}

/** Halved again and again before the last step, as an eye averages; one big step would leave stair-steps. */
export function paintFar(source: HTMLCanvasElement, target: CanvasRenderingContext2D): void {
  const { width, height } = target.canvas;
  let from = source;
  while (from.width >= width * 2 && from.height >= height * 2) {
    const half = document.createElement('canvas');
    half.width = Math.floor(from.width / 2);
    half.height = Math.floor(from.height / 2);
    smooth(half.getContext('2d'))?.drawImage(from, 0, 0, half.width, half.height);
    from = half;
  }
  smooth(target)?.drawImage(from, 0, 0, width, height);
}

export function paintDots(
  source: HTMLCanvasElement,
  target: CanvasRenderingContext2D,
  pitchPx: number,
): void {
  const { width, height } = target.canvas;
  target.globalCompositeOperation = 'copy';
  target.imageSmoothingEnabled = false;
  target.drawImage(source, 0, 0, width, height);
  const pattern = target.createPattern(dotTile(pitchPx), 'repeat');
  if (pattern === null) return;
  target.globalCompositeOperation = 'destination-in';
  target.fillStyle = pattern;
  target.fillRect(0, 0, width, height);
}

function dotTile(pitchPx: number): HTMLCanvasElement {
  const tile = document.createElement('canvas');
  tile.width = pitchPx;
  tile.height = pitchPx;
  const context = tile.getContext('2d');
  if (context !== null) {
    context.beginPath();
    context.arc(pitchPx / 2, pitchPx / 2, (pitchPx * DOT_SHARE) / 2, 0, 2 * Math.PI);
    context.fill();
  }
  return tile;
}

function smooth(context: CanvasRenderingContext2D | null): CanvasRenderingContext2D | null {
  if (context !== null) {
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
  }
  return context;
}
