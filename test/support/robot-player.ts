// A player without a screen: real key, real chain, real socket, records made up. For tests that need many records or a
// player that misbehaves; the real player has its own tests.

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import {
  batchSigningText,
  type ChainHead,
  chainRecord,
  type JournalRecord,
  type RecordDraft,
} from '../../content/model/play.ts';
import {
  challengeSigningText,
  type Enrolment,
  PROTOCOL_VERSION,
  type Reply,
  type Welcome,
} from '../../content/model/protocol.ts';

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Raw 32 bytes of an Ed25519 public key. */
export function rawPublicKey(key: KeyObject): Buffer {
  return Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url');
}

export class RobotPlayer {
  readonly enrolment: Enrolment;
  readonly boot = randomBytes(8).toString('hex');
  readonly records: JournalRecord[] = [];
  head: ChainHead;
  readonly #privateKey: KeyObject;
  readonly #url: string;

  constructor(url: string, enrolment: Enrolment, privateKey: KeyObject) {
    this.#url = url;
    this.enrolment = enrolment;
    this.#privateKey = privateKey;
    this.head = {
      screen: enrolment.screenId,
      key: enrolment.keyId,
      boot: this.boot,
      nextSeq: 0,
      sha256: null,
    };
  }

  /** Trades a one-time code for a screen, as the player page does. */
  static async enrol(url: string, code: string): Promise<RobotPlayer> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const body = {
      code,
      algorithm: 'Ed25519',
      publicKey: rawPublicKey(publicKey).toString('base64'),
      userAgent: 'robot',
    };
    const response = await fetch(`${url}/api/enrolment`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`enrolment refused: ${response.status} ${await response.text()}`);
    return new RobotPlayer(url, (await response.json()) as Enrolment, privateKey);
  }

  signText(text: string): string {
    return sign(null, Buffer.from(text), this.#privateKey).toString('base64');
  }

  /** Gives drafts their place in the chain and keeps them until somebody sends them. */
  append(...drafts: RecordDraft[]): void {
    for (const draft of drafts) {
      const chained = chainRecord(this.head, draft, sha256Hex);
      this.records.push(chained.record);
      this.head = chained.head;
    }
  }

  /** Connects and proves the key; rejects with the refusal's code. */
  async connect(): Promise<{ socket: Socket; welcome: Welcome }> {
    const socket = io(`${this.#url}/player`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    const { nonce } = await new Promise<{ nonce: string }>((resolve, reject) => {
      socket.once('player:challenged', resolve);
      socket.once('connect_error', reject);
      // Killed between the connection and its challenge: without this nobody would ever answer.
      socket.once('disconnect', (reason) => reject(new Error(reason)));
    });
    const reply = await this.send<Welcome>(socket, 'player:hello', {
      protocol: PROTOCOL_VERSION,
      keyId: this.enrolment.keyId,
      signature: this.signText(challengeSigningText(nonce, this.enrolment.keyId)),
      app: 'robot',
      boot: this.boot,
      epoch: 'robot',
      programme: 0,
    });
    if (!reply.ok) throw new Error(reply.code);
    return { socket, welcome: reply.data };
  }

  async send<T>(socket: Socket, event: string, payload: unknown): Promise<Reply<T>> {
    return (await socket.timeout(10_000).emitWithAck(event, payload)) as Reply<T>;
  }

  batchOf(records: readonly JournalRecord[]): {
    boot: string;
    records: readonly JournalRecord[];
    signature: string;
  } {
    const last = records.at(-1);
    const next = this.records[(last?.seq ?? -1) + 1];
    const sha256 = next === undefined ? (this.head.sha256 ?? '') : (next.prev ?? '');
    const text = batchSigningText({ ...this.head, lastSeq: last?.seq ?? -1, sha256 });
    return { boot: this.boot, records, signature: this.signText(text) };
  }
}

const clock = { state: 'synced', offsetMs: 0, uncertaintyMs: 20 } as const;

export function bootDraft(at: number): RecordDraft {
  return {
    type: 'boot',
    at,
    monoMs: 0,
    clock,
    cause: 'start',
    app: 'robot',
    userAgent: 'robot',
    epoch: 'robot',
    previous: null,
  };
}

/** A filler play: recorded, counts for nothing, so any number of them fits any hour. */
export function fillerDraft(at: number, index: number): RecordDraft {
  return {
    type: 'play',
    at: at + index * 1_000,
    monoMs: index * 1_000,
    clock,
    role: 'filler',
    programme: 1,
    programmeSha256: '0'.repeat(64),
    hourFrom: at - (at % 3_600_000),
    slot: null,
    attempt: 0,
    playlist: 'noi-dung-xen',
    item: 'the-cho',
    version: 1,
    title: `Lượt ${index}`,
    text: 'Ủy ban nhân dân',
    asset: '1'.repeat(64),
    pixels: '2'.repeat(64),
    plannedAt: at + index * 1_000,
    plannedMs: 1_000,
    shownMs: 1_000,
    visibleMs: 1_000,
    frames: 60,
    coveredMs: null,
    end: 'completed',
  };
}
