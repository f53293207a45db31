// Date and clock: sprites placed on a background each minute. Its proof is the hash of what it was assembled from at its
// start, since the pixels change while it is on.

import { clockCell, clockSigns } from '../../content/model/clock-face.ts';
import { type Instant, type LocalTime, MINUTE_MS } from '../../content/model/instant.ts';
import type { ClockFace } from '../../content/model/item.ts';
import type { ProgrammeItem } from '../../content/model/programme.ts';
import { clockInputs } from '../../content/model/rendition.ts';
import { sha256OfText } from '../digest.ts';
import { decodePng, makeBuffer, type ScenePicture, type SceneTools } from './scene-picture.ts';

export async function drawClockCard(
  { rendition }: ProgrammeItem,
  face: ClockFace,
  startAt: Instant,
  tools: SceneTools,
): Promise<ScenePicture> {
  const [background, sprites] = await Promise.all(
    [rendition.picture, face.sprites].map(
      async ({ sha256 }) => await decodePng(await tools.readAsset(sha256)),
    ),
  );
  if (background === undefined || sprites === undefined) throw new Error('no background or sprites');
  const { canvas, context } = makeBuffer(rendition.widthPx, rendition.heightPx);
  let minute = Math.floor(startAt / MINUTE_MS);
  const draw = (local: LocalTime) => {
    context.drawImage(background, 0, 0);
    for (const line of face.lines) placeLine(context, sprites, face, line, local);
  };
  const local = tools.localTimeAt(startAt);
  draw(local);
  return {
    canvas,
    pixels: sha256OfText(clockInputs(rendition.picture, face, local)),
    refresh: (at) => {
      const now = Math.floor(at / MINUTE_MS);
      if (now === minute) return false;
      minute = now;
      draw(tools.localTimeAt(at));
      return true;
    },
  };
}

/** Throws when the sheet lacks a sign: half a clock is a broken picture. */
function placeLine(
  context: CanvasRenderingContext2D,
  sprites: ImageBitmap,
  face: ClockFace,
  line: ClockFace['lines'][number],
  local: LocalTime,
): void {
  const { format, centreXPx, topPx } = line;
  const cells = clockSigns(line, local).map((sign) => {
    const cell = face.cells[clockCell(format, sign)];
    if (cell === undefined) throw new Error(`no sprite for ${sign}`);
    return cell;
  });
  const widthPx = cells.reduce((sum, cell) => sum + cell.widthPx, 0);
  let leftPx = centreXPx - Math.floor(widthPx / 2);
  for (const cell of cells) {
    const { xPx, yPx, widthPx, heightPx } = cell;
    context.drawImage(sprites, xPx, yPx, widthPx, heightPx, leftPx, topPx, widthPx, heightPx);
    leftPx += widthPx;
  }
}
