// Words from another department, in the real console in Chromium: its person finds one page, writes and submits; the
// office approves, and keeps the form that was signed on paper with the version.

import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { openAs } from '../console/console-page.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { addPeople } from '../support/people.ts';
import { startTestServer } from '../support/server.ts';
import { builtPages } from '../support/built-pages.ts';

const WORDS = 'Đưa trẻ đi tiêm chủng đúng lịch';

describe('a submission of another department', () => {
  it(
    'goes from its one page to the office, which approves it and keeps the signed form with it',
    async () => {
      const consolePage = await builtPages();
      let cookies = new Map<string, string>();
      await using server = await startTestServer({
        pages: consolePage,
        prepare: async (dataDir) => {
          cookies = await addPeople(dataDir, [
            { id: 'y-te', name: 'Lê Thị Y', roles: ['contributor'], screenIds: null },
            { id: 'minh', name: 'Lê Văn Minh', roles: ['approver'], screenIds: null },
          ]);
        },
      });
      await using browser = await launchOfficeChromium();
      const open = (id: string, path: string) => openAs(browser, server.url, cookies.get(id) ?? '', path);

      await using guest = await open('y-te', '/');
      await guest.page.getByRole('heading', { name: 'Bài bạn đã gửi' }).waitFor();
      await guest.page.getByText('Đang nhận số liệu trực tiếp').waitFor();
      expect(await guest.page.getByRole('navigation').count()).toBe(0);
      await guest.page.getByRole('link', { name: 'Soạn nội dung' }).click();
      await guest.page.getByRole('textbox', { name: 'Lời trên màn hình' }).fill(WORDS);
      const drawn = guest.page.getByRole('region', { name: 'Hình sẽ lên màn hình' });
      await drawn.getByRole('img').first().waitFor();
      await guest.page.getByRole('button', { name: 'Gửi duyệt' }).click();
      await guest.page.getByText(/^Đã gửi duyệt/).waitFor();

      await using desk = await open('minh', '/duyet');
      await desk.page.getByRole('button', { name: `Duyệt: ${WORDS}` }).click();
      await desk.page.getByText(/Đã duyệt “/).waitFor();
      // Live: the page of the department says so by itself.
      await guest.page.getByText('Đã duyệt', { exact: true }).first().waitFor();

      await desk.page.goto(guest.page.url());
      const paper = await sharp({ create: { width: 210, height: 297, channels: 3, background: '#eee' } })
        .jpeg()
        .toBuffer();
      const choosing = desk.page.waitForEvent('filechooser');
      await desk.page.getByRole('button', { name: 'Đính phiếu đã ký (ảnh)' }).click();
      const file = { name: 'phieu.jpg', mimeType: 'image/jpeg', buffer: paper };
      await (await choosing).setFiles(file);
      const kept = desk.page.getByRole('link', { name: 'Phiếu duyệt đã ký' });
      await kept.waitFor();
      const downloading = desk.page.waitForEvent('download');
      await kept.click();
      expect((await downloading).suggestedFilename()).toMatch(/^phieu-duyet-.*-1\.png$/);
      // The department sees the paper, and cannot exchange it.
      await guest.page.getByRole('link', { name: 'Phiếu duyệt đã ký' }).waitFor();
      expect(await guest.page.getByRole('button', { name: 'Thay ảnh phiếu' }).count()).toBe(0);
      expect([...guest.complaints, ...desk.complaints]).toEqual([]);
    },
    5 * MINUTE_MS,
  );
});
