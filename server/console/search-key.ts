// Accent-blind search, as people type in a hurry: "mung dang" finds "Mừng Đảng".

import type { OptionsFilter } from '@mantine/core';

/** The text without marks and case; đ is a letter of its own and becomes d. */
export function searchKey(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/[đĐ]/g, 'd').toLowerCase().trim();
}

/** For choices that are searched while somebody types. */
export const filterChoices: OptionsFilter = ({ options, search }) =>
  options.filter((option) => 'label' in option && searchKey(option.label).includes(searchKey(search)));
