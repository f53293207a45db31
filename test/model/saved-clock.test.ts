// A PC whose clock ran ahead while it was off starts off line from its saved clock and believes it. As soon as the same
// boot learns the time from the server, what it dated before is held against its own claim of how wrong it may be.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountHour } from '../../content/model/accounting.ts';
import { stretchesOf, tracesOf } from '../../content/model/evidence.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { countedInHour } from '../../content/model/judgement.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import { evidenceOf, JournalBuilder, ON_TRUST, SYNCED } from '../support/journal-builder.ts';
import { MONDAY_8, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';

const CITY = programmeOf({
  items: [{ id: 'a' }, { id: 'filler', durationMs: 30_000 }],
  playlists: [
    { id: 'cchc', itemIds: ['a'], guarantee: 10 },
    { id: 'xen', itemIds: ['filler'], guarantee: null },
  ],
});
const SLEW_MS = 2_000;
/** How far off a saved clock may be found without its dates being taken back. */
const CLAIM_MS = ON_TRUST.uncertaintyMs + SYNCED.uncertaintyMs + SLEW_MS;

/** A whole hour shown from a saved clock, which the server then finds `byMs` behind the truth. */
function hourOnTrust(byMs: number): readonly JournalRecord[] {
  return new JournalBuilder()
    .start(MONDAY_8_AT - MINUTE_MS, { isOnTrust: true })
    .ready(MONDAY_8_AT - MINUTE_MS, CITY)
    .hour(MONDAY_8, CITY)
    .confirmTime(MONDAY_8.to + MINUTE_MS, byMs).records;
}

function inputOf(records: readonly JournalRecord[]) {
  return {
    programmes: [CITY],
    hour: MONDAY_8,
    ...evidenceOf(records),
    now: MONDAY_8.to + 10 * HOUR_MS,
  };
}

describe('a saved clock', () => {
  it('counts while nobody knows better, and while what the server says is within its own claim', () => {
    const unconfirmed = hourOnTrust(0).slice(0, -1);
    expect(countedInHour(inputOf(unconfirmed))).toHaveLength(10);
    expect(countedInHour(inputOf(hourOnTrust(-30_000)))).toHaveLength(10);
  });

  it('counts for nothing from the moment the same boot learns that it ran ahead, for the reason clock', () => {
    const records = hourOnTrust(-20 * MINUTE_MS);
    expect(countedInHour(inputOf(records))).toEqual([]);
    const [account] = accountHour(inputOf(records));
    const reasons = account?.missing.map(({ reason }) => reason) ?? [];
    expect(new Set(reasons)).toEqual(new Set(['clock']));
  });

  it('is no claim about another boot', () => {
    const journal = new JournalBuilder()
      .start(MONDAY_8_AT - MINUTE_MS, { isOnTrust: true })
      .ready(MONDAY_8_AT - MINUTE_MS, CITY)
      .hour(MONDAY_8, CITY)
      .start(MONDAY_8.to + MINUTE_MS, { isOnTrust: true })
      .confirmTime(MONDAY_8.to + 2 * MINUTE_MS, -20 * MINUTE_MS);
    expect(countedInHour(inputOf(journal.records))).toHaveLength(10);
  });

  it('proves by its time nothing about the hour that it claimed, and covers the time it really ran', () => {
    const byMs = -20 * MINUTE_MS;
    const stretches = stretchesOf(tracesOf(hourOnTrust(byMs)));
    const sure = stretches.filter(({ reason, from, to }) => reason === null && to > from);
    expect(sure).toEqual([]);
    const [first] = stretches.filter(({ reason }) => reason === 'clock');
    expect(first?.from).toBe(MONDAY_8_AT - MINUTE_MS + byMs);
  });

  it('is judged the same in any order of arrival, exactly at the edge of its claim', () => {
    const wrong = fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS });
    const edge = fc.constantFrom(CLAIM_MS, CLAIM_MS + 1, -CLAIM_MS, -CLAIM_MS - 1);
    fc.assert(
      fc.property(fc.oneof(wrong, edge), fc.infiniteStream(fc.nat()), (byMs, order) => {
        const records = hourOnTrust(byMs);
        const counted = countedInHour(inputOf(records)).length;
        expect(counted).toBe(Math.abs(byMs) <= CLAIM_MS ? 10 : 0);
        const shuffled = [...records]
          .map((record) => ({ record, at: order.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ record }) => record);
        expect(accountHour(inputOf(shuffled))).toEqual(accountHour(inputOf(records)));
      }),
      { numRuns: 60 },
    );
  });
});
