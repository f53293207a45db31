// At the foot of the page: what was just done, and the way back by one click or Ctrl+Z. Goes after half a minute in
// which nobody pointed at it; the trash and the history keep the same way open for longer.

import { Button, CloseButton, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { markAllStale } from '../queries.ts';
import { type UndoOffer, useUndoKeys, withdrawOffer } from '../undo.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { Sign } from './sign.tsx';
import classes from './undo-toast.module.css';

const SHOWN_MS = 30_000;

export function UndoToast({ offer }: { offer: UndoOffer }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { text, undo, problem } = offer;
  const undoing = useMutation({
    mutationFn: async () => (undo === null ? '' : await undo()),
    onSettled: () => markAllStale(client),
  });
  const { isIdle, isPending, mutate } = undoing;
  const failure = undoing.error ?? problem;
  const [isHeld, setIsHeld] = useState(false);

  useEffect(() => {
    if (isHeld || isPending) return undefined;
    const timer = setTimeout(withdrawOffer, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld, isPending]);

  useUndoKeys(undo !== null && isIdle ? mutate : null);

  return (
    <Group
      className={classes.toast}
      gap="sm"
      wrap="nowrap"
      onMouseEnter={() => setIsHeld(true)}
      onMouseLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      {failure === null ? (
        <Text fz="sm" fw={500} miw={0}>
          <Sign name="good" /> {undoing.data ?? text}
        </Text>
      ) : (
        <ProblemNotice problem={failure} lead={text} />
      )}
      {undo !== null && !undoing.isSuccess && (
        <Button
          size="compact-sm"
          variant="default"
          className={classes.undo}
          loading={isPending}
          onClick={() => mutate()}
        >
          {undoing.error === null ? t('undo.undo') : t('app.retry')}
        </Button>
      )}
      <CloseButton aria-label={t('app.close')} onClick={withdrawOffer} />
    </Group>
  );
}
