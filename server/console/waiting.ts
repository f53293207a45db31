// What waits for an approver: asked for, or a draft of the first start, which has no author who could ask.

import type { ItemView } from '../../content/model/api.ts';

export function isAskedFor({ state, changedBy }: Pick<ItemView, 'state' | 'changedBy'>): boolean {
  return state === 'pending' || (state === 'draft' && changedBy === null);
}
