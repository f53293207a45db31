// The only owner of qrcode: an address as squares of whole LED pixels, dark on light, with its quiet zone.
// A code that a telephone cannot read is worse than none, so one that gets too small is reported, never shrunk further.

import { create } from 'qrcode';
import type { Shape } from './raster.ts';

/** Under this many LED pixels a module, telephones fail (player-stack.md section 10). */
export const LEAST_MODULE_PX = 3;
const QUIET_MODULES = 4;

export interface QrCode {
  /** Modules on one side, quiet zone not included. */
  readonly size: number;
  /** Modules on one side, quiet zone included. */
  readonly fullSize: number;
  isDark(column: number, row: number): boolean;
}

export function encodeQr(text: string): QrCode {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  return {
    size: modules.size,
    fullSize: modules.size + 2 * QUIET_MODULES,
    isDark: (column, row) => modules.get(row, column) !== 0,
  };
}

/** Light ground with quiet zone and dark modules; `xPx`, `yPx` are the corner of the quiet zone. */
export function drawQr(
  code: QrCode,
  xPx: number,
  yPx: number,
  modulePx: number,
  colours: { dark: string; light: string },
): Shape[] {
  const modules: Shape[] = [];
  for (let row = 0; row < code.size; row += 1) {
    for (let column = 0; column < code.size; column += 1) {
      if (!code.isDark(column, row)) continue;
      modules.push({
        xPx: xPx + (column + QUIET_MODULES) * modulePx,
        yPx: yPx + (row + QUIET_MODULES) * modulePx,
        widthPx: modulePx,
        heightPx: modulePx,
        fill: colours.dark,
      });
    }
  }
  const sidePx = code.fullSize * modulePx;
  return [{ xPx, yPx, widthPx: sidePx, heightPx: sidePx, fill: colours.light }, ...modules];
}
