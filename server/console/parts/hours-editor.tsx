// The days and hours in which a playlist is active, in local time of its screens.

import { ActionIcon, Button, Chip, Group, Stack, Text } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import type { DailyHours } from '../../../content/model/screen.ts';
import { clockText, minuteOf } from './hours-text.ts';
import { Sign } from './sign.tsx';

const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
const ALL_DAY: DailyHours = { days: [...WEEK], fromMinute: 0, untilMinute: 1440 };

interface HoursEditorProps {
  readonly hours: readonly DailyHours[];
  readonly onChange: (hours: DailyHours[]) => void;
}

export function HoursEditor({ hours, onChange }: HoursEditorProps) {
  const { t } = useTranslation();
  const replace = (index: number, changed: DailyHours) =>
    onChange(hours.map((one, place) => (place === index ? changed : one)));
  return (
    <Stack gap="sm">
      {hours.map((one, index) => (
        <Group key={index} gap="sm" align="flex-end">
          <Chip.Group
            multiple
            value={one.days.map(String)}
            onChange={(days) => {
              if (days.length > 0) replace(index, { ...one, days: days.map(Number).sort((a, b) => a - b) });
            }}
          >
            <Group gap={4} role="group" aria-label={t('playlists.days')}>
              {WEEK.map((day) => (
                <Chip key={day} value={String(day)} size="xs" radius="sm">
                  {t(`playlists.day_${day}`)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <Group gap="sm" wrap="nowrap">
            <TimePicker
              label={t('playlists.from')}
              value={clockText(one.fromMinute)}
              onChange={(value) => replace(index, { ...one, fromMinute: minuteOf(value) ?? one.fromMinute })}
              format="24h"
            />
            <TimePicker
              label={t('playlists.until')}
              value={clockText(one.untilMinute % 1440)}
              onChange={(value) => {
                const minute = minuteOf(value);
                // Midnight as an end is the end of that day.
                if (minute !== null) replace(index, { ...one, untilMinute: minute === 0 ? 1440 : minute });
              }}
              format="24h"
            />
          </Group>
          {hours.length > 1 && (
            <ActionIcon
              variant="default"
              size={36}
              aria-label={t('playlists.removeHours')}
              title={t('playlists.removeHours')}
              onClick={() => onChange(hours.filter((_, place) => place !== index))}
            >
              <Sign name="bad" />
            </ActionIcon>
          )}
        </Group>
      ))}
      {hours.some(({ untilMinute }) => untilMinute === 1440) && (
        <Text fz="xs" c="dimmed">
          {t('playlists.midnight')}
        </Text>
      )}
      {hours.some(({ fromMinute, untilMinute }) => untilMinute <= fromMinute) && (
        <Text fz="sm" c="dimmed">
          {t('playlists.overMidnight')}
        </Text>
      )}
      <Button
        variant="default"
        size="compact-sm"
        w="fit-content"
        leftSection={<Sign name="more" />}
        onClick={() => onChange([...hours, ALL_DAY])}
      >
        {t('playlists.addHours')}
      </Button>
    </Stack>
  );
}
