// Which of the programmes a player has ready rules at an instant, and what follows for the time shown there.

import { clockHourAt, type Instant, type LocalTime, localTimeOf } from '../content/model/instant.ts';
import type { Programme } from '../content/model/programme.ts';
import type { ReadyProgramme } from './hour-views.ts';

const NO_ZONE = { zone: 'UTC', offsets: [{ at: 0, offsetMs: 0 }], until: 0 };

/** The programme that rules at `at`, or the first to come. */
export function programmeAt(programmes: readonly ReadyProgramme[], at: Instant): Programme | undefined {
  const ready = programmes.findLast(({ signed }) => signed.programme.effectiveFrom <= at) ?? programmes[0];
  return ready?.signed.programme;
}

/** Start of the screen's clock hour; null while no programme tells the zone. */
export function hourStart(programmes: readonly ReadyProgramme[], at: Instant): Instant | null {
  const rules = programmeAt(programmes, at)?.zoneRules;
  return rules === undefined ? null : clockHourAt(rules, at).from;
}

export function screenTimeAt(programmes: readonly ReadyProgramme[], at: Instant): LocalTime {
  return localTimeOf(programmeAt(programmes, at)?.zoneRules ?? NO_ZONE, at);
}
