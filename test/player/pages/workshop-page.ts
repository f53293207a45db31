// The player's parts, one by one, for tests that drive them in a real browser.

import { canonicalJson } from '../../../content/model/canonical.ts';
import { type LocalTime, localTimeOf } from '../../../content/model/instant.ts';
import type { ProgrammeItem } from '../../../content/model/programme.ts';
import type { Entry, Mark } from '../../../player/journal.ts';
import { sha256OfBytes, sha256OfText } from '../../../player/digest.ts';
import { keyOf, replaceKey } from '../../../player/identity.ts';
import { IndexedDbJournal } from '../../../player/indexeddb-journal.ts';
import { PageStorage } from '../../../player/page-storage.ts';
import { AnimationFrames } from '../../../player/page-time.ts';
import { CanvasStage } from '../../../player/stage.ts';
import { Vault } from '../../../player/vault.ts';
import { Visibility } from '../../../player/visibility.ts';

const canvas = document.querySelector<HTMLCanvasElement>('#led');
if (canvas === null) throw new Error('no canvas');
const front = canvas;
const clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  mono: () => performance.now(),
};
const frames = new AnimationFrames(clock);
const storage = await PageStorage.at('workshop');
const fetchAsset = async (sha256: string) => {
  const response = await fetch(`/assets/${sha256}`);
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
};
const vault = new Vault(storage, fetchAsset);
/** What the clock card is told: set by the test. */
let local: LocalTime = localTimeOf({ zone: 'UTC', offsets: [{ at: 0, offsetMs: 0 }], until: 0 }, 0);
const stage = new CanvasStage(front, clock, frames, new Visibility(() => performance.now()), {
  readAsset: async (sha256) => await vault.read(sha256),
  localTimeAt: () => local,
});

async function hashFront(): Promise<string> {
  const context = front.getContext('2d');
  const { data } = context?.getImageData(0, 0, front.width, front.height) ?? new ImageData(1, 1);
  return await sha256OfBytes(new Uint8Array(data.buffer));
}

const workshop = {
  clock,
  canonicalJson,
  sha256OfText,
  setLocal: (next: LocalTime) => {
    local = next;
  },
  ensure: async (sha256: string) => await vault.ensure(sha256).then(() => 'here', String),
  corrupt: async (sha256: string) => await storage.writeAsset(sha256, new Uint8Array([1, 2, 3])),
  place: (place: Parameters<CanvasStage['place']>[0]) => stage.place(place),
  /** Shows the item in `inMs`; what was drawn, what stands on the canvas, and how late it came. */
  show: async (item: ProgrammeItem, inMs: number, forMs: number) => {
    const startAt = clock.now() + inMs;
    const prepared = await stage.prepare(item, startAt);
    const shown = await stage.show(prepared, startAt);
    const front = await hashFront();
    await new Promise((resolve) => setTimeout(resolve, forMs));
    const lateMs = shown.presentedAt - startAt;
    return { pixels: prepared.pixels, front, lateMs, evidence: shown.evidence() };
  },
  /** Left edge of what is white in row `row`, frame by frame, and how long that took. */
  watchStrip: async (item: ProgrammeItem, row: number, frameCount: number) => {
    const shown = await stage.show(await stage.prepare(item, clock.now()), clock.now());
    const places: number[] = [];
    for (let frame = 0; frame < frameCount; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const { data } = front.getContext('2d')?.getImageData(0, row, front.width, 1) ?? new ImageData(1, 1);
      const left = Array.from({ length: front.width }, (_, x) => x).find((x) =>
        [0, 1, 2].every((channel) => data[x * 4 + channel] === 255),
      );
      places.push(left ?? front.width);
    }
    return { places, elapsedMs: shown.evidence().shownMs };
  },
  tryPrepare: async (item: ProgrammeItem) => await stage.prepare(item, 0).then(() => 'prepared', String),
  black: async () => {
    await stage.show(null, 0);
    return await hashFront();
  },
  key: async () => {
    const key = await keyOf(storage);
    const { algorithm, publicKey, keyId } = key;
    return { algorithm, publicKey, keyId, signature: await key.sign('Ngã Bảy') };
  },
  replaceKey: async () => (await replaceKey(storage)).keyId,
  /** Commits one entry after the other for ever and tells each that resolved. */
  commitAll: async (entries: Entry[], marks: Mark[]) => {
    const journal = await IndexedDbJournal.at(
      'workshop-journal',
      () => 'epoch',
      () => {},
    );
    await journal.open();
    for (const [index, entry] of entries.entries()) {
      await journal.commit([entry], marks[index] ?? null);
      await window.tellCommitted(entry.record.seq);
    }
  },
  openJournal: async () => {
    const journal = await IndexedDbJournal.at(
      'workshop-journal',
      () => 'other',
      () => {},
    );
    const opening = await journal.open();
    const entries = await journal.unacknowledged('a'.repeat(16), 100_000);
    journal.close();
    return { opening, seqs: entries.map(({ record }) => record.seq) };
  },
};

export type Workshop = typeof workshop;

declare global {
  interface Window {
    workshop: Workshop;
    tellCommitted(seq: number): Promise<void>;
  }
}
window.workshop = workshop;
