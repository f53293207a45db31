// Who rules a screen at an instant: the precedence of design.md 3.12, for any order, repetition and revision.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  interruptionSigningText,
  type Claim,
  Interruption,
  InterruptionKind,
  newestOf,
  rulingAt,
} from '../../content/model/interruption.ts';

function claim(kind: InterruptionKind, from: number, until: number, more: Partial<Claim> = {}): Claim {
  return { id: `${kind}-${from}`, revision: 1, kind, from, until, issuedAt: from, ...more };
}

const claims = fc.array(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    revision: fc.integer({ min: 1, max: 3 }),
    kind: fc.constantFrom(...InterruptionKind.options),
    from: fc.integer({ min: 0, max: 60 }),
    issuedAt: fc.integer({ min: 0, max: 5 }),
    lastsFor: fc.integer({ min: 0, max: 30 }),
  }),
  { maxLength: 8 },
);
const uniqueClaims = claims.map((drafts) => {
  const byName = new Map(drafts.map((draft) => [`${draft.id}/${draft.revision}`, draft]));
  return [...byName.values()].map(({ lastsFor, ...draft }) => ({ ...draft, until: draft.from + lastsFor }));
});

describe('interruption', () => {
  it('lets blackout rule over notice, notice over yield, and the programme when none is on', () => {
    const all = [claim('yield', 0, 100), claim('notice', 10, 50), claim('blackout', 20, 30)];
    const kindAt = (at: number) => rulingAt(all, at).ruler?.kind ?? 'programme';
    expect([0, 10, 20, 29, 30, 49, 50, 99, 100].map(kindAt)).toEqual([
      'yield',
      'notice',
      'blackout',
      'blackout',
      'notice',
      'notice',
      'yield',
      'yield',
      'programme',
    ]);
  });

  it('says until when the ruling holds: its own end, or the start of one above it', () => {
    const all = [claim('yield', 0, 100), claim('notice', 10, 50), claim('yield', 60, 70, { issuedAt: 99 })];
    expect(rulingAt(all, 0).untilAt).toBe(10);
    expect(rulingAt(all, 10).untilAt).toBe(50);
    expect(rulingAt(all, 50).untilAt).toBe(60);
    expect(rulingAt(all, 60)).toMatchObject({ ruler: { id: 'yield-60' }, untilAt: 70 });
    expect(rulingAt(all, 100)).toEqual({ ruler: null, untilAt: Infinity });
  });

  it('lets the newest of two equals rule', () => {
    const older = claim('notice', 0, 100, { id: 'old', issuedAt: 1 });
    const newer = claim('notice', 0, 100, { id: 'new', issuedAt: 2 });
    expect(rulingAt([newer, older], 5).ruler?.id).toBe('new');
  });

  it('ends an act at once when a later revision ends it, in whatever order they arrive', () => {
    const begun = claim('notice', 0, 100, { id: 'n' });
    const ended = claim('notice', 0, 20, { id: 'n', revision: 2 });
    for (const order of [
      [begun, ended],
      [ended, begun],
    ]) {
      expect(rulingAt(order, 10).ruler?.revision).toBe(2);
      expect(rulingAt(order, 20).ruler).toBeNull();
    }
  });

  it('is constant between two changes it names, for any claims in any order', () => {
    fc.assert(
      fc.property(uniqueClaims, fc.integer({ min: 0, max: 90 }), fc.nat(), (drafts, at, seed) => {
        const ruling = rulingAt(drafts, at);
        const turned = [
          ...drafts.slice(seed % (drafts.length + 1)),
          ...drafts.slice(0, seed % (drafts.length + 1)),
        ];
        expect(rulingAt([...turned, ...drafts], at)).toEqual(ruling);
        expect(ruling.untilAt).toBeGreaterThan(at);
        for (let later = at; later < Math.min(ruling.untilAt, 100); later += 1) {
          expect(rulingAt(drafts, later).ruler).toEqual(ruling.ruler);
        }
      }),
      { verbose: 1 },
    );
  });

  it('never lets a replaced revision or one outside its time rule', () => {
    fc.assert(
      fc.property(uniqueClaims, fc.integer({ min: 0, max: 90 }), (drafts, at) => {
        const { ruler } = rulingAt(drafts, at);
        if (ruler === null) return;
        expect(newestOf(drafts)).toContainEqual(ruler);
        expect(ruler.from <= at && at < ruler.until).toBe(true);
        const rank = InterruptionKind.options.indexOf(ruler.kind);
        const above = newestOf(drafts).filter(
          ({ kind, from, until }) =>
            InterruptionKind.options.indexOf(kind) < rank && from <= at && at < until,
        );
        expect(above).toEqual([]);
      }),
      { verbose: 1 },
    );
  });

  it('refuses an interruption that ends before it begins', () => {
    const blackout = {
      v: 1,
      id: 'b',
      revision: 1,
      screen: 'vong-xoay',
      issuedAt: 10,
      issuedBy: 'Ánh',
      from: 10,
      until: 9,
      document: null,
      kind: 'blackout',
      reason: '',
    };
    expect(Interruption.safeParse(blackout).success).toBe(false);
    expect(Interruption.safeParse({ ...blackout, until: 10 }).success).toBe(true);
  });
});

it('is signed as an interruption and as nothing else', () => {
  expect(interruptionSigningText('0'.repeat(64))).toBe(`vongxoay/interruption/v1\n${'0'.repeat(64)}`);
});
