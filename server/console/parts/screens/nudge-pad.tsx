// Moves the picture on the output by single LED pixels: by the arrow keys while the pad has the focus (with Shift by ten)
// or by its buttons. With the test card on the wall one sees all four edges or one does not.

import { ActionIcon, Group, Text } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenDraft } from '../../../../content/model/api/screens.ts';
import { Sign } from '../sign.tsx';

const STEPS = {
  ArrowLeft: { x: -1, y: 0, sign: 'previous', words: 'left' },
  ArrowUp: { x: 0, y: -1, sign: 'up', words: 'up' },
  ArrowDown: { x: 0, y: 1, sign: 'down', words: 'down' },
  ArrowRight: { x: 1, y: 0, sign: 'next', words: 'right' },
} as const;
type StepKey = keyof typeof STEPS;

const FAR = 10;

type Place = Pick<ScreenDraft, 'offsetXPx' | 'offsetYPx'>;

interface NudgePadProps {
  readonly place: Place;
  readonly onChange: (place: Place) => void;
}

export function NudgePad({ place, onChange }: NudgePadProps) {
  const { t } = useTranslation();
  const move = (key: StepKey, by: number) => {
    const { x, y } = STEPS[key];
    onChange({
      offsetXPx: Math.max(0, place.offsetXPx + x * by),
      offsetYPx: Math.max(0, place.offsetYPx + y * by),
    });
  };
  const onKey = (event: KeyboardEvent) => {
    if (!Object.hasOwn(STEPS, event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(event.key as StepKey, event.shiftKey ? FAR : 1);
  };
  return (
    <Group gap="xs" role="group" aria-label={t('screens.nudge')} onKeyDown={onKey}>
      {(Object.keys(STEPS) as StepKey[]).map((key) => (
        <ActionIcon
          key={key}
          variant="default"
          size={36}
          aria-label={t(`screens.nudge_${STEPS[key].words}`)}
          title={t(`screens.nudge_${STEPS[key].words}`)}
          onClick={() => move(key, 1)}
        >
          <Sign name={STEPS[key].sign} />
        </ActionIcon>
      ))}
      <Text fz="sm" c="dimmed">
        {t('screens.nudgeHint')}
      </Text>
    </Group>
  );
}
