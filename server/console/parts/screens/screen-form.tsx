// The facts of one screen. A new size is a new canvas: what that means is said before it is saved.

import { Checkbox, Fieldset, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ScreenDraft } from '../../../../content/model/api/screens.ts';
import { HoursEditor } from '../hours-editor.tsx';
import { BrightnessFields } from './brightness-fields.tsx';

interface ScreenFormProps {
  readonly draft: ScreenDraft;
  readonly mayMandate: boolean;
  readonly onChange: (draft: ScreenDraft) => void;
}

interface Measure {
  readonly key: 'widthPx' | 'heightPx' | 'offsetXPx' | 'offsetYPx' | 'viewingDistanceM';
  readonly min: number;
  readonly max: number;
}

const SIZE: readonly Measure[] = [
  { key: 'widthPx', min: 16, max: 4096 },
  { key: 'heightPx', min: 16, max: 4096 },
];
const PLACE: readonly Measure[] = [
  { key: 'offsetXPx', min: 0, max: 16_384 },
  { key: 'offsetYPx', min: 0, max: 16_384 },
];
const DISTANCE: Measure = { key: 'viewingDistanceM', min: 1, max: 1_000 };
const UM_PER_MM = 1_000;

export function ScreenForm({ draft, mayMandate, onChange }: ScreenFormProps) {
  const { t } = useTranslation();
  const set = (change: Partial<ScreenDraft>) => onChange({ ...draft, ...change });
  const number = ({ key, min, max }: Measure) => (
    <NumberInput
      key={key}
      label={t(`screens.${key}`)}
      value={draft[key]}
      min={min}
      max={max}
      clampBehavior="strict"
      allowDecimal={false}
      w={170}
      onChange={(value) => {
        if (typeof value === 'number') set({ [key]: value });
      }}
    />
  );
  return (
    <Stack gap="md">
      <TextInput
        label={t('screens.name')}
        value={draft.name}
        maxLength={160}
        required
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Group gap="md" align="flex-start">
        {SIZE.map(number)}
        {PLACE.map(number)}
      </Group>
      <Group gap="md" align="flex-start">
        <NumberInput
          label={t('screens.pitch')}
          value={draft.pitchUm / UM_PER_MM}
          min={0.5}
          max={50}
          step={0.5}
          decimalSeparator=","
          w={170}
          onChange={(value) => {
            if (typeof value === 'number' && value > 0) set({ pitchUm: Math.round(value * UM_PER_MM) });
          }}
        />
        {number(DISTANCE)}
        <TextInput
          label={t('screens.zone')}
          value={draft.zone}
          onChange={(event) => set({ zone: event.currentTarget.value })}
        />
      </Group>
      <Fieldset legend={t('screens.hours')}>
        <HoursEditor hours={draft.openingHours} onChange={(openingHours) => set({ openingHours })} />
      </Fieldset>
      <Stack gap="xs">
        <Checkbox
          label={t('screens.motion')}
          description={t('screens.motionHint')}
          checked={draft.policy.motion}
          onChange={(event) => set({ policy: { ...draft.policy, motion: event.currentTarget.checked } })}
        />
        <Checkbox
          label={t('screens.sequences')}
          description={t('screens.sequencesHint')}
          checked={draft.policy.sequences}
          onChange={(event) => set({ policy: { ...draft.policy, sequences: event.currentTarget.checked } })}
        />
      </Stack>
      <BrightnessFields
        brightness={draft.brightness}
        onChange={(brightness) => {
          const { brightness: _, ...rest } = draft;
          onChange(brightness === undefined ? rest : { ...rest, brightness });
        }}
      />
      {draft.floors.map((floor, index) => (
        <Fieldset
          key={floor.category}
          legend={t('screens.floor', { category: t(`items.category_${floor.category}`) })}
          disabled={!mayMandate}
        >
          <Stack gap="sm">
            <NumberInput
              label={t('screens.floorCount')}
              value={floor.showingsPerHour}
              min={1}
              max={120}
              allowDecimal={false}
              w={290}
              maw="100%"
              onChange={(value) => {
                if (typeof value !== 'number' || value < 1) return;
                set({ floors: replaced(draft.floors, index, { ...floor, showingsPerHour: value }) });
              }}
            />
            <Text fz="sm" fw={500}>
              {t('screens.baseline')}
            </Text>
            <HoursEditor
              hours={floor.baselineHours}
              onChange={(baselineHours) =>
                set({ floors: replaced(draft.floors, index, { ...floor, baselineHours }) })
              }
            />
            {!mayMandate && (
              <Text fz="sm" c="dimmed">
                {t('screens.floorByAdmin')}
              </Text>
            )}
          </Stack>
        </Fieldset>
      ))}
    </Stack>
  );
}

function replaced<T>(all: readonly T[], index: number, one: T): T[] {
  return all.map((before, place) => (place === index ? one : before));
}
