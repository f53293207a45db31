// Who is signed in, for every page below the sign-in.

import { createContext, useContext } from 'react';
import type { Person, Role } from '../../content/model/api.ts';

export const SignedIn = createContext<Person | null>(null);

/** Throws outside the signed-in console: no page may guess who it serves. */
export function usePerson(): Person {
  const person = useContext(SignedIn);
  if (person === null) throw new Error('nobody is signed in');
  return person;
}

/** Only of another department: sees own submissions, and no screens. */
export function isContributor({ roles }: Pick<Person, 'roles'>): boolean {
  return roles.every((role) => role === 'contributor');
}

/** Has the person one of these roles? The server decides all the same. */
export function hasRole({ roles }: Pick<Person, 'roles'>, wanted: readonly Role[]): boolean {
  return roles.some((role) => wanted.includes(role));
}

/** They find Tin khẩn as a red button above every page, instead of among the pages. */
export function mayOrderUrgent(person: Pick<Person, 'roles'>): boolean {
  return hasRole(person, ['operator', 'admin']);
}
