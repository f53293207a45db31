// Items into the trash and back with everything that went with them: taking a deed back has to put an item where it stood.

import type { TFunction } from 'i18next';
import type { PlaylistView } from '../../content/model/api/playlists.ts';
import { ApiProblem, call } from './api.ts';
import { offerUndo } from './undo.ts';

/** Of a list that cannot get its items back by itself: changed by others, full by now, or not this person's to change. */
const LIST_STAYS = ['CONFLICT', 'NOT_ADMITTED', 'NOT_FOUND', 'FORBIDDEN'];

export interface BinnedItem {
  readonly id: string;
  readonly title: string;
  /** Of the item as the person has it before them; those of a list of many are asked for. */
  readonly revision?: number;
}

/** A list that lost items: saved `lost` times over since `revision`, if nobody else has touched it. */
export interface RobbedList {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly lost: number;
}

export interface Binned {
  readonly items: readonly BinnedItem[];
  readonly lists: readonly RobbedList[];
  /** What was refused, and why. */
  readonly refused: readonly { readonly title: string; readonly problem: unknown }[];
}

/** The lists that hold any of the items, as they would stand after all of these are gone. */
export function robbedLists(
  lists: readonly PlaylistView[],
  items: readonly Pick<BinnedItem, 'id'>[],
): RobbedList[] {
  return lists
    .filter(({ removedAt }) => removedAt === null)
    .map(({ id, name, revision, itemIds }) => ({
      id,
      name,
      revision,
      lost: items.filter((item) => itemIds.includes(item.id)).length,
    }))
    .filter(({ lost }) => lost > 0);
}

/** One after the other; what is refused does not hold up the rest. Throws when nothing could be removed. */
export async function binItems(items: readonly BinnedItem[], takeOut: boolean): Promise<Binned> {
  const lists = await call('listPlaylists', {});
  const done: BinnedItem[] = [];
  const refused: Binned['refused'][number][] = [];
  for (const item of items) {
    const { id, title } = item;
    const params = { itemId: id };
    try {
      const basedOn = item.revision ?? (await call('readItem', { params })).revision;
      await call('removeItem', { params, body: { basedOn, takeOut } });
      done.push(item);
    } catch (problem) {
      if (items.length === 1) throw problem;
      refused.push({ title, problem });
    }
  }
  return { items: done, lists: robbedLists(lists, done), refused };
}

/** Out of the trash and into their lists again. Resolves to the names of the lists that stay without them. */
export async function recoverItems({ items, lists }: Pick<Binned, 'items' | 'lists'>): Promise<string[]> {
  for (const { id } of items) await call('recoverItem', { params: { itemId: id } });
  const without: string[] = [];
  for (const { id, name, revision, lost } of lists) {
    try {
      const body = { basedOn: revision + lost, revision };
      await call('restorePlaylist', { params: { playlistId: id }, body });
    } catch (problem) {
      if (!(problem instanceof ApiProblem) || !LIST_STAYS.includes(problem.code)) throw problem;
      without.push(name);
    }
  }
  return without;
}

/** Says what went to the trash, with the way back. */
export function tellBinned(t: TFunction, binned: Binned): void {
  const { items } = binned;
  const [first] = items;
  if (first === undefined) return;
  const isOne = items.length === 1;
  const { title } = first;
  const count = items.length;
  offerUndo(isOne ? t('undo.binned', { title }) : t('undo.binnedMany', { count }), async () => {
    const names = await recoverItems(binned);
    const back = isOne ? t('undo.recovered', { title }) : t('undo.recoveredMany', { count });
    return names.length === 0 ? back : `${back} ${t('undo.notInLists', { names: names.join(', ') })}`;
  });
}
