// What two people wrote about one screen, where it differs, in words.

import type { TFunction } from 'i18next';
import type { ScreenDraft } from '../../../../content/model/api/screens.ts';
import type { Brightness } from '../../../../content/model/screen.ts';
import { clockText, dailyHoursText } from '../hours-text.ts';
import { type Difference, differencesIn, type ToldPart } from '../overtaken-notice.tsx';

const PLAIN = [
  'name',
  'widthPx',
  'heightPx',
  'offsetXPx',
  'offsetYPx',
  'viewingDistanceM',
  'zone',
] as const satisfies readonly (keyof ScreenDraft)[];

const NITS = ['fullNits', 'dayNits', 'nightNits'] as const;

export function screenDifferences(t: TFunction, mine: ScreenDraft, theirs: ScreenDraft): Difference[] {
  const yesNo = (is: boolean) => t(is ? 'overtaken.yes' : 'overtaken.no');
  const rows: ToldPart<ScreenDraft>[] = [
    ...PLAIN.map((key) => ({
      label: t(`screens.${key}`),
      of: (draft: ScreenDraft) => String(draft[key]),
    })),
    { label: t('screens.pitch'), of: ({ pitchUm }) => String(pitchUm / 1_000) },
    { label: t('screens.hours'), of: ({ openingHours }) => dailyHoursText(t, openingHours) },
    { label: t('screens.motion'), of: ({ policy }) => yesNo(policy.motion) },
    { label: t('screens.sequences'), of: ({ policy }) => yesNo(policy.sequences) },
    ...NITS.map((key) => ({
      label: t(`brightness.${key}`),
      of: ({ brightness }: ScreenDraft) =>
        brightness === undefined ? t('overtaken.bySensor') : String(brightness[key]),
    })),
    { label: t('brightness.night'), of: ({ brightness }) => nightText(t, brightness) },
    ...[...new Set([...mine.floors, ...theirs.floors].map(({ category }) => category))].map((category) => ({
      label: t('screens.floor', { category: t(`items.category_${category}`) }),
      of: ({ floors }: ScreenDraft) => {
        const floor = floors.find((one) => one.category === category);
        return floor === undefined
          ? '–'
          : `${floor.showingsPerHour} · ${dailyHoursText(t, floor.baselineHours)}`;
      },
    })),
  ];
  return differencesIn(rows, mine, theirs);
}

function nightText(t: TFunction, brightness: Brightness | undefined): string {
  if (brightness === undefined) return t('overtaken.bySensor');
  const { night } = brightness;
  if (night.by === 'times') return `${clockText(night.fromMinute)}–${clockText(night.untilMinute)}`;
  return `${t('brightness.bySun')} (${night.latitudeUdeg / 1e6}; ${night.longitudeUdeg / 1e6})`;
}
