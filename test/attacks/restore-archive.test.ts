// A backup is only believed as far as it can be checked: what an archive can say to get out of its folder, to fill the
// disk or to slip something in is refused before anything that is there is touched.

import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { openDataFolder } from '../../server/library/data-folder.ts';
import { restoreBackup } from '../../server/library/restore.ts';
import { type ManifestFile, extractArchive, readManifest } from '../../server/store/backup-archive.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { temporaryFolder } from '../support/server.ts';

interface Packed {
  readonly name: string;
  readonly content: Buffer;
  readonly mode?: number;
}

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const listed = ({ name, content }: Packed): ManifestFile => ({
  path: name,
  bytes: content.length,
  sha256: sha256(content),
});

/** `rename` swaps names of equal length in the finished bytes: no honest writer would write them. */
async function pack(
  path: string,
  entries: readonly Packed[],
  files: readonly object[],
  renamed: Readonly<Record<string, string>> = {},
): Promise<void> {
  const zip = new yazl.ZipFile();
  for (const { name, content, mode } of entries) zip.addBuffer(content, name, { mode: mode ?? 0o100600 });
  zip.addBuffer(Buffer.from(JSON.stringify({ v: 1, madeAt: 0, files })), 'manifest.json', {
    compress: false,
  });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  let bytes = (await readFile(path)).toString('latin1');
  for (const [from, to] of Object.entries(renamed)) {
    expect(to.length).toBe(from.length);
    bytes = bytes.replaceAll(from, to);
  }
  await writeFile(path, Buffer.from(bytes, 'latin1'));
}

const FILE: Packed = { name: 'documents/aaaaaaa.json', content: Buffer.from('{}') };
const BOMB: Packed = { name: 'documents/bomb.json', content: Buffer.alloc(20_000_000) };

describe('an archive', () => {
  it.each<[string, readonly Packed[], readonly object[], Record<string, string>]>([
    [
      'climbs out of the folder',
      [FILE],
      [listed(FILE)],
      { 'documents/aaaaaaa.json': '../../../../etc/a.json' },
    ],
    [
      'climbs out by backslashes',
      [FILE],
      [listed(FILE)],
      { 'documents/aaaaaaa.json': '..\\..\\..\\..\\etc\\a.json' },
    ],
    [
      'names an absolute path',
      [FILE],
      [listed(FILE)],
      { 'documents/aaaaaaa.json': '/etc/passwd-like/a.jso' },
    ],
    ['climbs out in its manifest only', [FILE], [{ ...listed(FILE), path: '../documents/aaaaaaa.json' }], {}],
    ['brings a hidden file', [FILE], [{ ...listed(FILE), path: '.restoring/aaaaaaa.json' }], {}],
    [
      'brings what its manifest does not name',
      [FILE, { ...FILE, name: 'keys/extra.pem' }],
      [listed(FILE)],
      {},
    ],
    ['lacks what its manifest names', [FILE], [listed(FILE), listed({ ...FILE, name: 'keys/a.pem' })], {}],
    ['names a file twice', [FILE], [listed(FILE), listed(FILE)], {}],
    ['has other bytes than it says', [{ ...FILE, content: Buffer.from('[]') }], [listed(FILE)], {}],
    ['unpacks to more than it says', [BOMB], [{ ...listed(BOMB), bytes: 10 }], {}],
    ['carries a link', [{ ...FILE, mode: 0o120777 }], [listed(FILE)], {}],
  ])('that %s is refused', async (_what, entries, files, renamed) => {
    await using folder = await temporaryFolder();
    const archive = join(folder.path, 'a.zip');
    const inside = join(folder.path, 'deep', 'er');
    await pack(archive, entries, files, renamed);
    const attempt = async () => extractArchive(archive, await readManifest(archive), inside);
    await expect(attempt()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    expect((await readdir(folder.path)).filter((name) => name !== 'deep')).toEqual(['a.zip']);
  });

  it('that is none, is torn or is empty is refused, and nothing that was there has changed', async () => {
    await using folder = await temporaryFolder();
    const dataDir = join(folder.path, 'data');
    await using data = await openDataFolder(dataDir, nodeDisk);
    await writeFile(join(data.keys, 'mine'), 'mine');
    const archive = join(folder.path, 'a.zip');
    await pack(archive, [FILE], [listed(FILE)]);
    const whole = await readFile(archive);
    const before = await readdir(dataDir, { recursive: true });
    for (const bytes of [Buffer.alloc(0), Buffer.from('PK'), whole.subarray(0, whole.length - 30), whole]) {
      await writeFile(archive, bytes);
      // The last one is whole, but no data folder.
      await expect(restoreBackup(data, { archive, now: 0, isDryRun: false })).rejects.toMatchObject({
        code: 'STORE_CORRUPT',
      });
      expect(await readdir(dataDir, { recursive: true })).toEqual(before);
    }
  });
});
