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

export function focusPlace(table: HTMLElement | null, place: Place): void {
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

const PAGE_ROWS = 7;
const STEPS_AND_PAGES: Readonly<Record<string, Place>> = {
  ...STEPS,
  PageUp: { row: -PAGE_ROWS, column: 0 },
  PageDown: { row: PAGE_ROWS, column: 0 },
};

/** The same with one listener for thousands of cells: the cell that has the focus says where it is. */
export function useCellWalk<Holder extends HTMLElement>(rowCount: number, columnCount: number, start: Place) {
  const ref = useRef<Holder>(null);
  const [chosen, choose] = useState<Place>(start);
  const stop = { row: within(chosen.row, rowCount), column: within(chosen.column, columnCount) };
  const press = (event: KeyboardEvent) => {
    const step = STEPS_AND_PAGES[event.key];
    const place = placeOf(event.target);
    if (step === undefined || place === undefined || event.altKey || event.shiftKey || event.metaKey) return;
    event.preventDefault();
    const isWide = event.ctrlKey && (event.key === 'Home' || event.key === 'End');
    const next = {
      row: within(place.row + (isWide ? step.column : step.row), rowCount),
      column: within(place.column + step.column, columnCount),
    };
    choose(next);
    focusPlace(ref.current, next);
  };
  return { ref, stop, choose, press };
}

function placeOf(target: EventTarget): Place | undefined {
  const text = target instanceof HTMLElement ? target.dataset['place'] : undefined;
  if (text === undefined) return undefined;
  const [row = 0, column = 0] = text.split('/').map(Number);
  return { row, column };
}
