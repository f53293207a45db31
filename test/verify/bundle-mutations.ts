// Ways to tamper with a bundle: bytes of the archive; lines taken out, doubled, moved or altered by somebody who packs it
// again; and forgers who rebuild hashes and chains, and sign with a key of their own.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import yazl from 'yazl';
import { canonicalJson } from '../../content/model/canonical.ts';
import { rawPublicKey } from '../support/robot-player.ts';
import { nodePlatform } from '../../scripts/verify-playlog/node-platform.ts';
import { openArchive } from '../../scripts/verify-playlog/archive.ts';
import type { ByteSource } from '../../scripts/verify-playlog/platform.ts';

export type Random = () => number;

export interface Mutation {
  readonly kind: string;
  readonly bytes: Buffer;
  /** Paths of which one must be named; empty: any place will do. */
  readonly places: readonly string[];
}

interface Unpacked {
  readonly files: Map<string, Buffer>;
  readonly comment: string;
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (at, length) => bytes.subarray(at, at + length) };
}

export async function unpack(bytes: Uint8Array): Promise<Unpacked> {
  const archive = await openArchive(sourceOfBytes(bytes), nodePlatform);
  const files = new Map<string, Buffer>();
  for (const entry of archive.entries) {
    const pieces: Uint8Array[] = [];
    for await (const piece of archive.read(entry)) pieces.push(piece);
    files.set(entry.path, Buffer.concat(pieces));
  }
  return { files, comment: archive.comment };
}

async function pack(
  files: ReadonlyMap<string, Buffer>,
  commentOf: (unsigned: string) => string,
): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [path, data] of files) zip.addBuffer(data, path);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  const archive = Buffer.concat(pieces);
  const comment = Buffer.from(commentOf(sha256(archive)), 'latin1');
  archive.writeUInt16LE(comment.length, archive.length - 2);
  return Buffer.concat([archive, comment]);
}

const pick = <T>(random: Random, from: readonly T[]): T => {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
};

/** One mutation; which one the random source decides. */
export async function mutate(bytes: Buffer, unpacked: Unpacked, random: Random): Promise<Mutation> {
  const kinds = [flipByte, truncate, editLines, editLines, forgeChains, resign];
  return pick(random, kinds)(bytes, unpacked, random);
}

function flipByte(bytes: Buffer, _: Unpacked, random: Random): Mutation {
  const copy = Buffer.from(bytes);
  const at = Math.floor(random() * copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return { kind: `byte ${at}`, bytes: copy, places: [] };
}

function truncate(bytes: Buffer, _: Unpacked, random: Random): Mutation {
  const length = Math.floor(random() * bytes.length);
  return { kind: `cut to ${length}`, bytes: bytes.subarray(0, length), places: ['(zip)'] };
}

/** Somebody edits a file with an editor and packs the bundle again. */
async function editLines(_: Buffer, { files, comment }: Unpacked, random: Random): Promise<Mutation> {
  const path = pick(
    random,
    [...files.keys()].filter((one) => one.endsWith('.jsonl')),
  );
  const lines = linesOf(files.get(path));
  const how = pick(random, ['delete', 'double', 'move', 'alter'] as const);
  const changed = edited(lines, how, random);
  const altered = new Map(files).set(path, Buffer.from(changed.join('')));
  return { kind: `${how} in ${path}`, bytes: await pack(altered, () => comment), places: [path] };
}

function edited(
  lines: readonly string[],
  how: 'delete' | 'double' | 'move' | 'alter',
  random: Random,
): string[] {
  const at = Math.floor(random() * lines.length);
  const line = lines[at] ?? '';
  switch (how) {
    case 'delete':
      return lines.toSpliced(at, 1);
    case 'double':
      return lines.toSpliced(at, 0, line);
    case 'move': {
      const others = lines.toSpliced(at, 1);
      return others.toSpliced((at + 1 + Math.floor(random() * (lines.length - 2))) % lines.length, 0, line);
    }
    case 'alter': {
      const place = Math.floor(random() * (line.length - 1));
      const other = line[place] === 'x' ? 'y' : 'x';
      return lines.with(at, `${line.slice(0, place)}${other}${line.slice(place + 1)}`);
    }
  }
}

/** A forger who knows the format rebuilds every hash from the altered record on, but has no key. */
async function forgeChains(_: Buffer, { files, comment }: Unpacked, random: Random): Promise<Mutation> {
  const forged = forgedLedger(files, random, () => null);
  const complete = relisted(forged.files);
  return { kind: 'rebuilt chains', bytes: await pack(complete, () => comment), places: [forged.path] };
}

/** As before, and signs with keys of its own; put into keys.json or not. */
async function resign(_: Buffer, { files }: Unpacked, random: Random): Promise<Mutation> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = rawPublicKey(publicKey);
  const keyId = sha256(raw).slice(0, 16);
  const signText = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64');
  const forged = forgedLedger(files, random, signText);
  const listsKey = random() < 0.5;
  if (listsKey) {
    const keys = JSON.parse(String(forged.files.get('keys.json'))) as {
      players: { keyId: string; publicKey: string }[];
      server: { keyId: string; publicKey: string }[];
    };
    const theirs = { publicKey: raw.toString('base64') };
    const swapped = {
      players: keys.players.map((key) => ({ ...key, ...theirs })),
      server: keys.server.map((key) => ({ ...key, ...theirs, keyId })),
    };
    forged.files.set('keys.json', Buffer.from(`${canonicalJson(swapped)}\n`));
  }
  const bytes = await pack(relisted(forged.files), (unsigned) =>
    canonicalJson({
      v: 1,
      keyId,
      sha256: unsigned,
      signature: signText(`vongxoay/bundle/v1\n${unsigned}`),
    }),
  );
  const places = listsKey ? [] : [forged.path];
  return { kind: `signed by another key${listsKey ? ', listed' : ''}`, bytes, places };
}

