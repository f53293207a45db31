// Why this page starts: a flag that an orderly leave takes away tells a crash from a reload.

import type { BootRecord } from '../content/model/play.ts';

const ALIVE = 'vongxoay:alive';

/** To be asked once, at the start. */
export function causeOfStart(): BootRecord['cause'] {
  const hasCrashed = sessionStorage.getItem(ALIVE) !== null;
  sessionStorage.setItem(ALIVE, '1');
  addEventListener('pagehide', () => sessionStorage.removeItem(ALIVE));
  if (hasCrashed) return 'crash';
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigation?.type === 'reload' ? 'reload' : 'start';
}
