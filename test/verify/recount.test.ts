import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { PlayRecord, Programme } from '../../scripts/verify-playlog/formats.ts';
import { playIn } from '../../scripts/verify-playlog/play-line.ts';
import { Faults } from '../../scripts/verify-playlog/platform.ts';
import { type Claim, Recount, type RecountResult } from '../../scripts/verify-playlog/recount.ts';
import { canonicalJson } from '../../content/model/canonical.ts';
import { seededRandom } from '../support/fault-random.ts';
import { MONDAY_8_AT } from '../support/programme-builder.ts';
import { randomJournal, randomProgrammes } from './random-ledger.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const HOURS = 7;
const HELD_HOURS = 2;

/** With a claim of nothing for each hour, so that the faults tell what was counted in it. */
async function recounted(
  programmes: readonly Programme[],
  records: readonly JournalRecord[],
): Promise<{ result: RecountResult; counted: string[]; passes: number }> {
  const period = { from: MONDAY_8_AT, to: MONDAY_8_AT + HOURS * HOUR_MS };
  const recount = new Recount('vong-xoay', programmes, period, [], HELD_HOURS);
  for (const record of records) recount.add(record as unknown as PlayRecord);
  let passes = 0;
  await recount.finish((take) => {
    passes += 1;
    for (const record of records) take(record as unknown as PlayRecord);
    return Promise.resolve();
  });
  const faults = new Faults();
  const stated = new Map<number, Claim[]>();
  const nothing = { due: 0, shown: 0, madeGood: 0, missed: 0, open: 0, missingCount: 0, state: 'short' };
  for (let from = period.from; from < period.to; from += HOUR_MS) {
    stated.set(
      from,
      ['a', 'b', 'c'].map((account) => ({ ...nothing, account, place: `${from}` })),
    );
  }
  const result = recount.compare(stated, faults);
  return { result, counted: faults.list.map(({ place, said }) => `${place} ${said.en}`), passes };
}

describe('the recount of a ledger that holds only the hours that are open', () => {
  it(`comes out the same when a second player's journal arrives after everything else (seed ${SEED})`, async () => {
    for (let run = 0; run < 2; run += 1) {
      const random = seededRandom(SEED * 1_000 + run);
      const programmes = randomProgrammes(random);
      const [first, second] = ['a', 'b'].map((name) =>
        randomJournal(random, name.repeat(16), programmes, HOURS),
      );
      if (first === undefined || second === undefined) throw new Error('no journals');
      const known = programmes as unknown as Programme[];
      const late = await recounted(known, [...first, ...second]);
      const together = [...first, ...second].sort((a, b) => (hourOf(a) ?? 0) - (hourOf(b) ?? 0));
      expect(late.passes).toBeGreaterThan(0);
      expect({ run, ...late, passes: 0 }).toEqual({ run, ...(await recounted(known, together)), passes: 0 });
      expect(late.result.shown).toBeGreaterThan(0);
    }
  });
});

/** Of what is no showing: that of the showing before it, so that each boot keeps its order. */
function hourOf(record: JournalRecord): number | null {
  return record.type === 'play'
    ? record.hourFrom
    : record.at === null
      ? MONDAY_8_AT
      : record.at - (record.at % HOUR_MS);
}

describe('a showing read by its shape', () => {
  it(`is what JSON says it is, for all that random screens showed (seed ${SEED})`, () => {
    const random = seededRandom(SEED);
    const programmes = randomProgrammes(random);
    const records = randomJournal(random, 'c'.repeat(16), programmes, 6);
    let read = 0;
    for (const record of records) {
      const text = canonicalJson({ kind: 'record', record });
      const play = playIn(text);
      expect(play === undefined).toBe(record.type !== 'play');
      if (play === undefined) continue;
      read += 1;
      const said = JSON.parse(text) as { record: Record<string, unknown> };
      const { hour, sealed, server, signature, ...own } = play;
      expect([hour.to, sealed.seq, server, signature]).toEqual([0, 0, null, '']);
      for (const [name, value] of Object.entries(own)) {
        if (name === 'clock') expect(said.record['clock']).toMatchObject(value as object);
        else expect([name, said.record[name]]).toEqual([name, value]);
      }
    }
    expect(read).toBeGreaterThan(100);
  });

  it('is not taken from a line that deviates in anything', () => {
    const [play] = randomJournal(
      seededRandom(SEED),
      'd'.repeat(16),
      randomProgrammes(seededRandom(SEED)),
      1,
    ).filter(({ type }) => type === 'play');
    const text = canonicalJson({ kind: 'record', record: play });
    expect(playIn(text)).toBeDefined();
    const deviations = [
      text.replace('{"kind"', '{ "kind"'),
      text.replace('"attempt":0', '"attempt":00'),
      text.replace('"attempt":0', '"attempt":0.5'),
      text.replace('"type":"play"', '"type":"missed"'),
      text.replace('"type":"play"', '"slot":"a#9","type":"play"'),
      text.replace('"end":"', '"end":"\\u0063'),
      text.replace('"title":"', '"title":"\u0001'),
      text.replace('"title":"', '"title":"\\q'),
      `${text} `,
    ];
    for (const one of deviations) expect([one === text, playIn(one)]).toEqual([false, undefined]);
  });
});
