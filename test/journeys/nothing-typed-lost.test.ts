// Every form of the console, half filled, through what happens in an office: the session runs out, the server restarts,
// the network is gone, a colleague saves first. Not a word is lost.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { ROUTES, type RouteDeclaration } from '../../content/model/api.ts';
import { ItemFile } from '../../content/model/api/editing.ts';
import { PersonRecord } from '../../content/model/people.ts';
import { ServerSettings } from '../../content/model/api/settings.ts';
import { Screen } from '../../content/model/screen.ts';
import { AFTERNOON, type LivedIn, liveIn, openAt } from '../console/every-page.ts';
import { openPage, signIn } from '../console/console-page.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { ADMIN, fetchWith, postJson, startTestServer, type TestFetch } from '../support/server.ts';
import { CHOICES, NOTHING_TYPED, SECOND_PERSON, VISITS, WAITING, personRow } from './console-forms.ts';
import { type BuiltPages, builtPages } from '../support/built-pages.ts';

const MINUTE_MS = 60_000;
const PATIENCE_MS = 15_000;
const SETUP = 'pages/setup-page.tsx';
const DRAFT = 'vongxoay.draft.';

let pages: BuiltPages;
let browser: Browser & AsyncDisposable;
let city: LivedIn;
let call: TestFetch;
/** Names of drafts that some test has seen in the browser's storage. */
const seen = new Set<string>();

beforeAll(async () => {
  pages = await builtPages();
  browser = await launchOfficeChromium();
  city = await liveIn(pages.console);
  call = fetchWith(() => city.server.url, city.cookie);
  const draft = { name: SECOND_PERSON, roles: ['editor'], screenIds: null };
  expect((await call('/api/people', postJson(draft))).ok).toBe(true);
  const { id } = await screen();
  const [from, to] = [AFTERNOON - 6 * 60 * MINUTE_MS, AFTERNOON - 5 * 60 * MINUTE_MS];
  const line = { from, to, cause: 'led_off', text: 'Thay nguồn' };
  expect((await call(`/api/screens/${id}/screen-log`, postJson(line))).ok).toBe(true);
}, 120_000);
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await city[Symbol.asyncDispose]();
});

const read = async <T>(path: string, schema: z.ZodType<T>) => schema.parse(await (await call(path)).json());
const put = async (path: string, body: object) => {
  const response = await call(path, { ...postJson(body), method: 'PUT' });
  expect([path, response.status]).toEqual([path, 200]);
};
const screen = async () => {
  const [first] = await read('/api/screen-settings', z.array(Screen));
  if (first === undefined) throw new Error('the seed has no screen');
  return first;
};
const person = async () => {
  const all = await read('/api/people', z.array(PersonRecord));
  const found = all.find(({ name }) => name === SECOND_PERSON);
  if (found === undefined) throw new Error('the second person is missing');
  return found;
};

async function keptIn(page: Page): Promise<string[]> {
  const kept = await page.evaluate(() => Object.entries(sessionStorage));
  for (const [name] of kept) seen.add(name.slice(DRAFT.length));
  return kept.map(([, text]) => text);
}

async function enter(page: Page): Promise<void> {
  await signIn(page, ADMIN);
  await page.getByText('Đang nhận số liệu trực tiếp').waitFor();
}

