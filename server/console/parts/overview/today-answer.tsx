// "Hôm nay đã đạt chưa?" of one screen in one line: the word for today, its count, and this hour against its pace.

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type HourStand, type TodaySoFar, type TodayState, todayState } from '../../board.ts';
import { PACE_LOOK } from '../hour-progress.tsx';
import { Sign, type SignName } from '../sign.tsx';

const TODAY_LOOK: Readonly<Record<TodayState, { tone: string; sign: SignName }>> = {
  none: { tone: 'vx-quiet', sign: 'next' },
  met: { tone: 'vx-good', sign: 'good' },
  short: { tone: 'vx-bad', sign: 'bad' },
  no_data: { tone: 'vx-quiet', sign: 'unknown' },
};

interface TodayAnswerProps {
  readonly today: TodaySoFar;
  readonly stand: HourStand | null;
}

export function TodayAnswer({ today, stand }: TodayAnswerProps) {
  const { t } = useTranslation();
  const state = todayState(today);
  const look = TODAY_LOOK[state];
  const count = state === 'short' ? today.hoursShort : today.hoursNoData;
  return (
    <>
      <Text fz="sm" fw={600} className={look.tone}>
        <Sign name={look.sign} /> {t(`board.today_${state}`, { count })}
        {state !== 'none' && ` · ${t('board.todayCount', { counted: today.counted, due: today.due })}`}
      </Text>
      <HourAnswer stand={stand} />
    </>
  );
}

function HourAnswer({ stand }: { stand: HourStand | null }) {
  const { t } = useTranslation();
  if (stand === null) {
    return (
      <Text fz="sm" c="dimmed">
        {t('answer.hour_not_due')}
      </Text>
    );
  }
  const { pace, counted, due, expected, missed } = stand;
  const look = PACE_LOOK[pace];
  const count = pace === 'short' ? missed : expected - counted;
  return (
    <Text fz="sm" fw={500} className={look.tone}>
      <Sign name={look.sign} />{' '}
      {t('board.hourCount', { counted, due, pace: t(`hour.pace_${pace}`, { count }) })}
    </Text>
  );
}
