// What is mandated for every screen, and how long its records are kept; changed where the screens are.

import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { screenSettingsQuery } from '../../screen-queries.ts';
import { dailyHoursText } from '../hours-text.ts';
import { Panel } from '../panel.tsx';

export function RulesPanel({ keepYears }: { keepYears: number | null }) {
  const { t } = useTranslation();
  const screens = useQuery(screenSettingsQuery).data ?? [];
  return (
    <Panel title={t('settings.rules')}>
      <Stack gap="sm">
        {screens.flatMap(({ id, name, floors }) =>
          floors.map(({ category, showingsPerHour, baselineHours }) => (
            <Text fz="sm" key={`${id}/${category}`}>
              <strong>{name}</strong>:{' '}
              {t('settings.floor', {
                category: t(`items.category_${category}`),
                count: showingsPerHour,
                hours: dailyHoursText(t, baselineHours),
              })}
            </Text>
          )),
        )}
        {screens.every(({ floors }) => floors.length === 0) && <Text fz="sm">{t('settings.noFloor')}</Text>}
        <Text fz="sm">
          <Link to="/man-hinh">{t('settings.toScreens')}</Link>
        </Text>
        <Text fz="sm">
          {keepYears === null
            ? t('settings.keepForEver', { setting: 'VONGXOAY_KEEP_YEARS' })
            : t('settings.keepYears', { count: keepYears })}
        </Text>
      </Stack>
    </Panel>
  );
}
