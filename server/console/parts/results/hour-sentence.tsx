// The answer of an hour in one sentence: kept, or how many showings are missing, why, and between which times.

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HourAccount } from '../../../../content/model/hour-account.ts';
import type { Interval } from '../../../../content/model/instant.ts';
import { useNow } from '../../clock.ts';
import { missingSpells } from '../../missing-spells.ts';
import { timeText } from '../../zone.ts';
import { Sign } from '../sign.tsx';

interface HourSentenceProps {
  readonly accounts: readonly HourAccount[];
  readonly hour: Interval;
  readonly zone: string;
}

export function HourSentence({ accounts, hour, zone }: HourSentenceProps) {
  const { t } = useTranslation();
  const now = useNow();
  const due = accounts.reduce((sum, one) => sum + one.due, 0);
  const counted = accounts.reduce((sum, one) => sum + one.shown + one.madeGood, 0);
  const unknown = now < hour.to ? 0 : accounts.reduce((sum, one) => sum + one.open, 0);
  const spells = missingSpells(accounts);
  const missed = spells.reduce((sum, { count }) => sum + count, 0);
  if (due === 0) return null;
  const causes = spells.map(({ reason, from, until, count }) =>
    t('results.spell', {
      reason: t(`reason.${reason}`),
      count,
      time: from === until ? timeText(from, zone) : `${timeText(from, zone)}–${timeText(until, zone)}`,
    }),
  );
  const tone = missed > 0 ? 'bad' : unknown > 0 ? 'quiet' : 'good';
  const sign = missed > 0 ? 'bad' : unknown > 0 ? 'unknown' : 'good';
  return (
    <Text fw={600} className={`vx-${tone}`} data-sentence={tone}>
      <Sign name={sign} />{' '}
      {missed > 0
        ? t('results.hourShort', { missed, causes: causes.join('; ') })
        : now < hour.to
          ? t('results.hourRunning', { counted, due })
          : unknown > 0
            ? t('results.hourUnknown', { unknown })
            : t('results.hourMet', { due })}
    </Text>
  );
}
