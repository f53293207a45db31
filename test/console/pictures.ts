// Pictures for the console's tests: words on a LED canvas, drawn once per run with the bundled font. Not the studio's
// rendering; only something of the right size that a person can look at.

import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

const require = createRequire(import.meta.url);
const fontFile = join(
  dirname(require.resolve('@expo-google-fonts/be-vietnam-pro/package.json')),
  '700Bold/BeVietnamPro_700Bold.ttf',
);

export interface Picture {
  readonly sha256: string;
  readonly png: Buffer;
}

export const WIDTH_PX = 640;
export const HEIGHT_PX = 384;

export async function drawPicture(words: string, ground: string): Promise<Picture> {
  const text = await sharp({
    text: {
      text: `<span foreground="white">${words}</span>`,
      font: 'Be Vietnam Pro Bold',
      fontfile: fontFile,
      width: WIDTH_PX - 80,
      height: HEIGHT_PX - 100,
      align: 'centre',
      rgba: true,
    },
  })
    .png()
    .toBuffer();
  const png = await sharp({ create: { width: WIDTH_PX, height: HEIGHT_PX, channels: 3, background: ground } })
    .composite([{ input: text, gravity: 'centre' }])
    .png()
    .toBuffer();
  return { sha256: createHash('sha256').update(png).digest('hex'), png };
}
