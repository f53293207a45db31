// A dropped, pasted or chosen file on its way into the vault: streamed to disk, judged by its bytes, and either made into
// a picture of ours, kept as a film, or gone again with a sentence for the person who sent it.

import type { TakenFile } from '../../content/model/api/studio.ts';
import { sha256Hex } from '../store/digest.ts';
import { readFilm } from './film-intake.ts';
import { refused, takeImage } from './image-intake.ts';
import type { Arrival, Vault } from './vault.ts';

/** A picture must be read whole before it can be decoded. */
const MOST_IMAGE_BYTES = 60 * 1024 * 1024;
const FILM_NAME = /\.(?:mp4|m4v|mov|webm|mkv|avi|wmv|mpe?g|3gp|ts|flv)$/i;

/** `today` is the local date: what nobody uses is thrown away after some days. Throws FILE_REFUSED, leaving nothing. */
export async function takeFile(
  stream: AsyncIterable<Uint8Array>,
  fileName: string,
  today: string,
  vault: Vault,
): Promise<TakenFile> {
  let taken: TakenFile | undefined;
  await vault.receive(stream, today, async (arrival) => {
    if (isFilm(arrival.head, fileName)) {
      taken = await filmOf(arrival);
      return true;
    }
    taken = await imageOf(arrival, fileName, today, vault);
    return false;
  });
  if (taken === undefined) throw new Error('nothing was judged');
  return taken;
}

function isFilm(bytes: Uint8Array, fileName: string): boolean {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const isIso = head.slice(4, 8) === 'ftyp' && !/^(?:hei|hev|mif1|msf1|avi)/.test(head.slice(8));
  if (isIso || head.startsWith('\x1a\x45\xdf\xa3')) return true;
  const isImage = /^(?:\xff\xd8\xff|\x89PNG|GIF8|RIFF.{4}WEBP|II\*\0|MM\0\*)/s.test(head);
  return bytes.length > 0 && !isImage && FILM_NAME.test(fileName);
}

async function filmOf(arrival: Arrival): Promise<TakenFile> {
  const { notes, ...film } = await readFilm(arrival);
  return { kind: 'video', sha256: arrival.sha256, bytes: arrival.bytes, ...film, notes: [...notes] };
}

async function imageOf(arrival: Arrival, fileName: string, today: string, vault: Vault): Promise<TakenFile> {
  if (arrival.bytes > MOST_IMAGE_BYTES) {
    const megabytes = Math.round(arrival.bytes / 1024 / 1024);
    throw refused(`Ảnh nặng ${megabytes} MB, nhiều nhất là 60 MB. Hãy lưu lại thành JPG rồi tải lên.`);
  }
  const { png, widthPx, heightPx, notes } = await takeImage(await arrival.read(0, arrival.bytes), fileName);
  await vault.receive(once(png), today, async () => true);
  return {
    kind: 'image',
    sha256: sha256Hex(png),
    bytes: png.byteLength,
    mime: 'image/png',
    widthPx,
    heightPx,
    durationMs: null,
    codec: null,
    notes: [...notes],
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Keeps a picture that was taken in, for good; false when the vault has no picture of that hash. */
export async function adoptPicture(vault: Vault, sha256: string): Promise<boolean> {
  const file = await vault.open(sha256);
  return file !== undefined && file.mime.startsWith('image/') && (await vault.adopt(sha256));
}
