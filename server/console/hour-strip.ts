// The showings of one account in the running hour, each at its minute: what was shown, what is missing, what comes.
// Known times are the server's; times still to come are read off the stream's fixed rhythm and only for a whole hour,
// and where nothing is known yet nothing is drawn.

import type { PlayView } from '../../content/model/api.ts';
import { HOUR_MS, type Instant } from '../../content/model/instant.ts';
import type { HourAccount, MissingReason } from '../../content/model/hour-account.ts';

export type MarkState = 'shown' | 'made_good' | 'missed' | 'not_counted' | 'waiting' | 'next' | 'ahead';

export interface Mark {
  readonly at: Instant;
  readonly state: MarkState;
  readonly reason?: MissingReason;
  readonly verdict?: string;
}

type Owed = Pick<HourAccount, 'account' | 'hour' | 'due' | 'showingsPerHour' | 'missing'>;

/** Start of showing k in a whole hour, without the stream's offset (design.md 3.2). */
function rhythmMs(k: number, showingsPerHour: number): number {
  return Math.floor((k * HOUR_MS) / showingsPerHour);
}

/** The stream's fixed offset, learned from any showing whose planned time is known. */
function findOffsetMs(owed: Owed, plays: readonly PlayView[]): number | undefined {
  const { hour, showingsPerHour, missing } = owed;
  const gapMs = HOUR_MS / showingsPerHour;
  const fits = (ms: number) => ms >= 0 && ms < gapMs;
  const lost = missing
    .map(({ k, plannedAt }) => plannedAt - hour.from - rhythmMs(k, showingsPerHour))
    .find(fits);
  if (lost !== undefined) return lost;
  for (const { plannedAt } of plays) {
    const intoHourMs = (((plannedAt - hour.from) % HOUR_MS) + HOUR_MS) % HOUR_MS;
    for (let k = 0; k < showingsPerHour; k += 1) {
      const offsetMs = intoHourMs - rhythmMs(k, showingsPerHour);
      if (fits(offsetMs)) return offsetMs;
    }
  }
  return undefined;
}

/** Marks by time. `plays` may be of any item and hour; those of this account are picked out. */
export function markHour(owed: Owed, plays: readonly PlayView[], now: Instant): Mark[] {
  const { account, hour, due, showingsPerHour, missing } = owed;
  const own = plays.filter((play) => play.item === account);
  const planned = own.filter((play) => play.role === 'slot');
  const marks = new Map<string, Mark>();
  const put = (kind: string, mark: Mark) => marks.set(`${kind}@${mark.at}`, mark);

  const offsetMs = due === showingsPerHour ? findOffsetMs(owed, planned) : undefined;
  if (offsetMs !== undefined) {
    for (let k = 0; k < due; k += 1) {
      const at = hour.from + offsetMs + rhythmMs(k, showingsPerHour);
      put('slot', { at, state: at <= now ? 'waiting' : 'ahead' });
    }
  }
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
