// Two states of an item side by side: only what differs, and a picture's change only where no words tell of it.

import { expect, it } from 'vitest';
import type { ItemDraft } from '../../content/model/api/editing.ts';
import { differencesOf } from '../../content/model/item-difference.ts';

const DRAFT: ItemDraft = {
  title: 'Mừng Đảng',
  category: 'propaganda',
  purpose: 'programme',
  content: { kind: 'slogan', text: 'Mừng Đảng, mừng Xuân' },
  durationMs: 15_000,
  grounds: { document: '12/KH-UBND', department: 'Phòng Văn hóa', validUntil: null },
};

it('finds nothing between equals', () => {
  expect(differencesOf(DRAFT, structuredClone(DRAFT))).toEqual([]);
});

it('tells words, time and validity apart, and not the content that carries the words', () => {
  const after: ItemDraft = {
    ...DRAFT,
    content: { kind: 'slogan', text: 'Mừng Xuân' },
    durationMs: 12_500,
    grounds: { ...DRAFT.grounds, validUntil: '2026-12-31' },
  };
  expect(differencesOf(DRAFT, after)).toEqual([
    { field: 'words', before: 'Mừng Đảng, mừng Xuân', after: 'Mừng Xuân' },
    { field: 'duration', before: '15 s', after: '12.5 s' },
    { field: 'valid_until', before: '', after: '2026-12-31' },
  ]);
});

it('tells of a picture or a template where no words differ', () => {
  const after: ItemDraft = {
    ...DRAFT,
    content: { kind: 'slogan', text: 'Mừng Đảng, mừng Xuân', paged: true },
  };
  expect(differencesOf(DRAFT, after).map(({ field }) => field)).toEqual(['content']);
});
