// Documents on real files and on a disk that fails: what a transaction promises, what an open refuses.

import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Disk } from '../../../server/store/disk.ts';
import { type Documents, type Migrations, openDocuments } from '../../../server/store/documents.ts';
import { type DiskFault, createMemoryDisk } from '../../../server/store/memory-disk.ts';
import { StoreError } from '../../../server/store/store-error.ts';
import { seededRandom } from '../../support/fault-random.ts';

const Library = z.strictObject({
  slogans: z.array(z.strictObject({ id: z.int(), text: z.string().min(1) })),
  note: z.string().optional(),
});
type Library = z.infer<typeof Library>;

const slogan = { id: 1, text: 'Cải cách hành chính: "Ngã Bảy" vì dân' };

async function scratch(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'vong-xoay-documents-')), 'library.json');
}

function open(path: string, disk?: Disk): Promise<Documents<Library>> {
  return openDocuments({
    path,
    schema: Library,
    empty: { slogans: [] },
    version: 1,
    ...(disk === undefined ? {} : { disk }),
  });
}

const inFolder = (path: string): Promise<string[]> => readdir(join(path, '..'));

/** A file with two revisions behind it, closed. */
async function written(): Promise<string> {
  const path = await scratch();
  const documents = await open(path);
  await documents.transact((draft) => void draft.slogans.push(slogan));
  await documents.backup('2026-03-02');
  await documents.transact((draft) => void draft.slogans.push({ id: 2, text: 'Ệ' }));
  await documents.close();
  return path;
}

describe('transact', () => {
  test('shows and keeps the change, and answers what the change returned', async () => {
    const path = await scratch();
    const documents = await open(path);
    const count = await documents.transact(async (draft) => draft.slogans.push(slogan));
    expect(count).toBe(1);
    expect(documents.data.slogans).toEqual([slogan]);
    await documents.close();
    expect((await open(path)).data).toEqual({ slogans: [slogan] });
  });

  test('keeps strings as given, composed or not', async () => {
    const path = await scratch();
    const documents = await open(path);
    const decomposed = 'Ngã Bảy'.normalize('NFD');
    await documents.transact((draft) => void draft.slogans.push({ id: 1, text: decomposed }));
    expect((await open(path)).data.slogans[0]?.text).toBe(decomposed);
  });

  test('runs one after another, each on what the one before left', async () => {
    const documents = await open(await scratch());
    const ids = await Promise.all(
      Array.from({ length: 30 }, () =>
        documents.transact(async (draft) => {
          const id = draft.slogans.length;
          await Promise.resolve();
          draft.slogans.push({ id, text: 'x' });
          return id;
        }),
      ),
    );
    expect(ids).toEqual(Array.from({ length: 30 }, (_, id) => id));
    expect(documents.data.slogans.map(({ id }) => id)).toEqual(ids);
  });

  test('changes nothing when the change throws or breaks the schema, and the next one works', async () => {
    const path = await written();
    const before = await readFile(path);
    const documents = await open(path);
    const thrown = documents.transact((draft) => {
      draft.slogans.length = 0;
      throw new RangeError('no');
    });
    await expect(thrown).rejects.toThrow(RangeError);
    const refused = documents.transact((draft) => void draft.slogans.push({ id: 0.5, text: '' }));
    await expect(refused).rejects.toMatchObject({ code: 'STORE_REFUSED', path });
    expect(await readFile(path)).toEqual(before);
    expect(documents.data.slogans).toHaveLength(2);
    expect(await documents.transact((draft) => draft.slogans.length)).toBe(2);
  });

  test('shows what a restart would read: a member without a value is gone', async () => {
    const documents = await open(await scratch());
    await documents.transact((draft) => void Object.assign(draft, { note: undefined }));
    expect(Object.keys(documents.data)).toEqual(['slogans']);
  });

  test('hands readers frozen data that later transactions leave alone', async () => {
    const documents = await open(await written());
    const seen = documents.data;
    await documents.transact((draft) => void draft.slogans.pop());
    expect(seen.slogans).toHaveLength(2);
    expect(() => (seen.slogans as Library['slogans']).pop()).toThrow(TypeError);
  });

  test('is refused after close, which waits for those before', async () => {
    const documents = await open(await scratch());
    const last = documents.transact((draft) => draft.slogans.push(slogan));
    await documents.close();
    expect(await last).toBe(1);
    await expect(documents.transact(() => 0)).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });

  test('keeps the version before beside the file', async () => {
    const path = await written();
    const previous = join(path, '..', 'library.prev.json');
    expect((await open(previous)).data).toEqual({ slogans: [slogan] });
  });
});

