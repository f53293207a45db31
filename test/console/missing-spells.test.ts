import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { missingSpells } from '../../server/console/missing-spells.ts';

const at = (minute: number, reason: 'not_running' | 'notice') => ({
  k: minute,
  plannedAt: minute * MINUTE_MS,
  reason,
  declared: null,
});

describe('the missing showings of an hour, told by cause', () => {
  it('joins what one cause took of all items, and keeps the order of the hour', () => {
    const first = { missing: [at(12, 'not_running'), at(18, 'not_running'), at(40, 'notice')] };
    const second = { missing: [at(14, 'not_running'), at(50, 'not_running')] };
    expect(missingSpells([first, second])).toEqual([
      { reason: 'not_running', from: 12 * MINUTE_MS, until: 18 * MINUTE_MS, count: 3 },
      { reason: 'notice', from: 40 * MINUTE_MS, until: 40 * MINUTE_MS, count: 1 },
      { reason: 'not_running', from: 50 * MINUTE_MS, until: 50 * MINUTE_MS, count: 1 },
    ]);
  });

  it('has nothing to tell of an hour that was kept', () => {
    expect(missingSpells([{ missing: [] }])).toEqual([]);
  });
});
