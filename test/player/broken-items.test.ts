// Which items a player says that it cannot show, and until when.

import { expect, it } from 'vitest';
import { BrokenItems } from '../../player/broken-items.ts';
import { programmeOf } from '../support/programme-builder.ts';

const PROGRAMME = programmeOf({
  items: ['a', 'b'].map((id) => ({ id, durationMs: 10_000 })),
  playlists: [{ id: 'cchc', itemIds: ['a', 'b'], guarantee: 10 }],
});
const [A, B] = PROGRAMME.items;
if (A === undefined || B === undefined) throw new Error('two items');
const named = (broken: BrokenItems) => broken.within(PROGRAMME, 20).map(({ item, why }) => `${item} ${why}`);
const shown = ({ id, version }: { id: string; version: number }) => ({ item: id, version });

it('names an item that cannot be drawn until a showing of it went through', () => {
  const broken = new BrokenItems();
  broken.note(A, 'cannot_be_shown');
  broken.note(B, 'set_aside');
  broken.noteShowing(shown(B));
  expect(named(broken)).toEqual(['a cannot_be_shown', 'b set_aside']);
  broken.noteShowing(shown(A));
  expect(named(broken)).toEqual(['a cannot_be_shown']);
  broken.noteShowing(shown(B));
  expect(named(broken)).toEqual([]);
});

it('goes on naming a film that stops in the middle of each showing', () => {
  const broken = new BrokenItems();
  for (let showing = 0; showing < 3; showing += 1) {
    broken.noteShowing(shown(A));
    if (showing > 0) expect(named(broken)).toEqual(['a cannot_be_shown']);
    broken.note(A, 'cannot_be_shown');
    broken.noteShowing(shown(B));
    expect(named(broken)).toEqual(['a cannot_be_shown']);
  }
});

it('names nothing that the programme no longer has in that version, and no more than asked', () => {
  const broken = new BrokenItems();
  broken.note({ ...A, version: A.version + 1 }, 'cannot_be_shown');
  expect(named(broken)).toEqual([]);
  broken.note(A, 'cannot_be_shown');
  broken.note(PROGRAMME.idle, 'cannot_be_shown');
  expect(broken.within(PROGRAMME, 1)).toHaveLength(1);
  expect(broken.within(undefined, 20)).toEqual([]);
});
