// The network between players and server: requests that are dropped, doubled, delayed past each other or cut off, and
// answers that fare no better. A caller hears an answer or waits until its timeout.

import type { Random, World } from './world.ts';

/** How unkind the network is to one message, as shares. */
export interface Weather {
  readonly dropped: number;
  readonly doubled: number;
  readonly late: number;
}

export const FINE: Weather = { dropped: 0, doubled: 0, late: 0 };
export const ROUGH: Weather = { dropped: 0.01, doubled: 0.01, late: 0.02 };

export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** The server is off or its disk has died under it. */
export class ServerDown extends Error {
  override readonly name = 'ServerDown';
}

const TIMEOUT_MS = 10_000;

export class Link {
  isUp = true;
  /** What the server refused: nothing, as long as players are honest. */
  readonly refusals: unknown[] = [];
  readonly #world: World;
  readonly #random: Random;
  readonly #weather: Weather;

  constructor(world: World, random: Random, weather: Weather) {
    this.#world = world;
    this.#random = random;
    this.#weather = weather;
  }

  /** The answer of `serve` and the round trip, or NoAnswer; `serve` may run none, one or two times. */
  ask<T>(serve: () => Promise<T>): Promise<{ answer: T; rttMs: number }> {
    const askedAt = this.#world.now;
    return new Promise((resolve, reject) => {
      let isOpen = true;
      const close = (): void => {
        isOpen = false;
      };
      this.#world.at(askedAt + TIMEOUT_MS, () => {
        if (!isOpen) return;
        close();
        reject(new NoAnswer());
      });
      const deliver = (): void => {
        serve().then(
          (answer) => {
            this.#carry(() => {
              if (!isOpen) return;
              close();
              resolve({ answer, rttMs: this.#world.now - askedAt });
            });
          },
          (fault: unknown) => {
            // The caller finds out by waiting, as it would from a server that is dead.
            if (!(fault instanceof ServerDown)) this.refusals.push(fault);
          },
        );
      };
      this.#carry(deliver);
    });
  }

  #carry(arrive: () => void): void {
    const { dropped, doubled, late } = this.#weather;
    const send = (): void => {
      const lateMs = this.#random() < late ? this.#random() * 30_000 : 0;
      this.#world.at(this.#world.now + 5 + Math.floor(this.#random() * 60 + lateMs), () => {
        if (this.isUp) arrive();
      });
    };
    if (!this.isUp || this.#random() < dropped) return;
    send();
    if (this.#random() < doubled) send();
  }
}
