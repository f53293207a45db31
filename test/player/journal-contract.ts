// What every home of the journal must do, in the words of its port: run against memory and IndexedDB alike.

import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../content/model/instant.ts';
import { chainRecord, type ChainHead, type RecordDraft } from '../../content/model/play.ts';
import type { Entry, Journal, Mark } from '../../player/journal.ts';
import { sha256 } from './virtual-player.ts';

export const HOUR_AT = 1_767_574_800_000;
const CLOCK = { state: 'synced', offsetMs: 0, uncertaintyMs: 10 } as const;

function stamp(at: number | null) {
  return { at, monoMs: 0, clock: CLOCK };
}

function missed(at: number | null, hourFrom: number, k: number): RecordDraft {
  return {
    ...stamp(at),
    type: 'missed',
    programme: 1,
    hourFrom,
    slot: `a#${k}`,
    attempt: 0,
    item: 'a',
    plannedAt: hourFrom,
    cause: 'late',
  };
}

/** `count` missed slots of one boot, chained, one every ten minutes. */
export function entriesOf(boot: string, count: number, key = 'a'.repeat(16), fromAt = HOUR_AT): Entry[] {
  let head: ChainHead = { screen: 'vong-xoay', key, boot: boot.repeat(16), nextSeq: 0, sha256: null };
  return Array.from({ length: count }, (_, index) => {
    const at = fromAt + index * 600_000;
    const chained = chainRecord(
      head,
      missed(at, HOUR_AT + Math.floor((at - HOUR_AT) / HOUR_MS) * HOUR_MS, index),
      sha256,
    );
    head = chained.head;
    return { record: chained.record, sha256: chained.sha256 };
  });
}

export const MARK: Mark = {
  boot: 'b'.repeat(16),
  play: {
    ...stamp(HOUR_AT),
    type: 'play',
    role: 'filler',
    programme: 1,
    programmeSha256: sha256('programme'),
    hourFrom: HOUR_AT,
    slot: null,
    attempt: 0,
    playlist: 'xen',
    item: 'f1',
    version: 1,
    title: 'Nội dung xen',
    text: '',
    asset: sha256('asset'),
    pixels: sha256('pixels'),
    plannedAt: HOUR_AT,
    plannedMs: 30_000,
    shownMs: 0,
    visibleMs: 0,
    frames: 0,
    coveredMs: null,
    end: 'interrupted',
  },
};

