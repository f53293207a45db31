import { describe, expect, it } from 'vitest';
import {
  HOLDOVER_MS,
  judgePlay,
  type PlayContext,
  playContextOf,
  type Showing,
} from '../../content/model/verdict.ts';
import {
  fakeSha256,
  hours,
  MONDAY_8_AT,
  programmeItemOf,
  programmeOf,
} from '../support/programme-builder.ts';

const PIXELS = fakeSha256('pixels:a:1');
const GOOD: Showing = {
  key: 'a'.repeat(16),
  boot: 'b'.repeat(16),
  seq: 3,
  at: MONDAY_8_AT,
  monoMs: 5,
  clock: { state: 'synced', offsetMs: 0, uncertaintyMs: 10 },
  role: 'slot',
  programme: 1,
  hourFrom: MONDAY_8_AT,
  slot: 'a#0',
  attempt: 0,
  item: 'a',
  version: 1,
  pixels: PIXELS,
  plannedAt: MONDAY_8_AT,
  plannedMs: 15_000,
  shownMs: 15_000,
  visibleMs: 15_000,
  frames: 900,
  coveredMs: null,
  end: 'completed',
};
const CONTEXT: PlayContext = { approvedPixels: PIXELS, inProgramme: true, open: true };

describe('a play counts (design.md 3.6)', () => {
  it.each<[string, Partial<Showing>]>([
    ['when nothing is wrong', {}],
    ['shown 500 ms short', { shownMs: 14_500, visibleMs: 14_500 }],
    ['started 500 ms early or late', { at: MONDAY_8_AT - 500 }],
    ['visible 98 % of the time', { visibleMs: 14_700 }],
    ['covered 2 % of the time', { coveredMs: 300 }],
    ['under a clock in holdover', { clock: { state: 'holdover', offsetMs: 0, uncertaintyMs: HOLDOVER_MS } }],
  ])('%s', (_, change) => {
    expect(judgePlay({ ...GOOD, ...change }, CONTEXT)).toBe('counts');
  });

  it('with any pixels where the picture is assembled from inputs', () => {
    expect(judgePlay({ ...GOOD, pixels: fakeSha256('other') }, { ...CONTEXT, approvedPixels: null })).toBe(
      'counts',
    );
  });
});

describe('a play does not count', () => {
  it.each<[string, Partial<Showing>, Partial<PlayContext>]>([
    ['filler', { slot: null, role: 'filler' }, {}],
    ['failed', { end: 'failed' }, {}],
    ['interrupted', { end: 'interrupted' }, {}],
    ['cut', { end: 'cut' }, {}],
    ['preempted', { end: 'preempted' }, {}],
    ['not_in_programme', {}, { inProgramme: false }],
    ['clock', { at: null }, {}],
    ['clock', { clock: { state: 'unsynced', offsetMs: 0, uncertaintyMs: 0 } }, {}],
    ['clock', { clock: { state: 'holdover', offsetMs: 0, uncertaintyMs: HOLDOVER_MS + 1 } }, {}],
    ['off_time', { at: MONDAY_8_AT + 501 }, {}],
    ['off_time', { at: MONDAY_8_AT - 501 }, {}],
    ['short', { shownMs: 14_499 }, {}],
    ['hidden', { visibleMs: 14_699 }, {}],
    ['covered', { coveredMs: 301 }, {}],
    ['no_frames', { frames: 0 }, {}],
    ['wrong_pixels', { pixels: null }, {}],
    ['wrong_pixels', { pixels: fakeSha256('other') }, {}],
    ['outside_hours', {}, { open: false }],
  ])('%s: %o %o', (verdict, change, context) => {
    expect(judgePlay({ ...GOOD, ...change }, { ...CONTEXT, ...context })).toBe(verdict);
  });
});

describe('the context of a play', () => {
  const programme = programmeOf({
    items: [{ id: 'a' }],
    playlists: [],
    openingHours: [hours('08:00', '09:00')],
  });

  it('is the approved picture and the opening hours of the programme', () => {
    expect(playContextOf(GOOD, programme)).toEqual(CONTEXT);
    expect(playContextOf({ ...GOOD, at: MONDAY_8_AT - 1 }, programme)).toMatchObject({ open: false });
    expect(playContextOf({ ...GOOD, at: null }, programme)).toMatchObject({ open: true });
  });

  it('knows neither another version nor what nobody published', () => {
    expect(playContextOf({ ...GOOD, version: 2 }, programme).inProgramme).toBe(false);
    expect(playContextOf(GOOD, undefined)).toEqual({ approvedPixels: null, inProgramme: false, open: false });
  });

  it('asks no fixed pixels of a card that is assembled', () => {
    const card = programmeItemOf({ id: 'a', kind: 'data' });
    const clockFace = { sprites: card.rendition.picture, cells: {}, lines: [] };
    const items = [{ ...card, rendition: { ...card.rendition, clockFace } }];
    expect(playContextOf(GOOD, { ...programme, items }).approvedPixels).toBeNull();
  });
});
