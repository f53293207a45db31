// What leaves the vault and what never does.

import { expect, it } from 'vitest';
import { createMemoryDisk } from '../../../server/store/memory-disk.ts';
import { rasterise } from '../../../server/studio/raster.ts';
import { openVault } from '../../../server/studio/vault.ts';
import { hashesIn, measureVault, tidyVault } from '../../../server/studio/vault-upkeep.ts';

const picture = async (shade: number) =>
  (
    await rasterise({
      widthPx: 2,
      heightPx: 2,
      background: `#0000${shade.toString(16).padStart(2, '0')}`,
      shapes: [],
    })
  ).png;

async function openShelves() {
  const vault = openVault('/vault', createMemoryDisk().mount());
  const [published, used, unused] = await Promise.all([1, 2, 3].map(picture));
  if (published === undefined || used === undefined || unused === undefined) throw new Error('no pictures');
  const keep = async (png: Uint8Array) => (await vault.keep(png, 'image/png')).sha256;
  const hashes = { published: await keep(published), used: await keep(used), unused: await keep(unused) };
  const document = { items: [{ renditions: [{ picture: { sha256: hashes.used } }] }] };
  const named = { ...document };
  const use = {
    isUsed: (sha256: string) => hashesIn(named).has(sha256),
    isPublished: (sha256: string) => sha256 === hashes.published,
  };
  return { vault, hashes, use, named };
}

it('puts unused files aside, keeps them a month, and then deletes them; published and used ones stay', async () => {
  const { vault, hashes, use } = await openShelves();
  expect(await tidyVault(vault, use, '2026-11-24')).toEqual({ quarantined: 1, returned: 0, deleted: 0 });
  expect(await vault.listShelf('quarantine')).toEqual([{ sha256: hashes.unused, sinceDate: '2026-11-24' }]);
  expect(await vault.open(hashes.unused)).toBeDefined();
  expect((await tidyVault(vault, use, '2026-12-24')).deleted).toBe(0);
  expect((await tidyVault(vault, use, '2026-12-25')).deleted).toBe(1);
  expect(await vault.open(hashes.unused)).toBeUndefined();
  expect(await vault.listKept()).toEqual([hashes.published, hashes.used].toSorted());
});

it('brings back what is named again, and a file once on air even when no document names it', async () => {
  const { vault, hashes, use, named } = await openShelves();
  await tidyVault(vault, use, '2026-11-24');
  named.items = [{ renditions: [{ picture: { sha256: hashes.unused } }] }];
  expect(await tidyVault(vault, use, '2027-06-01')).toEqual({ quarantined: 1, returned: 1, deleted: 0 });
  expect(await vault.listKept()).toEqual([hashes.published, hashes.unused].toSorted());
  await vault.shelve(hashes.published, '2020-01-01');
  await tidyVault(vault, use, '2027-06-01');
  expect(await vault.listKept()).toContain(hashes.published);
});

it('deletes an upload that no item took after three days, and keeps one that was taken', async () => {
  const { vault, use } = await openShelves();
  const receive = async (png: Uint8Array) => {
    async function* stream() {
      yield png;
    }
    let sha256 = '';
    await vault.receive(stream(), '2026-11-24', async (arrival) => {
      sha256 = arrival.sha256;
      return true;
    });
    return sha256;
  };
  const [left, taken] = [await receive(await picture(8)), await receive(await picture(9))];
  expect(await vault.adopt(taken)).toBe(true);
  expect(await vault.adopt('0'.repeat(64))).toBe(false);
  expect(await vault.adopt('../../etc/passwd')).toBe(false);
  await tidyVault(vault, use, '2026-11-27');
  expect(await vault.open(left)).toBeDefined();
  await tidyVault(vault, use, '2026-11-28');
  expect(await vault.open(left)).toBeUndefined();
});

it('tells how much lies where', async () => {
  const { vault, use, hashes } = await openShelves();
  const space = await measureVault(vault, use, 5);
  const bytes = await vault.bytesOf(hashes.used);
  expect(bytes).toBeGreaterThan(50);
  expect(space).toMatchObject({
    at: 5,
    published: { files: 1 },
    used: { files: 1, bytes },
    unused: { files: 1 },
    temp: { files: 0, bytes: 0 },
    quarantine: { files: 0, bytes: 0 },
  });
});
