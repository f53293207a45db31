// What an alert says to whoever receives it, in Vietnamese: what is wrong since when, and what to do next.

import type { AlertNews } from '../../content/model/alert.ts';
import { type Instant, MINUTE_MS, type ZoneRules } from '../../content/model/instant.ts';
import { viDateText } from '../../content/model/report-period.ts';
import { clockText, localDateText } from '../playlog/local-text.ts';

const MOST_NAMED = 10;

const momentText = (rules: ZoneRules, at: Instant) =>
  `${clockText(rules, at)} ngày ${localDateText(rules, at)}`;

export function alertSentence(
  { state, alert }: AlertNews,
  screen: { readonly name: string; readonly rules: ZoneRules },
  now: Instant,
): string {
  const { name, rules } = screen;
  const since = momentText(rules, alert.since);
  const minutes = Math.max(1, Math.round((now - alert.since) / MINUTE_MS));
  if (state === 'recovered') {
    return alert.kind === 'flapping'
      ? `${name}: kết nối đã ổn định trở lại. Trước đó chập chờn từ ${since}.`
      : `${name}: máy điều khiển LED đã kết nối lại sau ${minutes} phút (mất từ ${since}). Số liệu của khoảng đó sẽ tới dần.`;
  }
  if (alert.kind === 'disconnected') {
    return `${name}: mất kết nối với máy điều khiển LED từ ${since}. Nếu còn điện, máy vẫn phát bản lịch đã nhận. Hãy kiểm tra nguồn điện và mạng tại máy.`;
  }
  if (alert.kind === 'flapping') {
    return `${name}: kết nối chập chờn từ ${since}, mất và có lại nhiều lần. Hãy kiểm tra dây mạng và thiết bị mạng tại máy; khi ổn định sẽ có tin báo.`;
  }
  const { hour } = alert;
  if (hour === null) return `${name}: có một giờ chắc chắn thiếu.`;
  const titles = namedOf(
    hour.titles.map((title) => `“${title}”`),
    3,
  );
  return `${name}: giờ ${clockText(rules, hour.from)} đến ${clockText(rules, hour.to)} chắc chắn thiếu ${hour.missed} trên ${hour.due} lượt (${titles}). Mở Tổng quan để xem lý do và việc cần làm.`;
}

export interface ScreenYesterday {
  readonly name: string;
  readonly met: number;
  readonly short: number;
  readonly noData: number;
}

/** Yesterday of every screen in a few lines: those that lack something by name, the rest as a number. */
export function digestSentence(
  date: string,
  screens: readonly ScreenYesterday[],
  away: readonly string[],
  waitingItems: number,
): string {
  const troubled = screens.filter(({ short, noData }) => short + noData > 0);
  const lines = [`Tóm tắt ngày ${viDateText(date)}.`];
  for (const { name, met, short, noData } of troubled.slice(0, MOST_NAMED)) {
    const rest = [
      ...(short > 0 ? [`thiếu ${short} giờ`] : []),
      ...(noData > 0 ? [`${noData} giờ chưa có số liệu`] : []),
    ];
    lines.push(`${name}: đạt ${met} trên ${met + short + noData} giờ, ${rest.join(', ')}.`);
  }
  if (troubled.length > MOST_NAMED)
    lines.push(`Còn ${troubled.length - MOST_NAMED} màn hình khác chưa đạt đủ giờ.`);
  const fine = screens.filter(({ met, short, noData }) => met > 0 && short + noData === 0).length;
  if (fine > 0) lines.push(`${fine} màn hình đạt mọi giờ.`);
  const idle = screens.length - troubled.length - fine;
  if (idle > 0) lines.push(`${idle} màn hình không phải phát.`);
  if (away.length > 0)
    lines.push(`Đang mất kết nối: ${namedOf(away, MOST_NAMED)}. Hãy kiểm tra nguồn điện và mạng tại máy.`);
  if (waitingItems > 0) lines.push(`${waitingItems} nội dung chờ duyệt.`);
  return lines.join('\n');
}

export const TRIAL_SENTENCE =
  'Tin gửi thử từ hệ thống màn hình LED: nếu bạn đọc được tin này, cảnh báo sẽ tới đây.';

function namedOf(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return names.slice(0, most).join(', ') + (rest > 0 ? ` và ${rest} mục khác` : '');
}
