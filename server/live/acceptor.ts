// A quick yes to what a schema would take as it stands. Players that come back send records by the hundred thousand, and
// zod builds each of them anew: six microseconds a record where looking takes one. It is made from the schema itself, so
// there is one truth; it never says no: what it does not know or like the schema judges, and explains.

import type { z } from 'zod';

/** True only if the schema would parse the value, and to an equal one. */
export type Acceptor = (value: unknown) => boolean;

const made = new WeakMap<z.core.$ZodType, Acceptor>();

/** Made once for each schema. */
export function acceptorOf(schema: z.core.$ZodType): Acceptor {
  let acceptor = made.get(schema);
  if (acceptor === undefined) {
    acceptor = make(schema);
    made.set(schema, acceptor);
  }
  return acceptor;
}

/** Definitions of other types are left to the schema. */
type Understood =
  | z.core.$ZodObjectDef
  | z.core.$ZodArrayDef
  | z.core.$ZodNullableDef
  | z.core.$ZodOptionalDef
  | (z.core.$ZodUnionDef & { discriminator?: string })
  | z.core.$ZodLiteralDef<z.core.util.Literal>
  | z.core.$ZodEnumDef
  | z.core.$ZodBooleanDef
  | z.core.$ZodStringDef
  | z.core.$ZodNumberDef;

function defOf<Def>({ _zod: { def } }: { readonly _zod: { readonly def: Def } }): Def {
  return def;
}

const UNSURE: Acceptor = () => false;

function make(schema: z.core.$ZodType): Acceptor {
  const def = defOf(schema) as Understood;
  switch (def.type) {
    case 'object':
      return objectAcceptor(def);
    case 'array': {
      const [accepts, isWithin] = [acceptorOf(def.element), allOf(checksOf(def))];
      return (value) => Array.isArray(value) && isWithin(value) && value.every(accepts);
    }
    case 'nullable': {
      const accepts = acceptorOf(def.innerType);
      return (value) => value === null || accepts(value);
    }
    case 'optional': {
      const accepts = acceptorOf(def.innerType);
      return (value) => value === undefined || accepts(value);
    }
    case 'union':
      return unionAcceptor(def);
    case 'literal': {
      const values = new Set<unknown>(def.values);
      return (value) => values.has(value);
    }
    case 'enum': {
      const values = new Set<unknown>(Object.values(def.entries));
      return (value) => values.has(value);
    }
    case 'boolean': {
      const isRight = allOf([def, ...checksOf(def)]);
      return (value) => typeof value === 'boolean' && isRight(value);
    }
    case 'string': {
      const isRight = allOf([def, ...checksOf(def)]);
      return (value) => typeof value === 'string' && isRight(value);
    }
    case 'number': {
      const isRight = allOf([def, ...checksOf(def)]);
      return (value) => Number.isFinite(value) && isRight(value);
    }
    default:
      return UNSURE;
  }
}

function checksOf(def: { checks?: readonly z.core.$ZodCheck[] | undefined }): object[] {
  return (def.checks ?? []).map(defOf);
}

function objectAcceptor(def: z.core.$ZodObjectDef): Acceptor {
  const { shape, catchall } = def;
  const isStrict = catchall !== undefined && defOf(catchall).type === 'never';
  if (!isStrict || checksOf(def).length > 0) return UNSURE;
  const members = Object.entries(shape).map(([name, schema]) => {
    const isOptional = defOf(schema).type === 'optional';
    return { name, isOptional, accepts: acceptorOf(schema) };
  });
  return (value) => {
    // What JSON makes, and nothing cleverer: a Date has no members of its own either.
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
      return false;
    let known = 0;
    for (const { name, isOptional, accepts } of members) {
      const member = (value as Record<string, unknown>)[name];
      if (member === undefined && isOptional) continue;
      if (!accepts(member)) return false;
      known += 1;
    }
    return Object.keys(value).length === known;
  };
}

/** Only where one member tells which option it is. */
function unionAcceptor(def: z.core.$ZodUnionDef & { discriminator?: string }): Acceptor {
  const { discriminator, options } = def;
  if (discriminator === undefined || checksOf(def).length > 0) return UNSURE;
  const byKind = new Map<unknown, Acceptor>();
  for (const option of options) {
    const { _zod: inside } = option;
    for (const kind of inside.propValues?.[discriminator] ?? []) byKind.set(kind, acceptorOf(option));
  }
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    return byKind.get((value as Record<string, unknown>)[discriminator])?.(value) ?? false;
  };
}

function allOf(defs: readonly object[]): Acceptor {
  const checks = defs.map(checkOf);
  const [first = () => true, ...others] = checks;
  return others.length === 0 ? first : (value) => checks.every((check) => check(value));
}

/** What a definition asks of a value of the right type: of a check, or of a schema that is one itself. */
function checkOf(def: object): Acceptor {
  const asked = def as Partial<Asked>;
  switch (asked.check) {
    case undefined:
      return () => true;
    case 'string_format': {
      const { format = '', pattern } = asked;
      if (!PATTERN_ALONE.has(format) || pattern === undefined || pattern.global || pattern.sticky)
        return UNSURE;
      return (value) => pattern.test(value as string);
    }
    case 'number_format':
      return asked.format === 'safeint' ? Number.isSafeInteger : UNSURE;
    case 'max_length': {
      const { maximum = -1 } = asked;
      return (value) => (value as string | unknown[]).length <= maximum;
    }
    case 'min_length': {
      const { minimum = Infinity } = asked;
      return (value) => (value as string | unknown[]).length >= minimum;
    }
    case 'greater_than': {
      const { value: than = Infinity, inclusive } = asked;
      return (value) => (value as number) > than || (inclusive === true && value === than);
    }
    case 'less_than': {
      const { value: than = -Infinity, inclusive } = asked;
      return (value) => (value as number) < than || (inclusive === true && value === than);
    }
    default:
      return UNSURE;
  }
}

/** Formats that are their pattern and nothing more. */
const PATTERN_ALONE = new Set(['regex', 'date']);

interface Asked {
  readonly check: string;
  readonly format: string;
  readonly pattern: RegExp;
  readonly maximum: number;
  readonly minimum: number;
  readonly value: number;
  readonly inclusive: boolean;
}
