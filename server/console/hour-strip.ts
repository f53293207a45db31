// The showings of one account in the running hour, each at its minute: what was shown, what is missing, what comes.
// All times are the server's: planned starts from its plan, the rest from what players reported.

import type { PlayView } from '../../content/model/api.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { HourAccount, MissingReason } from '../../content/model/hour-account.ts';

export type MarkState = 'shown' | 'made_good' | 'missed' | 'not_counted' | 'waiting' | 'next' | 'ahead';

export interface Mark {
  readonly at: Instant;
  readonly state: MarkState;
  readonly reason?: MissingReason;
  readonly verdict?: string;
}

type Owed = Pick<HourAccount, 'account' | 'hour' | 'missing'>;

/** Marks by time. `starts` are the planned ones; `plays` may be of any item and hour: those of this account are picked out. */
export function markHour(
  { account, hour, missing }: Owed,
  starts: readonly Instant[],
  plays: readonly PlayView[],
  now: Instant,
): Mark[] {
  const own = plays.filter((play) => play.item === account);
  const marks = new Map<string, Mark>();
  const put = (kind: string, mark: Mark) => marks.set(`${kind}@${mark.at}`, mark);

  for (const at of starts) put('slot', { at, state: at <= now ? 'waiting' : 'ahead' });
  for (const play of own) {
    if (play.plannedAt < hour.from || play.plannedAt >= hour.to) continue;
    const at = play.plannedAt;
    if (play.role === 'make_good' && play.counts) put('make_good', { at, state: 'made_good' });
    else if (play.role === 'slot') {
      put('slot', play.counts ? { at, state: 'shown' } : { at, state: 'not_counted', verdict: play.verdict });
    }
  }
  for (const { plannedAt, reason } of missing) put('slot', { at: plannedAt, state: 'missed', reason });

  const sorted = [...marks.values()].sort((a, b) => a.at - b.at);
  const next = sorted.find((mark) => mark.state === 'ahead');
  return sorted.map((mark) => (mark === next ? { ...mark, state: 'next' } : mark));
}
