// A player that comes back with days of journal: real key, chain and signatures; records are made as they are sent, so that
// a hundred of them fit in memory.

import { createHash, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import {
  batchSigningText,
  type ChainHead,
  chainRecord,
  type JournalRecord,
  type RecordDraft,
} from '../../content/model/play.ts';
import {
  BATCH_RECORDS,
  challengeSigningText,
  type Enrolment,
  PROTOCOL_VERSION,
  type Reply,
} from '../../content/model/protocol.ts';

const sha256 = (text: string): string => hash('sha256', text, 'hex');
const HOUR_MS = 3_600_000;
const CLOCK = { state: 'synced', offsetMs: 0, uncertaintyMs: 20 } as const;
const ANSWER_WITHIN_MS = 120_000;

export class ReturningPlayer {
  readonly #enrolment: Enrolment;
  readonly #privateKey: KeyObject;
  #head: ChainHead;

  private constructor(enrolment: Enrolment, privateKey: KeyObject) {
    const { screenId: screen, keyId: key } = enrolment;
    this.#enrolment = enrolment;
    this.#privateKey = privateKey;
    this.#head = { screen, key, boot: sha256(key).slice(0, 16), nextSeq: 0, sha256: null };
  }

  static async enrol(url: string, code: string): Promise<ReturningPlayer> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url');
    const response = await fetch(`${url}/api/enrolment`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        code,
        algorithm: 'Ed25519',
        publicKey: raw.toString('base64'),
        userAgent: 'bench',
      }),
    });
    if (!response.ok) throw new Error(`enrolment refused: ${response.status} ${await response.text()}`);
    return new ReturningPlayer((await response.json()) as Enrolment, privateKey);
  }

  async connect(url: string): Promise<Socket> {
    const socket = io(`${url}/player`, { transports: ['websocket'], reconnection: false, forceNew: true });
    const { nonce } = await new Promise<{ nonce: string }>((resolve, reject) => {
      socket.once('player:challenged', resolve);
      socket.once('connect_error', reject);
    });
    const { keyId } = this.#enrolment;
    await this.#ask(socket, 'player:hello', {
      protocol: PROTOCOL_VERSION,
      keyId,
      signature: this.#sign(challengeSigningText(nonce, keyId)),
      app: 'bench',
      boot: this.#head.boot,
      epoch: 'bench',
      programme: 0,
    });
    return socket;
  }

  /** Sends `count` records of the time from `fromAt` on, one batch in flight. */
  async report(socket: Socket, count: number, fromAt: number, everyMs: number): Promise<void> {
    for (let sent = 0; sent < count; sent += BATCH_RECORDS) {
      const records: JournalRecord[] = [];
      for (let index = sent; index < Math.min(count, sent + BATCH_RECORDS); index += 1) {
        const draft = index === 0 ? bootDraft(fromAt) : playDraft(fromAt + index * everyMs, index);
        const chained = chainRecord(this.#head, draft, sha256);
        this.#head = chained.head;
        records.push(chained.record);
      }
      const { screen, key, boot, nextSeq } = this.#head;
      const text = batchSigningText({
        screen,
        key,
        boot,
        lastSeq: nextSeq - 1,
        sha256: this.#head.sha256 ?? '',
      });
      await this.#ask(socket, 'plays:report', { boot, records, signature: this.#sign(text) });
    }
  }

  #sign(text: string): string {
    return sign(null, Buffer.from(text), this.#privateKey).toString('base64');
  }

  async #ask(socket: Socket, event: string, payload: unknown): Promise<void> {
    const reply = (await socket.timeout(ANSWER_WITHIN_MS).emitWithAck(event, payload)) as Reply<unknown>;
    if (!reply.ok) throw new Error(`${event}: ${reply.code} ${reply.detail ?? ''}`);
  }
}

function bootDraft(at: number): RecordDraft {
  const about = { app: 'bench', userAgent: 'bench', epoch: 'bench' };
  return { type: 'boot', at, monoMs: 0, clock: CLOCK, cause: 'start', ...about, previous: null };
}

const ASSET = createHash('sha256').update('asset').digest('hex');

/** A showing as long as those of the seed programme are to write down. */
function playDraft(at: number, index: number): RecordDraft {
  return {
    type: 'play',
    at,
    monoMs: index * 1_000,
    clock: CLOCK,
    role: 'filler',
    programme: 1,
    programmeSha256: ASSET,
    hourFrom: at - (at % HOUR_MS),
    slot: null,
    attempt: 0,
    playlist: 'noi-dung-xen',
    item: 'cchc-giai-quyet-som',
    version: 1,
    title: 'Khẩu hiệu cải cách hành chính',
    text: 'Cán bộ, công chức, viên chức thành phố Ngã Bảy tận tụy, chuyên nghiệp, vì nhân dân phục vụ.',
    asset: ASSET,
    pixels: ASSET,
    plannedAt: at,
    plannedMs: 24_000,
    shownMs: 24_000,
    visibleMs: 24_000,
    frames: 1_440,
    coveredMs: null,
    end: 'completed',
  };
}
