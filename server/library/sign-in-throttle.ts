// How often a password may be guessed. Guesses count against the account, but those from a browser that has signed in to
// it before count against that browser only: however many strangers guess, the rightful user still gets in.
// In memory: a restart forgets it. A person with a new browser and an account under attack uses a one-time code.

import { RateLimiterMemory } from 'rate-limiter-flexible';
import { CodedError } from '../../content/model/errors.ts';

const HOUR_S = 3_600;
/** By all strangers together, of one account, in an hour: some 260,000 a year, against millions of common passwords. */
const STRANGER_GUESSES = 30;
/** By one known browser, in five minutes. */
const DEVICE_GUESSES = 10;

export class SignInThrottle {
  readonly #strangers = new RateLimiterMemory({ points: STRANGER_GUESSES, duration: HOUR_S });
  readonly #devices = new RateLimiterMemory({ points: DEVICE_GUESSES, duration: HOUR_S / 12 });

  /** Counts a guess before it is checked, so that many at once gain nothing. Throws TOO_MANY_REQUESTS. */
  async admit(account: string, knownDevice: string | null): Promise<void> {
    const [limiter, key] = this.#bucket(account, knownDevice);
    try {
      await limiter.consume(key);
    } catch (error) {
      throw new CodedError('TOO_MANY_REQUESTS', undefined, { cause: error });
    }
  }

  /** It was right: not a guess after all. */
  async forgive(account: string, knownDevice: string | null): Promise<void> {
    const [limiter, key] = this.#bucket(account, knownDevice);
    if (knownDevice === null) await limiter.reward(key);
    else await limiter.delete(key);
  }

  #bucket(account: string, knownDevice: string | null): [RateLimiterMemory, string] {
    return knownDevice === null ? [this.#strangers, account] : [this.#devices, `${account}\n${knownDevice}`];
  }
}
