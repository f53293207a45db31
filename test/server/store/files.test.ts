// The durable verbs on real files, and on a disk that fails and forgets.

import { chmod, mkdtemp, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeDisk } from '../../../server/store/disk.ts';
import {
  createOnce,
  ensureDirectory,
  listFiles,
  readIfPresent,
  removeFile,
  writeDurably,
} from '../../../server/store/files.ts';
import { type DiskFault, createMemoryDisk } from '../../../server/store/memory-disk.ts';
import { StoreError } from '../../../server/store/store-error.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const textOf = (present: Uint8Array | undefined): string | undefined =>
  present === undefined ? undefined : Buffer.from(present).toString();

async function scratch(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'vong-xoay-files-'));
}

describe('on real files', () => {
  test('writeDurably replaces a file whole and leaves no temporary behind', async () => {
    const directory = await scratch();
    const path = join(directory, 'a.json');
    await writeDurably(path, bytes('a longer first version'));
    await writeDurably(path, bytes('second'));
    expect(textOf(await readIfPresent(path))).toBe('second');
    expect(await readdir(directory)).toEqual(['a.json']);
  });

  test('writeDurably into a missing folder rejects with STORE_UNWRITABLE and the path', async () => {
    const path = join(await scratch(), 'missing', 'a.json');
    await expect(writeDurably(path, bytes('x'))).rejects.toMatchObject({ code: 'STORE_UNWRITABLE', path });
  });

  test('parallel writeDurably calls leave one of the versions, whole', async () => {
    const path = join(await scratch(), 'a.json');
    const versions = Array.from({ length: 20 }, (_, index) => String(index).repeat(5000));
    await Promise.all(versions.map((version) => writeDurably(path, bytes(version))));
    expect(versions).toContain(textOf(await readIfPresent(path)));
  });

  test('createOnce is idempotent for the same bytes and refuses others', async () => {
    const directory = await scratch();
    const path = join(directory, 'once');
    await createOnce(path, bytes('one'));
    await createOnce(path, bytes('one'));
    await expect(createOnce(path, bytes('two'))).rejects.toMatchObject({ code: 'STORE_EXISTS' });
    expect(textOf(await readIfPresent(path))).toBe('one');
    expect(await readdir(directory)).toEqual(['once']);
  });

  test('of parallel createOnce calls with different bytes exactly one wins', async () => {
    const path = join(await scratch(), 'once');
    const tries = Array.from({ length: 8 }, (_, index) => createOnce(path, bytes(`try ${index}`)));
    const settled = await Promise.allSettled(tries);
    const winners = settled.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
    expect(winners).toHaveLength(1);
    expect(textOf(await readIfPresent(path))).toBe(`try ${winners[0]}`);
  });

  test('ensureDirectory makes private folders and is content with what is there', async () => {
    const directory = join(await scratch(), 'a', 'b');
    await ensureDirectory(directory);
    await ensureDirectory(directory);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  test('an absent file reads as undefined, lists as nothing and is removed in peace', async () => {
    const directory = await scratch();
    expect(await readIfPresent(join(directory, 'none'))).toBeUndefined();
    expect(await listFiles(join(directory, 'none'))).toEqual([]);
    await removeFile(join(directory, 'none'));
    await writeDurably(join(directory, 'b'), bytes('1'));
    await writeDurably(join(directory, 'a'), bytes('1'));
    expect(await listFiles(directory)).toEqual(['a', 'b']);
    await removeFile(join(directory, 'a'));
    expect(await listFiles(directory)).toEqual(['b']);
  });

  test('reading a folder as a file rejects with STORE_UNREADABLE', async () => {
    await expect(readIfPresent(await scratch())).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
  });

  test('a read-only file is recognised', async () => {
    const path = join(await scratch(), 'a');
    await writeDurably(path, bytes('1'));
    expect(await nodeDisk.isReadOnly(path)).toBe(false);
    await chmod(path, 0o444);
    expect(await nodeDisk.isReadOnly(path)).toBe(true);
  });
});

describe('on a disk that fails and forgets', () => {
  /** Every operation of `act` fails once with `fault`, or has the power cut before it. */
  async function forEachOperation(
    disturb: 'cut' | DiskFault,
    check: (context: { outcome: 'resolved' | StoreError; content: string | undefined }) => void,
  ): Promise<number> {
    for (let target = 0; ; target += 1) {
      let armed = false;
      let random = target;
      const next = (): number => {
        random = (random * 16807 + 11) % 2147483647;
        return random / 2147483647;
      };
      let base = 0;
      const memory = createMemoryDisk({
        interfere: ({ ordinal }) => {
          if (!armed || ordinal - base !== target) return undefined;
          if (disturb !== 'cut') return disturb;
          memory.cut(next);
          return undefined;
        },
      });
      await ensureDirectory('/data', 0o700, memory.mount());
      await writeDurably('/data/a', bytes('old'), memory.mount());
      base = memory.operations();
      armed = true;
      const outcome = await writeDurably('/data/a', bytes('newer'), memory.mount()).then(
        () => 'resolved' as const,
        (error: unknown) => error as StoreError,
      );
      armed = false;
      const done = memory.operations() - base;
      memory.cut(next);
      const content = textOf(await readIfPresent('/data/a', memory.mount()));
      check({ outcome, content });
      if (target > done) return target;
    }
  }

  test('a power cut at any operation leaves the old file or the new one, and the new one once resolved', async () => {
    const operations = await forEachOperation('cut', ({ outcome, content }) => {
      if (outcome === 'resolved') expect(content).toBe('newer');
      else expect(['old', 'newer']).toContain(content);
    });
    expect(operations).toBeGreaterThan(4);
  });

  test('no space at any operation rejects with STORE_FULL or changes nothing that matters', async () => {
    await forEachOperation({ errno: 'ENOSPC', writtenBytes: 2 }, ({ outcome, content }) => {
      if (outcome === 'resolved') expect(content).toBe('newer');
      else {
        expect(outcome).toBeInstanceOf(StoreError);
        expect(outcome.code).toBe('STORE_FULL');
        expect(['old', 'newer']).toContain(content);
      }
    });
  });

  test('createOnce works where the file system has no links', async () => {
    const memory = createMemoryDisk({
      interfere: ({ kind }) => (kind === 'link' ? { errno: 'EPERM' } : undefined),
    });
    const disk = memory.mount();
    await ensureDirectory('/data', 0o700, disk);
    await createOnce('/data/once', bytes('one'), disk);
    await expect(createOnce('/data/once', bytes('two'), disk)).rejects.toMatchObject({
      code: 'STORE_EXISTS',
    });
    memory.cut(() => 0);
    expect(textOf(await readIfPresent('/data/once', memory.mount()))).toBe('one');
  });
});
