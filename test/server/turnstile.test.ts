import { expect, it } from 'vitest';
import { Turnstile } from '../../server/live/turnstile.ts';

it('lets no more through than it may, in the order they came, also past those that fail', async () => {
  const turnstile = new Turnstile(2);
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  const act = (index: number) =>
    turnstile.pass(async () => {
      order.push(index);
      inside += 1;
      most = Math.max(most, inside);
      await Promise.resolve();
      inside -= 1;
      if (index % 3 === 0) throw new Error('refused');
      return index;
    });
  const settled = await Promise.allSettled(Array.from({ length: 9 }, (_, index) => act(index)));
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(most).toBe(2);
  expect(settled.map(({ status }) => status === 'fulfilled')).toEqual(
    Array.from({ length: 9 }, (_, index) => index % 3 !== 0),
  );
});
