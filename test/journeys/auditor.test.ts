// The auditor's own story on a real server with two days of plays and a power cut: sign in, choose the period, open a short
// hour, read why, take the bundle, and check it by dropping it; a changed one is caught at its place.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PasswordCode, PersonRecord } from '../../content/model/people.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { buildConsole, openPage, signIn } from '../console/console-page.ts';
import { AFTERNOON } from '../console/every-page.ts';
import { launchChromium } from '../support/chromium.ts';
import { seededRandom } from '../support/fault-random.ts';
import { playThrough } from '../support/robot-days.ts';
import { postJson, startTestServer, temporaryFolder, type TestServer } from '../support/server.ts';
import { mutate, unpack } from '../verify/bundle-mutations.ts';

const AUDITOR = { name: 'Lê Minh Kiểm', password: 'mật khẩu kiểm tra' } as const;
const TWO_DAYS_BEFORE = Date.UTC(2026, 10, 21, 22);
const JOURNEY_MS = 240_000;
const MAKING_MS = 60_000;

/** As an administrator does it, and the new person with the one-time code. */
async function addAuditor(server: TestServer): Promise<void> {
  const admin = await server.asAdmin();
  const draft = { name: AUDITOR.name, roles: ['auditor'], screenIds: null };
  const { id } = PersonRecord.parse(await (await admin('/api/people', postJson(draft))).json());
  const issued = await admin(`/api/people/${id}/password-code`, { method: 'POST' });
  const { code } = PasswordCode.parse(await issued.json());
  const claimed = await server.fetch('/api/password', postJson({ code, password: AUDITOR.password }));
  expect(claimed.status).toBe(200);
}

/** Drops a file on the page as the desktop would. */
async function dropFile(page: Page, bytes: Uint8Array, name: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([base64, fileName]) => {
      const binary = atob(base64 ?? '');
      const transfer = new DataTransfer();
      const content = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([content], fileName ?? '', { type: 'application/zip' }));
      return transfer;
    },
    [Buffer.from(bytes).toString('base64'), name],
  );
  await page.dispatchEvent('[data-drop="bundle"]', 'drop', { dataTransfer: data });
}

describe('an auditor', () => {
  it(
    'finds a short hour, reads why, takes the bundle and checks it by dropping it',
    async () => {
      await using consolePage = await buildConsole();
      let now = TWO_DAYS_BEFORE;
      await using server = await startTestServer({
        now: () => now,
        pages: { console: consolePage.folder, player: consolePage.folder },
      });
      await addAuditor(server);
      now = AFTERNOON;
      await playThrough(server, TWO_DAYS_BEFORE + HOUR_MS, AFTERNOON - 3 * MINUTE_MS);
      await using browser = await launchChromium();
      await using folder = await temporaryFolder();
      await using opened = await openPage(browser, server.url, {
        serverNow: () => AFTERNOON,
        beforeOpen: async (page) => {
          await page.clock.setFixedTime(AFTERNOON);
        },
      });
      const { page } = opened;
      await signIn(page, AUDITOR);

      await page.getByRole('link', { name: 'Kết quả phát', exact: true }).click();
      await page.getByRole('combobox', { name: 'Kỳ' }).click();
      await page.getByRole('option', { name: 'Kỳ báo cáo này (15–14)' }).click();
      await page.getByRole('heading', { name: 'Từ 15/11/2026 đến 14/12/2026' }).waitFor();
      await page.getByRole('button', { name: /^23\/11\/2026, 9 giờ: \d trên 10, thiếu$/ }).click();
      const drawer = page.getByRole('dialog', { name: 'Ngày 23/11/2026, 09 giờ' });
      await drawer.getByText('máy điều khiển LED không chạy').first().waitFor();
      await drawer.getByLabel('Thêm giải trình').fill('Đã đối chiếu với thông báo ngừng cấp điện.');
      await drawer.getByRole('button', { name: 'Ghi giải trình' }).click();
      await drawer.getByText(`${AUDITOR.name}, 14:23 24/11/2026`).waitFor();
      await page.keyboard.press('Escape');

      await page.getByRole('combobox', { name: 'Dạng tệp' }).click();
      await page.getByRole('option', { name: 'Gói kiểm toán (ZIP)' }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download', { timeout: MAKING_MS }),
        page.getByRole('button', { name: 'Tải về' }).click(),
      ]);
      const path = join(folder.path, file.suggestedFilename());
      await file.saveAs(path);
      const bytes = await readFile(path);

      await page.getByRole('link', { name: 'Bằng chứng', exact: true }).click();
      const sent: string[] = [];
      page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));
      await dropFile(page, bytes, file.suggestedFilename());
      await page.locator('[data-verdict="untouched"]').waitFor({ timeout: MAKING_MS });
      await page.getByText('KHÔNG BỊ SỬA: mọi dòng').waitFor();

      const unpacked = await unpack(bytes);
      const random = seededRandom(7);
      let tampered = await mutate(bytes, unpacked, random);
      while (!tampered.kind.startsWith('alter in ledger/')) tampered = await mutate(bytes, unpacked, random);
      await writeFile(join(folder.path, 'sua.zip'), tampered.bytes);
      await dropFile(page, tampered.bytes, 'sua.zip');
      await page.locator('[data-verdict="altered"]').waitFor({ timeout: MAKING_MS });
      await page.getByText(/ĐÃ BỊ SỬA HOẶC HỎNG tại ledger\/[^ ]+\.jsonl:\d+/).waitFor();
      expect(sent).toEqual([]);
      expect(opened.complaints).toEqual([]);
    },
    JOURNEY_MS,
  );
});
