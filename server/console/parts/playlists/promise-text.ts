// A guarantee in words that cannot be misread: "mỗi nội dung 10 lần mỗi giờ, cứ 6 phút một lần".

import type { TFunction } from 'i18next';
import { HOUR_MS } from '../../../../content/model/instant.ts';
import type { Guarantee } from '../../../../content/model/playlist.ts';
import { durationText } from '../../words.ts';

export function promiseText(t: TFunction, guarantee: Guarantee | null): string {
  if (guarantee === null) return t('playlists.promise_filler');
  const { scope, showingsPerHour } = guarantee;
  const every = everyText(t, Math.round(HOUR_MS / showingsPerHour));
  return t(`playlists.promise_${scope}`, { count: showingsPerHour, every });
}

/** 6 phút, 4 phút 30 giây, 45 giây. */
export function everyText(t: TFunction, ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes === 0 || rest === 0) return durationText(t, seconds * 1_000);
  return `${t('duration.minutes', { n: minutes })} ${t('duration.seconds', { n: rest })}`;
}
