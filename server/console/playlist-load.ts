// What one more item would take of the fullest hour of a list's screens: an answer while somebody types. The server's
// admission decides; this only spares a refusal.

import type { CapacityView } from '../../content/model/api/playlists.ts';
import { HOUR_MS } from '../../content/model/instant.ts';
import type { Guarantee } from '../../content/model/playlist.ts';

export interface AddedLoad {
  /** Owed in the hour that would have the least left. */
  readonly usedMs: number;
  readonly showings: number;
  readonly addedMs: number;
  /** Negative: it does not fit. */
  readonly leftMs: number;
}

/** Null where nothing is owed for it: filler, a list whose items take turns, or no open hour. */
export function addedLoad(
  guarantee: Guarantee | null,
  durationMs: number,
  hours: readonly Pick<CapacityView, 'openMs' | 'owedMs'>[],
): AddedLoad | null {
  if (guarantee === null || guarantee.scope === 'total') return null;
  const showings = guarantee.showingsPerHour;
  const addedMs = showings * durationMs;
  // Short hours owe less than the whole number; they are the server's to judge.
  const whole = hours.filter(({ openMs }) => openMs >= HOUR_MS);
  const [first] = whole;
  if (first === undefined) return null;
  const fullest = whole.reduce((most, one) => (one.owedMs > most.owedMs ? one : most), first);
  const { owedMs, openMs } = fullest;
  return { usedMs: owedMs, showings, addedMs, leftMs: openMs - owedMs - addedMs };
}
