// Says that figures have stopped arriving, since when, and what still works.

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../live.ts';
import { secondsText } from '../zone.ts';
import { Sign } from './sign.tsx';
import classes from './offline-banner.module.css';

export function OfflineBanner({ live, zone }: { live: LiveState; zone: string }) {
  const { t } = useTranslation();
  if (live.line !== 'lost') return null;
  return (
    <div className={`${classes.banner} vx-ground-bad`} role="alert">
      <Sign name="warn" />
      <Text fz="sm" fw={500}>
        {t('live.banner', { time: secondsText(live.sinceAt, zone) })}
      </Text>
    </div>
  );
}