describe('what was typed', () => {
  it('is in every form again after the session ran out and the server restarted, and after the network was gone', async () => {
    let isCut = false;
    await using opened = await openPage(browser, `${city.server.url}/`, {
      serverNow: () => AFTERNOON,
      beforeOpen: async (page) => {
        await page.clock.setFixedTime(AFTERNOON);
        await page.route('**/api/**', (route) => (isCut ? route.abort() : route.fallback()));
      },
    });
    const { page } = opened;
    // As by a link of the console: what a page kept in memory is gone, what is in the tab's storage is not.
    const goTo = async ({ address, open }: (typeof VISITS)[number]) => {
      await page.evaluate(() => history.pushState({}, '', '/lich'));
      await page.getByRole('heading', { level: 1, name: 'Lịch' }).waitFor();
      await page.evaluate((to) => history.pushState({}, '', to), address);
      await open?.(page);
    };
    await enter(page);
    for (const visit of VISITS) {
      await goTo(visit);
      for (const { name, fields, texts } of visit.forms)
        for (const [index, field] of fields.entries())
          await field(page).fill(texts?.[index] ?? `Gõ dở ${name} ${index}`);
    }
    await keptIn(page);

    await page.context().clearCookies();
    await city.server.restart();
    await page.reload();
    await enter(page);
    for (const visit of VISITS) {
      await goTo(visit);
      for (const { name, fields, texts } of visit.forms)
        for (const [index, field] of fields.entries()) {
          const was = texts?.[index] ?? `Gõ dở ${name} ${index}`;
          await expect
            .poll(() => field(page).inputValue(), {
              message: `${name}, field ${index}`,
              timeout: PATIENCE_MS,
            })
            .toBe(was);
        }

      isCut = true;
      await page.context().setOffline(true);
      for (const { name, fields, send, texts } of visit.forms) {
        const [field] = fields;
        if (field === undefined) throw new Error(`${name} has no field`);
        const cut = texts?.[0] ?? `Gõ lúc mất mạng: ${name}`;
        await field(page).fill(cut);
        if (send !== undefined) {
          await send(page).click();
          await page.getByText('Chưa gửi được tới máy chủ vì mất kết nối.').first().waitFor();
        }
        expect([name, await field(page).inputValue()]).toEqual([name, cut]);
        // What a reload reads, as the first half of this test has shown.
        expect(
          (await keptIn(page)).filter((text) => text.includes(JSON.stringify(cut).slice(1, -1))),
        ).not.toEqual([]);
      }
      await page.context().setOffline(false);
      isCut = false;
    }
  }, 600_000);

  it('is there again in the form of the first start, but for the secrets', async () => {
    await using server = await startTestServer({ pages });
    await using opened = await openPage(browser, `${server.url}/#/thiet-lap/${server.setupCode}`);
    const { page } = opened;
    await page.getByLabel('Họ tên của bạn').fill('Trần Thị Gõ');
    await page.getByLabel('Mật khẩu', { exact: true }).fill('một bí mật dài');
    await server.restart();
    // The code is another one after each start.
    await page.goto('about:blank');
    await page.goto(`${server.url}/#/thiet-lap/${server.setupCode}`);
    await expect
      .poll(() => page.getByLabel('Họ tên của bạn').inputValue(), { timeout: PATIENCE_MS })
      .toBe('Trần Thị Gõ');
    expect((await keptIn(page)).join()).not.toContain('bí mật');
  });
});

interface Shared {
  readonly address: string;
  readonly open?: (page: Page) => Promise<void>;
  /** The later of two: types. */
  readonly type: (page: Page) => Promise<void>;
  /** The earlier of two: saves meanwhile. */
  readonly colleague: () => Promise<void>;
  readonly save: string;
  readonly sentence: string;
  readonly typed: (page: Page) => Promise<string>;
  readonly text: string;
  /** Saves on top, or takes what is saved; and what then holds. */
  readonly afterwards: (page: Page) => Promise<void>;
}

const press = async (page: Page, name: string) =>
  await page.getByRole('button', { name, exact: true }).click();
const KEEP = 'Giữ bản của tôi để lưu';
const SOMEBODY = 'Người khác vừa lưu trong khi bạn đang sửa.';

