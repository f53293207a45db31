// Passwords that everybody tries first, as they look without case, marks, spaces and digits around them. The long list is
// a package's; the short one is ours, because world lists know little Vietnamese.

import { dictionary } from '@zxcvbn-ts/language-common';

/** Stems: a digit or sign before or after them makes them no better. */
const VIETNAMESE = (
  'matkhau matkhaumoi matkhaucu matkhaumacdinh doimatkhau quenmatkhau khongcomatkhau matma taikhoan dangnhap ' +
  'quantri quantrivien quantrihethong admin administrator nguoidung thietlap khongbiet khongco khongnho ' +
  'anhyeuem emyeuanh yeuem yeuanh anhnhoem emnhoanh yeumainguoi mottinhyeu tinhyeu tinhyeucuatoi conyeume ' +
  'yeumenhieu bomeoi giadinh giadinhtoi gadinh hanhphuc giadinhhanhphuc vochong vochongtoi conyeu congai contrai ' +
  'ngocanh thanhnga ngocnga hoangyen phuongthao thuylinh minhanh tuananh ducanh quanganh hoanganh vietanh ' +
  'vietnam vietnammuonnam vietnamvodich toiyeuvietnam vietnamquehuongtoi hanoi saigon haiphong danang cantho ' +
  'haugiang ngabay vongxoay manhinhled bangled manhinh tuyentruyen uyban ubnd phuongngabay thanhphongabay ' +
  'caicachhanhchinh cchc congchuc vanphong vanthu hochiminh bacho bachovidai doclap tudo hanhphuc doclaptudohanhphuc ' +
  'chucmungnammoi tetnguyendan namoadidaphat adidaphat chuanhoxin xinchao xinchaovietnam chaobuoisang ' +
  'mothaibabon mothaiba mothaibabonnam abcxyz qwerty qwertyuiop asdfghjkl zxcvbnm asdfgh'
).split(' ');

const COMMON = new Set([...dictionary['passwords-common'], ...VIETNAMESE]);

/** Lower case, no marks, no spaces or signs: how a guesser sees it. */
function bareOf(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** A short piece again and again, or letters in the order of the alphabet, of digits or of the keyboard. */
function isRun(bare: string): boolean {
  if (/^(.{1,8})\1+.{0,3}$/.test(bare)) return true;
  const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', 'qwertyuiopasdfghjklzxcvbnm'];
  return rows.some((row) => row.includes(bare) || [...row].reverse().join('').includes(bare));
}

/**
 * Would it be among the first guesses? True too when little is left of it without the words of its surroundings (`known`:
 * the person's name, say) and without the digits around it.
 */
export function isCommonPassword(password: string, known: readonly string[] = []): boolean {
  const bare = bareOf(password);
  const words = known.map(bareOf).filter((word) => word.length >= 4);
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), bare);
  const stem = rest.replaceAll(/^\d+|\d+$/g, '');
  return [bare, rest, stem].some((form) => COMMON.has(form) || isRun(form)) || stem.length < 4;
}
