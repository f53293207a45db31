// Rectangles and outlines become pixels: each pixel takes as much of a colour as the outline covers of it, exactly. Plain
// IEEE arithmetic and no library, so that the approved pixels come out the same on every machine (docs/decisions.md).

import { type Edges, edgesOf, type Outline } from './outline.ts';

export interface Rectangle {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Pixels as R, G, B, A; A is always 255. */
export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgba: Uint8Array;
}

type Colour = readonly [red: number, green: number, blue: number];

export function plainPixels(widthPx: number, heightPx: number, colour: string): Pixels {
  const pixels = { widthPx, heightPx, rgba: new Uint8Array(widthPx * heightPx * 4) };
  fillRectangle(pixels, { xPx: 0, yPx: 0, widthPx, heightPx }, colour);
  return pixels;
}

/** Whole pixels; what stands out of the canvas is cut. */
export function fillRectangle({ widthPx, heightPx, rgba }: Pixels, place: Rectangle, colour: string): void {
  const left = Math.max(0, place.xPx);
  const right = Math.min(widthPx, place.xPx + place.widthPx);
  const top = Math.max(0, place.yPx);
  const bottom = Math.min(heightPx, place.yPx + place.heightPx);
  if (left >= right || top >= bottom) return;
  const first = (top * widthPx + left) * 4;
  const rowBytes = (right - left) * 4;
  const [red, green, blue] = colourOf(colour);
  for (let at = first; at < first + rowBytes; at += 4) {
    rgba[at] = red;
    rgba[at + 1] = green;
    rgba[at + 2] = blue;
    rgba[at + 3] = 255;
  }
  for (let y = top + 1; y < bottom; y += 1) {
    rgba.copyWithin((y * widthPx + left) * 4, first, first + rowBytes);
  }
}

/** By the non-zero rule, as fonts are drawn: contours that overlap do not darken each other. */
export function fillOutline({ widthPx, heightPx, rgba }: Pixels, outline: Outline, colour: string): void {
  const edges = edgesOf(outline);
  const { xPx, yPx } = outline;
  const [left, top, right, bottom] = boundsOf(edges, xPx, yPx, widthPx, heightPx);
  if (left >= right || top >= bottom) return;
  // What an edge on the last border spills takes two more columns.
  const stride = right - left + 2;
  const cover = clearCells(stride * (bottom - top));
  const [dx, dy] = [xPx - left, yPx - top];
  for (let at = 0; at < edges.length; at += 4) {
    addEdge(
      cover,
      stride,
      bottom - top,
      (edges[at] ?? 0) + dx,
      (edges[at + 1] ?? 0) + dy,
      (edges[at + 2] ?? 0) + dx,
      (edges[at + 3] ?? 0) + dy,
    );
  }
  const [red, green, blue] = colourOf(colour);
  for (let y = top; y < bottom; y += 1) {
    let from = (y - top) * stride;
    let to = (y * widthPx + left) * 4;
    let covered = 0;
    let opacity = 0;
    for (let x = left; x < right; x += 1, from += 1, to += 4) {
      const more = cover[from] ?? 0;
      // Most pixels look like their left neighbour.
      if (more !== 0) {
        cover[from] = 0;
        covered += more;
        opacity = Math.trunc(Math.min(1, Math.abs(covered)) * 255 + 0.5);
      }
      if (opacity === 0) continue;
      const rest = 255 - opacity;
      rgba[to] = Math.trunc((opacity * red + rest * (rgba[to] ?? 0) + 127) / 255);
      rgba[to + 1] = Math.trunc((opacity * green + rest * (rgba[to + 1] ?? 0) + 127) / 255);
      rgba[to + 2] = Math.trunc((opacity * blue + rest * (rgba[to + 2] ?? 0) + 127) / 255);
    }
    cover.fill(0, from, from + 2);
  }
}

/** Always left clear behind: a fresh array for each letter costs more than the letter. */
let cells = new Float32Array(0);

function clearCells(count: number): Float32Array {
  if (cells.length < count) cells = new Float32Array(count);
  return cells;
}

/** What of `source` (R, G, B, A, not premultiplied) lies on the canvas, with its corner at `xPx`, `yPx`. */
export function layOver({ widthPx, heightPx, rgba }: Pixels, source: Pixels, xPx: number, yPx: number): void {
  for (let y = Math.max(0, yPx); y < Math.min(heightPx, yPx + source.heightPx); y += 1) {
    for (let x = Math.max(0, xPx); x < Math.min(widthPx, xPx + source.widthPx); x += 1) {
      const to = (y * widthPx + x) * 4;
      const from = ((y - yPx) * source.widthPx + x - xPx) * 4;
      const opacity = source.rgba[from + 3] ?? 0;
      const rest = 255 - opacity;
      for (let channel = 0; channel < 3; channel += 1) {
        const mixed = opacity * (source.rgba[from + channel] ?? 0) + rest * (rgba[to + channel] ?? 0);
        rgba[to + channel] = Math.trunc((mixed + 127) / 255);
      }
    }
  }
}

