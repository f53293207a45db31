// When somebody has to be told about a screen, and when that is over: decided from what is seen at each look and from what
// was told before. Pure; nothing is told twice, also after a restart. If it errs, nobody comes, or nobody believes it.

import { z } from 'zod';
import { Instant, MINUTE_MS } from './instant.ts';
import { Id } from './item.ts';

/** `disconnected`: not there for five minutes of opening hours. `flapping`: comes and goes. `hour_lost`: cannot be met any more. */
export const AlertKind = z.enum(['disconnected', 'flapping', 'hour_lost']);
export type AlertKind = z.infer<typeof AlertKind>;

/** Told and not over. */
export const OpenAlert = z.strictObject({
  kind: AlertKind,
  screenId: Id,
  /** When what is told began. */
  since: Instant,
  /** Of `hour_lost`: the end of its hour, and what is missing of how much, over all its items. */
  hour: z
    .strictObject({ from: Instant, to: Instant, missed: z.int(), due: z.int(), titles: z.array(z.string()) })
    .nullable(),
});
export type OpenAlert = z.infer<typeof OpenAlert>;

export interface AlertNews {
  readonly state: 'raised' | 'recovered';
  readonly alert: OpenAlert;
}

/** One screen at one look. */
export interface ScreenSight {
  readonly screenId: string;
  readonly isEnrolled: boolean;
  readonly isConnected: boolean;
  readonly lastSeenAt: Instant | null;
  readonly isOpen: boolean;
  /** When its connection was lost, newest last; older ones than `FLAP_MS` say nothing. */
  readonly dropsAt: readonly Instant[];
  /** Of the running hour, where it certainly misses something. */
  readonly lost: OpenAlert['hour'];
}

/** Since when each screen is open and away, as far as we have seen it ourselves. */
export type AwaySince = ReadonlyMap<string, Instant>;

export interface Watched {
  readonly away: AwaySince;
  readonly open: readonly OpenAlert[];
  readonly news: readonly AlertNews[];
}

export const PATIENCE_MS = 5 * MINUTE_MS;
export const FLAP_MS = 10 * MINUTE_MS;
export const FLAP_DROPS = 3;

export function watchScreens(
  { away, open }: Pick<Watched, 'away' | 'open'>,
  sights: readonly ScreenSight[],
  now: Instant,
): Watched {
  const seen = sights.map((sight) =>
    watchScreen(away.get(sight.screenId), ofScreen(open, sight), sight, now),
  );
  return {
    away: new Map(seen.flatMap(({ screenId, awayAt }) => (awayAt === undefined ? [] : [[screenId, awayAt]]))),
    open: seen.flatMap((one) => one.open),
    news: seen.flatMap((one) => one.news),
  };
}

const ofScreen = (open: readonly OpenAlert[], { screenId }: ScreenSight): OpenAlert[] =>
  open.filter((alert) => alert.screenId === screenId);

function watchScreen(
  knownAwayAt: Instant | undefined,
  open: readonly OpenAlert[],
  sight: ScreenSight,
  now: Instant,
): { screenId: string; awayAt: Instant | undefined; open: OpenAlert[]; news: AlertNews[] } {
  const { screenId, isConnected, isEnrolled, lost } = sight;
  const isAway = isEnrolled && !isConnected && sight.isOpen;
  const awayAt = isAway ? (knownAwayAt ?? now) : undefined;
  const drops = sight.dropsAt.filter((at) => at > now - FLAP_MS);
  const news: AlertNews[] = [];
  let kept = open.filter(({ hour }) => hour === null || now < hour.to);
  const has = (kind: AlertKind) => kept.some((alert) => alert.kind === kind);
  const raise = (kind: AlertKind, since: Instant, hour: OpenAlert['hour'] = null) => {
    const alert: OpenAlert = { kind, screenId, since, hour };
    kept = [...kept, alert];
    news.push({ state: 'raised', alert });
  };

  if (!isEnrolled) kept = kept.filter(({ kind }) => kind === 'hour_lost');
  else if (isConnected && drops.length < FLAP_DROPS) {
    // One word for all that is over: the longest told of them.
    const over = kept.filter(({ kind }) => kind !== 'hour_lost');
    const isSteady = !over.some(({ kind }) => kind === 'flapping') || drops.length === 0;
    const [first] = over.toSorted((a, b) => a.since - b.since);
    if (first !== undefined && isSteady) {
      kept = kept.filter(({ kind }) => kind === 'hour_lost');
      news.push({ state: 'recovered', alert: first });
    }
  }
  if (awayAt !== undefined && now - awayAt >= PATIENCE_MS && !has('disconnected'))
    raise('disconnected', sight.lastSeenAt ?? awayAt);
  if (isEnrolled && drops.length >= FLAP_DROPS && !has('flapping') && !has('disconnected'))
    raise('flapping', drops[0] ?? now);
  if (lost !== null && !kept.some(({ hour }) => hour?.from === lost.from)) raise('hour_lost', now, lost);
  return { screenId, awayAt, open: kept, news };
}
