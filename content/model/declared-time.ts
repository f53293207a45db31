// What declarations do to the time of one hour: excuse it, darken it, or give its journal up. Pure; a declaration takes
// away or explains, so nothing here can make a showing count.

import type { EffectiveDeclaration, ScreenLogCause } from './declaration.ts';
import type { DeclaredCause } from './hour-account.ts';
import type { Instant, Interval } from './instant.ts';
import { TOLERANCE_MS } from './slot.ts';

export class DeclaredTime {
  readonly #declarations: readonly EffectiveDeclaration[];

  constructor(declarations: readonly EffectiveDeclaration[], hour: Interval) {
    this.#declarations = declarations.filter(({ from, to }) => from < hour.to && to > hour.from);
  }

  /** Is nothing owed at `at`, by order? */
  isSuspended(at: Instant): boolean {
    return this.#covers('suspension', at);
  }

  isJournalLost(at: Instant): boolean {
    return this.#covers('journal_lost', at);
  }

  /** Why the LED is said to have shown nothing in some of `within`; null when nobody says so. */
  darkness(within: Interval): ScreenLogCause | null {
    for (const one of this.#declarations) {
      if (one.kind !== 'screen_log') continue;
      const shared = Math.min(one.to, within.to) - Math.max(one.from, within.from);
      if (shared > Math.min(TOLERANCE_MS, within.to - within.from - 1)) return one.cause;
    }
    return null;
  }

  /** What people give as the cause of a showing missing in `slot`. */
  causeOf(slot: Interval): DeclaredCause | null {
    return this.isSuspended(slot.from) ? 'suspended' : this.darkness(slot);
  }

  #covers(kind: EffectiveDeclaration['kind'], at: Instant): boolean {
    return this.#declarations.some((one) => one.kind === kind && at >= one.from && at < one.to);
  }
}
