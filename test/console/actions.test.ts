// What people do on the first page, in Chromium: enter, approve, join a player; and what they read when
// something fails.

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openPage } from './console-page.ts';
import { openConsoleSuite } from './console-suite.ts';
import { PASSWORD, SETUP_CODE } from './console-server.ts';

const suite = openConsoleSuite();

describe('entering', () => {
  it('claims a fresh server with the code of the link, which leaves the address at once', async () => {
    suite.server.session = { person: null, claimed: false };
    await using opened = await openPage(suite.browser, `${suite.server.url}/#/thiet-lap/${SETUP_CODE}`);
    const { page } = opened;
    await page.getByRole('heading', { name: 'Thiết lập lần đầu' }).waitFor();
    expect(page.url()).toBe(`${suite.server.url}/`);
    expect(suite.callsOf('claimSetup')).toEqual([]);

    await page.getByLabel('Họ tên của bạn').fill('Nguyễn Thị Hạnh');
    await page.getByLabel('Mật khẩu', { exact: true }).fill('ngan');
    await page.getByLabel('Nhập lại mật khẩu').fill('khac');
    await page.getByRole('button', { name: 'Tạo tài khoản và vào trang' }).click();
    await page.getByText('Mật khẩu cần ít nhất 10 ký tự; còn thiếu 6.').waitFor();
    await page.getByText('Hai lần nhập mật khẩu chưa giống nhau.').waitFor();
    expect(suite.callsOf('claimSetup')).toEqual([]);

    await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Nhập lại mật khẩu').fill(PASSWORD);
    await page.getByRole('button', { name: 'Tạo tài khoản và vào trang' }).click();
    await page.getByRole('heading', { name: 'Bắt đầu' }).waitFor();
    expect(suite.callsOf('claimSetup').map(({ body }) => body)).toEqual([
      { code: SETUP_CODE, name: 'Nguyễn Thị Hạnh', password: PASSWORD },
    ]);
  });

  it('says what to do when the setup code is wrong, and keeps what was typed', async () => {
    suite.server.session = { person: null, claimed: false };
    await using opened = await openPage(suite.browser, `${suite.server.url}/#/thiet-lap/00000000`);
    const { page } = opened;
    await page.getByLabel('Họ tên của bạn').fill('Nguyễn Thị Hạnh');
    await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Nhập lại mật khẩu').fill(PASSWORD);
    await page.getByRole('button', { name: 'Tạo tài khoản và vào trang' }).click();
    await page
      .getByText('Mã thiết lập không đúng hoặc đã hết hạn. Hãy lấy liên kết mới trên máy chủ.')
      .waitFor();
    expect(await page.getByLabel('Họ tên của bạn').inputValue()).toBe('Nguyễn Thị Hạnh');
  });

  it('signs in and out, and says so when the session ended by itself', async () => {
    suite.server.session = { person: null, claimed: true };
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    const enter = async (password: string) => {
      await page.getByLabel('Họ tên').fill('Nguyễn Thị Hạnh');
      await page.getByLabel('Mật khẩu', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Đăng nhập' }).click();
    };
    await enter('sai mat khau');
    await page.getByText('Tên hoặc mật khẩu chưa đúng. Hãy nhập lại.').waitFor();
    await enter(PASSWORD);
    await page.getByRole('button', { name: /^Tài khoản/ }).click();
    await page.getByRole('menuitem', { name: 'Đăng xuất' }).click();
    await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
    expect(await page.getByText('Phiên làm việc đã hết').count()).toBe(0);

    await enter(PASSWORD);
    await page.getByText('Đang nhận số liệu trực tiếp').waitFor();
    suite.server.session = { person: null, claimed: true };
    suite.server.push('screen:changed');
    await page.getByText('Phiên làm việc đã hết. Hãy đăng nhập lại.').waitFor();
  });

  it('speaks English on request and remembers it', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await page.getByRole('button', { name: /^Tài khoản/ }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Picture being sent' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Today, hour by hour' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });
});

describe('approving', () => {
  it('puts an item on air with one click and shows the receipt of the screen', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    const card = page.getByRole('article', { name: 'Dịch vụ công trực tuyến: dichvucong.gov.vn' });
    await card.getByText('Báo cáo số 22/BC-UBND ngày 25/01/2021').waitFor();
    await card.getByText('mỗi giờ 10 lượt, mỗi lượt 12 giây').waitFor();
    await card.getByRole('button', { name: /^Duyệt và phát/ }).click();
    await page.getByText('Đã duyệt “Dịch vụ công trực tuyến: dichvucong.gov.vn”.').waitFor();
    await page.getByText('Màn hình LED vòng xoay trung tâm: bản lịch phát số 8, hiệu lực từ 14:24').waitFor();
    await page.getByText('Đã nhận: xong').first().waitFor({ state: 'attached' });
    expect(await card.count()).toBe(0);
    expect(suite.callsOf('approveItem')).toEqual([
      { params: { itemId: 'dich-vu-cong' }, query: {}, body: { version: 1 } },
    ]);
  });

  it('does not offer an illegible draft and says what to change', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await page.getByRole('button', { name: /^Bản thảo chưa xếp vào danh sách phát \(1\)/ }).click();
    const card = page.getByRole('article', { name: 'Chính quyền thân thiện' });
    await card.getByText('Chữ cao 11 điểm ảnh, cần ít nhất 14. Hãy rút ngắn lời.').waitFor();
    expect(await card.getByRole('button', { name: /^Duyệt/ }).isDisabled()).toBe(true);
  });

  it('offers nothing to a person who may not approve', async () => {
    suite.server.session = {
      person: { id: 'nguoi-2', name: 'Trần Văn Bé', roles: ['editor'], screenIds: null },
      claimed: true,
    };
    await using opened = await openPage(suite.browser, suite.server.url);
    await opened.page.getByText('Bạn không có quyền phê duyệt. Hãy báo người phê duyệt.').waitFor();
    await opened.page.getByText('Chỉ người vận hành hoặc quản trị được ghép và gỡ máy.').waitFor();
    expect(await opened.page.getByRole('button', { name: /^Duyệt/ }).count()).toBe(0);
  });
});

