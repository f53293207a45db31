// Looks at the canvas in every animation frame, after the player drew into it: what is on, since when, and how often it was
// black. It asks the canvas, not the player.

export interface Sighting {
  /** First red value of the picture: each picture of the small city has its own. */
  readonly seed: number;
  /** Wall time of the frame in which it stood there first. */
  readonly at: number;
}

export interface ProbeReading {
  readonly frames: number;
  /** Frames in which nothing was on, since the first picture. */
  readonly blackFrames: number;
  readonly longestFrameMs: number;
  readonly sightings: readonly Sighting[];
}

declare global {
  interface Window {
    /** Begin when the player's own frame loop runs: callbacks come in the order in which they began. */
    startProbe(): void;
    readProbe(): ProbeReading;
  }
}

const SAMPLE_PX = 64;
const sightings: Sighting[] = [];
const seen = { frames: 0, blackFrames: 0, longestFrameMs: 0 };
let seed = 0;
let lastMs = 0;

function look(): void {
  const canvas = document.querySelector<HTMLCanvasElement>('#led');
  const context = canvas?.getContext('2d');
  const nowMs = performance.now();
  if (canvas === null || context === undefined || context === null) throw new Error('no canvas');
  const { data } = context.getImageData(0, 0, Math.min(SAMPLE_PX, canvas.width), 1);
  const isBlack = data.every((value, index) => index % 4 === 3 || value === 0);
  const next = isBlack ? 0 : (data[0] ?? 0);
  seen.frames += 1;
  seen.longestFrameMs = Math.max(seen.longestFrameMs, nowMs - lastMs);
  if (isBlack && sightings.length > 0) seen.blackFrames += 1;
  if (next !== seed && next !== 0) sightings.push({ seed: next, at: performance.timeOrigin + nowMs });
  lastMs = nowMs;
  seed = next;
  requestAnimationFrame(look);
}

window.startProbe = () => {
  lastMs = performance.now();
  requestAnimationFrame(look);
};
window.readProbe = () => ({ ...seen, sightings });
