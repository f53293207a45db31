// How far a person's roles reach: over every screen, or only over those named; a contributor of another department reaches
// none. Routes whose path names a screen are held to it at the door; use cases that choose screens themselves ask here.

import { OFFICE_ROLES, type Person } from '../../content/model/api.ts';
import { CodedError } from '../../content/model/errors.ts';

type Reaching = Pick<Person, 'screenIds' | 'roles'>;

export function isOfOffice({ roles }: Pick<Person, 'roles'>): boolean {
  return roles.some((role) => OFFICE_ROLES.includes(role));
}

export function reaches(person: Reaching, screenId: string): boolean {
  return isOfOffice(person) && (person.screenIds === null || person.screenIds.includes(screenId));
}

/** Throws FORBIDDEN when one of the screens is beyond the person's reach. */
export function requireReach(person: Reaching, screenIds: readonly string[]): void {
  if (!screenIds.every((screenId) => reaches(person, screenId))) {
    throw new CodedError('FORBIDDEN', 'Tài khoản của bạn không phụ trách màn hình này.');
  }
}

/** Throws FORBIDDEN to whoever is limited to some screens. */
export function requireWholeOffice(person: Reaching): void {
  if (!isOfOffice(person) || person.screenIds !== null) {
    throw new CodedError('FORBIDDEN', 'Việc này chung cho mọi màn hình. Hãy nhờ người phụ trách tất cả.');
  }
}
