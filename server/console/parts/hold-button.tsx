// A button that must be held: what it does goes to every screen of the city at once, and a slip must not. Works by mouse,
// touch and keyboard alike; letting go before the end does nothing.

import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './hold-button.module.css';

export const HOLD_MS = 2_000;

interface HoldButtonProps {
  readonly label: string;
  readonly disabled: boolean;
  readonly loading: boolean;
  readonly onHeld: () => void;
}

export function HoldButton({ label, disabled, loading, onHeld }: HoldButtonProps) {
  const { t } = useTranslation();
  const [isHeld, setIsHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const letGo = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setIsHeld(false);
  };
  const hold = () => {
    if (timer.current !== undefined || disabled || loading) return;
    setIsHeld(true);
    timer.current = setTimeout(() => {
      letGo();
      onHeld();
    }, HOLD_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const isKey = (key: string) => key === 'Enter' || key === ' ';
  return (
    <Button
      color="red"
      size="md"
      w="fit-content"
      disabled={disabled}
      loading={loading}
      className={`${classes.button} ${isHeld ? classes.held : ''}`}
      onPointerDown={hold}
      onPointerUp={letGo}
      onPointerLeave={letGo}
      onPointerCancel={letGo}
      onBlur={letGo}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (isKey(event.key)) hold();
      }}
      onKeyUp={(event) => {
        if (isKey(event.key)) letGo();
      }}
    >
      {isHeld ? t('urgent.keepHolding') : label}
    </Button>
  );
}