/** `reopen` gives the journal as the next boot finds it. */
export function describeJournal(
  name: string,
  makeHome: () => Promise<{ open(): Promise<Journal>; close(): void }>,
): void {
  const withJournal =
    (body: (journal: Journal, reopen: () => Promise<Journal>) => Promise<void>) => async () => {
      const home = await makeHome();
      try {
        const journal = await home.open();
        await journal.open();
        await body(journal, async () => await home.open());
      } finally {
        home.close();
      }
    };

  describe(name, () => {
    it(
      'gives the next boot the head, the mark and the latest date of what was committed',
      withJournal(async (journal, reopen) => {
        const { epoch } = await journal.open();
        const entries = entriesOf('1', 3);
        await journal.commit(entries, MARK);
        const opening = await (await reopen()).open();
        const last = entries[2];
        expect(opening).toEqual({
          epoch,
          head: { key: last?.record.key, boot: last?.record.boot, seq: 2, sha256: last?.sha256 },
          mark: MARK,
          lastAt: HOUR_AT + 1_200_000,
        });
      }),
    );

    it(
      'replaces the mark with every commit, also where nothing is appended',
      withJournal(async (journal, reopen) => {
        await journal.commit(entriesOf('1', 1), MARK);
        await journal.commit([], null);
        const opening = await (await reopen()).open();
        expect(opening.mark).toBeNull();
        expect(opening.head?.seq).toBe(0);
      }),
    );

    it(
      'hands out the oldest boot of the key first, in order and not more than asked',
      withJournal(async (journal) => {
        await journal.commit(entriesOf('9', 2, 'f'.repeat(16)), null);
        await journal.commit(entriesOf('2', 5), null);
        await journal.commit(entriesOf('1', 5), null);
        const batch = await journal.unacknowledged('a'.repeat(16), 3);
        expect(batch).toEqual(entriesOf('2', 5).slice(0, 3));
        expect(await journal.countUnacknowledged()).toBe(12);
      }),
    );

    it(
      'forgets up to what is acknowledged and goes on with the next boot',
      withJournal(async (journal) => {
        await journal.commit(entriesOf('2', 5), null);
        await journal.commit(entriesOf('1', 5), null);
        await journal.acknowledge('2'.repeat(16), 3, HOUR_AT + 10 * HOUR_MS);
        expect((await journal.unacknowledged('a'.repeat(16), 9)).map(({ record }) => record.seq)).toEqual([
          4,
        ]);
        await journal.acknowledge('2'.repeat(16), 99, HOUR_AT + 10 * HOUR_MS);
        await journal.acknowledge('2'.repeat(16), 99, HOUR_AT + 10 * HOUR_MS);
        await journal.acknowledge('7'.repeat(16), 99, HOUR_AT + 10 * HOUR_MS);
        expect(await journal.unacknowledged('a'.repeat(16), 9)).toEqual(entriesOf('1', 5));
      }),
    );

    it(
      'counts what waits, also after acknowledgements of what it has not and in the next boot',
      withJournal(async (journal, reopen) => {
        expect(await journal.countUnacknowledged()).toBe(0);
        await journal.commit(entriesOf('2', 5), null);
        await journal.commit(entriesOf('1', 5), MARK);
        await journal.commit([], null);
        for (const upToSeq of [1, 1, 2]) await journal.acknowledge('2'.repeat(16), upToSeq, null);
        await journal.acknowledge('7'.repeat(16), 99, null);
        expect(await journal.countUnacknowledged()).toBe(7);
        const next = await reopen();
        await next.open();
        expect(await next.countUnacknowledged()).toBe(7);
        await next.acknowledge('1'.repeat(16), 99, HOUR_AT + 10 * HOUR_MS);
        expect(await next.countUnacknowledged()).toBe(2);
      }),
    );

    it(
      'keeps acknowledged records until their hour is over, and the order of writing',
      withJournal(async (journal) => {
        const entries = entriesOf('1', 9);
        const hour = { from: HOUR_AT, to: HOUR_AT + HOUR_MS };
        await journal.commit(entries, null);
        await journal.acknowledge('1'.repeat(16), 3, HOUR_AT);
        const ofHour = entries.slice(0, 6).map(({ record }) => record);
        expect(await journal.recordsOfHour(hour)).toEqual(ofHour);
        await journal.acknowledge('1'.repeat(16), 7, HOUR_AT + HOUR_MS);
        expect(await journal.recordsOfHour(hour)).toEqual([]);
        const next = { from: hour.to, to: hour.to + HOUR_MS };
        expect(await journal.recordsOfHour(next)).toEqual(entries.slice(6).map(({ record }) => record));
      }),
    );

    it(
      'hands out and forgets thousands of one boot, batch by batch and all at once',
      withJournal(async (journal) => {
        const entries = entriesOf('1', 1_050);
        for (let from = 0; from < entries.length; from += 150)
          await journal.commit(entries.slice(from, from + 150), null);
        const hour = { from: HOUR_AT, to: HOUR_AT + HOUR_MS };
        const key = 'a'.repeat(16);
        for (let batch = 0; batch < 3; batch += 1) {
          const sent = await journal.unacknowledged(key, 200);
          expect(sent.map(({ record }) => record.seq)).toEqual(
            Array.from({ length: 200 }, (_, index) => batch * 200 + index),
          );
          await journal.acknowledge('1'.repeat(16), batch * 200 + 199, HOUR_AT);
          // What is asked again, or was known before, changes nothing.
          await journal.acknowledge('1'.repeat(16), batch * 200 + 3, HOUR_AT);
        }
        expect(await journal.countUnacknowledged()).toBe(450);
        await journal.acknowledge('1'.repeat(16), 1_049, HOUR_AT);
        expect(await journal.countUnacknowledged()).toBe(0);
        expect(await journal.unacknowledged(key, 200)).toEqual([]);
        expect(await journal.recordsOfHour(hour)).toHaveLength(6);
        const last = HOUR_AT + 174 * HOUR_MS;
        expect(await journal.recordsOfHour({ from: last, to: last + HOUR_MS })).toHaveLength(6);
        await journal.commit(entriesOf('2', 3), null);
        expect(await journal.unacknowledged(key, 200)).toEqual(entriesOf('2', 3));
      }),
    );

    it(
      'keeps everything while the hour is not known',
      withJournal(async (journal) => {
        await journal.commit(entriesOf('1', 3), null);
        await journal.acknowledge('1'.repeat(16), 2, null);
        expect(await journal.countUnacknowledged()).toBe(0);
        const hour = { from: HOUR_AT, to: HOUR_AT + HOUR_MS };
        expect(await journal.recordsOfHour(hour)).toHaveLength(3);
      }),
    );

    it(
      'keeps small values apart from the records',
      withJournal(async (journal, reopen) => {
        expect(await journal.read('clock')).toBeNull();
        await journal.write('clock', { offsetMs: 5 });
        await journal.write('programmes', ['x']);
        const after = await reopen();
        expect(await after.read('clock')).toEqual({ offsetMs: 5 });
        expect(await after.read('programmes')).toEqual(['x']);
        expect(await after.read('identity')).toBeNull();
      }),
    );
  });
}
