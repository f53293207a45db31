// A playlog on a real or virtual disk with one enrolled player per screen, and batches signed with real Ed25519.

import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../../../content/model/instant.ts';
import { batchSigningText, hashRecord, type JournalRecord } from '../../../content/model/play.ts';
import type { Programme } from '../../../content/model/programme.ts';
import type { PlayBatch } from '../../../content/model/protocol.ts';
import type { PlayerKey } from '../../../server/playlog/batch.ts';
import type { PlayerKeyEntry } from '../../../server/playlog/report/bundle.ts';
import { openDaySeals, type SealSigner } from '../../../server/playlog/day-seals.ts';
import { declarationsGenesis } from '../../../server/playlog/declaration-book.ts';
import { accountsGenesis } from '../../../server/playlog/statement-book.ts';
import { listDays } from '../../../server/store/day-files.ts';
import type { WrongSeal } from '../../../server/playlog/hour-seals.ts';
import { openPlaylog, type Playlog, type Refused } from '../../../server/playlog/playlog.ts';
import { ledgerGenesis, type Quarantined, quarantineGenesis } from '../../../server/playlog/screen-ledger.ts';
import { type Disk, nodeDisk } from '../../../server/store/disk.ts';
import { verifyLog } from '../../../server/store/log-reader.ts';
import { rawPublicKey } from '../../support/robot-player.ts';
import { HCM_RULES, MONDAY_8, MONDAY_8_AT, programmeOf } from '../../support/programme-builder.ts';

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
export const SCREEN = 'vong-xoay';
export const RECEIVED_AT: Instant = MONDAY_8.to + 60_000;

export const CITY = programmeOf({
  items: [{ id: 'a' }, { id: 'b' }, { id: 'filler', durationMs: 30_000 }],
  playlists: [
    { id: 'cchc', itemIds: ['a', 'b'], guarantee: 10 },
    { id: 'xen', itemIds: ['filler'], guarantee: null },
  ],
  effectiveFrom: MONDAY_8_AT - 3_600_000,
});

/** An Ed25519 key as the server and the players have them. */
export class TestKey {
  readonly pair = generateKeyPairSync('ed25519');
  readonly publicKey: string;
  readonly keyId: string;

  constructor() {
    this.publicKey = rawPublicKey(this.pair.publicKey).toString('base64');
    this.keyId = createHash('sha256')
      .update(Buffer.from(this.publicKey, 'base64'))
      .digest('hex')
      .slice(0, 16);
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text), this.pair.privateKey).toString('base64');
  }
}

export class PlaylogBench implements AsyncDisposable {
  readonly directory: string;
  readonly quarantined: Quarantined[] = [];
  readonly revoked = new Set<string>();
  readonly programmes: Programme[] = [CITY];
  now: Instant = RECEIVED_AT;
  disk: Disk;
  readonly signer: SealSigner = serverSigner();
  readonly wrongSeals: WrongSeal[] = [];
  readonly refused: Refused[] = [];
  #playlog: Playlog | null = null;
  readonly #keys = new Map<string, { screenId: string; publicKey: KeyObject; privateKey: KeyObject }>();

  private constructor(directory: string, disk: Disk) {
    this.directory = directory;
    this.disk = disk;
  }

  static async open(disk: Disk = nodeDisk): Promise<PlaylogBench> {
    const isReal = disk === nodeDisk;
    const directory = isReal ? await mkdtemp(join(tmpdir(), 'playlog-')) : '/playlog';
    const bench = new PlaylogBench(directory, disk);
    bench.enrol('a'.repeat(16));
    await bench.reopen();
    return bench;
  }

  get playlog(): Playlog {
    if (this.#playlog === null) throw new Error('closed');
    return this.#playlog;
  }

  enrol(keyId: string, screenId = SCREEN): void {
    this.#keys.set(keyId, { screenId, ...generateKeyPairSync('ed25519') });
  }

  /** A player whose key has the id that belongs to it. */
  enrolNamed(screenId = SCREEN): string {
    const key = new TestKey();
    this.#keys.set(key.keyId, { screenId, ...key.pair });
    return key.keyId;
  }

  /** Every key as a bundle lists it; those of benches that name keys as they like are left out. */
  keyEntries(): PlayerKeyEntry[] {
    return [...this.#keys].flatMap(([keyId, { screenId, publicKey }]) => {
      const raw = rawPublicKey(publicKey);
      if (sha256(raw).slice(0, 16) !== keyId) return [];
      const entry = { keyId, screenId, algorithm: 'Ed25519', publicKey: raw.toString('base64') } as const;
      return [{ ...entry, enrolledAt: 0, endedAt: null }];
    });
  }

