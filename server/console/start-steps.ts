// How far a fresh installation is, read from what is there and not from a note of our own: so the steps can be left at any
// moment and taken up by anybody, on any computer. Only that a person does not want one is remembered, in this browser.

import { useState } from 'react';
import type { ItemView, ScreenView } from '../../content/model/api.ts';
import { isAskedFor } from './waiting.ts';

export const START_STEPS = ['screen', 'sample', 'on_air'] as const;
export type StartStep = (typeof START_STEPS)[number];

const SKIPPED = 'vongxoay.start.skipped';

export interface StartState {
  readonly done: Readonly<Record<StartStep, boolean>>;
  /** What the steps are about. */
  readonly screen: ScreenView | undefined;
  readonly sample: ItemView | undefined;
}

export function startStateOf(screens: readonly ScreenView[], items: readonly ItemView[]): StartState {
  const screen = screens.find(({ player }) => player.enrolled) ?? screens[0];
  const sample = items.find((item) => isAskedFor(item) && item.playlists.length > 0);
  // A wall that is closed shows nothing, however well its programme arrived.
  const isShowing =
    screen?.player.connected === true &&
    screen.programme.receipt === 'on_screen' &&
    screen.player.state?.showing?.role !== 'closed';
  return {
    done: { screen: screen?.player.enrolled === true, sample: sample === undefined, on_air: isShowing },
    screen,
    sample,
  };
}

export function useSkippedSteps(): [readonly StartStep[], (step: StartStep, isSkipped: boolean) => void] {
  const [skipped, setSkipped] = useState<readonly StartStep[]>(readSkipped);
  const skip = (step: StartStep, isSkipped: boolean) => {
    const next = [...skipped.filter((one) => one !== step), ...(isSkipped ? [step] : [])];
    setSkipped(next);
    try {
      localStorage.setItem(SKIPPED, next.join(' '));
    } catch {
      // Not remembered: it is asked again after a reload.
    }
  };
  return [skipped, skip];
}

function readSkipped(): StartStep[] {
  try {
    const kept = localStorage.getItem(SKIPPED)?.split(' ') ?? [];
    return START_STEPS.filter((step) => kept.includes(step));
  } catch {
    return [];
  }
}
