// What the agent sees becomes covered milliseconds of a showing, and what nobody watched stays unknown.

import { describe, expect, it } from 'vitest';
import { Cover, coveredBetween } from '../../player/cover.ts';

const LOOK_MS = 500;

/** Looks every half second: one letter each, `c` covered, `.` free, `?` nobody can look, space no look at all. */
function coverOf(looks: string): number | null {
  let mono = 0;
  const cover = new Cover(() => mono);
  cover.note(false);
  const from = cover.tally;
  for (const look of looks) {
    mono += LOOK_MS;
    if (look !== ' ') cover.note(look === '?' ? null : look === 'c');
  }
  return coveredBetween(from, cover.tally, looks.length * LOOK_MS);
}

describe('cover', () => {
  it('is nothing while the picture is free', () => {
    expect(coverOf('....................')).toBe(0);
  });

  it('holds the stretch between two looks against us when it came or went in between', () => {
    expect(coverOf('....cccc............')).toBe(5 * LOOK_MS);
  });

  it('is never more than the showing', () => {
    expect(coverOf('cccccccccc')).toBe(10 * LOOK_MS);
  });

  it('is unknown when nobody could look, or nobody did', () => {
    expect(coverOf('....????....')).toBeNull();
    expect(coverOf('....        ....')).toBeNull();
    expect(coverOf('....  .......')).toBe(0);
  });
});
