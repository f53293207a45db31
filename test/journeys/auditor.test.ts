// The auditor's own story on a real server with two days of plays and a power cut: sign in, choose the period, open a short
// hour, read why, take the bundle, and check it by dropping it; a changed one is caught at its place.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PasswordCode, PersonRecord } from '../../content/model/people.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { openPage } from '../console/console-page.ts';
import { AFTERNOON } from '../console/every-page.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { seededRandom } from '../support/fault-random.ts';
import { type Actor, Hand } from '../support/hand.ts';
import { Keyboard, walkAround } from '../support/keyboard.ts';
import { look } from '../support/flow-pictures.ts';
import { playThrough } from '../support/robot-days.ts';
import { postJson, startTestServer, temporaryFolder, type TestServer } from '../support/server.ts';
import { mutate, unpack } from '../verify/bundle-mutations.ts';
import { builtPages } from '../support/built-pages.ts';

const AUDITOR = { name: 'Lê Minh Kiểm', password: 'mật khẩu kiểm tra' } as const;
const TWO_DAYS_BEFORE = Date.UTC(2026, 10, 21, 22);
const JOURNEY_MS = 480_000;
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

const WAYS = [
  { way: 'by hand', actor: () => new Hand() },
  { way: 'by keyboard', actor: () => new Keyboard() },
] as const;

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const NOTE = 'Đã đối chiếu với thông báo ngừng cấp điện';

/** Flow (c): from the answer of the period to the records of one hour, and a word about it. */
async function readShortHour(page: Page, me: Actor, way: string): Promise<void> {
  await me.choose(page.getByRole('combobox', { name: 'Kỳ' }), 'Kỳ báo cáo này (15–14)');
  await page.getByRole('heading', { name: 'Từ 15/11/2026 đến 14/12/2026' }).waitFor();
  await page.getByText(/% giờ đạt: \d+ giờ đạt, [1-9]\d* giờ thiếu/).waitFor();
  await look(page, `${way}-c1-grid`);
  await me.press(button(page, /^23\/11\/2026, 9 giờ: \d trên 10, thiếu$/));
  const drawer = page.getByRole('dialog', { name: 'Ngày 23/11/2026, 09 giờ' });
  await drawer.getByText(/Thiếu \d+ lượt: máy điều khiển LED không chạy 09:\d\d–09:\d\d/).waitFor();
  await drawer
    .getByRole('region', { name: 'Từng phút trong giờ' })
    .getByRole('list')
    .first()
    .waitFor({ state: 'attached' });
  await drawer.getByRole('table').getByRole('rowheader').first().waitFor();
  await me.press(drawer.locator('summary', { hasText: /^Bản ghi gốc/ }));
  await drawer.getByText('được tính').first().waitFor();
  await me.type(drawer.getByLabel('Thêm giải trình'), `${NOTE} ${way}.`);
  await me.press(drawer.getByRole('button', { name: 'Ghi giải trình' }));
  // The note among the notes, not the words that may still stand in the field.
  await drawer
    .getByRole('paragraph')
    .filter({ hasText: `${NOTE} ${way}.` })
    .waitFor();
  await drawer.getByText(`${AUDITOR.name}, 14:23 24/11/2026`).first().waitFor();
  await look(page, `${way}-c2-hour`);
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  // The focus is back on the cell it came from.
  const back = page.locator('[data-place]:focus');
  await expect.poll(() => back.getAttribute('aria-label')).toMatch(/^23\/11\/2026, 9 giờ/);
  process.stdout.write(me.cost.tell(`flow (c) ${way}, from the period to the records of an hour`));
}

/** Flow (d): the signed bundle, and its check in the browser. */
async function takeAndCheck(page: Page, me: Actor, way: string, path: string): Promise<Buffer> {
  await me.choose(page.getByRole('combobox', { name: 'Dạng tệp' }), 'Gói kiểm toán (ZIP)');
  const [file] = await Promise.all([
    page.waitForEvent('download', { timeout: MAKING_MS }),
    me.press(page.getByRole('button', { name: 'Tải về', exact: true })),
  ]);
  await file.saveAs(path);
  const bytes = await readFile(path);
  await me.press(page.getByRole('link', { name: 'Bằng chứng', exact: true }));
  const name = file.suggestedFilename();
  await me.giveFile(button(page, 'Chọn tệp'), { name, mimeType: 'application/zip', buffer: bytes });
  await page.locator('[data-verdict="untouched"]').waitFor({ timeout: MAKING_MS });
  await page.getByText('KHÔNG BỊ SỬA: mọi dòng').waitFor();
  await look(page, `${way}-d1-checked`);
  process.stdout.write(me.cost.tell(`flow (d) ${way}, a bundle taken and checked`));
  return bytes;
}

describe('an auditor', () => {
  it(
    'finds a short hour, reads why, takes the bundle and checks it by dropping it, by hand and by keyboard alone',
    async () => {
      const consolePage = await builtPages();
      let now = TWO_DAYS_BEFORE;
      await using server = await startTestServer({
        now: () => now,
        pages: consolePage,
      });
      await addAuditor(server);
      now = AFTERNOON;
      await playThrough(server, TWO_DAYS_BEFORE + HOUR_MS, AFTERNOON - 3 * MINUTE_MS);
      await using browser = await launchOfficeChromium();
      await using folder = await temporaryFolder();
      for (const { way, actor } of WAYS) {
        await using opened = await openPage(browser, server.url, {
          serverNow: () => AFTERNOON,
          beforeOpen: async (page) => {
            await page.clock.setFixedTime(AFTERNOON);
          },
        });
        const { page } = opened;
        const [entering, reading, taking] = [actor(), actor(), actor()];
        await entering.type(page.getByLabel('Họ tên'), AUDITOR.name);
        await entering.type(page.getByLabel('Mật khẩu', { exact: true }), AUDITOR.password);
        await entering.press(button(page, 'Đăng nhập'));
        // Nobody has to look for the page.
        await page.getByRole('heading', { name: 'Kết quả phát', level: 1 }).waitFor();
        await readShortHour(page, reading, way);
        if (reading instanceof Keyboard) expect(await walkAround(page)).toBeGreaterThan(20);
        const bytes = await takeAndCheck(page, taking, way, join(folder.path, `${way}.zip`));

        if (way === 'by hand') {
          const sent: string[] = [];
          page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));
          await dropFile(page, bytes, 'nguyen-ven.zip');
          await page.getByText('nguyen-ven.zip: KHÔNG BỊ SỬA').waitFor({ timeout: MAKING_MS });
          const unpacked = await unpack(bytes);
          const random = seededRandom(7);
          let tampered = await mutate(bytes, unpacked, random);
          while (!tampered.kind.startsWith('alter in ledger/'))
            tampered = await mutate(bytes, unpacked, random);
          await dropFile(page, tampered.bytes, 'sua.zip');
          await page.locator('[data-verdict="altered"]').waitFor({ timeout: MAKING_MS });
          await page.getByText(/ĐÃ BỊ SỬA HOẶC HỎNG tại ledger\/[^ ]+\.jsonl:\d+/).waitFor();
          expect(sent).toEqual([]);
        }
        expect(opened.complaints).toEqual([]);
      }
    },
    JOURNEY_MS,
  );
});
