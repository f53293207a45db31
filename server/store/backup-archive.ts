// One backup as one ZIP: files by their path in the data folder, and last a manifest with the size and checksum of each.
// Writing takes files while others append to them; reading believes no name, no size and no content that the manifest
// does not say. Whoever opens it with another program finds plain files.

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import yazl from 'yazl';
import { z } from 'zod';
import { StoreError } from './store-error.ts';

const MANIFEST = 'manifest.json';
const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;
/** Plain names below plain folders: nothing absolute, nothing upwards, nothing hidden, no drive and no backslash. */
const SAFE_PATH = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*){0,8}$/;
const FILE_TYPE_BITS = 0o170000;
const REGULAR_FILE = 0o100000;

const ManifestFile = z.strictObject({
  path: z.string().regex(SAFE_PATH).max(500),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ManifestFile = z.infer<typeof ManifestFile>;

export const Manifest = z.strictObject({
  v: z.literal(1),
  madeAt: z.int(),
  files: z.array(ManifestFile),
});
export type Manifest = z.infer<typeof Manifest>;

/** A file to put in: its first `bytes` bytes, which must not change while it is read. */
export interface Source {
  readonly path: string;
  readonly file: string;
  readonly bytes: number;
}

/** Writes the archive under a temporary name, syncs it, and only then gives it its own. */
export async function writeArchive(
  target: string,
  sources: AsyncIterable<Source>,
  madeAt: number,
): Promise<Manifest> {
  const temporary = `${target}.part`;
  const zip = new yazl.ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(temporary, { mode: 0o600 }));
  try {
    const manifest: Manifest = { v: 1, madeAt, files: await addAll(zip, sources) };
    zip.addBuffer(Buffer.from(`${JSON.stringify(manifest)}\n`), MANIFEST, { mtime: new Date(madeAt) });
    zip.end();
    await written;
    await syncPath(temporary);
    await rename(temporary, target);
    await syncPath(dirname(target));
    return manifest;
  } catch (error) {
    zip.end();
    await written.catch(() => undefined); // The first error is the one to tell.
    await rm(temporary, { force: true });
    throw error;
  }
}

async function addAll(zip: yazl.ZipFile, sources: AsyncIterable<Source>): Promise<ManifestFile[]> {
  const files: ManifestFile[] = [];
  for await (const { path, file, bytes } of sources) {
    const counted = counting();
    const isOver = pipeline(
      bytes === 0 ? [] : createReadStream(file, { start: 0, end: bytes - 1 }),
      counted.stream,
    );
    zip.addReadStream(counted.stream, path, { mode: REGULAR_FILE | 0o600, size: bytes });
    await isOver;
    if (counted.bytes !== bytes) throw new StoreError('STORE_CONFLICT', file, 'it shrank while it was read');
    files.push({ path, bytes, sha256: counted.digest() });
  }
  return files;
}

function counting() {
  const hash = createHash('sha256');
  const state = {
    bytes: 0,
    digest: () => hash.digest('hex'),
    stream: new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        hash.update(chunk);
        state.bytes += chunk.byteLength;
        done(null, chunk);
      },
    }),
  };
  return state;
}

/** What the archive says it holds. Throws STORE_CORRUPT. */
export async function readManifest(archive: string): Promise<Manifest> {
  const zip = await openArchive(archive);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== MANIFEST) continue;
      if (entry.uncompressedSize > MAX_MANIFEST_BYTES) break;
      const pieces: Uint8Array[] = [];
      for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Uint8Array);
      return Manifest.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')));
    }
  } catch (error) {
    throw corrupt(archive, 'its manifest cannot be read', error);
  } finally {
    zip.close();
  }
  throw corrupt(archive, 'it has no manifest');
}

/** Unpacks every file of the manifest below `directory`, which is ours alone; refuses everything else. */
export async function extractArchive(archive: string, { files }: Manifest, directory: string): Promise<void> {
  const wanted = new Map(files.map((file) => [file.path, file]));
  if (wanted.size !== files.length) throw corrupt(archive, 'it names a file twice');
  const zip = await openArchive(archive);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName === MANIFEST) continue;
      const file = wanted.get(entry.fileName);
      if (file === undefined || !isPlainFile(entry)) throw corrupt(archive, `what is ${entry.fileName}?`);
      wanted.delete(entry.fileName);
      await extractFile(zip, entry, file, directory);
    }
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw corrupt(archive, 'it cannot be read', error);
  } finally {
    zip.close();
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw corrupt(archive, `${missing} is missing`);
}

async function extractFile(zip: ZipFile, entry: Entry, file: ManifestFile, directory: string): Promise<void> {
  if (entry.uncompressedSize !== file.bytes) throw corrupt(file.path, 'its size is not the manifest’s');
  const target = join(directory, file.path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const counted = counting();
  await pipeline(
    await zip.openReadStreamPromise(entry),
    counted.stream,
    createWriteStream(target, { flags: 'wx', mode: 0o600 }),
  );
  if (counted.digest() !== file.sha256) throw corrupt(file.path, 'its checksum is wrong');
  await syncPath(target);
}

/** No link, no device: Unix types stand in the upper half; a zero there was written by a system without them. */
function isPlainFile({ externalFileAttributes }: Entry): boolean {
  const type = (externalFileAttributes >>> 16) & FILE_TYPE_BITS;
  return type === 0 || type === REGULAR_FILE;
}

async function openArchive(archive: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(archive, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (error) {
    throw corrupt(archive, 'this is not a backup', error);
  }
}

async function syncPath(path: string): Promise<void> {
  // Windows cannot open a folder for syncing.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function corrupt(path: string, reason: string, cause?: unknown): StoreError {
  return new StoreError('STORE_CORRUPT', path, reason, { cause });
}
