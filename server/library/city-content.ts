// The first start: puts the city's own content in, draws every picture, publishes programme 1. Done once, in one
// transaction after all pictures are stored; cut off in between, the next start begins again.

import { join } from 'node:path';
import { type Instant, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import type { ItemContent, Rendition } from '../../content/model/item.ts';
import type { Screen } from '../../content/model/screen.ts';
import {
  CitySeed,
  IDLE_ITEM_ID,
  type SeedItem,
  organisationOn,
  seedItemsOn,
} from '../../content/model/seed.ts';
import type { Published } from '../../content/model/api.ts';
import type { Disk } from '../store/disk.ts';
import { readIfPresent } from '../store/files.ts';
import { StoreError } from '../store/store-error.ts';
import type { StoredFinding, StoredItem, StoredVersion } from './editorial.ts';
import { newPlaylist } from './playlists.ts';
import type { Publishing } from './publishing.ts';

/** One JSON file each, in content/seed. */
const PARTS = ['organisation', 'screens', 'items', 'playlists', 'templates', 'words'] as const;
const AUTHOR = 'Nội dung ban đầu';

/** Draws one item for one canvas and keeps its files. */
export type Render = (
  content: ItemContent,
  screen: Screen,
  organisationName: string,
  durationMs: number,
) => Promise<{
  rendition: Rendition;
  findings: readonly { code: string; blocks: boolean; sentence: string }[];
}>;

/** Throws STORE_CORRUPT when a file is missing or does not parse: the installation is incomplete. */
export async function readCitySeed(directory: string, disk: Disk): Promise<CitySeed> {
  const parts: Record<string, unknown> = {};
  for (const part of PARTS) {
    const path = join(directory, `${part}.json`);
    const bytes = await readIfPresent(path, disk);
    if (bytes === undefined) throw new StoreError('STORE_CORRUPT', path, 'the city content is incomplete');
    try {
      parts[part] = JSON.parse(Buffer.from(bytes).toString('utf8'));
    } catch (error) {
      throw new StoreError('STORE_CORRUPT', path, 'this is not JSON', { cause: error });
    }
  }
  const parsed = CitySeed.safeParse(parts);
  if (parsed.success) return parsed.data;
  throw new StoreError('STORE_CORRUPT', directory, 'the city content does not parse', {
    cause: parsed.error,
  });
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
    items.push(await storedItemOf(item, screens, render, organisationName, now));
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
  organisationName: string,
  now: Instant,
): Promise<StoredItem> {
  const { id, title, category, source, content, durationMs, approvedBy } = seed;
  const renditions: Rendition[] = [];
  const findings: StoredFinding[] = [];
  for (const screen of screens) {
    const { widthPx, heightPx } = screen;
    if (renditions.some((one) => one.widthPx === widthPx && one.heightPx === heightPx)) continue;
    const drawn = await render(content, screen, organisationName, durationMs);
    renditions.push(drawn.rendition);
    findings.push(
      ...drawn.findings.map(({ code, blocks, sentence }) => ({ widthPx, heightPx, code, blocks, sentence })),
    );
  }
  const approval: Pick<StoredVersion, 'state' | 'approvedAt' | 'approvedBy'> =
    approvedBy === null ? { state: 'draft' } : { state: 'approved', approvedAt: now, approvedBy };
  const made = { version: 1, content, durationMs, renditions, findings, createdAt: now, createdBy: AUTHOR };
  return { id, title, category, source, versions: [{ ...made, ...approval }] };
}
