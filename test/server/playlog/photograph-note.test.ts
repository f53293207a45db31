// Photographs on paper: in the report with what the ledger says to them, and beside the very showing on the sample sheet;
// and in the bundle as they are.

import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PhotographView } from '../../../content/model/photograph.ts';
import { intervalOf } from '../../../content/model/report-period.ts';
import { nodePlatform } from '../../../scripts/verify-playlog/node-platform.ts';
import { verifyBundle } from '../../../scripts/verify-playlog/verify-bundle.ts';
import { detailRowsOf } from '../../../server/playlog/detail-row.ts';
import { LedgerReader } from '../../../server/playlog/ledger-view.ts';
import { sha256Hex } from '../../../server/store/digest.ts';
import { HCM_RULES } from '../../support/programme-builder.ts';
import { sourceOfBytes } from '../../verify/bundle-mutations.ts';
import { DownloadBench, MONDAY } from './download-bench.ts';
import { SCREEN } from './playlog-bench.ts';

const PAPER_MS = 60_000;

function textOf(path: string): string {
  const { stdout } = spawnSync('pdftotext', [path, '-'], { encoding: 'utf8' });
  return stdout.replaceAll(/\s+/g, ' ');
}

describe('a photograph on paper', () => {
  it(
    'stands in the report with its code and difference, and beside its showing in the sample',
    async () => {
      await using bench = await DownloadBench.open();
      const { playlog } = bench.playlog;
      const reader = new LedgerReader(await playlog.viewOf(SCREEN), sha256Hex);
      const nothing = { playlistIds: [], itemIds: [] };
      const rows = [];
      for await (const viewed of reader.hours(intervalOf(HCM_RULES, MONDAY), bench.playlog.now))
        rows.push(...detailRowsOf(reader, viewed, nothing));
      const counted = rows.filter(({ counts }) => counts === true);
      const plays = counted.map(({ title, at, plannedAt, shownMs, sha256 }) => ({
        item: 'a',
        title,
        at: at ?? plannedAt,
        shownMs,
        sha256,
      }));
      const [first] = plays;
      if (first === undefined) throw new Error('nothing counted');
      const photograph = (code: string, differenceMs: number): PhotographView => ({
        sha256: 'c'.repeat(64),
        screen: SCREEN,
        code,
        takenAt: first.at,
        takenFrom: 'camera',
        widthPx: 10,
        heightPx: 10,
        bytes: 10,
        uploadedAt: bench.playlog.now,
        by: { id: 'kiem-tra', name: 'Lê Minh Kiểm' },
        match: {
          shown: { from: first.at, to: first.at + 60_000 },
          record: 'd'.repeat(64),
          differenceMs,
          plays,
        },
      });
      bench.photographs = [
        photograph('BCDF', 0),
        photograph('GHJK', 2_500),
        { ...photograph('ZXWV', 0), match: null },
      ];
      const report = textOf((await bench.make({ format: 'pdf' })).path);
      expect(report).toContain('mã BCDF');
      expect(report).toContain('khớp giờ');
      expect(report).toContain('lệch 3 giây');
      expect(report).toContain('Chưa thấy mã này');
      expect(report).toContain('Lê Minh Kiểm');
      const sample = textOf((await bench.make({ format: 'sample', seed: 'một số gốc' })).path);
      expect(sample.match(/mã BCDF/g)?.length).toBe(Math.min(20, counted.length));
      expect(sample).not.toContain('GHJK');

      const jpeg = Buffer.from('a photograph, as far as a bundle looks into it');
      const named = { ...photograph('BCDF', 0), sha256: nodePlatform.sha256(jpeg) };
      const place = `photographs/${SCREEN}`;
      await writeFile(join(bench.folder, `${named.sha256}.jpg`), jpeg);
      bench.photographs = [named];
      const { bytes, path } = await bench.make({ format: 'bundle' });
      const unzipped = (name: string) => spawnSync('unzip', ['-p', path, name]).stdout;
      expect(unzipped(`${place}/${named.sha256}.jpg`)).toEqual(jpeg);
      expect(PhotographView.parse(JSON.parse(unzipped(`${place}.jsonl`).toString()))).toEqual(named);
      const options = { trustedKeys: [], everySignature: false };
      const verdict = await verifyBundle(sourceOfBytes(bytes), nodePlatform, options);
      expect(verdict.faults).toEqual([]);
    },
    PAPER_MS,
  );
});
