// What every interruption needs besides its own words: which screens, how long, by which document.

import { Checkbox, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useKept } from '../kept-draft.ts';
import { useScreenNames } from '../queries.ts';

const OrderFrame = z.strictObject({
  screenIds: z.array(z.string()).nullable(),
  minutes: z.number(),
  from: z.null(),
  document: z.string().nullable(),
});
export type OrderFrame = z.infer<typeof OrderFrame>;

/** Kept like everything typed: an order is written under pressure. `name` tells which order. */
export function useOrderFrame(name: string, minutes: number) {
  return useKept<OrderFrame>(`order/${name}/frame`, OrderFrame, {
    screenIds: null,
    minutes,
    from: null,
    document: null,
  });
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
  const screens = useScreenNames();
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
