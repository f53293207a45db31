// One stop of the Tab key for a whole table, arrows inside it: the pattern of a grid for those without a mouse. Each cell's
// button carries `data-place` as `row/column`.

import { type KeyboardEvent, useRef, useState } from 'react';

export interface Place {
  readonly row: number;
  readonly column: number;
}

export const STEPS: Readonly<Record<string, Place>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  Home: { row: 0, column: -Infinity },
  End: { row: 0, column: Infinity },
};

export const within = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);

export const placeText = ({ row, column }: Place) => `${row}/${column}`;

export function focusPlace(table: HTMLTableElement | null, place: Place): void {
  table?.querySelector<HTMLElement>(`[data-place="${placeText(place)}"]`)?.focus();
}

/** `start` is where the Tab key enters until somebody was somewhere. */
export function useTableFocus(rowCount: number, columnCount: number, start: Place) {
  const table = useRef<HTMLTableElement>(null);
  const [reached, reach] = useState<Place>();
  const stopAt = reached ?? start;
  const tabStop = { row: within(stopAt.row, rowCount), column: within(stopAt.column, columnCount) };
  const move = (event: KeyboardEvent, from: Place) => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = {
      row: within(from.row + step.row, rowCount),
      column: within(from.column + step.column, columnCount),
    };
    reach(next);
    focusPlace(table.current, next);
  };
  const isTabStop = ({ row, column }: Place) => tabStop.row === row && tabStop.column === column;
  return { table, reach, move, isTabStop };
}
