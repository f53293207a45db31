// The server as a player meets it: real HTTP and real sockets on port 0, keys checked for real, and every fault a test
// wants to see. What it stores stands in `stored`, exactly as acknowledged.

import { createHash, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { canonicalJson } from '../../content/model/canonical.ts';
import { ERROR_CODES, type ErrorCode } from '../../content/model/errors.ts';
import {
  type Interruption,
  type InterruptionReceipt,
  interruptionSigningText,
  type SignedInterruption,
} from '../../content/model/interruption.ts';
import { batchSigningText, hashRecord, type JournalRecord } from '../../content/model/play.ts';
import { type Programme, programmeSigningText, type SignedProgramme } from '../../content/model/programme.ts';
import {
  challengeSigningText,
  EnrolmentRequest,
  type KeyAlgorithm,
  PLAYER_EVENTS,
  type PlayerEvent,
  type PlayerState,
  type ProgrammeReceipt,
  PROTOCOL_VERSION,
  type Welcome,
} from '../../content/model/protocol.ts';
import type { Snapshot } from '../../content/model/snapshot.ts';
import { sha256 } from './virtual-player.ts';

const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');
const SPKI_P256 = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
const NONCE = 'nonce-of-the-test';

interface EnrolledKey {
  readonly algorithm: KeyAlgorithm;
  readonly key: KeyObject;
}

export class PlayerServer implements AsyncDisposable {
  now: () => number = Date.now;
  /** Codes that enrol, once. */
  readonly codes = new Set<string>();
  readonly programmes: SignedProgramme[] = [];
  readonly assets = new Map<string, Uint8Array>();
  readonly files = new Map<string, { mime: string; body: string | Uint8Array }>();
  readonly stored: JournalRecord[] = [];
  readonly states: PlayerState[] = [];
  readonly receipts: ProgrammeReceipt[] = [];
  readonly interruptions: SignedInterruption[] = [];
  readonly interruptionReceipts: InterruptionReceipt[] = [];
  readonly events: PlayerEvent[] = [];
  readonly snapshots: Snapshot[] = [];
  counted: Welcome['counted'] = [];
  /** Of the server: a newer one than the page's makes it want to start over. */
  protocol = PROTOCOL_VERSION;
  /** Refuse the next of these, in turn. */
  readonly refusals = new Map<PlayerEvent, ErrorCode[]>();
  /** Store the batch, but never answer: what a cut between commit and ack looks like. */
  swallowedAcks = 0;
  /** Of one key. */
  mostInFlight = 0;
  /** How many records each batch had, by arrival. */
  readonly batches: number[] = [];
  readonly #http = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => this.#serve(request.url ?? '/', text, response));
  });
  readonly #io = new Server(this.#http, { transports: ['websocket'] });
  readonly #signing = generateKeyPairSync('ed25519');
  readonly #keys = new Map<string, EnrolledKey>();
  readonly #inFlight = new Map<string, number>();
  readonly #known = new Set<string>();

  static async start(): Promise<PlayerServer> {
    const server = new PlayerServer();
    server.#io.of('/player').on('connection', (socket) => server.#receive(socket));
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  get serverKey(): { keyId: string; publicKey: string } {
    const raw = this.#signing.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    return {
      keyId: createHash('sha256').update(raw).digest('hex').slice(0, 16),
      publicKey: raw.toString('base64'),
    };
  }

  get connections(): number {
    return this.#io.of('/player').sockets.size;
  }

  sign(programme: Programme): SignedProgramme {
    const hash = sha256(canonicalJson(programme));
    const signature = sign(null, Buffer.from(programmeSigningText(hash)), this.#signing.privateKey).toString(
      'base64',
    );
    return { programme, sha256: hash, keyId: this.serverKey.keyId, signature };
  }

  publish(signed: SignedProgramme): void {
    this.programmes.push(signed);
    this.#io.of('/player').emit('programme:published', signed);
  }

  signInterruption(interruption: Interruption): SignedInterruption {
    const hash = sha256(canonicalJson(interruption));
    const text = Buffer.from(interruptionSigningText(hash));
    const signature = sign(null, text, this.#signing.privateKey).toString('base64');
    return { interruption, sha256: hash, keyId: this.serverKey.keyId, signature };
  }

  order(signed: SignedInterruption): void {
    this.interruptions.push(signed);
    this.push('interruption:ordered', { signed, sentAt: Math.round(this.now()) });
  }

  push(event: string, data: unknown): void {
    this.#io.of('/player').emit(event, data);
  }

  /** As a server does that is told to disconnect: the client does not come back by itself. */
  kick(): void {
    this.#io.of('/player').disconnectSockets();
  }

  cutConnections(): void {
    for (const socket of this.#io.of('/player').sockets.values()) socket.conn.close();
  }

  enrolKey(algorithm: KeyAlgorithm, publicKey: string): string {
    const raw = Buffer.from(publicKey, 'base64');
    const prefix = algorithm === 'Ed25519' ? SPKI_ED25519 : SPKI_P256;
    const key = createPublicKey({ key: Buffer.concat([prefix, raw]), format: 'der', type: 'spki' });
    const keyId = createHash('sha256').update(raw).digest('hex').slice(0, 16);
    this.#keys.set(keyId, { algorithm, key });
    return keyId;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#io.close();
  }

  #serve(url: string, text: string, response: import('node:http').ServerResponse): void {
    const path = new URL(url, this.url).pathname;
    const asset = this.assets.get(path.replace('/assets/', ''));
    const file = this.files.get(path);
    if (path === '/api/enrolment') {
      const { status, body } = this.#enrol(JSON.parse(text));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    } else if (asset !== undefined) {
      response.writeHead(200, { 'content-type': 'image/png' }).end(asset);
    } else if (file !== undefined) {
      response.writeHead(200, { 'content-type': file.mime }).end(file.body);
    } else {
      response.writeHead(404).end();
    }
  }

  #enrol(body: unknown): { status: number; body: unknown } {
    const { code, algorithm, publicKey } = EnrolmentRequest.parse(body);
    if (!this.codes.delete(code)) {
      return { status: 403, body: { code: 'ENROLMENT_CODE_INVALID', title: 'x', status: 403 } };
    }
    const keyId = this.enrolKey(algorithm, publicKey);
    const screen = { screenId: 'vong-xoay', screenName: 'Màn hình', widthPx: 640, heightPx: 384 };
    return { status: 200, body: { ...screen, keyId, serverKey: this.serverKey } };
  }

  #receive(socket: Socket): void {
    let keyId: string | null = null;
    socket.onAny((name: PlayerEvent, data: unknown, ack: (reply: unknown) => void) => {
      this.events.push(name);
      const refusal = this.refusals.get(name)?.shift();
      if (refusal !== undefined) {
        ack({ ok: false, code: refusal, retryable: ERROR_CODES[refusal].retryable });
        return;
      }
      const parsed = PLAYER_EVENTS[name].request.safeParse(data);
      if (!parsed.success) throw new Error(`${name}: ${parsed.error.message}`);
      if (name === 'player:hello') keyId = this.#identify(data as { keyId: string; signature: string });
      if (keyId === null) throw new Error(`${name} before hello`);
      const reply = this.#answer(name, data, keyId);
      if (name === 'plays:report' && this.swallowedAcks > 0) {
        this.swallowedAcks -= 1;
        socket.conn.close();
        return;
      }
      // Answered a little later, so that a second batch in flight would show.
      setImmediate(() => {
        if (name === 'plays:report' && keyId !== null) this.#countInFlight(keyId, -1);
        ack({ ok: true, data: reply });
      });
    });
    socket.emit('player:challenged', { protocol: this.protocol, oldest: 1, nonce: NONCE });
  }

  #identify({ keyId, signature }: { keyId: string; signature: string }): string {
    if (!this.#verifies(keyId, challengeSigningText(NONCE, keyId), signature))
      throw new Error('hello not signed');
    return keyId;
  }

  #verifies(keyId: string, text: string, signature: string): boolean {
    const enrolled = this.#keys.get(keyId);
    if (enrolled === undefined) return false;
    const { key, algorithm } = enrolled;
    const how = algorithm === 'Ed25519' ? key : ({ key, dsaEncoding: 'ieee-p1363' } as const);
    return verify(
      algorithm === 'Ed25519' ? null : 'sha256',
      Buffer.from(text),
      how,
      Buffer.from(signature, 'base64'),
    );
  }

  #answer(name: PlayerEvent, data: unknown, keyId: string): unknown {
    switch (name) {
      case 'player:hello':
        return {
          screenId: 'vong-xoay',
          serverAt: Math.round(this.now()),
          programmes: this.programmes,
          counted: this.counted,
          interruptions: this.interruptions,
          acknowledged: [],
          seal: null,
        };
      case 'time:ask':
        return { receivedAt: Math.round(this.now()), sentAt: Math.round(this.now()) };
      case 'plays:report':
        return this.#store(data as { boot: string; records: JournalRecord[]; signature: string }, keyId);
      case 'state:report':
        this.states.push(data as PlayerState);
        return {};
      case 'interruption:receipt':
        this.interruptionReceipts.push(data as InterruptionReceipt);
        return {};
      case 'programme:receipt':
        this.receipts.push(data as ProgrammeReceipt);
        return {};
      case 'snapshot:deliver':
        this.snapshots.push(data as Snapshot);
        return {};
      default:
        throw new Error(`unknown event ${String(name satisfies never)}`);
    }
  }

  #countInFlight(keyId: string, change: number): void {
    const count = (this.#inFlight.get(keyId) ?? 0) + change;
    this.#inFlight.set(keyId, count);
    this.mostInFlight = Math.max(this.mostInFlight, count);
  }

  #store(batch: { boot: string; records: JournalRecord[]; signature: string }, keyId: string) {
    this.#countInFlight(keyId, 1);
    this.batches.push(batch.records.length);
    const last = batch.records.at(-1);
    if (last === undefined) throw new Error('empty batch');
    const { screen, key, boot, seq } = last;
    const text = batchSigningText({ screen, key, boot, lastSeq: seq, sha256: hashRecord(last, sha256) });
    if (!this.#verifies(keyId, text, batch.signature)) throw new Error('batch not signed');
    for (const record of batch.records) {
      const place = `${record.boot} ${record.seq}`;
      if (this.#known.has(place)) continue;
      this.#known.add(place);
      this.stored.push(record);
    }
    return { boot: batch.boot, upToSeq: seq };
  }
}
