// What a browser does with us: pages on a plain office network under a name of its own, words that want to be scripts on
// every page of the console and on the player, and words that want to be formulas in a downloaded table.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage } from '../console/console-page.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { SCREEN } from '../support/people.ts';
import { poisonDocuments } from '../support/poison.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { ADMIN, postJson, type TestServer, startTestServer } from '../support/server.ts';

const NAME = 'led.ngabay.lan';
const HOSTILE = '"><img data-pwn src=x onerror="window.pwned=1"><script data-pwn>window.pwned=1</script>';
const FORMULAS = ['=HYPERLINK("http://example.org")', '+1+1', '-2+3', '@SUM(A1)', '\t=1+2', '\r=1+3'];

/** Every page of the console, as the router has them. */
const router = readFileSync(new URL('../../server/console/router.tsx', import.meta.url), 'utf8');
const ADDRESSES = [...router.matchAll(/\n {2}path: '([^']+)'/g)].map(([, path = '']) =>
  path.replace('$itemId', 'dich-vu-cong').replace('$version', '1'),
);

type Browser = Awaited<ReturnType<typeof launchOfficeChromium>>;

let browser: Browser;
beforeAll(async () => {
  browser = await launchOfficeChromium([`--host-resolver-rules=MAP ${NAME} 127.0.0.1`]);
});
afterAll(() => browser.close());

const addressOf = (server: TestServer) => `http://${NAME}:${server.running.port}`;

async function claim(page: Page): Promise<void> {
  await page.getByLabel('Họ tên của bạn').fill(ADMIN.name);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(ADMIN.password);
  await page.getByLabel('Nhập lại mật khẩu').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Tạo tài khoản và vào trang' }).click();
  await page.getByText('Đang nhận số liệu trực tiếp').waitFor();
}

/** What got out of its text, if anything did. */
const escaped = (page: Page) =>
  page.evaluate(() => ({
    elements: document.querySelectorAll('[data-pwn]').length,
    ran: 'pwned' in globalThis,
  }));

describe('a plain office network, by a name that is not localhost', () => {
  it('gives whole pages, a session that holds, and a password by one-time link on another computer', async () => {
    await using server = await startTestServer();
    await using opened = await openPage(browser, `${addressOf(server)}/#/thiet-lap/${server.setupCode}`);
    const { page, complaints } = opened;
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await claim(page);
    expect(page.url()).not.toContain(server.setupCode);
    await page.getByRole('link', { name: 'Người dùng' }).click();
    await page.getByRole('button', { name: 'Thêm người' }).click();
    await page.getByLabel('Họ tên', { exact: true }).fill('Trần Văn Bé');
    await page.getByLabel('Kiểm tra').check();
    await page.getByRole('button', { name: 'Lưu' }).click();
    await page.getByRole('button', { name: 'Cấp mã đặt mật khẩu' }).click();
    const link = await page.getByLabel('Liên kết đặt mật khẩu').inputValue();
    expect(link).toContain(addressOf(server));

    await using other = await openPage(browser, link);
    const { page: theirs } = other;
    await theirs.getByLabel('Mật khẩu mới', { exact: true }).fill('nhà có ba cây cau');
    await theirs.getByLabel('Nhập lại mật khẩu mới').fill('nhà có ba cây cau');
    await theirs.getByRole('button', { name: 'Đặt mật khẩu và vào trang' }).click();
    await theirs.getByText('Đang nhận số liệu trực tiếp').waitFor();
    expect(theirs.url()).not.toContain(link.split('/').at(-1));
    await theirs.getByRole('link', { name: 'Nhật ký thao tác' }).click();
    await theirs.getByText('Cấp mã đặt mật khẩu').first().waitFor();
    // Signed out everywhere: the page of that browser falls back to the sign-in.
    await theirs.goto(`${addressOf(server)}/tai-khoan`);
    await theirs.getByRole('button', { name: 'Đăng xuất khỏi mọi nơi' }).click();
    await theirs.getByRole('button', { name: 'Đăng nhập' }).waitFor();
    expect([...complaints, ...other.complaints]).toEqual([]);
  });
});