  /** Closes and opens again, as a restart does. */
  async reopen(): Promise<void> {
    await this.close();
    this.#playlog = await openPlaylog(
      {
        directory: this.directory,
        disk: this.disk,
        sha256,
        now: () => this.now,
        findKey: (keyId) => this.#findKey(keyId),
        programmesOf: () => this.programmes,
        signer: this.signer,
        zoneRulesOf: () => HCM_RULES,
        onWrongSeal: (wrong) => this.wrongSeals.push(wrong),
        onRefused: (refused) => this.refused.push(refused),
        onQuarantine: (one) => this.quarantined.push(one),
      },
      [SCREEN],
    );
  }

  /** The server is gone, its files lie there. */
  async close(): Promise<void> {
    await this.#playlog?.[Symbol.asyncDispose]();
    this.#playlog = null;
  }

  signWith(keyId: string): (text: string) => string {
    const key = this.#keys.get(keyId);
    if (key === undefined) throw new Error(`no key ${keyId}`);
    return (text) => sign(null, Buffer.from(text), key.privateKey).toString('base64');
  }

  /** A batch as an honest player signs it. */
  batchOf(records: readonly JournalRecord[]): PlayBatch {
    const last = records.at(-1);
    if (last === undefined) throw new Error('an empty batch');
    const { screen, key, boot, seq } = last;
    const text = batchSigningText({ screen, key, boot, lastSeq: seq, sha256: hashRecord(last, sha256) });
    const privateKey = this.#keys.get(key)?.privateKey;
    const signature =
      privateKey === undefined ? 'AAAA' : sign(null, Buffer.from(text), privateKey).toString('base64');
    return { boot, records: [...records], signature };
  }

  ingest(
    records: readonly JournalRecord[],
    receivedAt = this.now,
  ): Promise<{ boot: string; upToSeq: number }> {
    const batch = this.batchOf(records);
    return this.playlog.ingest(SCREEN, records[0]?.key ?? '', batch, receivedAt);
  }

  /** Identities of all records in the ledger, in its order. */
  async ledger(): Promise<string[]> {
    const rows: string[] = [];
    const always = { from: -8e15, to: 8e15 };
    for await (const row of this.playlog.exportRows(SCREEN, always, 'jsonl')) {
      const { body } = JSON.parse(row) as { body: { kind: string; record: JournalRecord } };
      if (body.kind === 'record') rows.push(`${body.record.boot}/${body.record.seq}`);
    }
    return rows;
  }

  async verify(): Promise<void> {
    const { directory, disk, signer } = this;
    const options = {
      log: 'ledger',
      screen: SCREEN,
      directory: `${directory}/seals`,
      disk,
      sha256,
      signer,
    } as const;
    const [firstDay = ''] = await listDays(`${directory}/ledger/${SCREEN}`, disk);
    const base = await (await openDaySeals(options)).baseBefore(firstDay);
    const logs = {
      ledger: { genesis: ledgerGenesis(SCREEN), base },
      quarantine: { genesis: quarantineGenesis(SCREEN) },
      accounts: { genesis: accountsGenesis(SCREEN) },
      declarations: { genesis: declarationsGenesis(SCREEN) },
    };
    for (const [name, start] of Object.entries(logs)) {
      const verdict = await verifyLog(`${directory}/${name}/${SCREEN}`, { ...start, disk });
      if (!verdict.ok) throw new Error(`${verdict.path} line ${verdict.line}: ${verdict.reason}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#playlog?.[Symbol.asyncDispose]();
    await this.verify();
    if (this.disk === nodeDisk) await rm(this.directory, { recursive: true });
  }

  #findKey(keyId: string): PlayerKey | undefined {
    const key = this.#keys.get(keyId);
    if (key === undefined) return undefined;
    return {
      screenId: key.screenId,
      algorithm: 'Ed25519',
      revoked: this.revoked.has(keyId),
      verify: (text, signature) =>
        verify(null, Buffer.from(text), key.publicKey, Buffer.from(signature, 'base64')),
    };
  }
}

/** A server key of the bench's own. */
export function serverSigner(): SealSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const keyId = createHash('sha256').update(rawPublicKey(publicKey)).digest('hex').slice(0, 16);
  return {
    keyId,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
    verify: (key, text, signature) =>
      key === keyId && verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64')),
  };
}

/** Pieces of `records` no longer than `size`, never over the end of a boot. */
export function batches(records: readonly JournalRecord[], size: number): JournalRecord[][] {
  const pieces: JournalRecord[][] = [];
  for (const record of records) {
    const last = pieces.at(-1);
    if (last === undefined || last.length >= size || last[0]?.boot !== record.boot) pieces.push([record]);
    else last.push(record);
  }
  return pieces;
}
