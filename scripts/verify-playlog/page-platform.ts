// The verifier in a browser, off line and from a file: hashes and signatures from noble, because not every browser has
// Ed25519 and a page from disk may have no WebCrypto; inflate is the browser's own.

import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ByteSource, Platform } from './platform.ts';

const encoder = new TextEncoder();

export const pagePlatform: Platform = {
  sha256: (bytes) => bytesToHex(sha256(typeof bytes === 'string' ? encoder.encode(bytes) : bytes)),
  hasher() {
    const hash = sha256.create();
    return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
  },
  async *inflate(pieces) {
    const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async start(controller) {
        try {
          for await (const piece of pieces) controller.enqueue(new Uint8Array(piece));
          controller.close();
        } catch (error) {
          controller.error(error);
        }
      },
    });
    const reader = packed.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  },
  verify(algorithm, publicKey, text, signature) {
    const data = encoder.encode(text);
    try {
      return algorithm === 'Ed25519'
        ? ed25519.verify(signature, data, publicKey)
        : p256.verify(signature, data, publicKey, { lowS: false });
    } catch {
      return false; // Bytes that are no key or no signature.
    }
  },
};

export function sourceOf(file: Blob): ByteSource {
  return {
    size: file.size,
    read: async (at, length) => new Uint8Array(await file.slice(at, at + length).arrayBuffer()),
  };
}
