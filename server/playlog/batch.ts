// One batch from a player, believed only after its own chain and its signature hold. What fails here is refused and
// stays with the player; nothing of it is written.

import { batchSigningText, type JournalRecord } from '../../content/model/play.ts';
import { canonicalJson, type Sha256 } from '../../content/model/canonical.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { KeyAlgorithm, PlayBatch } from '../../content/model/protocol.ts';
import type { HashedRecord } from './boot-chain.ts';
import type { BatchBody } from './ledger-entry.ts';

/** A player's enrolled key, as the library knows it. */
export interface PlayerKey {
  readonly screenId: string;
  readonly algorithm: KeyAlgorithm;
  readonly revoked: boolean;
  /** Is `signature` (base64) this key's over the UTF-8 bytes of `text`? */
  verify(text: string, signature: string): boolean | Promise<boolean>;
}

export interface CheckedBatch {
  readonly entries: HashedRecord[];
  readonly body: BatchBody;
}

export function hashed(record: JournalRecord, sha256: Sha256): HashedRecord {
  const text = canonicalJson(record);
  return { record, text, sha256: sha256(text) };
}

/** Throws CodedError KEY_UNKNOWN, KEY_REVOKED, BAD_REQUEST or SIGNATURE_WRONG. */
export async function checkBatch(
  screenId: string,
  keyId: string,
  key: PlayerKey | undefined,
  batch: PlayBatch,
  sha256: Sha256,
): Promise<CheckedBatch> {
  if (key === undefined || key.screenId !== screenId) throw new CodedError('KEY_UNKNOWN');
  if (key.revoked) throw new CodedError('KEY_REVOKED');
  const { boot, records, signature } = batch;
  const entries: HashedRecord[] = [];
  for (const record of records) {
    const last = entries.at(-1);
    const isOurs = record.screen === screenId && record.key === keyId && record.boot === boot;
    const isFirst = record.seq === 0;
    const isInOrder =
      last === undefined || (record.seq === last.record.seq + 1 && record.prev === last.sha256);
    const isRooted = isFirst === (record.prev === null) && isFirst === (record.type === 'boot');
    if (!isOurs || !isInOrder || !isRooted) {
      throw new CodedError('BAD_REQUEST', `Bản ghi số ${record.seq} không nối tiếp đúng.`);
    }
    entries.push(hashed(record, sha256));
  }
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) throw new CodedError('BAD_REQUEST', 'Không có bản ghi nào.');
  const lastSeq = last.record.seq;
  const text = batchSigningText({ screen: screenId, key: keyId, boot, lastSeq, sha256: last.sha256 });
  if (!(await key.verify(text, signature))) throw new CodedError('SIGNATURE_WRONG');
  const { algorithm } = key;
  const firstSeq = first.record.seq;
  const body: BatchBody = {
    kind: 'batch',
    key: keyId,
    boot,
    firstSeq,
    lastSeq,
    sha256: last.sha256,
    algorithm,
    signature,
  };
  return { entries, body };
}
