// What the verifier needs of the machine it runs on: bytes of a file, one hash, one inflate, two signature schemes. Node
// and the page hand in their own. Nothing in this folder imports anything of the server, the player or the model.

/** A file that may be read from anywhere. */
export interface ByteSource {
  readonly size: number;
  /** May put them into `memory`, which is as long at least, and tell its part. */
  read(at: number, length: number, memory?: Uint8Array): Promise<Uint8Array>;
}

export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Lower-case hex. */
  hex(): string;
}

export type KeyAlgorithm = 'Ed25519' | 'P-256';

export interface Platform {
  /** Lower-case hex SHA-256. */
  sha256(bytes: Uint8Array | string): string;
  hasher(): Hasher;
  /** Raw deflate. Rejects on damaged data. */
  inflate(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** `publicKey` raw (32 bytes, or a SEC1 point); P-256 signatures as r||s. False for anything malformed. */
  verify(
    algorithm: KeyAlgorithm,
    publicKey: Uint8Array,
    text: string,
    signature: Uint8Array,
  ): boolean | Promise<boolean>;
}

export function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** A sentence in the two languages of the verifier. */
export interface Said {
  readonly vi: string;
  readonly en: string;
}

/** Something is not as it must be. `place` is a path in the bundle, with the line where there is one. */
export interface Fault {
  readonly place: string;
  readonly said: Said;
}

/** Collects faults; beyond the first hundred only their number matters. */
export class Faults {
  readonly list: Fault[] = [];
  count = 0;

  add(place: string, vi: string, en: string): void {
    this.count += 1;
    if (this.list.length < 100) this.list.push({ place, said: { vi, en } });
  }
}
