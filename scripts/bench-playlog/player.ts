// A key, and what an undisturbed player of the city's programme writes day after day: planned by the real engine, chained
// and signed as a player does it.

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { canonicalJson } from '../../content/model/canonical.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { DAY_MS, HOUR_MS } from '../../content/model/instant.ts';
import {
  batchSigningText,
  type ChainHead,
  chainRecord,
  type JournalRecord,
  type RecordDraft,
} from '../../content/model/play.ts';
import { programmeSigningText, type SignedProgramme } from '../../content/model/programme.ts';
import type { PlayBatch } from '../../content/model/protocol.ts';
import { segmentsOf } from '../../content/model/segments.ts';
import { cityProgramme, sha256, START_AT } from '../simulate/city.ts';

const CLOCK = { state: 'synced', offsetMs: 0, uncertaintyMs: 20 } as const;
const BATCH_RECORDS = 200;

export class BenchKey {
  readonly publicKey: string;
  readonly keyId: string;
  /** To be read again by the next run over the same ledger; it guards nothing. */
  readonly pem: string;
  readonly #private: KeyObject;
  readonly #public: KeyObject;

  constructor(pem?: string) {
    this.#private = pem === undefined ? generateKeyPairSync('ed25519').privateKey : createPrivateKey(pem);
    this.#public = createPublicKey(this.#private);
    this.pem = String(this.#private.export({ format: 'pem', type: 'pkcs8' }));
    const raw = Buffer.from(String(this.#public.export({ format: 'jwk' }).x), 'base64url');
    this.publicKey = raw.toString('base64');
    this.keyId = createHash('sha256').update(raw).digest('hex').slice(0, 16);
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#private).toString('base64');
  }

  verify(text: string, signature: string): boolean {
    return verify(null, Buffer.from(text), this.#public, Buffer.from(signature, 'base64'));
  }
}

export function programmeOf(screenId: string, key: BenchKey): SignedProgramme {
  const programme = cityProgramme(screenId, 1, START_AT).programme;
  const hash = sha256(canonicalJson(programme));
  return { programme, sha256: hash, keyId: key.keyId, signature: key.sign(programmeSigningText(hash)) };
}

export class SteadyPlayer {
  readonly key = new BenchKey();
  readonly programme: SignedProgramme;
  #head: ChainHead;

  constructor(screen: string, server: BenchKey) {
    this.programme = programmeOf(screen, server);
    this.#head = {
      screen,
      key: this.key.keyId,
      boot: sha256(screen).slice(0, 16),
      nextSeq: 0,
      sha256: null,
    };
  }

  /** The batches of one day, each with the time it arrives. */
  *dayOf(day: number): Generator<{ batch: PlayBatch; receivedAt: number }> {
    const from = START_AT + day * DAY_MS;
    let records: JournalRecord[] = [];
    for (const draft of this.#draftsOf(from)) {
      const chained = chainRecord(this.#head, draft, sha256);
      this.#head = chained.head;
      records.push(chained.record);
      if (records.length < BATCH_RECORDS) continue;
      yield { batch: this.#sign(records), receivedAt: (draft.at ?? from) + 60_000 };
      records = [];
    }
    if (records.length > 0) yield { batch: this.#sign(records), receivedAt: from + DAY_MS - 1_000 };
  }

  #sign(records: JournalRecord[]): PlayBatch {
    const { screen, key, boot, nextSeq, sha256: hash } = this.#head;
    const text = batchSigningText({ screen, key, boot, lastSeq: nextSeq - 1, sha256: hash ?? '' });
    return { boot, records, signature: this.key.sign(text) };
  }

  *#draftsOf(from: number): Generator<RecordDraft> {
    const { programme, sha256: programmeSha256 } = this.programme;
    if (this.#head.nextSeq === 0) {
      const about = { app: 'bench', userAgent: 'bench', epoch: 'bench', previous: null };
      yield { type: 'boot', at: from - 1_000, monoMs: 0, clock: CLOCK, cause: 'start', ...about };
    }
    for (let hourFrom = from; hourFrom < from + DAY_MS; hourFrom += HOUR_MS) {
      const hour = { from: hourFrom, to: hourFrom + HOUR_MS };
      for (const segment of segmentsOf([programme], hour, planHour([programme], hour))) {
        if (segment.role === 'closed' || segment.role === 'idle') continue;
        const item = programme.items.find(({ id }) => id === segment.itemId);
        if (item === undefined) throw new Error(`no item ${segment.itemId}`);
        const lastsMs = segment.to - segment.from;
        const slot = segment.role === 'slot' ? segment.slot : null;
        yield {
          type: 'play',
          at: segment.from,
          monoMs: segment.from - START_AT,
          clock: CLOCK,
          role: segment.role,
          programme: 1,
          programmeSha256,
          hourFrom,
          slot: slot === null ? null : `${slot.account}#${slot.k}`,
          attempt: 0,
          playlist: segment.role === 'slot' ? segment.slot.playlistId : segment.playlistId,
          item: item.id,
          version: item.version,
          title: item.title,
          text: item.text,
          asset: item.rendition.picture.sha256,
          pixels: item.rendition.pixelsSha256,
          plannedAt: segment.from,
          plannedMs: lastsMs,
          shownMs: lastsMs,
          visibleMs: lastsMs,
          frames: Math.round(lastsMs / 17),
          coveredMs: 0,
          end: 'completed',
        };
      }
    }
  }
}
