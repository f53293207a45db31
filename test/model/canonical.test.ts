import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CanonicalText, canonicalJson } from '../../content/model/canonical.ts';

/** RFC 8785 as slowly and plainly as it can be said, for integers. */
function plainly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${plainly((value as Record<string, unknown>)[key])}`).join(',')}}`;
}

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    text,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(text, fc.nat(30).map(String)), tie('value'), { maxKeys: 8 }),
  ),
})).value;

describe('canonicalJson', () => {
  it('says what the plain rule says, for any JSON with integers', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(plainly(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads back as the same value and is its own canonical form', () => {
    fc.assert(
      fc.property(json, (value) => {
        const said = canonicalJson(value);
        expect(canonicalJson(JSON.parse(said))).toBe(said);
      }),
    );
  });

  it('sorts keys by UTF-16 code units, also those that look like numbers', () => {
    expect(canonicalJson({ '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '10': 6, '2': 7, ö: 8 })).toBe(
      '{"\\r":2,"1":4,"10":6,"2":7,"ö":8,"€":1,"😀":5,"\ufb33":3}',
    );
  });

  it('escapes as JSON does, and lone surrogates too', () => {
    expect(canonicalJson('"\\/\b\f\n\r\t\u0001 Ễ\ud800')).toBe('"\\"\\\\/\\b\\f\\n\\r\\t\\u0001 Ễ\\ud800"');
  });

  it('takes canonical text as it is, anywhere inside', () => {
    fc.assert(
      fc.property(json, (value) => {
        const made = new CanonicalText(canonicalJson(value));
        expect(canonicalJson({ b: [made], a: made })).toBe(canonicalJson({ b: [value], a: value }));
      }),
    );
  });

  it('leaves out members without a value and writes minus zero as zero', () => {
    expect(canonicalJson({ b: undefined, a: -0 })).toBe('{"a":0}');
  });

  it.each([0.5, Number.NaN, Infinity, 2 ** 53])('refuses the number %s', (value) => {
    expect(() => canonicalJson({ a: [value] })).toThrow(RangeError);
  });

  it.each([undefined, () => 1, Symbol('s'), 1n])('refuses what is not JSON', (value) => {
    expect(() => canonicalJson([value])).toThrow(TypeError);
  });

  it('sorts more keys than it cares to remember, each time anew', () => {
    const wide = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`k${69 - index}`, index]));
    const sorted = Object.keys(wide)
      .sort()
      .map((key) => `"${key}":${wide[key]}`);
    expect(canonicalJson(wide)).toBe(`{${sorted.join()}}`);
    expect(canonicalJson(wide)).toBe(canonicalJson({ ...wide }));
  });
});
