// The simulator in small, on every run; the long campaigns are `npm run simulate`. Each failure names its seed.

import { describe, expect, it } from 'vitest';
import { type Campaign, type CampaignReport, runCampaign } from '../scripts/simulate/campaign.ts';

const run = (campaign: Campaign): Promise<CampaignReport> => runCampaign(campaign, () => 0);
const small = { screens: 2, days: 2 };

describe('simulated screens', { timeout: 300_000 }, () => {
  it('show exactly what is due, evenly, when nothing goes wrong', async () => {
    expect(await run({ ...small, faults: 'none', seed: 1 })).toMatchObject({
      due: 2 * 2 * 17 * 30,
      shown: 2 * 2 * 17 * 30,
      overShown: 0,
      missed: {},
      lost: 0,
      duplicated: 0,
      gapRatioMax: 1,
      unsettled: 0,
      faults: [],
    });
  });

  it.each([1, 2, 3])(
    'lose, double and over-show nothing and explain the rest under all faults, seed %i',
    async (seed) => {
      const report = await run({ ...small, faults: 'all', seed });
      expect(report).toMatchObject({
        due: 2 * 2 * 17 * 30,
        overShown: 0,
        unexplained: 0,
        lost: 0,
        duplicated: 0,
        unsettled: 0,
        quarantined: 0,
        brokenLines: 0,
        faults: [],
      });
      const missed = Object.values(report.missed).reduce((sum, count) => sum + count, 0);
      expect(report.shown + missed).toBe(report.due);
      expect(report.boots).toBeGreaterThan(2);
    },
  );

  // Seed 1: a disk replaced with a new key, whose first record knows no time, hid the loss of what was on the old disk.
  it('lose only what a dead disk took with it, and say so', async () => {
    const report = await run({ screens: 2, days: 6, faults: 'storage', seed: 1 });
    expect(report).toMatchObject({
      overShown: 0,
      unexplained: 0,
      lost: 0,
      duplicated: 0,
      unsettled: 0,
      brokenLines: 0,
      faults: [],
    });
    expect(Object.keys(report.missed)).toEqual(['journal_lost']);
  });

  it('give the same result for the same seed', async () => {
    const campaign: Campaign = { screens: 1, days: 1, faults: 'all', seed: 7 };
    const once = await run(campaign);
    expect(await run(campaign)).toEqual(once);
  });
});
