// Where a body names other things: every member whose schema is an id, found in the schema itself, so that an entry that
// is added is attacked without a line here.

import type { z } from 'zod';
import { Id } from '../../content/model/item.ts';
import { definitionOf } from './example.ts';

/** Names of the members that are ids, anywhere in what the schema takes. */
export function idMembersOf(schema: z.ZodType | undefined, name = ''): Set<string> {
  if (schema === undefined) return new Set();
  if (schema === Id) return new Set([name]);
  const { shape = {}, element, innerType, options = [], in: input } = definitionOf(schema);
  const inside = [
    ...Object.entries(shape).map(([member, one]) => idMembersOf(one, member)),
    ...[element, innerType, input, ...options].map((one) => idMembersOf(one, name)),
  ];
  return new Set(inside.flatMap((members) => [...members]));
}

/** The same value with every member of such a name replaced, wherever it stands. */
export function withIds(value: unknown, ids: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((one) => withIds(one, ids));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      Object.hasOwn(ids, name) ? ids[name] : withIds(member, ids),
    ]),
  );
}
