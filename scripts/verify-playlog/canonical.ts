// Canonical JSON by RFC 8785, for the values that are hashed: keys sorted by UTF-16 code units, no spaces, whole numbers.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function canonicalText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key] ?? null)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError('not a whole number');
  return JSON.stringify(value);
}
