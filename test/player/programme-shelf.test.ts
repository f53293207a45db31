// What the player accepts from the server, and what it plays while files are missing.

import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../content/model/canonical.ts';
import type { RecordDraft } from '../../content/model/play.ts';
import type { Programme, SignedProgramme } from '../../content/model/programme.ts';
import type { ProgrammeReceipt } from '../../content/model/protocol.ts';
import { MemoryDisk, MemoryJournal } from '../../player/memory-journal.ts';
import { ProgrammeShelf } from '../../player/programme-shelf.ts';
import { AssetMissing } from '../../player/vault.ts';
import { programmeOf } from '../support/programme-builder.ts';
import { sha256 } from './virtual-player.ts';

const NOW = 1_800_000_000_000;

function signedOf(number: number, sketch: Partial<Parameters<typeof programmeOf>[0]> = {}): SignedProgramme {
  const programme: Programme = programmeOf({
    items: [{ id: `item-${number}` }],
    playlists: [],
    number,
    ...sketch,
  });
  return { programme, sha256: sha256(canonicalJson(programme)), keyId: 'k'.repeat(16), signature: 'AA==' };
}

function openShelf(disk = new MemoryDisk('epoch')) {
  const absent = new Set<string>();
  const kept: ReadonlySet<string>[] = [];
  const receipts: ProgrammeReceipt[] = [];
  const records: RecordDraft[] = [];
  const ready: number[][] = [];
  const time = { now: NOW, isCut: false };
  const shelf = new ProgrammeShelf({
    enrolment: { screenId: 'vong-xoay', serverKey: { keyId: '', publicKey: '' } },
    journal: new MemoryJournal(disk),
    vault: {
      ensure: async (hash) => {
        if (absent.has(hash)) throw new AssetMissing(hash, 'not to be had', { isServersFault: !time.isCut });
      },
      keepOnly: async (wanted) => void kept.push(wanted),
    },
    faultOf: ({ signature }) => (signature === 'bad' ? 'wrong signature' : null),
    stamp: () => ({ at: NOW, monoMs: 0, clock: { state: 'synced', offsetMs: 0, uncertaintyMs: 1 } }),
    now: () => time.now,
    record: (draft) => records.push(draft),
    receipt: (receipt) => receipts.push(receipt),
    ready: (programmes) => ready.push(programmes.map(({ signed }) => signed.programme.number)),
    delay: async () => await new Promise((resolve) => setImmediate(resolve)),
    onFault: () => {},
  });
  return { shelf, disk, absent, kept, receipts, records, ready, time };
}

function pictureOf({ programme }: SignedProgramme): string {
  return programme.items[0]?.rendition.picture.sha256 ?? '';
}

