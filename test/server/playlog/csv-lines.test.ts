import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, linesOf } from '../../../server/playlog/export-csv.ts';
import { parseCsv } from './csv-reader.ts';

const nasty = fc.string({
  unit: fc.constantFrom(...'=+-@\t\r\n",\'; aẾ９＝＋－＠0'),
  maxLength: 6,
});
const cell: fc.Arbitrary<Cell> = fc.oneof(nasty, fc.string(), fc.integer(), fc.constant(null));
const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), { maxLength: 6 });

describe('the rows of the CSV', () => {
  it('are what csv-stringify writes, formulas made harmless, for any cells', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const said = stringify(table, {
          record_delimiter: 'windows',
          escape_formulas: true,
          quoted_match: /[\r\n]/,
        });
        expect(linesOf(table)).toBe(said);
      }),
      { numRuns: 3_000 },
    );
  });

  it('read back as the cells that went in, but for the apostrophe', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const back = parseCsv(linesOf(table));
        expect(back).toHaveLength(table.length);
        for (const [index, row] of table.entries()) {
          const cells = (back[index] ?? []).map((one, at) => {
            const sent = String(row[at] ?? '');
            return one === `'${sent}` && /^[-=+@\t\r＝＋－＠]/.test(sent) ? sent : one;
          });
          expect(cells).toEqual(row.map((one) => String(one ?? '')));
        }
      }),
    );
  });
});
