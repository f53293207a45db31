// The server's time in this browser: office PCs are often minutes off, and "còn 12 giây" must be right all the same.
// Learned from the Date header of every answer; lost on reload, learned again with the first one.

import { useEffect, useState } from 'react';
import { SECOND_MS, type Instant } from '../../content/model/instant.ts';

let offsetMs = 0;

/** The header has whole seconds only: smaller corrections would make countdowns tremble. */
const LEAST_CORRECTION_MS = 1_500;

/** Takes the Date header of an answer that was asked for at `askedAt` (local time). */
export function learnServerTime(dateHeader: string | null, askedAt: Instant): void {
  const sentAt = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(sentAt)) return;
  const middleAt = (askedAt + Date.now()) / 2;
  const measuredMs = Math.round(sentAt + SECOND_MS / 2 - middleAt);
  if (Math.abs(measuredMs - offsetMs) > LEAST_CORRECTION_MS) offsetMs = measuredMs;
}

export function serverNow(): Instant {
  return Date.now() + offsetMs;
}

/** The server's time, anew each second; or rounded down, for pages that need not be drawn every second. */
export function useNow(stepMs = SECOND_MS): Instant {
  const [now, setNow] = useState(() => steppedNow(stepMs));
  useEffect(() => {
    const timer = setInterval(() => setNow(steppedNow(stepMs)), SECOND_MS);
    return () => clearInterval(timer);
  }, [stepMs]);
  return now;
}

function steppedNow(stepMs: number): Instant {
  const now = serverNow();
  return stepMs <= SECOND_MS ? now : now - (now % stepMs);
}