describe('the LED player', () => {
  it('gets a link that works from this office, and is removed only after a question', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await page.getByRole('button', { name: 'Ghép máy thay thế' }).click();
    await page.getByText('KXN7-QF4M').waitFor();
    expect(await page.getByLabel('Liên kết').inputValue()).toBe(`${suite.server.url}/player/#KXN7-QF4M`);
    await page.getByText(/^Dùng một lần, còn hiệu lực 1[45] phút \(đến 14:38\)\.$/).waitFor();
    await page.getByRole('button', { name: 'Sao chép liên kết' }).click();
    await page.getByRole('button', { name: 'Đã sao chép' }).waitFor();

    await page.getByRole('button', { name: 'Gỡ máy này' }).click();
    await page.getByText('Máy còn 2 bản ghi chưa gửi').waitFor();
    expect(suite.callsOf('revokePlayer')).toEqual([]);
    await page.getByRole('button', { name: 'Gỡ máy', exact: true }).click();
    await page.getByText('Đã gỡ máy điều khiển LED.').waitFor();
    await page.getByText('Màn hình này chưa có máy điều khiển LED.').waitFor();
  });
});

describe('failures', () => {
  it('become a sentence with what to do and the request id', async () => {
    suite.server.failing.set('approveItem', 'INTERNAL');
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await page.getByRole('button', { name: /^Duyệt và phát/ }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'Có lỗi trong máy chủ. Hãy thử lại' });
    await alert.getByText('Mã yêu cầu: yc-0192-7f3a').waitFor();
  });

  it('of the screens leave a way to try again', async () => {
    suite.server.failing.set('listScreens', 'STOPPING');
    await using opened = await openPage(suite.browser, suite.server.url);
    await opened.page.getByText('Máy chủ đang dừng. Hãy thử lại sau ít phút.').waitFor();
    await opened.page.getByText('Đang nhận số liệu trực tiếp').waitFor();
    suite.server.failing.clear();
    await opened.page.getByRole('button', { name: 'Thử lại' }).click();
    await opened.page.getByRole('heading', { name: 'Màn hình LED vòng xoay trung tâm' }).waitFor();
  });

  it('of the network keep the last figures, say since when, and heal by themselves', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await page.getByText('Đang nhận số liệu trực tiếp').waitFor();
    await page.locator('[data-account="khau-hieu-hai-long"]').getByText('4/10').waitFor();
    suite.server.cut(true);
    await page.getByText(/^Mất kết nối với máy chủ từ 14:23:\d\d\. Màn hình LED vẫn phát/).waitFor();
    await page.locator('[data-account="khau-hieu-hai-long"]').getByText('4/10').waitFor();
    suite.server.cut(false);
    await page.getByText('Đang nhận số liệu trực tiếp').waitFor();
    expect(await page.getByText(/^Mất kết nối với máy chủ từ/).count()).toBe(0);
  });

  it('of understanding ask for a reload', async () => {
    suite.server.day.plays = [];
    await using opened = await openPage(suite.browser, suite.server.url);
    await opened.page.route('**/api/items', async (route) => route.fulfill({ json: [{ surprise: true }] }));
    await opened.page.reload();
    await opened.page.getByText(/^Trang này không đọc được trả lời của máy chủ/).waitFor();
    await opened.page.getByRole('button', { name: 'Tải lại trang' }).waitFor();
  });
});

describe('the Vietnamese page', () => {
  it('holds no word but those of its catalogue and of the city', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await page.getByText('14:22:00').waitFor();
    const catalogue = await readFile(new URL('../../server/console/words/vi.json', import.meta.url), 'utf8');
    const known = new Set(`${catalogue} ${JSON.stringify(suite.server.day)}`.match(/\p{L}{2,}/gu));
    const said = await page.evaluate(() => {
      const attributes = ['aria-label', 'title', 'alt', 'placeholder'].flatMap((name) =>
        [...document.querySelectorAll(`body [${name}]`)].map((element) => element.getAttribute(name) ?? ''),
      );
      return [document.body.innerText, document.title, ...attributes].join('\n');
    });
    const strangers = (said.match(/\p{L}{2,}/gu) ?? []).filter((word) => !known.has(word));
    expect([...new Set(strangers)].filter((word) => !['Nguyễn', 'Thị', 'Hạnh'].includes(word))).toEqual([]);
    expect(said).not.toMatch(/\b[a-z]+_[a-z]+\b|undefined|NaN|\bnull\b|\{\{/);
  });
});
