// A still picture: decoded, drawn one to one and hashed before its start. The hash is compared with the approved one by
// rule, on player and server alike; here it is only measured.

import type { ProgrammeItem } from '../../content/model/programme.ts';
import { decodePng, hashPixels, makeBuffer, type ScenePicture, type SceneTools } from './scene-picture.ts';

export async function drawStill({ rendition }: ProgrammeItem, tools: SceneTools): Promise<ScenePicture> {
  const { widthPx, heightPx, picture } = rendition;
  const bitmap = await decodePng(await tools.readAsset(picture.sha256));
  const { canvas, context } = makeBuffer(widthPx, heightPx);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { canvas, pixels: await hashPixels(context) };
}
