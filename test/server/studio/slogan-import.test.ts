// Many slogans at once: lines or a sheet, each row with what would become of it. Nothing is kept.

import { expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { planImport, readSlogans } from '../../../server/studio/slogan-import.ts';
import { canvasOf, readSeed } from './seeded-studio.ts';

const seed = await readSeed();
const tools = { templates: seed.templates, words: seed.words, terms: seed.terms };
const context = {
  canvases: [canvasOf(640, 384), canvasOf(192, 96)],
  known: ['Nụ cười công sở'],
  organisationName: '',
};

async function sheetOf(rows: readonly (readonly (string | number)[])[]): Promise<Uint8Array> {
  const data = rows.map((row) =>
    row.map((value) => ({ value, type: typeof value === 'number' ? Number : String })),
  );
  return await writeXlsxFile(data as never).toBuffer();
}

it('reads pasted lines, skipping empty ones and keeping their numbers', async () => {
  const rows = await readSlogans(Buffer.from('Một\r\n\n  Hai ba \nBốn'));
  expect(rows.map(({ line, text }) => [line, text])).toEqual([
    [1, 'Một'],
    [3, 'Hai ba'],
    [4, 'Bốn'],
  ]);
});

it('reads a sheet by its headings, and the first column when it has none', async () => {
  const named = await readSlogans(
    await sheetOf([
      ['STT', 'Dòng đầu', 'Nội dung', 'Thời lượng (giây)'],
      [1, 'Chung tay', 'Nụ cười công sở', 12],
      [2, '', 'Chính quyền thân thiện', ''],
    ]),
  );
  expect(named).toEqual([
    { line: 2, text: 'Nụ cười công sở', heading: 'Chung tay', durationS: 12 },
    { line: 3, text: 'Chính quyền thân thiện', heading: null, durationS: null },
  ]);
  const bare = await readSlogans(await sheetOf([['Một'], ['Hai']]));
  expect(bare.map(({ text }) => text)).toEqual(['Một', 'Hai']);
});

it('says of each row whether it is ready, doubtful, impossible or there already', async () => {
  const text = [
    'Nụ  cười công sở.',
    'Đăng nhập bằng VNEID',
    'Chính quyền thân thiện',
    'Chính quyền thân thiện',
    'CCHC góp phần giải quyết sớm thủ tục hành chính cho tổ chức, cá nhân',
    'dài '.repeat(120),
  ].join('\n');
  const plan = planImport(await readSlogans(Buffer.from(text)), context, tools);
  expect(plan.map(({ state }) => state)).toEqual([
    'duplicate',
    'warned',
    'ready',
    'duplicate',
    'blocked',
    'blocked',
  ]);
  expect(plan[1]?.findings[0]?.sentence).toContain('VNeID');
  expect(plan[4]?.findings[0]?.sentence).toContain('192×96');
  expect(plan[2]?.durationMs).toBe(10_000);
});

it.each([
  ['nothing', Buffer.from(' \n\n'), 'Không có dòng chữ nào. Hãy dán mỗi khẩu hiệu một dòng.'],
  [
    'a broken workbook',
    Buffer.from('PK\x03\x04 broken'),
    'Không đọc được tệp Excel. Hãy mở tệp, chọn Lưu thành .xlsx rồi thử lại.',
  ],
  [
    'an old workbook',
    Buffer.from('\xd0\xcf\x11\xe0\0\0', 'latin1'),
    'Đây không phải tệp chữ hoặc Excel (.xlsx). Hãy lưu lại thành .xlsx.',
  ],
  [
    'too many',
    Buffer.from('a\n'.repeat(501)),
    'Có 501 dòng, mỗi lần nhiều nhất 500. Hãy chia thành nhiều lần.',
  ],
])('refuses %s with the remedy', async (_what, bytes, sentence) => {
  await expect(readSlogans(bytes)).rejects.toMatchObject({ code: 'FILE_REFUSED', detail: sentence });
});
