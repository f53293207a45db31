// The recount of a whole data folder: its own programmes and keys, and what every screen has stated.

import { join } from 'node:path';
import { type Recount, recountScreen } from '../playlog/recount.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Disk } from '../store/disk.ts';
import { EDITORIAL_FILE } from './data-folder.ts';
import { openEditorial } from './editorial.ts';
import { readKeyIfPresent } from './keys.ts';
import { ProgrammeArchive } from './programme-archive.ts';
import { verifierOf, readSealKeys } from './seal-keys.ts';

/** Of one screen, or of all. Throws StoreError for damaged files, and an Error where there is nothing to count. */
export async function recountFolder(directory: string, disk: Disk, screenId?: string): Promise<Recount[]> {
  const key = await readKeyIfPresent(join(directory, 'keys', 'programme-signing.pem'), disk);
  if (key === undefined) throw new Error(`Không có dữ liệu trong ${directory}. Hãy đặt DATA_DIR.`);
  const verify = verifierOf(await readSealKeys(join(directory, 'seals', 'keys'), disk));
  const documents = await openEditorial(join(directory, EDITORIAL_FILE), disk);
  try {
    const folder = { programmesOf: (id: string) => join(directory, 'programmes', id) };
    const archive = new ProgrammeArchive({ documents, folder, disk, key });
    await archive.open();
    const screens = documents.data.screens.filter(({ id }) => screenId === undefined || id === screenId);
    if (screens.length === 0) throw new Error(`Không có màn hình “${screenId ?? ''}”.`);
    const counts: Recount[] = [];
    for (const { id } of screens) {
      const programmes = archive.all(id).map(({ programme }) => programme);
      counts.push(
        await recountScreen({ screenId: id, directory, disk, sha256: sha256Hex, programmes, verify }),
      );
    }
    return counts;
  } finally {
    await documents.close();
  }
}