/** Route whose body names what it was based on → the two people at it. */
const SHARED: Readonly<Record<string, Shared>> = {
  saveOrganisation: {
    address: '/cai-dat',
    type: (page) => page.getByLabel('Địa danh trong văn bản').fill('Ngã Bảy của tôi'),
    colleague: async () => {
      const { organisation } = await read('/api/settings', ServerSettings);
      const before = organisation?.names ?? [];
      const names = before.map(({ capsName: _caps, untilDate, ...draft }) => ({
        ...draft,
        ...(untilDate === null ? { documentSymbol: 'BC-PHƯỜNG' } : {}),
      }));
      await put('/api/organisation', { before, names });
    },
    save: 'Lưu tên đơn vị',
    sentence: 'Có người vừa đổi tên đơn vị. Điều bạn gõ vẫn còn',
    typed: (page) => page.getByLabel('Địa danh trong văn bản').inputValue(),
    text: 'Ngã Bảy của tôi',
    afterwards: async (page) => {
      await press(page, KEEP);
      await press(page, 'Lưu tên đơn vị');
      await page.getByText('Đã lưu tên đơn vị.').waitFor();
    },
  },
  saveScreen: {
    address: '/man-hinh',
    type: (page) => page.getByLabel('Tên màn hình').fill('Vòng xoay của tôi'),
    colleague: async () => {
      const { id, ...before } = await screen();
      const draft = { ...before, name: 'Vòng xoay của người kia', offsetXPx: 8 };
      await put(`/api/screens/${id}`, { before: { id, ...before }, draft });
    },
    save: 'Lưu và phát từ phút tới',
    sentence: SOMEBODY,
    typed: (page) => page.getByLabel('Tên màn hình').inputValue(),
    text: 'Vòng xoay của tôi',
    afterwards: async (page) => {
      const differs = page.getByRole('row').filter({ hasText: 'Tên màn hình' });
      expect(await differs.getByRole('cell').allInnerTexts()).toEqual([
        'Vòng xoay của tôi',
        'Vòng xoay của người kia',
      ]);
      await press(page, KEEP);
      await press(page, 'Lưu và phát từ phút tới');
      await page.getByText(/Đã lưu: bản lịch phát số/).waitFor();
      // What the later one never touched stays as the earlier one saved it.
      expect(await screen()).toMatchObject({ name: 'Vòng xoay của tôi', offsetXPx: 8 });
    },
  },
  changePerson: {
    address: '/nguoi-dung',
    open: (page) => personRow(page, SECOND_PERSON).getByRole('button', { name: 'Sửa' }).click(),
    type: (page) => page.getByRole('dialog').getByLabel('Kiểm tra').check(),
    colleague: async () => {
      const { id, name, roles, screenIds } = await person();
      const before = { name, roles, screenIds };
      await put(`/api/people/${id}`, { before, draft: { ...before, roles: ['operator'] } });
    },
    save: 'Lưu',
    sentence: SOMEBODY,
    typed: async (page) =>
      (
        await page.getByRole('dialog').getByRole('checkbox', { checked: true }).allInnerTexts()
      ).length.toString(),
    text: '0',
    afterwards: async (page) => {
      await press(page, 'Lấy bản đã lưu');
      await expect
        .poll(() => page.getByRole('dialog').getByLabel('Vận hành').isChecked(), { timeout: PATIENCE_MS })
        .toBe(true);
      expect((await person()).roles).toEqual(['operator']);
    },
  },
  saveItem: {
    address: `/noi-dung/${WAITING}`,
    type: (page) => page.getByLabel('Đơn vị đề nghị').fill('Phòng của tôi'),
    colleague: async () => {
      const { revision, title, category, purpose, versions } = await read(`/api/items/${WAITING}`, ItemFile);
      const newest = versions.at(-1);
      const draft = { title, category, purpose, content: newest?.content, durationMs: 12_000 };
      await put(`/api/items/${WAITING}`, {
        basedOn: revision,
        draft: { ...draft, grounds: newest?.grounds },
      });
    },
    save: 'Lưu nháp',
    sentence: 'vừa lưu trước. Khác nhau:',
    typed: (page) => page.getByLabel('Đơn vị đề nghị').inputValue(),
    text: 'Phòng của tôi',
    afterwards: async (page) => {
      await press(page, 'Giữ bản của tôi và lưu');
      await expect
        .poll(
          async () => (await read(`/api/items/${WAITING}`, ItemFile)).versions.at(-1)?.grounds.department,
          {
            timeout: PATIENCE_MS,
          },
        )
        .toBe('Phòng của tôi');
    },
  },
};

/** Two people at a playlist: playlist-editing.test.ts, where there is more to see of both. */
const ELSEWHERE = ['savePlaylist'];
/** Saves without a word of what was there before, and why none is written over. */
const SINGLE = {
  setApprovalPolicy: 'each rule is sent by itself',
  changePassword: 'nobody else has it',
  saveAlertWebhook:
    'one address with its secret, never read back: the last one wins, both are in the audit trail',
};

