// Random days of a screen for the verifier: outages, unsynced starts, cut and hidden showings, filler between, make-goods,
// two players at once, a programme published in the middle, mixed counts, every scope and placement, an item that two
// playlists name, short opening hours. Every recount must come out as the server's.

import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { Programme } from '../../content/model/programme.ts';
import { type Attempt, slotId } from '../../content/model/slot.ts';
import { JournalBuilder, type PlayChange } from '../support/journal-builder.ts';
import { hours, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';
import type { Random } from './bundle-mutations.ts';

const FILLER_MS = 5_000;
const SCOPES = ['per_item', 'per_item', 'per_run', 'total'] as const;

const pick = <T>(random: Random, values: readonly T[], otherwise: T): T =>
  values[Math.floor(random() * values.length)] ?? otherwise;

/** One or two programmes, some with equal counts, some mixed, some with a playlist of part of the day or of another day. */
export function randomProgrammes(random: Random): Programme[] {
  const count = random() < 0.7 ? 1 : 2;
  const guarantee = (showingsPerHour: number) => ({
    showingsPerHour,
    scope: pick(random, SCOPES, 'per_item'),
    placement: random() < 0.3 ? ('together' as const) : ('spread' as const),
  });
  const activities = [
    {},
    {},
    { hours: [hours('09:15', '11:00')] },
    { hours: [hours('09:00', '10:00')] },
    { fromDate: '2026-01-06' },
  ];
  return Array.from({ length: count }, (_, index) => {
    const perHour = pick(random, [10, 10, 7], 10);
    return programmeOf({
      number: index + 1,
      items: [
        { id: 'a' },
        { id: 'b', durationMs: 20_000 },
        { id: 'c', durationMs: 10_000 },
        { id: 'filler', durationMs: 30_000 },
      ],
      playlists: [
        { id: 'cchc', itemIds: ['a', 'b'], guarantee: guarantee(perHour) },
        {
          id: 'khac',
          itemIds: random() < 0.3 ? ['b', 'c'] : ['c'],
          guarantee: guarantee(random() < 0.3 ? perHour - 3 : perHour),
          ...pick(random, activities, {}),
        },
        { id: 'xen', itemIds: ['filler'], guarantee: null },
      ],
      ...(random() < 0.3 ? { openingHours: [hours('08:30', '10:20')] } : {}),
      effectiveFrom:
        index === 0 ? MONDAY_8_AT - HOUR_MS : MONDAY_8_AT + Math.floor(random() * 180) * MINUTE_MS,
    });
  });
}

/** What one player wrote in some hours. */
export function randomJournal(
  random: Random,
  key: string,
  programmes: readonly Programme[],
  count: number,
): JournalRecord[] {
  const journal = new JournalBuilder(key);
  const boot = (at: number): 'synced' | 'unsynced' | 'on trust' => {
    const begun = random() < 0.3 ? 'unsynced' : random() < 0.4 ? 'on trust' : 'synced';
    journal.start(at, { isUnsynced: begun === 'unsynced', isOnTrust: begun === 'on trust' });
    for (const programme of programmes) journal.ready(at, programme);
    return begun;
  };
  let state = boot(MONDAY_8_AT - MINUTE_MS);
  for (let index = 0; index < count; index += 1) {
    const from = MONDAY_8_AT + index * HOUR_MS;
    const hour = { from, to: from + HOUR_MS };
    const progress: Attempt[] = [];
    const done = new Set<string>();
    const outage = random() < 0.2 ? from + random() * HOUR_MS : Infinity;
    let isOut = false;
    for (;;) {
      const slot = planHour(programmes, hour, progress).slots.find((one) => !done.has(slotId(one)));
      if (slot === undefined) break;
      done.add(slotId(slot));
      if (!isOut && slot.startAt > outage) {
        isOut = true;
        const backAt = outage + Math.floor(random() * 20) * MINUTE_MS;
        state = boot(Math.floor(backAt));
      }
      if (state === 'unsynced' && random() < 0.2) {
        journal.learnTime(slot.startAt - 1_000);
        state = 'synced';
      }
      if (state === 'on trust' && random() < 0.2) {
        // Right, nearly right, or far ahead of the truth while it was off.
        const wrongMs = [0, 40_000, 62_120, 62_121, 20 * MINUTE_MS][Math.floor(random() * 5)] ?? 0;
        journal.confirmTime(slot.startAt - 1_000, -wrongMs);
        state = 'synced';
      }
      const change = random() < 0.85 ? {} : trouble(random, slot.startAt, slot.durationMs);
      const programme = programmes.find(({ number }) => number === slot.programme);
      if (programme === undefined || random() < 0.05) continue;
      journal.play(slot, hour, programme, change);
      const endsAt = slot.startAt + slot.durationMs;
      if (random() < 0.4 && endsAt + FILLER_MS < hour.to)
        journal.filler(endsAt, 'filler', FILLER_MS, hour, programme);
      const counted = Object.keys(change).length === 0;
      const { account, k, attempt, startAt } = slot;
      progress.push({ account, k, attempt, startAt, counted, knownAt: endsAt });
    }
    const last = programmes.findLast(({ effectiveFrom }) => effectiveFrom <= hour.to - 1_000);
    if (last !== undefined) journal.filler(hour.to - 1_000, 'filler', 1_000, hour, last);
  }
  return journal.records;
}

function trouble(random: Random, startAt: number, durationMs: number): PlayChange {
  const troubles: PlayChange[] = [
    { visibleMs: 0 },
    { frames: 0 },
    { end: 'cut', shownMs: Math.floor(durationMs / 2) },
    { end: 'interrupted', shownMs: 0, visibleMs: 0, frames: 0 },
    { at: startAt + 400 },
    { at: startAt + 501 },
    { coveredMs: durationMs },
    { pixels: 'e'.repeat(64) },
    { shownMs: durationMs - 500 },
    { shownMs: durationMs - 501 },
    { version: 9 },
  ];
  return troubles[Math.floor(random() * troubles.length)] ?? {};
}
