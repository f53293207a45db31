// What every interruption needs besides its own words: which screens, how long, by which document.

import { Checkbox, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { screensQuery } from '../queries.ts';

export interface OrderFrame {
  readonly screenIds: string[] | null;
  readonly minutes: number;
  readonly from: null;
  readonly document: string | null;
}

export function useOrderFrame(minutes: number) {
  return useState<OrderFrame>({ screenIds: null, minutes, from: null, document: null });
}

interface OrderFieldsProps {
  readonly frame: OrderFrame;
  readonly mostMinutes: number;
  readonly onChange: (frame: OrderFrame) => void;
}

export function OrderFields({ frame, mostMinutes, onChange }: OrderFieldsProps) {
  const { t } = useTranslation();
  const { screenIds, minutes, document } = frame;
  return (
    <Stack gap="sm">
      <OrderedScreens screenIds={screenIds} onChange={(next) => onChange({ ...frame, screenIds: next })} />
      <Group grow align="flex-start">
        <NumberInput
          label={t('urgent.minutes')}
          min={1}
          max={mostMinutes}
          value={minutes}
          onChange={(value) => onChange({ ...frame, minutes: Math.max(1, Math.round(Number(value) || 1)) })}
        />
        <TextInput
          label={t('urgent.document')}
          maxLength={200}
          value={document ?? ''}
          onChange={({ currentTarget }) =>
            onChange({ ...frame, document: currentTarget.value === '' ? null : currentTarget.value })
          }
        />
      </Group>
    </Stack>
  );
}

interface OrderedScreensProps {
  /** Null: all of them. */
  readonly screenIds: string[] | null;
  readonly onChange: (screenIds: string[] | null) => void;
}

export function OrderedScreens({ screenIds, onChange }: OrderedScreensProps) {
  const { t } = useTranslation();
  const screens = useQuery(screensQuery).data ?? [];
  const choose = (id: string, isChosen: boolean) => {
    const before = screenIds ?? screens.map((screen) => screen.id);
    onChange(isChosen ? [...before, id] : before.filter((one) => one !== id));
  };
  return (
    <Checkbox.Group label={t('urgent.screens')} value={screenIds ?? ['*', ...screens.map(({ id }) => id)]}>
      <Stack gap={6} mt={6}>
        <Checkbox
          value="*"
          label={t('urgent.allScreens')}
          checked={screenIds === null}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? null : [])}
        />
        {screens.length > 1 &&
          screens.map(({ id, name }) => (
            <Checkbox
              key={id}
              value={id}
              label={name}
              onChange={({ currentTarget }) => choose(id, currentTarget.checked)}
            />
          ))}
      </Stack>
    </Checkbox.Group>
  );
}