describe('two people at once', () => {
  it.each(Object.entries(SHARED))(
    '%s: the later one is told in a sentence, still has what was typed, and chooses',
    async (_route, { address, open, type, colleague, save, sentence, typed, text, afterwards }) => {
      await using opened = await openAt(browser, city, address);
      const { page } = opened;
      await open?.(page);
      await type(page);
      const before = await typed(page);
      await colleague();
      const button = page.getByRole('button', { name: save, exact: true });
      // The page may have heard of it already, and then it does not even offer to write over it.
      const told = page.getByText(sentence).first();
      await button.click({ timeout: 3_000 }).catch(() => undefined);
      await told.waitFor();
      expect(await typed(page)).toBe(before);
      if (text !== '0') expect(before).toBe(text);
      await afterwards(page);
    },
    60_000,
  );

  it('the reason of a return stays when somebody else deals with the item first', async () => {
    const file = await read(`/api/items/${WAITING}`, ItemFile);
    const version = file.versions.at(-1)?.version;
    await call(`/api/items/${WAITING}/submission`, postJson({ version }));
    await using opened = await openAt(browser, city, '/duyet');
    const { page } = opened;
    await page.getByRole('button', { name: /^Trả lại: / }).click();
    await page.getByLabel('Lý do trả lại').fill('Sai tên cơ quan');
    await call(`/api/items/${WAITING}/return`, postJson({ version, reason: 'Thiếu dấu' }));
    await page.reload();
    await page.getByText(/vừa được người khác xử lý trong khi bạn đang viết lý do/).waitFor();
    expect(await page.getByLabel('Lý do trả lại').inputValue()).toBe('Sai tên cơ quan');
    await press(page, 'Bỏ lý do này');
    await page.getByLabel('Lý do trả lại').waitFor({ state: 'detached' });
  });
});

describe('the list of forms', () => {
  const root = fileURLToPath(new URL('../../server/console', import.meta.url));
  const sources = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ file: relative(root, path), text: readFileSync(path, 'utf8') }));
  const FIELD =
    /<(?:\w*Input|Textarea|\w*Select|Checkbox|Radio|Switch|Chip|SegmentedControl|\w*Picker|DateField|FileButton|Autocomplete|Slider|input|textarea|select|form)\b/;

  it('has every file with a field, or says why nothing can be lost in it', () => {
    const listed = new Set(VISITS.flatMap(({ forms }) => forms.flatMap(({ files }) => files)));
    const known = [...listed, SETUP, ...Object.keys(NOTHING_TYPED)].sort();
    expect(
      sources
        .filter(({ text }) => FIELD.test(text))
        .map(({ file }) => file)
        .sort(),
    ).toEqual(known);
    expect(Object.keys(NOTHING_TYPED).filter((file) => listed.has(file))).toEqual([]);
  });

  it('fills every draft that the sources keep', () => {
    const names = sources
      .filter(({ file }) => file !== 'kept-draft.ts')
      .flatMap(({ text }) => [...text.matchAll(/useKept(?:Draft)?(?:<\w+>)?\(\s*([^,]+),/g)])
      .map(([, name = '']) => name)
      .concat(
        sources.flatMap(({ text }) => text.match(/(?<=return )`return\/.*`|(?<==> )`return\/.*`/g) ?? []),
      );
    expect(names.length).toBeGreaterThan(20);
    const quoted = names.filter((name) => /^['`]/.test(name)).map((name) => name.slice(1, -1));
    const missing = quoted
      .filter((name) => !CHOICES.includes(name))
      .filter((name) => {
        const pattern = new RegExp(`^${name.replaceAll(/\$\{[^}]*\}/g, '.*')}$`);
        return ![...seen].some((one) => pattern.test(one));
      });
    expect(missing).toEqual([]);
    // Named by a function: of the list chosen for an item (a choice, not typed), of a playlist, of a return.
    expect(names.filter((name) => !/^['`]/.test(name)).sort()).toEqual([
      'listDraftOf(file?.id)',
      'name',
      'nameOfDraft(playlist',
      'nameOfReturn(entry)',
    ]);
    expect([...seen].filter((name) => /^(?:playlist|return)\//.test(name)).length).toBeGreaterThanOrEqual(2);
  });

  it('has two people at everything that is saved over something', () => {
    const bodyOf = (route: RouteDeclaration) => (route.body instanceof z.ZodObject ? route.body.shape : {});
    const puts = Object.entries(ROUTES)
      .filter(([, { method }]) => method === 'put')
      .map(([name, route]) => ({ name, body: bodyOf(route as RouteDeclaration) }));
    const known = puts.filter(({ body }) => 'before' in body || 'basedOn' in body).map(({ name }) => name);
    expect(known.sort()).toEqual([...Object.keys(SHARED), ...ELSEWHERE].sort());
    const others = puts.map(({ name }) => name).filter((name) => !known.includes(name));
    expect(others.sort()).toEqual(Object.keys(SINGLE).sort());
  });
});
