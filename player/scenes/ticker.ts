// Running words: one long picture made by the studio, pushed over the still one by whole pixels at a constant speed. Where
// it stands follows from the time since its start alone, so a late frame never makes it slower.

import type { TickerStrip } from '../../content/model/item.ts';
import type { ProgrammeItem } from '../../content/model/programme.ts';
import { stripLeftPx, tickerInputs } from '../../content/model/rendition.ts';
import { sha256OfText } from '../digest.ts';
import { decodePng, makeBuffer, type ScenePicture, type SceneTools } from './scene-picture.ts';

/** Half a frame: frames come a little early or late, and must not fall on the edge between two pixels. */
const PHASE_MS = 8;

export async function drawTicker(
  { rendition }: ProgrammeItem,
  ticker: TickerStrip,
  tools: SceneTools,
): Promise<ScenePicture> {
  const { picture, widthPx, heightPx } = rendition;
  const [background, strip] = await Promise.all(
    [picture, ticker.strip].map(async ({ sha256 }) => await decodePng(await tools.readAsset(sha256))),
  );
  if (background === undefined || strip === undefined) throw new Error('no background or strip');
  const { canvas, context } = makeBuffer(widthPx, heightPx);
  let leftPx = stripLeftPx(ticker, widthPx, 0);
  const draw = (): void => {
    context.drawImage(background, 0, 0);
    context.drawImage(strip, leftPx, ticker.topPx);
  };
  draw();
  return {
    canvas,
    pixels: sha256OfText(tickerInputs(picture, ticker)),
    refresh: (_at, elapsedMs) => {
      const next = stripLeftPx(ticker, widthPx, elapsedMs + PHASE_MS);
      if (next === leftPx) return false;
      leftPx = next;
      draw();
      return true;
    },
    dispose: () => {
      background.close();
      strip.close();
    },
  };
}
