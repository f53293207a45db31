// How far a person's roles reach: over every screen, or only over those named. Routes whose path names a screen are held
// to it at the door; use cases that choose screens themselves ask here.

import type { Person } from '../../content/model/api.ts';
import { CodedError } from '../../content/model/errors.ts';

export function reaches({ screenIds }: Pick<Person, 'screenIds'>, screenId: string): boolean {
  return screenIds === null || screenIds.includes(screenId);
}

/** Throws FORBIDDEN when one of the screens is beyond the person's reach. */
export function requireReach(person: Pick<Person, 'screenIds'>, screenIds: readonly string[]): void {
  if (!screenIds.every((screenId) => reaches(person, screenId))) {
    throw new CodedError('FORBIDDEN', 'Tài khoản của bạn không phụ trách màn hình này.');
  }
}
