// The files of the evidence as they lie on disk, byte for byte up to what was acknowledged: what a bundle carries, and
// what its code is made of. Only whole day files, and no day left out between the first and the last.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { dayPath, listDays, readingFile } from '../../store/day-files.ts';
import { type Disk, nodeDisk } from '../../store/disk.ts';
import { listFiles, readIfPresent, readPieces } from '../../store/files.ts';

const PIECE_CHARS = 65_536;

/** A chained log as it stood: its folder and how far its last day was acknowledged. */
export interface LogExtent {
  readonly directory: string;
  readonly acknowledged: { readonly day: string; readonly size: number } | undefined;
}

/** A file of the bundle before it is read. */
export interface EvidenceFile {
  /** In the bundle. */
  readonly path: string;
  /** Of what is made while it is read: so far. */
  readonly bytes: number;
  read(): AsyncIterable<Uint8Array>;
}

/** Day files of a log from `fromDay` to `toDay`, both included, as `<folder>/<day>.jsonl`. */
export async function dayFilesOf(
  log: LogExtent,
  folder: string,
  { fromDay, toDay }: { fromDay: string; toDay: string },
  disk: Disk = nodeDisk,
): Promise<EvidenceFile[]> {
  const { directory, acknowledged } = log;
  if (acknowledged === undefined) return [];
  const days = (await listDays(directory, disk)).filter(
    (day) => day >= fromDay && day <= toDay && day <= acknowledged.day,
  );
  return Promise.all(
    days.map(async (day) => {
      const path = dayPath(directory, day);
      const bytes =
        day === acknowledged.day
          ? acknowledged.size
          : await readingFile(path, disk, async (file) => file.size());
      return { path: `${folder}/${day}.jsonl`, bytes, read: () => readPieces(path, bytes, disk) };
    }),
  );
}

/** A file that is never written again, as it lies. */
export async function wholeFile(path: string, from: string, disk: Disk = nodeDisk): Promise<EvidenceFile> {
  const bytes = await readingFile(from, disk, async (file) => file.size());
  return { path, bytes, read: () => readPieces(from, bytes, disk) };
}

export function textFile(path: string, text: string): EvidenceFile {
  const bytes = Buffer.from(text, 'utf8');
  return {
    path,
    bytes: bytes.length,
    async *read() {
      yield bytes;
    },
  };
}

/** Lines that are made while they are read, so that they are never in memory together. */
export function linesFile(path: string, lines: () => AsyncIterable<string>): EvidenceFile {
  let bytes = 0;
  return {
    path,
    get bytes() {
      return bytes;
    },
    async *read() {
      let waiting = '';
      const taken = (): Uint8Array => {
        const piece = Buffer.from(waiting, 'utf8');
        waiting = '';
        bytes += piece.length;
        return piece;
      };
      for await (const line of lines()) {
        waiting += line;
        if (waiting.length >= PIECE_CHARS) yield taken();
      }
      if (waiting !== '') yield taken();
    },
  };
}

/** As `sha256sum` prints it: one line a file, by path. */
export function sumsText(files: readonly { path: string; sha256: string }[]): string {
  return files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    .join('');
}

export async function sha256OfFile(file: EvidenceFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of file.read()) hash.update(piece);
  return hash.digest('hex');
}

/** Day seals of the days, as they lie. */
export async function sealFilesOf(
  directory: string,
  folder: string,
  days: readonly string[],
  disk: Disk = nodeDisk,
): Promise<EvidenceFile[]> {
  const names = (await listFiles(directory, disk)).filter((name) =>
    days.includes(name.replace(/\.json$/, '')),
  );
  return Promise.all(
    names.map(async (name) => {
      const bytes = (await readIfPresent(join(directory, name), disk)) ?? new Uint8Array();
      return textFile(`${folder}/${name}`, Buffer.from(bytes).toString('utf8'));
    }),
  );
}
