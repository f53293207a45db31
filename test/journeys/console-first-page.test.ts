// From the setup link to a showing on the console: real server, real player and real console in Chromium, on the city's
// own content. The picture the console names is, pixel for pixel, the one that stands on the player.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { buildConsole, openPage } from '../console/console-page.ts';
import { countDifferingPixels } from '../console/pixels.ts';
import { launchChromium } from '../support/chromium.ts';
import { ADMIN, startTestServer, temporaryFolder } from '../support/server.ts';

/** 24/11/2026 09:23:45 in Asia/Ho_Chi_Minh: the screen is open, and a new programme is 15 seconds away. */
const START_AT = Date.UTC(2026, 10, 24, 2, 23, 45);
const PATIENCE_MS = 90_000;

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the first page with the real server and player', () => {
  it(
    'claims, joins a player, approves the service card and sees it come on screen',
    async () => {
      await using playerPage = await temporaryFolder();
      await build({
        configFile: join(root, 'player/vite.config.ts'),
        logLevel: 'error',
        build: { outDir: playerPage.path, emptyOutDir: true },
      });
      await using consolePage = await buildConsole();
      const shiftMs = START_AT - Date.now();
      const now = () => Date.now() + shiftMs;
      await using server = await startTestServer({
        now,
        pages: { player: playerPage.path, console: consolePage.folder },
      });
      await using browser = await launchChromium();

      await using opened = await openPage(browser, `${server.url}/#/thiet-lap/${server.setupCode}`, {
        beforeOpen: async (page) => {
          // Node dates its answers by the machine's clock; the console learns the server's time from them.
          await page.route('**/api/**', async (route) => {
            const response = await route.fetch();
            const headers = { ...response.headers(), date: new Date(now()).toUTCString() };
            await route.fulfill({ response, headers });
          });
        },
      });
      const { page } = opened;
      await page.getByLabel('Họ tên của bạn').fill(ADMIN.name);
      await page.getByLabel('Mật khẩu', { exact: true }).fill(ADMIN.password);
      await page.getByLabel('Nhập lại mật khẩu').fill(ADMIN.password);
      await page.getByRole('button', { name: 'Tạo tài khoản và vào trang' }).click();
      await page.getByText('Màn hình này chưa có máy điều khiển LED.').waitFor();
      await page.getByText('Đang nhận số liệu trực tiếp').waitFor();

      await page.getByRole('button', { name: 'Ghép máy điều khiển' }).click();
      const link = await page.getByLabel('Liên kết').inputValue();
      const player = await browser.newPage({ viewport: { width: 640, height: 384 } });
      await player.goto(link);
      await page.getByText('Máy đã ghép xong.').waitFor();
      await page.getByText('Từ 09:2').first().waitFor({ timeout: PATIENCE_MS });
      await page.getByText(/^Khớp, sai số tối đa/).waitFor();

      await page.getByRole('button', { name: /^Duyệt và phát: Dịch vụ công/ }).click();
      const receipt = page.getByText(/bản lịch phát số 2, hiệu lực từ 09:2\d$/).locator('..');
      await receipt.getByText('Đang phát: xong').waitFor({ state: 'attached', timeout: PATIENCE_MS });
      await page.getByRole('heading', { name: 'Bản lịch phát số 2' }).waitFor();

      // Pictures change in between, and a clock card is finished by the player: one true meeting is enough.
      const live = page.getByRole('img', { name: /^Hình trên màn hình/ });
      const differingNow = async () => {
        const shown = PNG.sync.read(await player.screenshot());
        const asset = await fetch(new URL((await live.getAttribute('src')) ?? '', server.url));
        const sent = PNG.sync.read(Buffer.from(await asset.arrayBuffer()));
        return countDifferingPixels(shown, sent, 1, { x: 0, y: 0 });
      };
      await expect.poll(differingNow, { timeout: PATIENCE_MS, interval: 1_000 }).toBe(0);

      await page
        .getByText(/^09:2\d:\d\d$/)
        .first()
        .waitFor({ timeout: PATIENCE_MS });
      await page.getByRole('link', { name: 'Kết quả phát', exact: true }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Tải về' }).click(),
      ]);
      expect(file.suggestedFilename()).toBe('ket-qua-phat_vong-xoay-trung-tam_2026-11-01_2026-11-30.xlsx');
      expect(opened.complaints).toEqual([]);
    },
    5 * MINUTE_MS,
  );
});
