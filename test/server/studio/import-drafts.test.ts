// The import for good: the chosen lines become drafts together or not at all, each answered for, duplicates by choice.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ItemView, Problem } from '../../../content/model/api.ts';
import { ImportResult } from '../../../content/model/api/studio.ts';
import { startTestServer, type TestFetch, type TestServer } from '../../support/server.ts';

let server: TestServer;
let ask: TestFetch;
beforeAll(async () => {
  server = await startTestServer();
  ask = await server.asAdmin();
});
afterAll(() => server[Symbol.asyncDispose]());

const send = (text: string, query: string) =>
  ask(`/api/studio/import/items?${query}`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'text/plain' },
  });
const items = async () => z.array(ItemView).parse(await (await ask('/api/items')).json());

it('makes drafts of the chosen lines with the number of their document, and of no other line', async () => {
  const text = 'Ngã Bảy chung tay giữ kênh xanh\nKhông chọn dòng này\nMỗi hộ một thùng rác phân loại';
  const response = await send(text, 'lines=1,3&document=15/KH-UBND');
  const { lines } = ImportResult.parse(await response.json());
  expect(lines.map(({ line, text: words }) => [line, words])).toEqual([
    [1, 'Ngã Bảy chung tay giữ kênh xanh'],
    [3, 'Mỗi hộ một thùng rác phân loại'],
  ]);
  const made = (await items()).filter(({ id }) => lines.some(({ itemId }) => itemId === id));
  expect(made.map(({ state, grounds }) => [state, grounds.document])).toEqual([
    ['draft', '15/KH-UBND'],
    ['draft', '15/KH-UBND'],
  ]);
});

it('skips words that are there already, also twice in one list, and takes them when asked to', async () => {
  const text = 'Phường số an toàn\nphường số, an toàn.\nNỤ CƯỜI CÔNG SỞ';
  const skipped = ImportResult.parse(await (await send(text, 'lines=1,2,3')).json());
  expect(skipped.lines.map(({ itemId }) => itemId !== null)).toEqual([true, false, false]);
  const taken = ImportResult.parse(await (await send(text, 'lines=2&duplicates=take')).json());
  expect(taken.lines.map(({ itemId }) => itemId !== null)).toEqual([true]);
});

it('makes nothing of a list in which one chosen line cannot be held, and says which length is the most', async () => {
  const before = (await items()).length;
  const response = await send(`Dòng ngắn\n${'dài '.repeat(150)}`, 'lines=1,2');
  expect(Problem.parse(await response.json())).toMatchObject({
    code: 'FILE_REFUSED',
    detail: 'Dòng dài 599 ký tự, nhiều nhất 400. Hãy chia thành nhiều nội dung.',
  });
  expect((await items()).length).toBe(before);
});

it('refuses lines that are not there', async () => {
  const response = await send('Một dòng', 'lines=9');
  expect(Problem.parse(await response.json()).code).toBe('FILE_REFUSED');
});
