// The player only copies cells: every moment must find its signs, inside the canvas, on the right ground.

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { clockCell, clockSigns } from '../../../content/model/clock-face.ts';
import { decodePng, openSeededStudio, templateFor } from './seeded-studio.ts';

const studio = await openSeededStudio();
afterAll(() => studio[Symbol.asyncDispose]());
const { content } = studio.item('dong-ho');
const ground = templateFor(studio.seed, 'clock').colours.background;

const moments = fc.record({
  year: fc.integer({ min: 2026, max: 2099 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 31 }),
  weekday: fc.integer({ min: 1, max: 7 }),
  minuteOfDay: fc.integer({ min: 0, max: 1439 }),
});

async function faceOn(widthPx: number, heightPx: number) {
  const { rendition, findings } = await studio.render(content, widthPx, heightPx);
  const face = rendition.clockFace;
  if (face === undefined) throw new Error('a clock card without a face');
  const sheet = await studio.tools.vault.open(face.sprites.sha256);
  if (sheet === undefined) throw new Error('the vault lost the sprites');
  return { face, findings, rendition, sheet: decodePng(sheet.content) };
}

describe('clock card', () => {
  it.each([
    [640, 384],
    [256, 128],
    [192, 96],
    [384, 384],
  ])('places every moment inside %i×%i, lines never overlapping', async (widthPx, heightPx) => {
    const { face, sheet, findings } = await faceOn(widthPx, heightPx);
    expect(findings.filter((finding) => finding.blocks)).toEqual([]);
    expect([sheet.width, sheet.height]).toEqual([face.sprites.widthPx, face.sprites.heightPx]);
    fc.assert(
      fc.property(moments, (moment) => {
        let bottomPx = 0;
        for (const line of face.lines) {
          const cells = clockSigns(line, moment).map((sign) => face.cells[clockCell(line.format, sign)]);
          const sizes = cells.map((cell) => cell ?? { xPx: -1, yPx: -1, widthPx: 9999, heightPx: 9999 });
          const totalPx = sizes.reduce((sum, cell) => sum + cell.widthPx, 0);
          expect(line.centreXPx - totalPx / 2).toBeGreaterThanOrEqual(0);
          expect(line.centreXPx + totalPx / 2).toBeLessThanOrEqual(widthPx);
          expect(line.topPx).toBeGreaterThanOrEqual(bottomPx);
          expect(new Set(sizes.map((cell) => cell.heightPx)).size).toBe(1);
          bottomPx = line.topPx + (sizes[0]?.heightPx ?? 0);
          for (const cell of sizes) {
            expect(cell.xPx + cell.widthPx).toBeLessThanOrEqual(sheet.width);
            expect(cell.yPx + cell.heightPx).toBeLessThanOrEqual(sheet.height);
          }
        }
        expect(bottomPx).toBeLessThanOrEqual(heightPx);
      }),
      { numRuns: 100 },
    );
  });

  it('cuts cells that hold their sign whole: nothing but ground on the outer rows', async () => {
    const { face, sheet } = await faceOn(640, 384);
    const colourAt = (x: number, y: number) =>
      `#${Buffer.from(sheet.rgba.subarray((y * sheet.width + x) * 4, (y * sheet.width + x) * 4 + 3)).toString('hex')}`;
    for (const [name, cell] of Object.entries(face.cells)) {
      let inked = 0;
      for (let x = cell.xPx; x < cell.xPx + cell.widthPx; x += 1) {
        for (let y = cell.yPx; y < cell.yPx + cell.heightPx; y += 1) {
          if (colourAt(x, y) !== ground) inked += 1;
        }
        expect([name, colourAt(x, cell.yPx), colourAt(x, cell.yPx + cell.heightPx - 1)]).toEqual([
          name,
          ground,
          ground,
        ]);
      }
      expect({ name, isEmpty: inked === 0 }).toEqual({ name, isEmpty: false });
    }
  });

  it('leaves the ground free where the signs go', async () => {
    const { face, rendition } = await faceOn(640, 384);
    const picture = await studio.tools.vault.open(rendition.picture.sha256);
    const { rgba, width } = decodePng(picture?.content ?? new Uint8Array());
    const dark = [1, 3, 5].map((at) => Number.parseInt(ground.slice(at, at + 2), 16));
    for (const line of face.lines) {
      const heightPx =
        face.cells[clockCell(line.format, line.format === 'weekday' ? 'Thứ Hai' : '0')]?.heightPx ?? 0;
      const rows = rgba.subarray(line.topPx * width * 4, (line.topPx + heightPx) * width * 4);
      expect(heightPx).toBeGreaterThan(14);
      expect(rows.some((value, index) => index % 4 < 3 && value !== dark[index % 4])).toBe(false);
    }
  });

  it('works without a caption, and is refused where no clock can be read', async () => {
    const bare = await studio.render({ kind: 'data', data: 'clock' }, 640, 384);
    expect(bare.findings).toEqual([]);
    const tiny = await studio.render(content, 64, 32);
    expect(tiny.findings.filter((finding) => finding.blocks).length).toBeGreaterThan(0);
  });

  it('leaves out the date on a wall too small for three lines, and says so', async () => {
    const { rendition, findings } = await studio.render({ kind: 'data', data: 'clock' }, 128, 64);
    expect(rendition.clockFace?.lines.map(({ format }) => format)).toEqual(['weekday', 'HH:mm']);
    expect(findings.filter((finding) => finding.blocks)).toEqual([]);
    expect(findings.map(({ sentence }) => sentence).join(' ')).toContain('ngày tháng');
  });

  it('says times with two digits and weekdays in Vietnamese', () => {
    const moment = { year: 2027, month: 2, day: 6, weekday: 6, minuteOfDay: 5 * 60 + 3 };
    expect(clockSigns({ format: 'HH:mm' }, moment).join('')).toBe('05:03');
    expect(clockSigns({ format: 'dd/MM/yyyy' }, moment).join('')).toBe('06/02/2027');
    expect(clockSigns({ format: 'weekday' }, moment)).toEqual(['Thứ Bảy']);
    expect(clockSigns({ format: 'weekday' }, { ...moment, weekday: 7 })).toEqual(['Chủ Nhật']);
  });
});
