// Bàn giao: everything a leaver has in hand moves to one colleague, in one act that both can sign for.

import { randomBytes } from 'node:crypto';
import type { Person } from '../../content/model/api.ts';
import type { Duties, HandedItem, Handover } from '../../content/model/api/handovers.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { Frozen } from '../store/documents.ts';
import type { Editorial, EditorialDocuments, FrozenEditorial, StoredItem } from './editorial.ts';
import { touch } from './item-desk.ts';
import { newestOf } from './items.ts';

/** Of everybody, also of those who have nothing. */
export function dutiesIn(editorial: FrozenEditorial): Duties[] {
  return editorial.people.map(({ id, name }) => ({
    person: { id, name },
    items: ownedBy(editorial.items, id).map(handedItem),
  }));
}

/** Throws NOT_FOUND, or BAD_REQUEST when both are the same. */
export async function handOver(
  documents: EditorialDocuments,
  { fromId, toId, note }: { readonly fromId: string; readonly toId: string; readonly note: string },
  by: Person,
  at: Instant,
): Promise<Handover> {
  if (fromId === toId) throw new CodedError('BAD_REQUEST', 'Hãy chọn người nhận khác người giao.');
  return await documents.transact((draft) => {
    const items = ownedBy(draft.items, fromId);
    const handover: Handover = {
      id: `bg-${randomBytes(6).toString('hex')}`,
      at,
      by: { id: by.id, name: by.name },
      from: partyOf(draft, fromId),
      to: partyOf(draft, toId),
      items: items.map(handedItem),
      note,
    };
    for (const item of items) {
      item.ownerId = toId;
      touch(item, by, at);
    }
    draft.handovers.push(handover);
    return handover;
  });
}

function ownedBy<I extends Frozen<StoredItem>>(items: readonly I[], personId: string): I[] {
  return items.filter(({ ownerId, removedAt }) => ownerId === personId && removedAt === null);
}

function handedItem(item: Frozen<StoredItem>): HandedItem {
  const { version, state } = newestOf(item);
  return { id: item.id, title: item.title, version, state };
}

function partyOf({ people }: Editorial, personId: string): Handover['from'] {
  const person = people.find(({ id }) => id === personId);
  if (person === undefined) throw new CodedError('NOT_FOUND');
  return { id: person.id, name: person.name };
}
