// A workbook that somebody sends is a ZIP, and its parts may unpack to anything. Only the parts that are text are unpacked,
// up to a limit that no list of slogans reaches, and packed anew: the reader behind gets no size but true ones.

import yauzl from 'yauzl';
import yazl from 'yazl';

const MOST_PARTS = 200;
const MOST_UNPACKED_BYTES = 16 * 1024 * 1024;

/** Throws for what is no ZIP, for one that contradicts itself, and for one that unpacks to too much. */
export async function repackWorkbook(bytes: Uint8Array): Promise<Buffer> {
  const zip = await yauzl.fromBufferPromise(Buffer.from(bytes), { lazyEntries: true });
  const packed = new yazl.ZipFile();
  let [parts, unpacked] = [0, 0];
  for await (const entry of zip.eachEntry()) {
    if (!/\.(?:xml|rels)$/.test(entry.fileName)) continue;
    parts += 1;
    if (parts > MOST_PARTS) throw new RangeError('too many parts');
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      unpacked += (piece as Buffer).byteLength;
      if (unpacked > MOST_UNPACKED_BYTES) throw new RangeError('unpacks to too much');
      pieces.push(piece as Buffer);
    }
    packed.addBuffer(Buffer.concat(pieces), entry.fileName, { compress: false });
  }
  packed.end();
  const clean: Buffer[] = [];
  for await (const piece of packed.outputStream) clean.push(piece as Buffer);
  return Buffer.concat(clean);
}
