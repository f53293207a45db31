// How bright white may be by day and by night, and when night is. Left off, the sending card's own sensor dims.

import { Checkbox, Fieldset, Group, NumberInput, Radio, Stack } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import type { Brightness } from '../../../../content/model/screen.ts';
import { clockText, minuteOf } from '../hours-text.ts';

/** A common outdoor panel; 300 cd/m² at night is the national limit. */
const USUAL: Brightness = {
  fullNits: 5_000,
  dayNits: 5_000,
  nightNits: 300,
  night: { by: 'times', fromMinute: 1_080, untilMinute: 360 },
};
/** Ngã Bảy; whoever stands elsewhere types their own. */
const PLACE = { by: 'sun', latitudeUdeg: 9_813_900, longitudeUdeg: 105_820_000 } as const;
const UDEG = 1_000_000;
const NITS = ['fullNits', 'dayNits', 'nightNits'] as const;

interface BrightnessFieldsProps {
  readonly brightness: Brightness | undefined;
  readonly onChange: (brightness: Brightness | undefined) => void;
}

export function BrightnessFields({ brightness, onChange }: BrightnessFieldsProps) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('brightness.title')}>
      <Stack gap="sm">
        <Checkbox
          label={t('brightness.byPlayer')}
          description={t('brightness.byPlayerHint')}
          checked={brightness !== undefined}
          onChange={(event) => onChange(event.currentTarget.checked ? USUAL : undefined)}
        />
        {brightness !== undefined && <Levels brightness={brightness} onChange={onChange} />}
      </Stack>
    </Fieldset>
  );
}

function Levels({ brightness, onChange }: { brightness: Brightness; onChange: (next: Brightness) => void }) {
  const { t } = useTranslation();
  const { night } = brightness;
  return (
    <>
      <Group gap="md" align="flex-start">
        {NITS.map((key) => (
          <NumberInput
            key={key}
            label={t(`brightness.${key}`)}
            value={brightness[key]}
            min={1}
            max={20_000}
            clampBehavior="strict"
            allowDecimal={false}
            w={190}
            onChange={(value) => {
              if (typeof value === 'number' && value >= 1) onChange({ ...brightness, [key]: value });
            }}
          />
        ))}
      </Group>
      <Radio.Group
        label={t('brightness.night')}
        value={night.by}
        onChange={(by) => onChange({ ...brightness, night: by === 'sun' ? PLACE : USUAL.night })}
      >
        <Stack gap={6} mt={4}>
          <Radio value="sun" label={t('brightness.bySun')} />
          <Radio value="times" label={t('brightness.byTimes')} />
        </Stack>
      </Radio.Group>
      {night.by === 'sun' ? (
        <Group gap="md" align="flex-start">
          {(['latitudeUdeg', 'longitudeUdeg'] as const).map((key) => (
            <NumberInput
              key={key}
              label={t(`brightness.${key}`)}
              value={night[key] / UDEG}
              min={key === 'latitudeUdeg' ? -90 : -180}
              max={key === 'latitudeUdeg' ? 90 : 180}
              decimalScale={4}
              decimalSeparator=","
              w={190}
              onChange={(value) => {
                if (typeof value !== 'number') return;
                onChange({ ...brightness, night: { ...night, [key]: Math.round(value * UDEG) } });
              }}
            />
          ))}
        </Group>
      ) : (
        <Group gap="md" align="flex-start">
          {(['fromMinute', 'untilMinute'] as const).map((key) => (
            <TimePicker
              key={key}
              label={t(`brightness.${key}`)}
              value={clockText(night[key])}
              format="24h"
              onChange={(value) => {
                const minute = minuteOf(value);
                if (minute !== null) onChange({ ...brightness, night: { ...night, [key]: minute } });
              }}
            />
          ))}
        </Group>
      )}
    </>
  );
}
