import { describe, expect, it } from 'vitest';
import { firstShownAt } from '../../server/console/first-shown.ts';

const NEW = 'b'.repeat(64);
const OLD = 'a'.repeat(64);
const approved = { itemId: 'bon-tai-cho', version: 2, title: 'Bốn tại chỗ', assets: [NEW] };
const showing = {
  role: 'slot',
  item: 'bon-tai-cho',
  version: 2,
  title: 'Bốn tại chỗ',
  asset: NEW,
  pixels: NEW,
  startedAt: 90_000,
  untilAt: 105_000,
} as const;
const play = (at: number | null, asset: string, item = 'bon-tai-cho') => ({ at, asset, item });

describe('the first showing of an approved version', () => {
  it('is the earliest of its picture since it was in force, on the wall or in the records', () => {
    expect(firstShownAt(approved, 60_000, showing, [])).toBe(90_000);
    expect(firstShownAt(approved, 60_000, showing, [play(70_000, NEW), play(80_000, NEW)])).toBe(70_000);
  });

  it('is not one of the version before, of another item, or from before it was in force', () => {
    const plays = [play(70_000, OLD), play(71_000, NEW, 'khac'), play(30_000, NEW), play(null, NEW)];
    expect(firstShownAt(approved, 60_000, { ...showing, version: 1 }, plays)).toBeNull();
    expect(firstShownAt(approved, 60_000, null, plays)).toBeNull();
  });
});
