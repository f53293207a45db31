// The verifier on Node: its own crypto and zlib, and files read a piece at a time.

import { createHash, createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import type { ByteSource, KeyAlgorithm, Platform } from './platform.ts';

/** DER in front of a raw public key. */
const SPKI: Record<KeyAlgorithm, string> = {
  Ed25519: '302a300506032b6570032100',
  'P-256': '3059301306072a8648ce3d020106082a8648ce3d030107034200',
};

const INFLATED_BYTES = 256 * 1024;

/** A bundle names few keys and has thousands of signatures. */
const keys = new Map<string, KeyObject>();

function keyOf(algorithm: KeyAlgorithm, publicKey: Uint8Array): KeyObject {
  const der = SPKI[algorithm] + Buffer.from(publicKey).toString('hex');
  let key = keys.get(der);
  if (key === undefined) {
    key = createPublicKey({ key: Buffer.from(der, 'hex'), format: 'der', type: 'spki' });
    keys.set(der, key);
  }
  return key;
}

export const nodePlatform: Platform = {
  sha256: (bytes) => hash('sha256', bytes, 'hex'),
  hasher() {
    const running = createHash('sha256');
    return { update: (bytes) => void running.update(bytes), hex: () => running.digest('hex') };
  },
  async *inflate(pieces) {
    const inflate = createInflateRaw({ chunkSize: INFLATED_BYTES });
    const source = Readable.from(pieces);
    source.on('error', (error) => inflate.destroy(error));
    yield* source.pipe(inflate) as AsyncIterable<Uint8Array>;
  },
  verify(algorithm, publicKey, text, signature) {
    try {
      const key = keyOf(algorithm, publicKey);
      const data = Buffer.from(text, 'utf8');
      if (algorithm === 'Ed25519') return verify(null, data, key, signature);
      return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
    } catch {
      return false; // Bytes that are no key or no signature.
    }
  },
};

export async function openFile(path: string): Promise<ByteSource & AsyncDisposable> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  return {
    size,
    async read(at, length, memory) {
      const wanted = Math.max(0, Math.min(length, size - at));
      const bytes = memory?.subarray(0, wanted) ?? Buffer.alloc(wanted);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, at + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
