// Steps back and forth through what one person did to one value in a form, before it is saved.

import { useState } from 'react';
import { isSame } from './on-top.ts';

interface Steps<T> {
  readonly past: readonly T[];
  readonly future: readonly T[];
  /** The value these steps belong to: another one came from elsewhere, and has none. */
  readonly now: T;
}

export interface UndoSteps<T> {
  readonly change: (value: T) => void;
  /** Null: there is nothing to go back to. */
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  /** How many steps are left each way. */
  readonly left: { readonly undo: number; readonly redo: number };
}

export function useUndoSteps<T>(value: T, onChange: (value: T) => void): UndoSteps<T> {
  const [steps, setSteps] = useState<Steps<T>>({ past: [], future: [], now: value });
  const { past, future } = isSame(steps.now, value) ? steps : { past: [], future: [] };
  const go = (next: Steps<T>) => {
    setSteps(next);
    onChange(next.now);
  };
  const last = past.at(-1);
  const [first] = future;
  return {
    change: (now) => go({ past: [...past, value], future: [], now }),
    undo:
      last === undefined
        ? null
        : () => go({ past: past.slice(0, -1), future: [value, ...future], now: last }),
    redo:
      first === undefined ? null : () => go({ past: [...past, value], future: future.slice(1), now: first }),
    left: { undo: past.length, redo: future.length },
  };
}
