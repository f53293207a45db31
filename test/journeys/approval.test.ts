// Words on their way to the wall through two people, in the real console in Chromium: one writes and sends, the other sees
// old beside new and lets it on air; what is returned comes back with its reason; nobody approves his own.

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ItemFile } from '../../content/model/api/editing.ts';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { openAs } from '../console/console-page.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { addPeople } from '../support/people.ts';
import { fetchWith, startTestServer } from '../support/server.ts';
import { builtPages } from '../support/built-pages.ts';

const SLOGAN = 'cchc-su-hai-long';
const WORDS = 'CCHC góp phần mang lại sự hài lòng của người dân';

describe('approval by two people', () => {
  it(
    'takes words from one desk over another to a new programme, and back with a reason',
    async () => {
      const consolePage = await builtPages();
      let cookies = new Map<string, string>();
      await using server = await startTestServer({
        pages: consolePage,
        prepare: async (dataDir) => {
          cookies = await addPeople(dataDir, [
            { id: 'lan', name: 'Trần Thị Lan', roles: ['editor'], screenIds: null },
            { id: 'minh', name: 'Lê Văn Minh', roles: ['approver'], screenIds: null },
          ]);
        },
      });
      await using browser = await launchOfficeChromium();
      const open = (id: string, path: string) => openAs(browser, server.url, cookies.get(id) ?? '', path);
      const read = fetchWith(() => server.url, cookies.get('lan') ?? '');
      const newest = async () =>
        ItemFile.parse(await (await read(`/api/items/${SLOGAN}`)).json()).versions.at(-1);

      await using desk = await open('lan', '/noi-dung');
      await desk.page.getByRole('searchbox').fill('su hai long');
      await desk.page.getByRole('link', { name: /sự hài lòng/ }).click();
      const words = desk.page.getByRole('textbox', { name: 'Lời trên màn hình' });
      await words.fill(WORDS);
      const drawn = desk.page.getByRole('region', { name: 'Hình sẽ lên màn hình' });
      await drawn.getByText('Đọc được trên mọi màn hình.').waitFor();
      await desk.page.getByRole('button', { name: 'Gửi duyệt' }).click();
      await desk.page.getByText(/^Đã gửi duyệt/).waitFor();
      expect(await newest()).toMatchObject({ version: 2, state: 'pending' });

      await using queue = await open('minh', '/duyet');
      const card = queue.page.getByRole('article').first();
      await card.getByText('Bản đang phát (Bản 1)').waitFor();
      await card.getByText('Bản chờ duyệt (Bản 2)').waitFor();
      await card.getByText(WORDS).waitFor();
      await card.getByRole('button', { name: /^Trả lại/ }).click();
      await card.getByLabel('Lý do trả lại').fill('Phải giữ nguyên văn báo cáo');
      await card.getByRole('button', { name: 'Gửi trả lại' }).click();
      await queue.page.getByText(/Đã trả lại:/).waitFor();

      // Live: the author's page says so by itself.
      await desk.page.getByText('Lê Văn Minh trả lại: Phải giữ nguyên văn báo cáo').waitFor();
      await words.fill(`${WORDS} và tổ chức`);
      await desk.page.getByRole('button', { name: 'Gửi duyệt' }).click();
      await queue.page.getByText('Bản chờ duyệt (Bản 3)').waitFor();
      await queue.page.getByRole('button', { name: /^Duyệt: .*sự hài lòng/ }).click();
      await queue.page.getByText(/Đã duyệt “/).waitFor();
      await desk.page.getByText('Đã duyệt', { exact: true }).first().waitFor();

      const version = await newest();
      expect(version).toMatchObject({ version: 3, state: 'approved', approvedBy: 'Lê Văn Minh' });
      expect(version?.deeds.map(({ what, by }) => `${what} ${by}`)).toEqual([
        'written Trần Thị Lan',
        'submitted Trần Thị Lan',
        'approved Lê Văn Minh',
      ]);
      const screens = z
        .array(z.looseObject({ programme: z.looseObject({ number: z.number() }) }))
        .parse(await (await read('/api/screens')).json());
      expect(screens[0]?.programme.number).toBe(2);
      expect([...desk.complaints, ...queue.complaints]).toEqual([]);
    },
    5 * MINUTE_MS,
  );
});
