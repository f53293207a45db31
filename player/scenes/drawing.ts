// Which scene draws which item, and what its drawn pixels are known by. One place to add an item kind.

import { canonicalJson, type Sha256 } from '../../content/model/canonical.ts';
import type { Instant, ZoneRules } from '../../content/model/instant.ts';
import type { Asset } from '../../content/model/item.ts';
import type { ProgrammeItem } from '../../content/model/programme.ts';
import { clockLines, drawClockLines, nextMinuteAt } from './clock-card.ts';
import { type Canvas2d, drawStill } from './still.ts';

export interface DrawingTools {
  /** Decoded from verified bytes, without colour conversion. Rejects when missing or broken. */
  picture(asset: Asset): Promise<ImageBitmap>;
  sha256Bytes(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  readonly sha256: Sha256;
  zoneRules(): ZoneRules;
}

/** A scene on its canvas. `redraw` is called from `changesAt` on and answers when it will change again. */
export interface Drawing {
  readonly pixels: string;
  readonly changesAt: Instant | null;
  redraw(canvas: Canvas2d, at: Instant): Instant | null;
  dispose(): void;
}

export async function drawItem(
  canvas: Canvas2d,
  item: ProgrammeItem,
  startAt: Instant,
  tools: DrawingTools,
): Promise<Drawing> {
  const { picture, clockFace } = item.rendition;
  const background = await tools.picture(picture);
  try {
    drawStill(canvas, background);
    if (clockFace === undefined) {
      const pixels = await tools.sha256Bytes(bytesOn(canvas));
      background.close();
      return { pixels, changesAt: null, redraw: () => null, dispose() {} };
    }
    const sprites = await tools.picture(clockFace.sprites);
    const lines = clockLines(clockFace, tools.zoneRules(), startAt);
    drawClockLines(canvas, sprites, clockFace, lines);
    const inputs = { background: picture.sha256, sprites: clockFace.sprites.sha256, lines };
    return {
      pixels: tools.sha256(canonicalJson(inputs)),
      changesAt: nextMinuteAt(startAt),
      redraw(onto, at) {
        drawStill(onto, background);
        drawClockLines(onto, sprites, clockFace, clockLines(clockFace, tools.zoneRules(), at));
        return nextMinuteAt(at);
      },
      dispose() {
        background.close();
        sprites.close();
      },
    };
  } catch (fault) {
    background.close();
    throw fault;
  }
}

function bytesOn({ context, widthPx, heightPx }: Canvas2d): Uint8Array<ArrayBuffer> {
  const { data } = context.getImageData(0, 0, widthPx, heightPx);
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}