describe('programme shelf', () => {
  it('takes a programme, tells received and ready, and writes that down once', async () => {
    const { shelf, receipts, records, ready } = openShelf();
    await shelf.offer(signedOf(1));
    await shelf.offer(signedOf(1));
    expect(receipts.map(({ state }) => state)).toEqual(['received', 'ready', 'ready']);
    expect(records).toMatchObject([{ type: 'programme', number: 1, state: 'ready' }]);
    expect(ready).toEqual([[1]]);
  });

  it('refuses a lower number than the newest it knows', async () => {
    const { shelf, receipts } = openShelf();
    await shelf.offer(signedOf(5));
    await shelf.offer(signedOf(4));
    expect(receipts.at(-1)).toEqual({ number: 4, state: 'refused', reason: 'lower than 5' });
    expect(shelf.newest).toBe(5);
  });

  it('refuses another content under a known number, another screen, and a wrong signature', async () => {
    const { shelf, receipts, records } = openShelf();
    await shelf.offer(signedOf(1));
    await shelf.offer(signedOf(1, { issuedAt: 7 }));
    await shelf.offer(signedOf(2, { screen: { id: 'man-hinh-khac' } }));
    await shelf.offer({ ...signedOf(3), signature: 'bad' });
    await shelf.offer({ ...signedOf(3), signature: 'bad' });
    const reasons = receipts.filter(({ state }) => state === 'refused').map(({ reason }) => reason);
    expect(reasons).toEqual([
      'other content under a known number',
      'other screen',
      'wrong signature',
      'wrong signature',
    ]);
    expect(
      records.filter((record) => record.type === 'programme' && record.state === 'refused'),
    ).toHaveLength(3);
    expect(shelf.newest).toBe(1);
  });

  it('keeps the last good programme until every file of the next is here', async () => {
    const { shelf, absent, ready, receipts } = openShelf();
    await shelf.offer(signedOf(1));
    const next = signedOf(2);
    absent.add(pictureOf(next));
    const offered = shelf.offer(next);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ready.at(-1)).toEqual([1]);
    expect(receipts.at(-1)?.state).toBe('received');
    absent.clear();
    await offered;
    expect(ready.at(-1)).toEqual([1, 2]);
  });

  it('takes over without the files that the server does not have after a minute, and wholly when they come', async () => {
    const { shelf, absent, ready, receipts, records, time } = openShelf();
    await shelf.offer(signedOf(1));
    const next = signedOf(2, { items: [{ id: 'item-2' }, { id: 'item-3' }] });
    absent.add(pictureOf(next));
    const offered = shelf.offer(next);
    const turn = async () => await new Promise((resolve) => setTimeout(resolve, 20));
    await turn();
    expect(ready.at(-1)).toEqual([1]);
    time.isCut = true;
    time.now += 3_600_000;
    await turn();
    expect(ready.at(-1), 'a network that is away says nothing of the server').toEqual([1]);
    time.isCut = false;
    await turn();
    expect(ready.at(-1)).toEqual([1, 2]);
    const reason = `without ${pictureOf(next).slice(0, 12)}`;
    expect(receipts.at(-1)).toEqual({ number: 2, state: 'ready', reason });
    absent.clear();
    await offered;
    const states = records.flatMap((record) =>
      record.type === 'programme' && record.number === 2 ? [[record.state, record.reason]] : [],
    );
    expect(states).toEqual([
      ['ready', reason],
      ['ready', undefined],
    ]);
  });

  it('shows what it has of the very first programme at once', async () => {
    const { shelf, absent, ready } = openShelf();
    const first = signedOf(1, { items: [{ id: 'item-1' }, { id: 'item-2' }] });
    absent.add(pictureOf(first));
    const offered = shelf.offer(first);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ready).toEqual([[1]]);
    absent.clear();
    await offered;
  });

  it('finds after a restart what it had, ready or still to be fetched', async () => {
    const before = openShelf();
    await before.shelf.offer(signedOf(1));
    const next = signedOf(2);
    before.absent.add(pictureOf(next));
    void before.shelf.offer(next);
    await new Promise((resolve) => setImmediate(resolve));
    const after = openShelf(before.disk);
    after.absent.add(pictureOf(next));
    await after.shelf.load();
    expect(after.shelf.newest).toBe(2);
    expect(after.ready.at(-1)).toEqual([1]);
    after.absent.clear();
    before.absent.clear();
    while (after.shelf.readyProgrammes.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(after.receipts.at(-1)).toEqual({ number: 2, state: 'ready' });
  });

  it('drops a programme and its files only hours after its successor took over', async () => {
    const { shelf, kept, time } = openShelf();
    await shelf.offer(signedOf(1, { effectiveFrom: NOW - 1_000 }));
    await shelf.offer(signedOf(2, { effectiveFrom: NOW + 1_000 }));
    expect(shelf.readyProgrammes).toHaveLength(2);
    time.now += 3 * 3_600_000;
    await shelf.offer(signedOf(3, { effectiveFrom: time.now + 1_000 }));
    expect(shelf.readyProgrammes.map(({ signed }) => signed.programme.number)).toEqual([2, 3]);
    expect(kept.at(-1)?.has(pictureOf(signedOf(1)))).toBe(false);
    expect(kept.at(-1)?.has(pictureOf(signedOf(2)))).toBe(true);
  });
});