interface Entry {
  at: number;
  n: number;
  prev: string;
  body: {
    kind: string;
    record?: { boot: string; seq: number; prev: string | null; shownMs?: number; monoMs: number };
    boot?: string;
    lastSeq?: number;
    screen?: string;
    key?: string;
    sha256?: string;
    signature?: string;
  };
}

/** Alters one record and makes every chain whole again; `signText` makes the batch signatures, null leaves them. */
function forgedLedger(
  files: ReadonlyMap<string, Buffer>,
  random: Random,
  signText: (text: string) => string | null,
): { files: Map<string, Buffer>; path: string } {
  const path = pick(
    random,
    [...files.keys()].filter((one) => one.startsWith('ledger/')),
  );
  const entries = linesOf(files.get(path)).map((line) => JSON.parse(line) as Entry);
  const at = pick(
    random,
    entries.flatMap(({ body }, index) => (body.record?.shownMs === undefined ? [] : [index])),
  );
  const hashes = new Map<string, string>();
  let previous = entries[0]?.prev ?? '';
  const lines = entries.map((entry, index) => {
    const { record } = entry.body;
    if (record !== undefined) {
      if (index === at) record.shownMs = (record.shownMs ?? 0) + 1_000;
      record.prev = hashes.get(record.boot) ?? record.prev;
      hashes.set(record.boot, sha256(canonicalJson(record)));
    }
    if (entry.body.kind === 'batch') {
      const { boot = '', key = '', lastSeq = 0 } = entry.body;
      const hash = hashes.get(boot) ?? entry.body.sha256 ?? '';
      entry.body.sha256 = hash;
      const screen = path.split('/')[1] ?? '';
      const signature = signText(`vongxoay/batch/v1\n${screen}\n${key}\n${boot}\n${lastSeq}\n${hash}`);
      if (signature !== null) entry.body.signature = signature;
    }
    const line = canonicalJson({ ...entry, prev: previous });
    previous = sha256(line);
    return `${line}\n`;
  });
  return { files: new Map(files).set(path, Buffer.from(lines.join(''))), path };
}

/** Manifest and sums as the server would write them over these files. */
function relisted(files: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const result = new Map(files);
  const evidence = /^(?:ledger|quarantine|declarations|programmes)\//;
  const paths = [...result.keys()].sort();
  const sums = paths
    .filter((path) => evidence.test(path))
    .map((path) => `${sha256(result.get(path) ?? '')}  ${path}\n`)
    .join('');
  result.set('bang-chung.sha256', Buffer.from(sums));
  const manifest = JSON.parse(String(result.get('manifest.json'))) as object;
  const listed = paths
    .filter((path) => path !== 'manifest.json')
    .map((path) => {
      const data = result.get(path) ?? Buffer.alloc(0);
      return { path, bytes: data.length, sha256: sha256(data) };
    });
  const next = { ...manifest, code: sha256(sums), files: listed };
  result.set('manifest.json', Buffer.from(`${canonicalJson(next)}\n`));
  return result;
}

function linesOf(data: Buffer | undefined): string[] {
  return String(data)
    .split('\n')
    .slice(0, -1)
    .map((line) => `${line}\n`);
}
