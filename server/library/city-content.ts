// The first start: puts the city's own content in, draws every picture, publishes programme 1. Done once, in one
// transaction after all pictures are stored; cut off in between, the next start begins again.

import { join } from 'node:path';
import { type Instant, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import type { Screen } from '../../content/model/screen.ts';
import {
  CitySeed,
  IDLE_ITEM_ID,
  type SeedItem,
  organisationOn,
  seedItemsOn,
} from '../../content/model/seed.ts';
import type { Published } from '../../content/model/api/editing.ts';
import type { Disk } from '../store/disk.ts';
import { listFiles, readIfPresent } from '../store/files.ts';
import { StoreError } from '../store/store-error.ts';
import { type Render, type RenderFrame, drawForScreens } from './drawing.ts';
import { StoredItem, StoredVersion } from './editorial.ts';
import { newPlaylist } from './playlists.ts';
import type { Publishing } from './publishing.ts';

/** One JSON file each, in content/seed; beside them the folder of templates. */
const PARTS = ['organisation', 'screens', 'items', 'playlists', 'words', 'terms'] as const;
const AUTHOR = 'Nội dung ban đầu';

/** Throws STORE_CORRUPT when a file is missing or does not parse: the installation is incomplete. */
export async function readCitySeed(directory: string, disk: Disk): Promise<CitySeed> {
  const parts: Record<string, unknown> = {};
  for (const part of PARTS) parts[part] = await readJson(join(directory, `${part}.json`), disk);
  const folder = join(directory, 'templates');
  const files = (await listFiles(folder, disk)).filter((name) => name.endsWith('.json'));
  parts['templates'] = await Promise.all(files.map((name) => readJson(join(folder, name), disk)));
  const parsed = CitySeed.safeParse(parts);
  if (parsed.success) return parsed.data;
  throw new StoreError('STORE_CORRUPT', directory, 'the city content does not parse', {
    cause: parsed.error,
  });
}

async function readJson(path: string, disk: Disk): Promise<unknown> {
  const bytes = await readIfPresent(path, disk);
  if (bytes === undefined) throw new StoreError('STORE_CORRUPT', path, 'the city content is incomplete');
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new StoreError('STORE_CORRUPT', path, 'this is not JSON', { cause: error });
  }
}

/** Seeds empty documents and publishes every screen of the seed. `zone` is the office's, for all its screens. */
export async function seedCity(
  publishing: Publishing,
  seed: CitySeed,
  render: Render,
  now: Instant,
  zone: string,
): Promise<Published> {
  const screens = seed.screens.map((screen) => ({ ...screen, zone }));
  const today = localDateOf(zoneRulesOf(zone, now, 2), now);
  const organisationName = organisationOn(seed.organisation, today).name;
  const items: StoredItem[] = [];
  for (const item of seedItemsOn(seed, today)) {
    items.push(await storedItemOf(item, screens, render, { organisationName, today }, now));
  }
  return await publishing.publishWith((draft) => {
    Object.assign(draft, {
      seededAt: now,
      organisation: seed.organisation,
      idleItemId: IDLE_ITEM_ID,
      screens,
      items,
      playlists: seed.playlists.map((playlist) => newPlaylist(playlist, AUTHOR, now)),
    });
    return screens.map(({ id }) => id);
  }, now);
}

async function storedItemOf(
  seed: SeedItem,
  screens: readonly Screen[],
  render: Render,
  frame: Omit<RenderFrame, 'durationMs'>,
  now: Instant,
): Promise<StoredItem> {
  const { id, title, category, source, content, durationMs, approvedBy } = seed;
  const drawing = await drawForScreens(seed, screens, render, frame);
  const approval: Pick<StoredVersion, 'state' | 'approvedAt' | 'approvedBy'> =
    approvedBy === null ? { state: 'draft' } : { state: 'approved', approvedAt: now, approvedBy };
  const version = StoredVersion.parse({
    version: 1,
    content,
    durationMs,
    ...drawing,
    createdAt: now,
    createdBy: AUTHOR,
    grounds: { document: source.document.slice(0, 120), department: '', validUntil: null },
    ...approval,
  });
  return StoredItem.parse({ id, title, category, source, versions: [version] });
}
