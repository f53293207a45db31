// How a rendition looks at one moment, as a still: what the player assembles from sprites and strips, put together here for
// paper and galleries. Never shown on a screen and never proof of anything.

import sharp from 'sharp';
import { clockCell, clockSigns } from '../../content/model/clock-face.ts';
import type { LocalTime } from '../../content/model/instant.ts';
import type { Rendition } from '../../content/model/item.ts';
import { stripLeftPx } from '../../content/model/rendition.ts';
import type { Vault } from './vault.ts';

interface Pixels {
  readonly data: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
}

interface Cut {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** PNG bytes of `rendition` at the local moment, `elapsedMs` after its start. */
export async function sampleOf(
  rendition: Rendition,
  vault: Pick<Vault, 'open'>,
  local: LocalTime,
  elapsedMs = 0,
): Promise<Uint8Array> {
  const { clockFace, ticker, widthPx, heightPx } = rendition;
  const ground = await decode(rendition.picture.sha256, vault);
  if (ticker !== undefined) {
    const strip = await decode(ticker.strip.sha256, vault);
    const whole = { xPx: 0, yPx: 0, widthPx: strip.widthPx, heightPx: strip.heightPx };
    blit(strip, whole, ground, stripLeftPx(ticker, widthPx, elapsedMs), ticker.topPx);
  }
  if (clockFace !== undefined) {
    const sprites = await decode(clockFace.sprites.sha256, vault);
    for (const line of clockFace.lines) {
      const cells = clockSigns(line, local).flatMap(
        (sign) => clockFace.cells[clockCell(line.format, sign)] ?? [],
      );
      let leftPx = line.centreXPx - Math.floor(cells.reduce((sum, cell) => sum + cell.widthPx, 0) / 2);
      for (const cell of cells) {
        blit(sprites, cell, ground, leftPx, line.topPx);
        leftPx += cell.widthPx;
      }
    }
  }
  return await sharp(ground.data, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

async function decode(sha256: string, vault: Pick<Vault, 'open'>): Promise<Pixels> {
  const file = await vault.open(sha256);
  if (file === undefined) throw new RangeError(`no picture ${sha256} in the vault`);
  const { data, info } = await sharp(file.content).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, widthPx: info.width, heightPx: info.height };
}

/** Copies what of the cut lies on the target. */
function blit(from: Pixels, cut: Cut, to: Pixels, leftPx: number, topPx: number): void {
  const first = Math.max(0, -leftPx);
  const last = Math.min(cut.widthPx, to.widthPx - leftPx);
  if (first >= last) return;
  for (let y = Math.max(0, -topPx); y < Math.min(cut.heightPx, to.heightPx - topPx); y += 1) {
    const source = ((cut.yPx + y) * from.widthPx + cut.xPx + first) * 3;
    from.data.copy(
      to.data,
      ((topPx + y) * to.widthPx + leftPx + first) * 3,
      source,
      source + (last - first) * 3,
    );
  }
}
