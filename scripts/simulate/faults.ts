// What goes wrong in a simulation, when, and for how long; all of it from the seed. After `until` nothing new happens.

import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import type { WallClock } from './clocks.ts';
import type { SimulatedPlayer } from './player.ts';
import type { SimulatedServer } from './server.ts';
import { logUniform, type Random, waitOf, type World } from './world.ts';

export const FAULTS = ['none', 'power', 'network', 'clock', 'storage', 'all'] as const;
export type Faults = (typeof FAULTS)[number];

export function includes(faults: Faults, one: Exclude<Faults, 'none' | 'all'>): boolean {
  return faults === one || faults === 'all';
}

export interface Victim {
  readonly player: SimulatedPlayer;
  readonly wall: WallClock;
  readonly random: Random;
}

/** Runs `act` again and again, `meanMs` apart on average. */
function haunt(world: World, random: Random, meanMs: number, until: Instant, act: () => void): void {
  const next = (): void => {
    const at = world.now + waitOf(random, meanMs);
    if (at >= until) return;
    world.at(at, () => {
      act();
      next();
    });
  };
  next();
}

/** Power cuts of the PC, for seconds to hours; some empty the clock's battery. The page crashes now and then too. */
export function hauntPower(world: World, { player, random }: Victim, until: Instant): void {
  haunt(world, random, 36 * HOUR_MS, until, () => {
    const offMs = logUniform(random, 5 * SECOND_MS, 3 * HOUR_MS);
    if (random() < 0.5) player.die();
    else player.dieWriting();
    world.at(Math.min(until, world.now + offMs), () => {
      player.die();
      player.boot('start');
    });
  });
  haunt(world, random, 2 * DAY_MS, until, () => {
    if (!player.isOn) return;
    player.die();
    world.at(world.now + logUniform(random, 2 * SECOND_MS, 40 * SECOND_MS), () => player.boot('crash'));
  });
}

/** The disk of the PC dies, with everything that was never sent; back after minutes to a day, enrolled anew. */
export function hauntStorage(world: World, { player, random }: Victim, until: Instant): void {
  haunt(world, random, 10 * DAY_MS, until, () => {
    player.loseStorage();
    const offMs = logUniform(random, 2 * MINUTE_MS, DAY_MS);
    world.at(Math.min(until, world.now + offMs), () => player.boot('start'));
  });
}

/** Cut for a minute to three days; what rains on single messages is the link's own. */
export function hauntNetwork(world: World, { player, random }: Victim, until: Instant): void {
  haunt(world, random, 30 * HOUR_MS, until, () => {
    player.link.isUp = false;
    const cutMs = logUniform(random, MINUTE_MS, 3 * DAY_MS);
    world.at(Math.min(until, world.now + cutMs), () => {
      player.link.isUp = true;
    });
  });
}

/** Somebody sets the clock, or the battery dies, noticed at the next start. */
export function hauntClock(world: World, { player, wall, random }: Victim, until: Instant): void {
  haunt(world, random, DAY_MS, until, () => {
    const size = logUniform(random, SECOND_MS, HOUR_MS);
    wall.step(random() < 0.5 ? size : -size);
  });
  haunt(world, random, 3 * DAY_MS, until, () => {
    player.die();
    wall.die();
    world.at(Math.min(until, world.now + logUniform(random, 10 * SECOND_MS, HOUR_MS)), () =>
      player.boot('start'),
    );
  });
}

/** Kills and power cuts of the server, in the middle of a write. */
export function hauntServer(world: World, server: SimulatedServer, random: Random, until: Instant): void {
  haunt(world, random, 2 * DAY_MS, until, () => {
    server.orderDeath(logUniform(random, SECOND_MS, 2 * HOUR_MS));
  });
}
