// Plans of the hours that were asked for lately: the running hour is asked for every few seconds, and a plan depends on
// programmes and hour alone.

import { planHour } from '../../content/model/hour-plan.ts';
import type { Instant, Interval } from '../../content/model/instant.ts';
import type { Programme } from '../../content/model/programme.ts';
import type { HourPlan } from '../../content/model/slot.ts';

const KEPT_PLANS = 64;

export class PlanCache {
  readonly #plans = new Map<Instant, { numbers: string; plan: HourPlan }>();

  /** `planHour(programmes, hour)`; a programme is never changed under its number. */
  of(programmes: readonly Programme[], hour: Interval): HourPlan {
    const numbers = programmes.map(({ number }) => number).join();
    const known = this.#plans.get(hour.from);
    if (known?.numbers === numbers) return known.plan;
    const plan = planHour(programmes, hour);
    this.#plans.delete(hour.from);
    this.#plans.set(hour.from, { numbers, plan });
    if (this.#plans.size > KEPT_PLANS) {
      const [oldest] = this.#plans.keys();
      if (oldest !== undefined) this.#plans.delete(oldest);
    }
    return plan;
  }
}
