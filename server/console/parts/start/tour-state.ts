// Where a person is in the guided tour; the frame holds it, so that it lives through changes of pages.

import { createContext, useContext } from 'react';

export interface TourState {
  /** Null: not on the tour. */
  readonly stop: number | null;
  readonly start: () => void;
  readonly go: (stop: number) => void;
  readonly end: () => void;
}

export const TourContext = createContext<TourState | null>(null);

export function useTour(): TourState {
  const tour = useContext(TourContext);
  if (tour === null) throw new Error('outside the frame');
  return tour;
}
