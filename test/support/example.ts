// A value that a zod schema accepts, made from the schema itself: tests that walk a whole table must not need a hand-made
// example for every new entry.

import type { z } from 'zod';

interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Record<string, string | number>;
  readonly values?: readonly unknown[];
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly getter?: () => z.ZodType;
}

/** Short ones first; whichever a schema takes. */
const TEXTS = [
  'khong-co',
  'AAAA-BBBB',
  'một câu khác hẳn',
  '0'.repeat(16),
  '0'.repeat(64),
  'AAAA',
  '2026-11-24',
  '2026-11',
  '08:00',
  '2026-11-24T08:00',
  'https://example.org/',
  '#ffffff',
  'Asia/Ho_Chi_Minh',
  '',
];
const NUMBERS = [1, 0, 10, 60, 1_000, 10_000, 60_000, 1_800_000_000_000, 0.5];
const LENGTHS = [0, 1, 2, 3, 7];

export function exampleOf(schema: z.ZodType): unknown {
  const found = candidatesOf(schema).find((candidate) => schema.safeParse(candidate).success);
  if (found === undefined && !schema.safeParse(undefined).success) {
    throw new Error(
      `no example for ${JSON.stringify(definitionOf(schema).type)}: extend test/support/example.ts`,
    );
  }
  return found;
}

export function definitionOf(schema: z.ZodType): Definition {
  return schema.def;
}

function candidatesOf(schema: z.ZodType): unknown[] {
  const { type, shape, element, innerType, options, entries, values, out, items, getter, ...rest } =
    definitionOf(schema);
  switch (type) {
    case 'object':
      return [
        Object.fromEntries(
          Object.entries(shape ?? {})
            .map(([key, member]) => [key, exampleOf(member)] as const)
            .filter(([, value]) => value !== undefined),
        ),
      ];
    case 'array': {
      const one = element === undefined ? null : exampleOf(element);
      return LENGTHS.map((length) => Array.from({ length }, () => one));
    }
    case 'tuple':
      return [(items ?? []).map(exampleOf)];
    case 'record':
      return [{}];
    case 'union':
      return (options ?? []).map(exampleOf);
    case 'optional':
    case 'default':
    case 'prefault':
      return [undefined];
    case 'nullable':
      return [null, ...(innerType === undefined ? [] : candidatesOf(innerType))];
    case 'readonly':
    case 'nonoptional':
    case 'catch':
      return innerType === undefined ? [] : candidatesOf(innerType);
    case 'pipe':
      return rest.in === undefined ? [] : [...candidatesOf(rest.in), ...(out ? candidatesOf(out) : [])];
    case 'lazy':
      return getter === undefined ? [] : candidatesOf(getter());
    case 'enum':
      return Object.values(entries ?? {});
    case 'literal':
      return [...(values ?? [])];
    case 'string':
    case 'template_literal':
      return TEXTS;
    case 'number':
    case 'int':
      return NUMBERS;
    case 'boolean':
      return [true];
    case 'null':
      return [null];
    default:
      return [null, {}, ...TEXTS, ...NUMBERS];
  }
}
