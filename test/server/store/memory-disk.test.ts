// The disk that forgets must forget like a real one, or every crash test above it proves nothing.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Disk } from '../../../server/store/disk.ts';
import { withFile } from '../../../server/store/files.ts';
import { createMemoryDisk } from '../../../server/store/memory-disk.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const always =
  (value: number): (() => number) =>
  () =>
    value;

async function contentOf(disk: Disk, path: string): Promise<string> {
  return withFile(disk, path, 'read', async (file) => Buffer.from(await file.read(0, 1e6)).toString());
}

async function startWith(disk: Disk, path: string, content: string): Promise<void> {
  await disk.makeDirectory('/d', 0o700);
  await withFile(disk, path, 'create', async (file) => {
    await file.write(0, bytes(content));
    await file.sync();
  });
  await disk.syncDirectory('/d');
}

describe('a power cut', () => {
  test('loses a synced file whose name was not synced', async () => {
    const memory = createMemoryDisk();
    const disk = memory.mount();
    await disk.makeDirectory('/d', 0o700);
    await withFile(disk, '/d/a', 'create', async (file) => {
      await file.write(0, bytes('x'));
      await file.sync();
    });
    memory.cut(always(0));
    expect(await memory.mount().list('/d')).toEqual([]);
  });

  test('may undo a rename, and may leave a renamed file without its unsynced bytes', async () => {
    for (const chance of [0, 0.99]) {
      const memory = createMemoryDisk();
      const disk = memory.mount();
      await startWith(disk, '/d/a', 'old');
      await withFile(disk, '/d/t', 'create', (file) => file.write(0, bytes('new')));
      await disk.rename('/d/t', '/d/a');
      const draws = [chance, 0];
      memory.cut(() => draws.shift() ?? 0);
      expect(await contentOf(memory.mount(), '/d/a')).toBe(chance === 0 ? 'old' : '');
    }
  });

  test('keeps exactly what was synced, and of the rest a mixture of old, new and NUL', async () => {
    const seed = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const run = fc.asyncProperty(
      fc.nat(2000),
      fc.nat(3000),
      fc.array(seed, { minLength: 12 }),
      async (synced, more, draws) => {
        const memory = createMemoryDisk();
        const disk = memory.mount();
        await startWith(disk, '/d/a', 'a'.repeat(synced));
        await withFile(disk, '/d/a', 'update', (file) => file.write(synced, bytes('b'.repeat(more))));
        const queue = [...draws];
        memory.cut(() => queue.shift() ?? 0);
        const content = await contentOf(memory.mount(), '/d/a');
        expect(content.slice(0, synced)).toBe('a'.repeat(synced));
        expect(content.length).toBeLessThanOrEqual(synced + more);
        expect(content.slice(synced)).toMatch(/^[b\0]*$/);
      },
    );
    await fc.assert(run);
  });

  test('ends the programs that were running, with their open files', async () => {
    const memory = createMemoryDisk();
    const disk = memory.mount();
    await startWith(disk, '/d/a', 'x');
    const file = await disk.open('/d/a', 'update');
    memory.cut(always(0));
    await expect(file.write(0, bytes('y'))).rejects.toMatchObject({ code: 'EIO' });
    await expect(disk.open('/d/a', 'read')).rejects.toMatchObject({ code: 'EIO' });
    expect(await contentOf(memory.mount(), '/d/a')).toBe('x');
  });
});

test('a kill keeps what was written, synced or not', async () => {
  const memory = createMemoryDisk();
  const disk = memory.mount();
  await startWith(disk, '/d/a', 'old');
  await withFile(disk, '/d/a', 'update', (file) => file.write(0, bytes('new')));
  memory.kill();
  expect(await contentOf(memory.mount(), '/d/a')).toBe('new');
});

test('a retried sync after a failed one succeeds without writing the bytes', async () => {
  let isFailing = true;
  const memory = createMemoryDisk({
    interfere: ({ kind }) => (kind === 'datasync' && isFailing ? { errno: 'EIO' } : undefined),
  });
  const disk = memory.mount();
  await startWith(disk, '/d/a', 'old');
  const file = await disk.open('/d/a', 'update');
  await file.write(3, bytes(' and new'));
  await expect(file.datasync()).rejects.toMatchObject({ code: 'EIO' });
  isFailing = false;
  await file.datasync();
  expect(await contentOf(disk, '/d/a')).toBe('old and new');
  memory.cut(always(0));
  expect(await contentOf(memory.mount(), '/d/a')).toBe('old\0\0\0\0\0\0\0\0');
});

test('a write that fails half way leaves the half', async () => {
  const memory = createMemoryDisk({
    interfere: ({ kind, ordinal }) =>
      kind === 'write' && ordinal > 3 ? { errno: 'ENOSPC', writtenBytes: 2 } : undefined,
  });
  const disk = memory.mount();
  await startWith(disk, '/d/a', 'old');
  const file = await disk.open('/d/a', 'update');
  await expect(file.write(3, bytes('new'))).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(await contentOf(disk, '/d/a')).toBe('oldne');
});
