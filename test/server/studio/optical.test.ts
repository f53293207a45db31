// Read back by a machine that knows nothing of us: Tesseract with its Vietnamese model, on the very pixels of 640×384.
// STUDIO_SLOGANS=200 runs the whole list and prints the confusions (docs/measurements.md).

import { spawnSync } from 'node:child_process';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { renderItem } from '../../../server/studio/render.ts';
import { canvasOf, openSeededStudio } from './seeded-studio.ts';
import { slogansOf } from './slogans.ts';

const studio = await openSeededStudio();
afterAll(() => studio[Symbol.asyncDispose]());
const COUNT = Number(process.env['STUDIO_SLOGANS'] ?? 40);

/** Dark on light, as the model was trained; no enlargement, no other help. */
async function readBack(png: Uint8Array): Promise<string> {
  const input = await sharp(png).greyscale().negate().png().toBuffer();
  const run = spawnSync('tesseract', ['stdin', 'stdout', '-l', 'vie', '--psm', '6', '--dpi', '100'], {
    input,
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  });
  if (run.status !== 0) throw new Error(`tesseract: ${run.error?.message ?? run.stderr.toString()}`);
  return run.stdout.toString('utf8').normalize('NFC').replaceAll(/\s+/g, ' ').trim();
}

/** Letters of `wanted` that are not in `found`, each with what stands in its place (Levenshtein). */
function confusions(wanted: string, found: string): string[] {
  const a = [...wanted];
  const b = [...found];
  const cost = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => cost[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const step = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      cost[i]?.splice(j, 1, step);
    }
  }
  const pairs: string[] = [];
  for (let [i, j] = [a.length, b.length]; i > 0 || j > 0; ) {
    const same = a[i - 1] === b[j - 1];
    if (i > 0 && j > 0 && at(i, j) === at(i - 1, j - 1) + (same ? 0 : 1)) {
      if (!same) pairs.push(`${a[i - 1] ?? ''}→${b[j - 1] ?? ''}`);
      [i, j] = [i - 1, j - 1];
    } else if (i > 0 && at(i, j) === at(i - 1, j) + 1) {
      pairs.push(`${a[i - 1] ?? ''}→∅`);
      i -= 1;
    } else {
      pairs.push(`∅→${b[j - 1] ?? ''}`);
      j -= 1;
    }
  }
  return pairs;
}

it(
  `lets a machine read back at least 98 % of the characters of ${COUNT} slogans at 640×384`,
  async () => {
    const slogans = slogansOf(studio.seed, COUNT);
    expect(slogans).toHaveLength(COUNT);
    const errors = new Map<string, number>();
    let [letters, wrong] = [0, 0];
    for (const text of slogans) {
      // Unsigned: only the words are compared.
      const request = { canvas: canvasOf(640, 384), organisationName: '' };
      const rendered = await renderItem({ content: { kind: 'slogan', text }, ...request }, studio.tools);
      const found = await readBack(await studio.picture(rendered));
      const pairs = confusions(text, found);
      letters += [...text].length;
      wrong += pairs.length;
      for (const pair of pairs) errors.set(pair, (errors.get(pair) ?? 0) + 1);
    }
    const percent = 100 * (1 - wrong / letters);
    const listed = [...errors].toSorted((a, b) => b[1] - a[1]).map(([pair, count]) => `${pair} ×${count}`);
    process.stdout.write(
      `${COUNT} slogans, ${letters} characters, ${percent.toFixed(2)} % read back; ${listed.join(', ')}\n`,
    );
    expect(percent).toBeGreaterThanOrEqual(98);
  },
  COUNT * 10_000 + 60_000,
);
