// Back and forth through what was done to the order of a list: by button, by Ctrl+Z and Ctrl+Y, and said aloud.

import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUndoKeys } from '../../undo.ts';
import type { UndoSteps } from '../../undo-steps.ts';

type Direction = 'undo' | 'redo';

export function OrderSteps({ steps }: { steps: Omit<UndoSteps<unknown>, 'change'> }) {
  const { t } = useTranslation();
  const { undo, redo, left } = steps;
  const [said, setSaid] = useState<{ direction: Direction; left: number } | null>(null);
  const go = (direction: Direction) => {
    const step = steps[direction];
    if (step === null) return;
    step();
    setSaid({ direction, left: left[direction] - 1 });
  };

  // On the page and not on the list: the row whose button was pressed may be the one that went.
  const isInUse = undo !== null || redo !== null;
  useUndoKeys(isInUse ? () => go('undo') : null, isInUse ? () => go('redo') : null);

  return (
    <Group gap="xs">
      {isInUse &&
        (['undo', 'redo'] as const).map((direction) => (
          <Button
            key={direction}
            size="compact-sm"
            variant="default"
            // Not `disabled`: with the last step the focus would leave the page.
            aria-disabled={steps[direction] === null}
            {...(steps[direction] === null ? { 'data-disabled': true } : {})}
            onClick={() => go(direction)}
          >
            {t(`undo.${direction}`)}
          </Button>
        ))}
      <Text fz="sm" c="dimmed" role="status">
        {said !== null &&
          said.left === left[said.direction] &&
          t(`undo.said_${said.direction}`, { count: said.left })}
      </Text>
    </Group>
  );
}
