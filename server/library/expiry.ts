// Words stand on a wall only as long as the document behind them holds: a screen whose running programme shows an item
// past its last day is published without it.

import type { Published } from '../../content/model/api/editing.ts';
import { type Instant, localDateOf } from '../../content/model/instant.ts';
import type { Library } from './library.ts';
import { isExpired } from './programme-draft.ts';

/** Throws NOT_ADMITTED when what is left would break a floor; then a person has to decide. */
export async function withdrawExpired(
  { publishing, archive, screens }: Pick<Library, 'publishing' | 'archive' | 'screens'>,
  at: Instant,
): Promise<Published> {
  return await publishing.publishWith((editorial) => {
    return editorial.screens
      .map(({ id }) => id)
      .filter((screenId) => {
        const today = localDateOf(screens.zoneRules(screenId), at);
        const shown = archive.all(screenId).at(-1)?.programme.items ?? [];
        return shown.some(({ id }) => {
          const approved = editorial.items
            .find((item) => item.id === id)
            ?.versions.findLast(({ state }) => state === 'approved');
          return approved !== undefined && isExpired(approved, today);
        });
      });
  }, at);
}
