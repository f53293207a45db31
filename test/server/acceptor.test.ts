import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JournalRecord } from '../../content/model/play.ts';
import { PlayBatch, PLAYER_EVENTS } from '../../content/model/protocol.ts';
import { acceptorOf } from '../../server/live/acceptor.ts';

const HASH = 'a'.repeat(64);
const KEY = '0123456789abcdef';
const header = {
  v: 1,
  screen: 'nga-bay',
  key: KEY,
  boot: KEY,
  seq: 7,
  prev: HASH,
  at: 1_790_000_000_000,
  monoMs: 12,
  clock: { state: 'synced', offsetMs: -3, uncertaintyMs: 20 },
};
const shown = { shownMs: 9_000, visibleMs: 9_000, frames: 540 };
const play = {
  ...header,
  type: 'play',
  role: 'slot',
  programme: 3,
  programmeSha256: HASH,
  hourFrom: 1_790_000_000_000,
  slot: 'cchc#3',
  attempt: 0,
  playlist: null,
  item: 'cchc',
  version: 1,
  title: 'Khẩu hiệu',
  text: 'Vì nhân dân phục vụ',
  asset: HASH,
  pixels: null,
  plannedAt: 1_790_000_000_000,
  plannedMs: 9_000,
  ...shown,
  coveredMs: null,
  end: 'completed',
};
const RECORDS: readonly object[] = [
  { ...header, type: 'boot', cause: 'start', app: '1', userAgent: 'x', epoch: 'e', previous: null },
  {
    ...header,
    seq: 0,
    prev: null,
    type: 'boot',
    cause: 'crash',
    app: '1',
    userAgent: 'x',
    epoch: 'e',
    previous: { boot: KEY, seq: 3, sha256: HASH },
  },
  play,
  { ...play, preemptedBy: 'notice', ofBoot: KEY, at: null },
  {
    ...header,
    type: 'missed',
    programme: 1,
    hourFrom: 0,
    slot: 'a#1',
    attempt: 1,
    item: 'a',
    plannedAt: 0,
    cause: 'late',
  },
  { ...header, type: 'programme', number: 2, sha256: HASH, state: 'refused', reason: 'cũ' },
  { ...header, type: 'clock', before: 'unsynced', wallStepMs: -90 },
  {
    ...header,
    type: 'interruption',
    id: 'tin-1',
    revision: 1,
    kind: 'notice',
    state: 'ended',
    sha256: null,
    pixels: HASH,
    ...shown,
  },
  {
    ...header,
    type: 'seal',
    hour: { from: 0, to: 3_600_000 },
    sealed: { seq: 6, plays: 5, sha256: HASH },
    server: { day: '2026-11-24', number: 4, sha256: HASH },
    signature: 'QUJD',
  },
  { ...header, type: 'incident', kind: 'brightness', value: 40 },
  {
    ...header,
    type: 'snapshot',
    source: 'page',
    sha256: HASH,
    bytes: 9,
    item: null,
    version: null,
    why: 'asked',
  },
];

/** Every place inside a value, as a path. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, member]) => placesIn(member, [...path, name]))
      : [];
  return [[...path], ...inner];
}

type Change = { readonly kind: 'put' | 'drop' | 'add'; readonly pick: number; readonly value: unknown };

function changed(value: unknown, { kind, pick, value: other }: Change): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  const places = placesIn(copy).filter((path) => path.length > 0);
  const path = places[pick % places.length] ?? [];
  const name = String(path.at(-1));
  const parent = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>((at, step) => at[step] as Record<string, unknown>, copy);
  if (kind === 'drop') delete parent[name];
  else
    Object.defineProperty(parent, kind === 'put' ? name : `${name}x`, {
      value: other,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return copy;
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, '', [], {}, 0.5, -1, 0, 1, 2 ** 53, Number.NaN, Infinity),
  fc.constantFrom<unknown>(HASH, KEY, 'synced', 'play', 'seal', '2026-02-30', 'Ễ'.repeat(201), new Date(0)),
  fc.string(),
  fc.integer(),
  fc.jsonValue(),
);
const change = fc.record({
  kind: fc.constantFrom('put' as const, 'drop' as const, 'add' as const),
  pick: fc.nat(1_000),
  value: odd,
});

/** What the schema would return unchanged: the very thing that the quick look must recognise, and nothing else. */
function isTakenAsItIs(schema: z.ZodType, value: unknown): boolean {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return false;
  expect(parsed.data).toStrictEqual(value);
  return true;
}

describe('acceptorOf', () => {
  it.each(RECORDS)('takes a right record of type $type', (record) => {
    expect(JournalRecord.safeParse(record).error).toBeUndefined();
    expect(acceptorOf(JournalRecord)(record)).toBe(true);
  });

  it('says yes to records exactly where the schema does, whatever was changed in them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RECORDS), fc.array(change, { maxLength: 3 }), (record, changes) => {
        const value = changes.reduce<unknown>((one, next) => changed(one, next), record);
        const isYes = acceptorOf(JournalRecord)(value);
        // A member that is there without a value is left to the schema.
        fc.pre(
          isYes ||
            !placesIn(value).some(
              (path) =>
                path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], value) ===
                undefined,
            ),
        );
        expect(isYes).toBe(isTakenAsItIs(JournalRecord, value));
      }),
      { numRuns: 3_000 },
    );
  });

  it('says yes to batches exactly where the schema does', () => {
    const batch = { boot: KEY, records: RECORDS, signature: 'QUJD' };
    const many = { ...batch, records: Array.from({ length: 201 }, () => play) };
    for (const value of [batch, many, { ...batch, records: [] }, { ...batch, boot: '0' }, [batch], null, 'x'])
      expect(acceptorOf(PlayBatch)(value)).toBe(isTakenAsItIs(PlayBatch, value));
    expect(acceptorOf(PlayBatch)(batch)).toBe(true);
  });

  it('never says yes to any request of a player that the schema refuses or alters', () => {
    const requests = Object.values(PLAYER_EVENTS).map(({ request }): z.ZodType => request);
    fc.assert(
      fc.property(fc.constantFrom(...requests), odd, (request, value) => {
        expect(acceptorOf(request)(value) && !isTakenAsItIs(request, value)).toBe(false);
      }),
    );
  });

  it.each<[string, z.ZodType, unknown]>([
    ['text that is altered', z.string().trim(), 'a'],
    ['a rule of its own', z.string().refine(() => true), 'a'],
    ['a rule over an object', z.strictObject({ a: z.int() }).refine(() => true), { a: 1 }],
    ['an object that drops what it does not know', z.object({ a: z.int() }), { a: 1 }],
    ['a format that is more than a pattern', z.url(), 'http://a'],
    ['a pattern that remembers where it was', z.string().regex(/a/g), 'a'],
    ['a default', z.strictObject({ a: z.int().default(1) }), { a: 1 }],
    ['options without a name', z.union([z.int(), z.string()]), 1],
    ['a transformation', z.int().transform(String), 1],
  ])('leaves %s to the schema', (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(true);
    expect(acceptorOf(schema)(value)).toBe(false);
  });
});
