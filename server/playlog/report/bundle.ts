// Gói kiểm toán: a ZIP with the evidence of a period as it lies in the ledger, the keys, and the page that checks it. The
// archive's own comment signs every byte before it, so nothing in the file can be changed unseen; docs/play-log.md has
// the format, complete enough to write another verifier from.

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import yazl from 'yazl';
import { canonicalJson } from '../../../content/model/canonical.ts';
import type { Instant, Interval } from '../../../content/model/instant.ts';
import type { KeyAlgorithm } from '../../../content/model/protocol.ts';
import type { DatePeriod } from '../../../content/model/report-period.ts';
import { nodeDisk } from '../../store/disk.ts';
import { readPieces, withFile } from '../../store/files.ts';
import { type EvidenceFile, sha256OfFile, sumsText, textFile } from './evidence-files.ts';

export interface PlayerKeyEntry {
  readonly keyId: string;
  readonly screenId: string;
  readonly algorithm: KeyAlgorithm;
  /** Raw Ed25519 key or SEC1 point, base64. */
  readonly publicKey: string;
  readonly enrolledAt: Instant;
  readonly endedAt: Instant | null;
}

/** A key of the server; `use` says what it signs. */
export interface ServerKeyEntry {
  readonly keyId: string;
  readonly publicKey: string;
  readonly use: 'programmes' | 'seals';
}

export interface BundleHeader {
  readonly madeAt: Instant;
  readonly madeBy: string;
  readonly organisation: string;
  readonly period: DatePeriod;
  readonly screens: readonly ({ readonly id: string; readonly name: string } & Interval)[];
}

export interface BundleContent {
  readonly header: BundleHeader;
  /** Ledger, quarantine, declarations, programmes: what the code of the bundle is made of. */
  readonly evidence: readonly EvidenceFile[];
  /** Statements, seals and whatever else is checked but may grow later. */
  readonly besides: readonly EvidenceFile[];
  readonly keys: { readonly players: readonly PlayerKeyEntry[]; readonly server: readonly ServerKeyEntry[] };
}

export interface BundleSigner {
  readonly keyId: string;
  sign(text: string): string;
}

export const SUMS_PATH = 'bang-chung.sha256';
const LEVEL = { compressionLevel: 2 } as const;
const COMMENT_LENGTH_BYTES = 2;

/** Of the evidence alone, so that a report and a bundle of the same period have the same one. */
export async function bundleCodeOf(evidence: readonly EvidenceFile[]): Promise<string> {
  const sums: { path: string; sha256: string }[] = [];
  for (const file of evidence) sums.push({ path: file.path, sha256: await sha256OfFile(file) });
  return codeOf(sumsText(sums));
}

export function bundleSigningText(sha256: string): string {
  return `vongxoay/bundle/v1\n${sha256}`;
}

/** The archive without its signing comment, and its hash; `finishBundle` adds it. */
export async function* bundleArchive(
  content: BundleContent,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array, { sha256: string }> {
  const zip = new yazl.ZipFile();
  const sums: { path: string; bytes: number; sha256: string }[] = [];
  const add = (file: EvidenceFile): void => {
    zip.addReadStreamLazy(file.path, LEVEL, (answer) => answer(null, Readable.from(hashing(file))));
  };
  const hashing = async function* (file: EvidenceFile): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256');
    for await (const piece of file.read()) {
      hash.update(piece);
      onBytes(piece.length);
      yield piece;
    }
    sums.push({ path: file.path, bytes: file.bytes, sha256: hash.digest('hex') });
  };
  for (const file of content.evidence) add(file);
  const paths = new Set(content.evidence.map(({ path }) => path));
  // Entries are read one after the other, so the sums of those before are known when these are asked for.
  const sumsOfEvidence = () => sumsText(sums.filter(({ path }) => paths.has(path)));
  add(lazily(SUMS_PATH, sumsOfEvidence));
  for (const file of content.besides) add(file);
  add(textFile('keys.json', `${canonicalJson(content.keys)}\n`));
  zip.addReadStreamLazy('manifest.json', LEVEL, (answer) => {
    const files = sums.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const manifest = {
      v: 1,
      kind: 'vongxoay-bundle',
      ...content.header,
      code: codeOf(sumsOfEvidence()),
      files,
    };
    answer(null, Readable.from([Buffer.from(`${canonicalJson(manifest)}\n`)]));
  });
  zip.end();
  const hash = createHash('sha256');
  for await (const piece of zip.outputStream as Readable) {
    hash.update(piece as Uint8Array);
    yield piece as Uint8Array;
  }
  return { sha256: hash.digest('hex') };
}

/** Adds the signing comment to an archive whose hash is `sha256`; tells size and hash of the finished file. */
export async function finishBundle(
  path: string,
  sha256: string,
  signer: BundleSigner,
): Promise<{ bytes: number; sha256: string }> {
  const signature = signer.sign(bundleSigningText(sha256));
  const comment = Buffer.from(canonicalJson({ v: 1, keyId: signer.keyId, sha256, signature }), 'latin1');
  const bytes = await withFile(nodeDisk, path, 'update', async (file) => {
    const size = await file.size();
    const length = Buffer.alloc(COMMENT_LENGTH_BYTES);
    length.writeUInt16LE(comment.length);
    // The archive ends with the length of its comment, which was 0.
    await file.write(size - COMMENT_LENGTH_BYTES, Buffer.concat([length, comment]));
    return size + comment.length;
  });
  const hash = createHash('sha256');
  for await (const piece of readPieces(path, bytes)) hash.update(piece);
  return { bytes, sha256: hash.digest('hex') };
}

function lazily(path: string, make: () => string): EvidenceFile {
  let made: Buffer | undefined;
  return {
    path,
    get bytes() {
      return made?.length ?? 0;
    },
    async *read() {
      made = Buffer.from(make(), 'utf8');
      yield made;
    },
  };
}

function codeOf(sums: string): string {
  return createHash('sha256').update(sums).digest('hex');
}
