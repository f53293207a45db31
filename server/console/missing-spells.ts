// Missing showings of an hour told as people tell them: which cause, from when till when, how many.

import type { HourAccount } from '../../content/model/hour-account.ts';
import type { Instant } from '../../content/model/instant.ts';

type Missing = HourAccount['missing'][number];

export interface MissingSpell {
  readonly reason: Missing['reason'];
  /** Planned starts of the first and the last of them. */
  readonly from: Instant;
  readonly until: Instant;
  readonly count: number;
}

/** In the order of the hour; what another cause interrupts is told as two. */
export function missingSpells(accounts: readonly Pick<HourAccount, 'missing'>[]): MissingSpell[] {
  const all = accounts.flatMap(({ missing }) => missing).sort((a, b) => a.plannedAt - b.plannedAt);
  const spells: MissingSpell[] = [];
  for (const { reason, plannedAt } of all) {
    const last = spells.at(-1);
    if (last?.reason === reason) {
      spells[spells.length - 1] = { ...last, until: plannedAt, count: last.count + 1 };
    } else {
      spells.push({ reason, from: plannedAt, until: plannedAt, count: 1 });
    }
  }
  return spells;
}
