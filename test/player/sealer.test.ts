// The player's Chốt sổ: every hour that a boot saw the end of is sealed, with its showings or without any.

import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../content/model/instant.ts';
import { hashRecord, JournalRecord, type SealRecord } from '../../content/model/play.ts';
import { MemoryDisk, MemoryJournal } from '../../player/memory-journal.ts';
import { Chain } from '../../player/chain.ts';
import { Sealer } from '../../player/sealer.ts';
import { hours, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';
import { chainFaults } from './hour-count.ts';
import { sha256, VirtualPlayer } from './virtual-player.ts';

const MIDNIGHT = MONDAY_8_AT - 8 * HOUR_MS;
const CITY = programmeOf({
  items: [{ id: 'a' }, { id: 'filler', durationMs: 30_000 }],
  playlists: [
    { id: 'cchc', itemIds: ['a'], guarantee: 10 },
    { id: 'xen', itemIds: ['filler'], guarantee: null },
  ],
  openingHours: [hours('05:00', '22:00')],
});

const sealsOf = (records: readonly JournalRecord[]): SealRecord[] =>
  records.filter((record) => record.type === 'seal');

async function dayOf(): Promise<VirtualPlayer> {
  const player = new VirtualPlayer(MIDNIGHT, [CITY]);
  await player.run(MIDNIGHT + 24 * HOUR_MS + 1_000);
  return player;
}

describe('hour seals', () => {
  it('close each of the 24 hours of a day once, in order, the closed ones too', async () => {
    const { records } = await dayOf();
    expect(sealsOf(records).map(({ hour }) => hour.from)).toEqual(
      Array.from({ length: 24 }, (_, hour) => MIDNIGHT + hour * HOUR_MS),
    );
    expect(chainFaults(records)).toEqual([]);
    for (const seal of sealsOf(records)) expect(JournalRecord.parse(seal)).toEqual(seal);
  });

  it('name the record before them by its hash, with all showings of the hour at or before it', async () => {
    const { records } = await dayOf();
    for (const seal of sealsOf(records)) {
      const { sealed, hour } = seal;
      const last = records.find(({ seq }) => seq === sealed.seq);
      expect(last && hashRecord(last, sha256)).toBe(sealed.sha256);
      const plays = records.filter(({ type, seq }) => type === 'play' && seq <= sealed.seq);
      expect(plays).toHaveLength(sealed.plays);
      const late = records.filter(
        (record) => record.type === 'play' && record.hourFrom === hour.from && record.seq > sealed.seq,
      );
      expect(late, `showings of ${hour.from} after its seal`).toEqual([]);
    }
  });

  it('are written by the boot that saw the end of the hour, and by no other', async () => {
    const player = new VirtualPlayer(MONDAY_8_AT, [CITY]);
    player.at(MONDAY_8_AT + 2.5 * HOUR_MS, () => player.cutPower());
    await player.run(MONDAY_8_AT + 5 * HOUR_MS);
    await player.run(MONDAY_8_AT + 4 * HOUR_MS + 1_000);
    const hoursSealed = sealsOf(player.records).map(({ hour }) => (hour.from - MONDAY_8_AT) / HOUR_MS);
    expect(hoursSealed).toEqual([0, 1, 2, 3]);
    expect(new Set(sealsOf(player.records).map(({ boot }) => boot)).size).toBe(2);
  });
});

describe('the echo of the server', () => {
  const disk = new MemoryDisk('epoch-1');
  const seal = (number: number) => ({ day: '2026-11-24', number, sha256: `${number}`.repeat(64) });

  function sealerOn(home: MemoryDisk) {
    const journal = new MemoryJournal(home);
    const chain = new Chain(
      journal,
      { screen: 'vong-xoay', key: 'a'.repeat(16), boot: 'b'.repeat(16) },
      sha256,
      () => {},
    );
    const stamp = {
      at: MIDNIGHT,
      monoMs: 0,
      clock: { state: 'synced', offsetMs: 0, uncertaintyMs: 9 },
    } as const;
    chain.append([{ ...stamp, type: 'programme', number: 1, sha256: '0'.repeat(64), state: 'ready' }]);
    const faults: unknown[] = [];
    const sealer = new Sealer({
      chain,
      journal,
      sign: async (text) => sha256(text),
      stamp: () => stamp,
      onFault: (fault) => faults.push(fault),
    });
    return { sealer, faults };
  }

  async function echoed(home: MemoryDisk, sealer: Sealer): Promise<unknown> {
    sealer.seal({ from: MIDNIGHT, to: MIDNIGHT + HOUR_MS });
    await sealer.settled();
    const last = [...home.waiting.values()].flat().at(-1)?.record;
    return last?.type === 'seal' ? last.server : undefined;
  }

  it('is the newest seal ever heard of, over a reboot without network, and never an older one', async () => {
    const first = sealerOn(disk).sealer;
    expect(await echoed(disk, first)).toBeNull();
    first.learn(seal(3));
    first.learn(seal(2));
    first.learn(null);
    expect(await echoed(disk, first)).toEqual(seal(3));
    const second = sealerOn(disk).sealer;
    await second.load();
    expect(await echoed(disk, second)).toEqual(seal(3));
  });

  it('goes on after a key that failed to sign once', async () => {
    const home = new MemoryDisk('epoch-2');
    const { sealer, faults } = sealerOn(home);
    const broken = new Sealer({
      chain: new Chain(new MemoryJournal(home), { screen: 's', key: 'k', boot: 'b' }, sha256, () => {}),
      journal: new MemoryJournal(home),
      sign: async () => Promise.reject(new Error('no key')),
      stamp: () => ({ at: null, monoMs: 0, clock: { state: 'unsynced', offsetMs: 0, uncertaintyMs: 1 } }),
      onFault: (fault) => faults.push(fault),
    });
    broken.seal({ from: 0, to: 1 });
    await broken.settled();
    expect(faults).toHaveLength(1);
    expect(await echoed(home, sealer)).toBeNull();
  });
});
