// Outlines as fonts give them, and as straight edges. Curves are cut so finely that no pixel can tell, with additions,
// multiplications and square roots only: IEEE 754 fixes their last bit, so every machine gets the same edges.

export interface Command {
  readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath';
  readonly args: readonly number[];
}

/** Commands in units of their own with y upwards; `scale` makes pixels of them, `xPx`, `yPx` is where their 0, 0 stands. */
export interface Outline {
  readonly commands: readonly Command[];
  readonly scale: number;
  readonly xPx: number;
  readonly yPx: number;
}

/** Edges of closed contours around 0, 0, four numbers each: from x, y to x, y in pixels, y downwards. */
export type Edges = readonly number[];

/** How far a cut may stand off its curve: a sixth of what one step of 255 shows on a whole pixel's side. */
const MOST_OFF_PX = 0.04;

/** One closed contour through the points given as x, y, x, y. */
export function polygon(points: readonly number[]): Outline {
  const commands = Array.from({ length: points.length / 2 }, (_, index): Command => {
    const args = [points[2 * index] ?? 0, -(points[2 * index + 1] ?? 0)];
    return { command: index === 0 ? 'moveTo' : 'lineTo', args };
  });
  return { commands, scale: 1, xPx: 0, yPx: 0 };
}

/** Of each letter at the size asked last: a text is drawn at one. */
const flattened = new WeakMap<readonly Command[], { readonly scale: number; readonly edges: Edges }>();

export function edgesOf({ commands, scale }: Outline): Edges {
  const known = flattened.get(commands);
  if (known?.scale === scale) return known.edges;
  const edges = flatten(commands, scale);
  flattened.set(commands, { scale, edges });
  return edges;
}

function flatten(commands: readonly Command[], scale: number): Edges {
  const edges: number[] = [];
  let [x, y, firstX, firstY] = [0, 0, 0, 0];
  for (const { command, args } of commands) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
    switch (command) {
      case 'moveTo':
        if (x !== firstX || y !== firstY) edges.push(x, y, firstX, firstY);
        firstX = x = a * scale;
        firstY = y = -b * scale;
        break;
      case 'lineTo':
        edges.push(x, y, a * scale, -b * scale);
        x = a * scale;
        y = -b * scale;
        break;
      case 'quadraticCurveTo':
        cutQuadratic(edges, x, y, a * scale, -b * scale, c * scale, -d * scale);
        x = c * scale;
        y = -d * scale;
        break;
      case 'bezierCurveTo':
        cutCubic(edges, x, y, a * scale, -b * scale, c * scale, -d * scale, e * scale, -f * scale);
        x = e * scale;
        y = -f * scale;
        break;
      case 'closePath':
        edges.push(x, y, firstX, firstY);
        x = firstX;
        y = firstY;
        break;
    }
  }
  if (x !== firstX || y !== firstY) edges.push(x, y, firstX, firstY);
  return edges;
}

function cutQuadratic(
  edges: number[],
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): void {
  const bendX = x0 - 2 * x1 + x2;
  const bendY = y0 - 2 * y1 + y2;
  const offPx = Math.sqrt(bendX * bendX + bendY * bendY) / 4;
  const count = Math.max(1, Math.ceil(Math.sqrt(offPx / MOST_OFF_PX)));
  let [x, y] = [x0, y0];
  for (let index = 1; index <= count; index += 1) {
    const t = index / count;
    const s = 1 - t;
    const nextX = index === count ? x2 : s * s * x0 + 2 * t * s * x1 + t * t * x2;
    const nextY = index === count ? y2 : s * s * y0 + 2 * t * s * y1 + t * t * y2;
    edges.push(x, y, nextX, nextY);
    x = nextX;
    y = nextY;
  }
}

function cutCubic(
  edges: number[],
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  x3: number,
  y3: number,
): void {
  const bendX = Math.max(Math.abs(x0 - 2 * x1 + x2), Math.abs(x1 - 2 * x2 + x3));
  const bendY = Math.max(Math.abs(y0 - 2 * y1 + y2), Math.abs(y1 - 2 * y2 + y3));
  const offPx = (bendX + bendY) * 0.75;
  const count = Math.max(1, Math.ceil(Math.sqrt(offPx / MOST_OFF_PX)));
  let [x, y] = [x0, y0];
  for (let index = 1; index <= count; index += 1) {
    const t = index / count;
    const s = 1 - t;
    const [a, b, c, d] = [s * s * s, 3 * t * s * s, 3 * t * t * s, t * t * t];
    const nextX = index === count ? x3 : a * x0 + b * x1 + c * x2 + d * x3;
    const nextY = index === count ? y3 : a * y0 + b * y1 + c * y2 + d * y3;
    edges.push(x, y, nextX, nextY);
    x = nextX;
    y = nextY;
  }
}
