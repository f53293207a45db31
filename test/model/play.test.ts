import { describe, expect, it } from 'vitest';
import {
  batchSigningText,
  type ChainHead,
  chainRecord,
  hashRecord,
  JournalRecord,
  type RecordDraft,
} from '../../content/model/play.ts';
import { JournalBuilder, sha256, SYNCED } from '../support/journal-builder.ts';
import { MONDAY_8, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';

const HEAD: ChainHead = {
  screen: 'vong-xoay',
  key: 'a'.repeat(16),
  boot: 'b'.repeat(16),
  nextSeq: 0,
  sha256: null,
};
const DRAFT: RecordDraft = {
  at: MONDAY_8_AT,
  monoMs: 0,
  clock: SYNCED,
  type: 'boot',
  cause: 'start',
  app: '1',
  userAgent: 'Chrome/109',
  epoch: 'e',
  previous: null,
};

describe('the chain of records (design.md 3.14)', () => {
  it('numbers records from 0 and names the hash of the one before', () => {
    const first = chainRecord(HEAD, DRAFT, sha256);
    const second = chainRecord(first.head, DRAFT, sha256);
    expect(first.record).toMatchObject({ seq: 0, prev: null });
    expect(second.record).toMatchObject({ seq: 1, prev: first.sha256 });
    expect(second.head).toEqual({ ...HEAD, nextSeq: 2, sha256: second.sha256 });
    expect(first.sha256).toBe(hashRecord(first.record, sha256));
  });

  it('changes nothing that it is handed', () => {
    const head = Object.freeze({ ...HEAD });
    chainRecord(head, Object.freeze({ ...DRAFT }), sha256);
    expect(head).toEqual(HEAD);
  });

  it('hashes the same record to the same hash in whatever order its members stand', () => {
    const { record } = chainRecord(HEAD, DRAFT, sha256);
    const turned = Object.fromEntries(Object.entries(record).toReversed()) as unknown as JournalRecord;
    expect(hashRecord(turned, sha256)).toBe(hashRecord(record, sha256));
  });

  it('has a golden hash that another program must find too', () => {
    expect(hashRecord(chainRecord(HEAD, DRAFT, sha256).record, sha256)).toBe(
      sha256(
        '{"app":"1","at":1767574800000,"boot":"bbbbbbbbbbbbbbbb","cause":"start",' +
          '"clock":{"offsetMs":0,"state":"synced","uncertaintyMs":20},"epoch":"e","key":"aaaaaaaaaaaaaaaa",' +
          '"monoMs":0,"prev":null,"previous":null,"screen":"vong-xoay","seq":0,"type":"boot","userAgent":"Chrome/109","v":1}',
      ),
    );
  });

  it('signs the boot up to a record by a text no other purpose uses', () => {
    const batch = { screen: 's', key: 'k', boot: 'b', lastSeq: 7, sha256: 'h' };
    expect(batchSigningText(batch)).toBe('vongxoay/batch/v1\ns\nk\nb\n7\nh');
  });

  it('makes records that the schema accepts', () => {
    const city = programmeOf({
      items: [{ id: 'a' }],
      playlists: [{ id: 'p', itemIds: ['a'], guarantee: 10 }],
    });
    const { records } = new JournalBuilder().start(MONDAY_8_AT).ready(MONDAY_8_AT, city).hour(MONDAY_8, city);
    for (const record of records) expect(JournalRecord.parse(record)).toEqual(record);
  });
});