describe('words that want to be something else', () => {
  it('stay words on every page of the console and on the player', async () => {
    let places: string[] = [];
    await using server = await startTestServer({
      prepare: async (dataDir) => {
        places = await poisonDocuments(dataDir, HOSTILE);
      },
    });
    for (const place of ['/items/*/title', '/screens/*/name', '/playlists/*/name'])
      expect(places).toContain(place);
    await using opened = await openPage(browser, `${addressOf(server)}/#/thiet-lap/${server.setupCode}`);
    const { page, complaints } = opened;
    await claim(page);
    // A deed with hostile words in the trail, and a programme of them for the player.
    const posted = await page.evaluate(async (hostile) => {
      const post = (path: string, body: object) =>
        fetch(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      const person = await post('/api/people', {
        name: hostile.slice(0, 80),
        roles: ['editor'],
        screenIds: null,
      });
      const approval = await post('/api/items/dich-vu-cong/approval', { version: 1 });
      const frame = { screenIds: null, minutes: 60, from: null, document: hostile.slice(0, 200) };
      const others = await Promise.all([
        post('/api/yields', { ...frame, recipient: hostile.slice(0, 160), reason: hostile }),
        post('/api/items', {
          title: `nháp ${hostile}`.slice(0, 160),
          category: 'propaganda',
          purpose: 'programme',
          content: { kind: 'slogan', text: hostile },
          durationMs: 15_000,
          grounds: { document: hostile.slice(0, 120), department: hostile.slice(0, 160), validUntil: null },
        }),
        post('/api/screens/vong-xoay-trung-tam/explanations', {
          from: Date.now() - 1_000,
          to: Date.now() + 1_000,
          accounts: null,
          text: hostile,
        }),
      ]);
      return [person, approval, ...others].map(({ status }) => status);
    }, HOSTILE);
    expect(posted).toEqual([200, 200, 200, 200, 200]);
    // Another browser of the same person, and a page that waits for a screen, name themselves.
    const headers = { 'content-type': 'application/json', origin: server.url, 'user-agent': HOSTILE };
    const signedIn = await server.fetch('/api/session', { ...postJson(ADMIN), headers });
    expect(signedIn.status).toBe(200);
    const request = {
      algorithm: 'Ed25519',
      publicKey: Buffer.alloc(32, 7).toString('base64'),
      userAgent: HOSTILE,
      widthPx: 640,
      heightPx: 384,
      ratioMilli: 1e3,
      clockAt: Date.now(),
    };
    expect((await server.fetch('/api/pairing', postJson(request))).status).toBe(200);
    expect(ADDRESSES.length).toBeGreaterThan(14);
    const drawn: string[] = [];
    for (const address of ADDRESSES) {
      await page.goto(`${addressOf(server)}${address}`);
      await page.getByRole('main').waitFor();
      await page.waitForLoadState('networkidle');
      drawn.push(await page.getByRole('main').innerText());
      expect([address, await escaped(page)]).toEqual([address, { elements: 0, ran: false }]);
    }
    // They were there to be seen, on nearly every page.
    expect(drawn.filter((text) => text.includes('data-pwn')).length).toBeGreaterThan(8);
    await using player = await openPage(
      browser,
      server.playerUrl.replace(/\/\/[^/]+/, `//${NAME}:${server.running.port}`),
    );
    await player.page.waitForLoadState('networkidle');
    expect(await escaped(player.page)).toEqual({ elements: 0, ran: false });
    const injected = [...complaints, ...player.complaints].filter((line) =>
      /Content Security Policy/i.test(line),
    );
    expect(injected).toEqual([]);
  });

  it('are no formula in a table, whoever wrote them: the player names titles and words itself', async () => {
    await using server = await startTestServer();
    const player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    player.append(
      bootDraft(Date.now()),
      ...FORMULAS.map((formula, index) => ({
        ...fillerDraft(Date.now(), index),
        title: formula,
        text: formula,
      })),
    );
    const { socket } = await player.connect();
    const reply = await player.send(socket, 'plays:report', player.batchOf(player.records));
    socket.close();
    expect(reply.ok).toBe(true);
    const admin = await server.asAdmin();
    const table = await (await admin(`/api/screens/${SCREEN}/playlog.csv`)).text();
    const rows = parseCsv(table);
    const texts = rows.flat().filter((cell) => FORMULAS.some((formula) => cell.includes(formula.trim())));
    expect(texts).toHaveLength(FORMULAS.length * 2);
    // A signed number is a number.
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^[+-]?[\d.,]+$/.test(cell))).toEqual(
      [],
    );
  });
});

/** Quoted cells may hold commas and line ends. */
function parseCsv(text: string): string[][] {
  const cells = [...text.replace('\uFEFF', '').matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)];
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of cells) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  return rows;
}
