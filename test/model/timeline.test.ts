import { expect, it } from 'vitest';
import { earliestStart, latestStart, nearestStart, Timeline } from '../../content/model/timeline.ts';

/** Busy 100-200 and 300-400; a room of 50 is wanted in 0-500, 60 from a start at 210. */
function busy(): Timeline {
  const timeline = new Timeline();
  timeline.take(300, 400);
  timeline.take(100, 200);
  return timeline;
}
const wanted = { durationMs: 50, within: { from: 0, to: 500 }, starts: [210], spacingMs: 60 };

it('finds the earliest start at or after an instant', () => {
  expect([0, 40, 60, 260].map((at) => earliestStart(busy(), wanted, at))).toEqual([0, 40, 400, 400]);
  expect(earliestStart(busy(), wanted, 451)).toBeUndefined();
});

it('finds the latest start at or before an instant', () => {
  expect([500, 399, 240, 20].map((at) => latestStart(busy(), wanted, at))).toEqual([450, 50, 50, 20]);
  expect(latestStart(busy(), wanted, -1)).toBeUndefined();
});

it('finds the nearest start, the earlier of two equally near', () => {
  const free = { ...wanted, starts: [] };
  expect([150, 225, 120, 180].map((at) => nearestStart(busy(), free, at))).toEqual([200, 225, 50, 200]);
  expect(nearestStart(busy(), { ...free, within: { from: 0, to: 150 } }, 120)).toBe(50);
  expect(nearestStart(busy(), { ...free, within: { from: 100, to: 250 } }, 120)).toBe(200);
  expect(nearestStart(busy(), { ...free, durationMs: 150 }, 120)).toBeUndefined();
  expect(nearestStart(busy(), { ...free, within: { from: 0, to: 300 } }, 125)).toBe(50);
});

it('names the earliest busy interval in the way', () => {
  expect(busy().conflict(150, 350)).toEqual({ from: 100, to: 200 });
  expect(busy().conflict(200, 300)).toBeUndefined();
  expect(busy().conflict(450, 500)).toBeUndefined();
});
