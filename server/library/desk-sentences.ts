// What the desk tells people in Vietnamese when it says no: how their save differs from what is there, where an item is used.

import type { ItemDraft, ItemUse } from '../../content/model/api/editing.ts';
import { type ItemField, differencesOf } from '../../content/model/item-difference.ts';

const FIELD: Record<ItemField, string> = {
  title: 'tên',
  category: 'loại',
  purpose: 'mục đích',
  kind: 'dạng nội dung',
  words: 'lời',
  content: 'hình, liên kết hoặc kiểu trình bày',
  duration: 'thời lượng',
  document: 'số văn bản',
  department: 'đơn vị đề nghị',
  valid_until: 'ngày hết hiệu lực',
};
const MOST_LETTERS = 120;

export function staleSaveSentence(
  { changedBy }: { readonly changedBy: string | null },
  stored: ItemDraft,
  sent: ItemDraft,
): string {
  const who = changedBy ?? 'Người khác';
  const differences = differencesOf(stored, sent).map(({ field, before, after }) =>
    field === 'content' || field === 'category' || field === 'purpose' || field === 'kind'
      ? FIELD[field]
      : `${FIELD[field]}: đang lưu “${short(before)}”, bạn gửi “${short(after)}”`,
  );
  if (differences.length === 0) return `${who} vừa lưu đúng như bạn gửi.`;
  return `${who} vừa lưu trước. Khác nhau: ${differences.join('; ')}.`;
}

export function usedInSentence(title: string, uses: readonly ItemUse[]): string {
  const places = uses.map(({ playlistName, screens }) => {
    const names = screens.map(({ name }) => name).join(', ');
    return names === '' ? `danh sách “${playlistName}”` : `danh sách “${playlistName}” (${names})`;
  });
  return `“${title}” đang dùng trong ${places.join('; ')}. Xóa thì nội dung này cũng bị lấy ra khỏi đó.`;
}

function short(text: string): string {
  const line = text.replaceAll('\n', ' / ');
  return line.length <= MOST_LETTERS ? line : `${line.slice(0, MOST_LETTERS)}…`;
}
