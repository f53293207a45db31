// The clock against a simulated network and oscillator: what it claims must hold.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { HOLDOVER_MS, ServerClock, SYNCED_MS } from '../../player/clock.ts';

const TRUE_START_AT = 1_767_574_800_000;

/** A world with a true time, a wall clock that is off, and a network with delays there and back. */
class World {
  trueMs = 0;
  wallErrorMs = 0;
  /** How much faster than true time this PC's oscillator runs. */
  drift = 0;
  readonly mono = () => this.trueMs * (1 + this.drift) + 5_000;
  readonly wall = () => TRUE_START_AT + this.trueMs + this.wallErrorMs;
  readonly clock = new ServerClock(this.wall, this.mono);

  get trueAt(): number {
    return TRUE_START_AT + this.trueMs;
  }

  ask(thereMs: number, backMs: number): void {
    const askedMono = this.mono();
    this.trueMs += thereMs;
    const receivedAt = Math.round(this.trueAt);
    this.trueMs += backMs;
    this.clock.learn({ askedMono, receivedAt, sentAt: receivedAt, answeredMono: this.mono() });
  }
}

describe('server clock', () => {
  it('is unsynced and follows the wall clock until the first answer', () => {
    const world = new World();
    expect(world.clock.reading().state).toBe('unsynced');
    expect(world.clock.now()).toBe(world.wall());
  });

  it('is synced after one answer of a local network, and its error is inside its uncertainty', () => {
    const world = new World();
    world.wallErrorMs = -3 * HOUR_MS;
    world.ask(3, 1);
    const { state, uncertaintyMs, offsetMs } = world.clock.reading();
    expect(state).toBe('synced');
    expect(Math.abs(world.clock.now() - world.trueAt)).toBeLessThanOrEqual(uncertaintyMs);
    expect(Math.abs(offsetMs - 3 * HOUR_MS)).toBeLessThanOrEqual(uncertaintyMs + 1);
  });

  it('keeps its claim over any delays, drifts up to 100 ppm and silences', () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 10 * MINUTE_MS }),
      thereMs: fc.integer({ min: 0, max: 3_000 }),
      backMs: fc.integer({ min: 0, max: 3_000 }),
      settles: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: -99, max: 99 }),
        (steps, ppm) => {
          const world = new World();
          world.drift = ppm * 1e-6;
          for (const { waitMs, thereMs, backMs, settles } of steps) {
            world.ask(thereMs, backMs);
            world.trueMs += waitMs;
            if (settles) world.clock.settle();
            const error = Math.abs(world.clock.now() - world.trueAt);
            expect(error).toBeLessThanOrEqual(world.clock.reading().uncertaintyMs + 1);
          }
        },
      ),
    );
  });

  it('never runs backwards while a showing runs, whatever it learns', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2_000), fc.nat(2_000), fc.nat(5_000)), { minLength: 2 }),
        (asks) => {
          const world = new World();
          world.ask(1, 1);
          let before = world.clock.now();
          for (const [thereMs, backMs, waitMs] of asks) {
            world.ask(thereMs, backMs);
            world.trueMs += waitMs;
            expect(world.clock.now()).toBeGreaterThanOrEqual(before);
            before = world.clock.now();
          }
        },
      ),
    );
  });

  it('bends at most 5 ms a second between settlings and takes the rest at the next one', () => {
    const world = new World();
    world.ask(400, 0);
    const skewed = world.clock.now() - world.trueAt;
    expect(skewed).toBe(200);
    world.ask(1, 1);
    world.trueMs += 1_000;
    expect(world.clock.now() - world.trueAt).toBeGreaterThan(190);
    world.clock.settle();
    expect(Math.abs(world.clock.now() - world.trueAt)).toBeLessThanOrEqual(1);
  });

  it('passes from synced to holdover and, past six minutes of doubt, to unsynced', () => {
    const world = new World();
    world.ask(1, 1);
    world.trueMs += (SYNCED_MS / 100e-6) * 0.9;
    expect(world.clock.reading().state).toBe('synced');
    world.trueMs += HOUR_MS;
    expect(world.clock.reading().state).toBe('holdover');
    world.trueMs = 30 * DAY_MS;
    expect(world.clock.reading().state).toBe('holdover');
    world.trueMs = HOLDOVER_MS / 100e-6 + HOUR_MS;
    expect(world.clock.reading().state).toBe('unsynced');
  });

  it('resumes off line in holdover with a minute more of doubt', () => {
    const before = new World();
    before.wallErrorMs = -5_000;
    before.ask(1, 1);
    const saved = before.clock.save();
    const after = new World();
    after.wallErrorMs = -5_000;
    after.trueMs = 2 * HOUR_MS;
    after.clock.resume(saved, TRUE_START_AT + HOUR_MS);
    expect(after.clock.reading()).toMatchObject({ state: 'holdover' });
    expect(after.clock.reading().uncertaintyMs).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(Math.abs(after.clock.now() - after.trueAt)).toBeLessThanOrEqual(5);
  });

  it('does not believe a wall clock that is behind the last record', () => {
    const before = new World();
    before.ask(1, 1);
    const saved = before.clock.save();
    const after = new World();
    after.wallErrorMs = -10 * 365 * DAY_MS;
    const lastAt = TRUE_START_AT + 3 * HOUR_MS;
    after.clock.resume(saved, lastAt);
    expect(after.clock.reading().state).toBe('unsynced');
    expect(after.clock.now()).toBe(lastAt);
    expect(after.clock.save()).toBeNull();
  });

  it('tells every jump of the wall clock once, and its own time does not follow', () => {
    const world = new World();
    world.ask(1, 1);
    world.trueMs += 1_000;
    world.clock.takeWallStep();
    const before = world.clock.now();
    world.wallErrorMs += HOUR_MS;
    expect(world.clock.takeWallStep()).toBe(HOUR_MS);
    expect(world.clock.takeWallStep()).toBe(0);
    world.wallErrorMs -= 3 * DAY_MS;
    expect(world.clock.takeWallStep()).toBe(-3 * DAY_MS);
    expect(world.clock.now() - before).toBeLessThanOrEqual(1);
  });

  it('takes a drift of the wall clock for no jump', () => {
    const world = new World();
    for (let second = 0; second < 3_600; second += 1) {
      world.trueMs += 1_000;
      world.wallErrorMs += 0.5;
      expect(world.clock.takeWallStep()).toBe(0);
    }
  });
});
