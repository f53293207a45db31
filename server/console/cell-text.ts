// One hour of one screen in words: what a screen reader hears of a cell, in every grid and strip of hours.

import type { TFunction } from 'i18next';
import type { ResultCell } from '../../content/model/result-grid.ts';

type Cell = Pick<ResultCell, 'state' | 'due' | 'counted' | 'overdue'>;

export function hasCount<C extends Cell>(cell: C | null): cell is C {
  return cell !== null && cell.due > 0 && cell.state !== 'ahead' && cell.state !== 'not_due';
}

export function cellText(t: TFunction, cell: Cell | null): string {
  const state = t(`day.state_${cell?.state ?? 'not_due'}`);
  if (!hasCount(cell)) return state;
  const count = t('day.cellCount', { counted: cell.counted, due: cell.due });
  return `${count}, ${cell.overdue ? t('results.overdue') : state}`;
}