function colourOf(colour: string): Colour {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Whole pixels around the edges, inside the canvas: left, top, right, bottom. */
function boundsOf(edges: Edges, xPx: number, yPx: number, widthPx: number, heightPx: number) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  // Contours are closed: where an edge ends another begins.
  for (let at = 0; at < edges.length; at += 4) {
    const x = edges[at] ?? 0;
    const y = edges[at + 1] ?? 0;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return [
    Math.max(0, Math.floor(left + xPx)),
    Math.max(0, Math.floor(top + yPx)),
    Math.min(widthPx, Math.ceil(right + xPx)),
    Math.min(heightPx, Math.ceil(bottom + yPx)),
  ] as const;
}

/**
 * Adds to each cell by how much more the pixel is covered than its left neighbour because of this edge: the running sum
 * of a row is then the coverage itself. Downward edges count up, upward ones down.
 */
function addEdge(
  cover: Float32Array,
  stride: number,
  rows: number,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): void {
  const isDown = fromY < toY;
  const [topX, topY, bottomX, bottomY] = isDown ? [fromX, fromY, toX, toY] : [toX, toY, fromX, fromY];
  const slope = (bottomX - topX) / (bottomY - topY);
  // A level edge, or one as good as level, covers nothing.
  if (!Number.isFinite(slope)) return;
  const most = stride - 2;
  const first = Math.max(0, Math.floor(topY));
  const last = Math.min(rows, Math.ceil(bottomY));
  for (let row = first; row < last; row += 1) {
    const upperY = Math.max(topY, row);
    const lowerY = Math.min(bottomY, row + 1);
    const upperX = topX + (upperY - topY) * slope;
    const lowerX = topX + (lowerY - topY) * slope;
    const [left, right] = upperX < lowerX ? [upperX, lowerX] : [lowerX, upperX];
    const height = isDown ? lowerY - upperY : upperY - lowerY;
    const rowAt = row * stride;
    if (left >= 0 && right <= most) addSpan(cover, rowAt, left, right, height);
    else addCutSpan(cover, rowAt, left, right, height, most);
  }
}

/**
 * A span that leaves the bounds, cut there: what lies left of them counts as their left border, for all right of it is
 * covered; what lies beyond `most` as the right one. Bent there instead of cut, it would cover too little inside.
 */
function addCutSpan(
  cover: Float32Array,
  rowAt: number,
  left: number,
  right: number,
  height: number,
  most: number,
): void {
  if (right <= 0) {
    addSpan(cover, rowAt, 0, 0, height);
  } else if (left >= most) {
    addSpan(cover, rowAt, most, most, height);
  } else {
    const [from, to] = [Math.max(left, 0), Math.min(right, most)];
    const heightOf = (widthPx: number) => height * (widthPx / (right - left));
    addSpan(cover, rowAt, 0, 0, heightOf(from - left));
    addSpan(cover, rowAt, from, to, heightOf(to - from));
    addSpan(cover, rowAt, most, most, heightOf(right - to));
  }
}

/** The part of an edge within one row of pixels, from `left` to `right`, `height` high with its sign. */
function addSpan(cover: Float32Array, rowAt: number, left: number, right: number, height: number): void {
  const first = Math.floor(left);
  const last = Math.floor(right);
  if (first === last) {
    // Right of the edge all of the height is covered, in its own pixel what lies beyond its middle.
    const share = height * (first + 1 - (left + right) / 2);
    cover[rowAt + first] = (cover[rowAt + first] ?? 0) + share;
    cover[rowAt + first + 1] = (cover[rowAt + first + 1] ?? 0) + height - share;
    return;
  }
  const perPx = height / (right - left);
  let before = 0;
  for (let x = first; x <= last; x += 1) {
    const enters = Math.max(left, x);
    const leaves = Math.min(right, x + 1);
    const inside = perPx * (leaves - enters);
    // Covered in this pixel: all of what came before, and of its own part what lies right of the edge.
    const crossed = perPx * (enters - left);
    const covered = crossed + inside * (x + 1 - (enters + leaves) / 2);
    cover[rowAt + x] = (cover[rowAt + x] ?? 0) + covered - before;
    before = covered;
  }
  cover[rowAt + last + 1] = (cover[rowAt + last + 1] ?? 0) + height - before;
}