describe('open', () => {
  test('writes the first content, so that a folder nobody may write is found at once', async () => {
    const path = await scratch();
    await open(path);
    expect(await inFolder(path)).toEqual(['library.json']);
    const missing = join(path, '..', 'missing', 'library.json');
    await expect(open(missing)).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  });

  test('never reads a file with any flipped byte as other data or as empty, and names the best backup', async () => {
    const path = await written();
    const good = await readFile(path);
    const { data } = await open(path);
    const names = await inFolder(path);
    for (let at = 0; at < good.length; at += 1) {
      for (const mask of [0x01, 0x20, 0xff]) {
        const flipped = Buffer.from(good);
        flipped[at] = (good[at] ?? 0) ^ mask;
        await writeFile(path, flipped);
        const opened = await open(path).catch((error: unknown) => error);
        if (opened instanceof StoreError) {
          expect(opened).toMatchObject({ code: 'STORE_CORRUPT', path });
          expect(opened.reason).toMatch(/newest good backup: .*library\.(prev|2026-03-02\.backup)\.json$/);
        } else expect((opened as Documents<Library>).data, `byte ${at}`).toEqual(data);
        expect(await readFile(path)).toEqual(flipped);
      }
    }
    expect(await inFolder(path)).toEqual(names);
  });

  test('refuses a file cut at any length, and an empty one', async () => {
    const path = await written();
    const good = await readFile(path);
    for (let length = 0; length < good.length - 1; length += 1) {
      await writeFile(path, good.subarray(0, length));
      await expect(open(path)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    }
  });

  test('names a dated backup when the previous version is damaged too, and says so when nothing is good', async () => {
    const path = await written();
    const previous = join(path, '..', 'library.prev.json');
    await writeFile(path, 'x');
    await writeFile(previous, 'x');
    await expect(open(path)).rejects.toThrow('library.2026-03-02.backup.json');
    await rm(join(path, '..', 'library.2026-03-02.backup.json'));
    await expect(open(path)).rejects.toThrow('no good backup found');
  });

  test('refuses when the file is gone but a copy of it is there', async () => {
    const path = await written();
    await rm(path);
    await expect(open(path)).rejects.toMatchObject({ code: 'STORE_CORRUPT', path });
    expect(await inFolder(path)).not.toContain('library.json');
  });

  test('does not take the copies of another document for its own', async () => {
    const path = await written();
    const other = join(path, '..', 'lib.json');
    expect((await open(other)).data).toEqual({ slogans: [] });
  });
});

describe('migration', () => {
  const Next = z.strictObject({
    slogans: z.array(z.strictObject({ id: z.int(), text: z.string(), kind: z.string() })),
  });
  const addKind = (data: unknown): unknown => {
    const { slogans } = Library.parse(data);
    return { slogans: slogans.map((one) => ({ ...one, kind: 'slogan' })) };
  };
  const openNext = (
    path: string,
    version: number,
    migrations: Migrations,
  ): Promise<Documents<z.infer<typeof Next>>> =>
    openDocuments({ path, schema: Next, empty: { slogans: [] }, version, migrations });

  test('runs the numbered steps, keeps the old file as a backup first and writes the new version', async () => {
    const path = await written();
    const before = await readFile(path);
    const documents = await openNext(path, 3, { 1: (data) => data, 2: addKind });
    expect(documents.data.slogans[1]).toEqual({ id: 2, text: 'Ệ', kind: 'slogan' });
    const backup = (await inFolder(path)).find((name) => name.startsWith('library.v1-'));
    expect(await readFile(join(path, '..', backup ?? ''))).toEqual(before);
    await documents.close();
    expect((await openNext(path, 3, {})).data.slogans).toHaveLength(2);
  });

  test('an older program refuses the newer file and touches nothing', async () => {
    const path = await written();
    await openNext(path, 2, { 1: addKind });
    const names = await inFolder(path);
    const bytes = await readFile(path);
    await expect(open(path)).rejects.toMatchObject({ code: 'STORE_NEWER', path });
    expect(await inFolder(path)).toEqual(names);
    expect(await readFile(path)).toEqual(bytes);
  });

  test('a missing step is refused, a step whose result breaks the schema too, and nothing is touched', async () => {
    const path = await written();
    const names = await inFolder(path);
    await expect(openNext(path, 3, { 1: addKind })).rejects.toMatchObject({ code: 'STORE_TOO_OLD' });
    await expect(openNext(path, 2, { 1: (data) => data })).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    expect(await inFolder(path)).toEqual(names);
  });
});

describe('on a disk that fails and forgets', () => {
  const path = '/data/library.json';

  test('memory and disk agree after a failure of any operation of a write', async () => {
    for (const errno of ['EIO', 'ENOSPC']) {
      for (let target = 0; target < 40; target += 1) {
        let first = Infinity;
        const fault: DiskFault = { errno, writtenBytes: 3 };
        const memory = createMemoryDisk({
          interfere: ({ ordinal }) => (ordinal === first ? fault : undefined),
        });
        const disk = memory.mount();
        await disk.makeDirectory('/data', 0o700);
        const documents = await open(path, disk);
        await documents.transact((draft) => void draft.slogans.push(slogan));
        first = memory.operations() + target;
        await documents.transact((draft) => void draft.slogans.pop()).catch(rethrowUnlessStore);
        first = Infinity;
        expect((await open(path, disk)).data, `operation ${target}`).toEqual(documents.data);
        memory.cut(seededRandom(target));
        expect((await open(path, memory.mount())).data, `operation ${target}`).toEqual(documents.data);
      }
    }
  });

  test('a power cut at any operation leaves the last resolved transaction or the one under way', async () => {
    const run = fc.asyncProperty(fc.integer(), fc.nat(80), async (seed, cutAfter) => {
      const random = seededRandom(seed);
      let cutAt = Infinity;
      const memory = createMemoryDisk({
        interfere: ({ ordinal }) => {
          if (ordinal === cutAt) memory.cut(random);
          return undefined;
        },
      });
      const disk = memory.mount();
      await disk.makeDirectory('/data', 0o700);
      const documents = await open(path, disk);
      cutAt = memory.operations() + cutAfter;
      let resolved = 0;
      for (let id = 0; id < 4; id += 1) {
        const add = documents.transact((draft) => void draft.slogans.push({ id, text: 'x'.repeat(700) }));
        await add.then(() => (resolved += 1)).catch(rethrowUnlessStore);
      }
      cutAt = Infinity;
      memory.cut(random);
      const found = (await open(path, memory.mount())).data.slogans.length;
      expect([resolved, resolved + 1]).toContain(found);
    });
    await fc.assert(run, { numRuns: 300 });
  });
});

function rethrowUnlessStore(error: unknown): void {
  if (!(error instanceof StoreError)) throw error;
}
