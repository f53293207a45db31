// The office's own flows with a real server, the real player on its wall and the real console, each done once by hand and
// once by keyboard alone: pair a player and put its picture right (f), words from the desk over approval to the wall (b), an
// urgent notice, who missed it, and back (e). The picture of the preview is, pixel for pixel, the one on the wall.

import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { describe, type ExpectStatic, it } from 'vitest';
import { z } from 'zod';
import { ItemFile } from '../../content/model/api/editing.ts';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { Screen } from '../../content/model/screen.ts';
import { openAs } from '../console/console-page.ts';
import { countDifferingPixels } from '../console/pixels.ts';
import { look } from '../support/flow-pictures.ts';
import { type Actor, Hand } from '../support/hand.ts';
import { Keyboard, walkAround } from '../support/keyboard.ts';
import { addPeople, SCREEN } from '../support/people.ts';
import { fetchWith, postJson, startTestServer, type TestFetch } from '../support/server.ts';
import { openOfficeSuite } from './office-suite.ts';

const PATIENCE_MS = Number(process.env['PATIENCE'] ?? 150_000);
const SLOGAN = 'Chung tay cải cách hành chính';
const LIST = 'Khẩu hiệu trong ngày';
const AWAY = 'Màn hình chợ nổi';
const WALL = 'Màn hình LED vòng xoay trung tâm';

const suite = openOfficeSuite();

const WithId = z.looseObject({ id: z.string() });
const SETTINGS = z.array(Screen);

/** What the office has before: a list that shows often, a prepared notice, and a second screen whose PC is not there. */
async function prepareOffice(admin: TestFetch): Promise<void> {
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
    const response = await admin(path, init);
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  };
  const [first] = SETTINGS.parse(await ask('/api/screen-settings'));
  if (first === undefined) throw new Error('the seed has no screen');
  const { id: _id, brightness: _brightness, ...screen } = first;
  // Whatever the hour: a wall that is dimmed for the night is another picture.
  await ask(`/api/screens/${SCREEN}`, { ...postJson({ before: first, draft: screen }), method: 'PUT' });
  await ask('/api/screens', postJson({ ...screen, name: AWAY }));
  const grounds = { document: '', department: '', validUntil: null };
  const draft = {
    title: 'Khẩu hiệu đang bàn',
    category: 'propaganda',
    purpose: 'programme',
    content: { kind: 'slogan', text: 'Đang bàn' },
    durationMs: 15_000,
    grounds,
  };
  // A list needs something in it; a draft is not shown.
  const undecided = WithId.parse(await ask('/api/items', postJson(draft)));
  const days = [1, 2, 3, 4, 5, 6, 7];
  await ask(
    '/api/playlists',
    postJson({
      name: LIST,
      category: 'propaganda',
      itemIds: [undecided.id],
      guarantee: { showingsPerHour: 60, scope: 'per_item', placement: 'spread' },
      activity: { fromDate: null, untilDate: null, hours: [{ days, fromMinute: 0, untilMinute: 1440 }] },
      screenIds: [SCREEN],
    }),
  );
  const policy = { ownWork: true, typedNoticeBySecond: false, mostNoticeMinutes: 60 };
  await ask('/api/approval-policy', { ...postJson(policy), method: 'PUT' });
  const notice = WithId.parse(
    await ask(
      '/api/items',
      postJson({
        ...draft,
        title: 'Bão gần bờ',
        category: 'announcement',
        purpose: 'notice',
        content: { kind: 'slogan', text: 'Bão sắp đổ bộ. Bà con hãy ở trong nhà.' },
      }),
    ),
  );
  await ask(`/api/items/${notice.id}/submission`, postJson({ version: 1 }));
  await ask(`/api/items/${notice.id}/approval`, postJson({ version: 1 }));
}

interface Stage {
  /** Of the test itself: two run beside each other. */
  readonly expect: ExpectStatic;
  readonly actor: () => Actor;
  readonly way: string;
  readonly open: (id: string, path: string) => ReturnType<typeof openAs>;
  readonly call: TestFetch;
  readonly wall: Page;
}

const region = (page: Page, name: string) => page.getByRole('region', { name });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** Where the picture lies on the output. */
async function placeOf(wall: Page, selector: string): Promise<string> {
  const box = await wall.locator(selector).first().boundingBox();
  return `${box?.x ?? -1},${box?.y ?? -1}`;
}

async function pairAndPutRight({ expect, actor, way, open, wall }: Stage): Promise<void> {
  const me = actor();
  await using desk = await open('hanh', '/');
  const { page } = desk;
  await me.press(page.getByRole('link', { name: 'Màn hình', exact: true }));
  const waiting = region(page, 'Máy đang chờ ghép');
  await waiting.getByText('800 × 600 điểm ảnh').waitFor({ timeout: PATIENCE_MS });

  await me.press(waiting.getByRole('button', { name: 'Hiện số trên màn hình' }));
  await wall.locator('#pairing.giant').waitFor({ timeout: PATIENCE_MS });
  const number = await wall.locator('#pairing b').textContent();
  await waiting.getByText(`đang hiện số ${number}`).waitFor({ timeout: PATIENCE_MS });
  await look(page, `${way}-f1-number`);
  // The code is still on the wall: it is what has to be typed now.
  await look(wall, `${way}-f1-wall`);
  const code = wall.locator('#pairing strong');
  expect(await code.isVisible()).toBe(true);
  await me.type(waiting.getByLabel('Mã trên màn hình'), (await code.textContent()) ?? '');
  await me.press(waiting.getByRole('button', { name: 'Ghép máy' }));
  await page.getByText(/Đã ghép\./).waitFor({ timeout: PATIENCE_MS });
  await wall.locator('#pairing').waitFor({ state: 'hidden', timeout: PATIENCE_MS });

  const screen = region(page, WALL);
  await expect
    .poll(
      async () => {
        if (await wall.locator('canvas.overlay').isVisible()) return true;
        // Forgotten where the wall is not there yet: then it is pressed again.
        await me.press(screen.getByRole('button', { name: 'Hiện hình kiểm tra' }));
        const shown = wall.locator('canvas.overlay').waitFor({ timeout: 1_000 });
        return await shown.then(
          () => true,
          () => false,
        );
      },
      { timeout: PATIENCE_MS, interval: 500 },
    )
    .toBe(true);
  await screen.getByText(/Đủ viền trắng bốn cạnh/).waitFor();
  const pad = screen.getByRole('button', { name: 'Sang phải' });
  for (let step = 0; step < 3; step += 1) await me.strike(pad, 'ArrowRight');
  await me.strike(pad, 'Shift+ArrowDown');
  // Live: the card has moved, the content has not, and nothing is saved.
  await expect.poll(() => placeOf(wall, 'canvas.overlay'), { timeout: PATIENCE_MS }).toBe('3,10');
  expect(await placeOf(wall, 'canvas:not(.overlay)')).toBe('0,0');
  await look(page, `${way}-f2-card`);
  await look(wall, `${way}-f2-wall`);
  await me.press(screen.getByRole('button', { name: 'Lưu và phát từ phút tới' }));
  await screen.getByText(/Đã lưu: bản lịch phát số/).waitFor();
  // The card has done its work: what is due comes back at once.
  await wall.locator('canvas.overlay').waitFor({ state: 'hidden', timeout: PATIENCE_MS });
  process.stdout.write(me.cost.tell(`flow (f) ${way}, a player paired and its picture put right`));
  if (me instanceof Keyboard) expect(await walkAround(page)).toBeGreaterThan(20);
  expect(desk.complaints).toEqual([]);
}

/** From the desk over the approver to the first showing. */
async function writeAndApprove({ expect, actor, way, open, call, wall }: Stage): Promise<void> {
  const [lan, minh] = [actor(), actor()];
  const words = `${SLOGAN} ${way === 'by hand' ? 'nhé' : 'đi'}`;
  await using desk = await open('lan', '/');
  const { page } = desk;
  await lan.press(page.getByRole('link', { name: 'Nội dung', exact: true }));
  await lan.press(page.getByRole('link', { name: 'Soạn nội dung mới' }));
  await lan.type(page.getByLabel('Lời trên màn hình'), words);
  const drawn = region(page, 'Hình sẽ lên màn hình');
  await drawn
    .getByText('Đúng như trên màn hình')
    .or(drawn.getByText(/điểm ảnh/))
    .first()
    .waitFor();
  await lan.choose(page.getByRole('combobox', { name: 'Đưa vào danh sách phát' }), LIST);
  await page.getByText(/Giờ đầy nhất đã dùng .* Còn /).waitFor();
  await look(page, `${way}-b1-desk`);
  await lan.press(button(page, 'Gửi duyệt'));
  await page.getByText(/^Đã gửi duyệt/).waitFor();

  await using approver = await open('minh', '/');
  await minh.press(approver.page.getByRole('link', { name: /^Duyệt/ }));
  await approver.page.getByRole('article', { name: words }).getByRole('img').first().waitFor();
  await look(approver.page, `${way}-b2-queue`);
  await minh.press(button(approver.page, `Duyệt: ${words}`));
  expect(minh.cost.clicks).toBeLessThanOrEqual(2);
  const receipt = approver.page.getByRole('group', { name: `Đường đi của “${words}”` });
  const received = receipt.getByRole('listitem').filter({ hasText: 'Đã nhận' });
  await received.getByText('xong').waitFor({ timeout: PATIENCE_MS });
  await look(approver.page, `${way}-b3-receipt`);

  const files = z
    .array(z.looseObject({ id: z.string(), title: z.string() }))
    .parse(await (await call('/api/items')).json());
  const id = files.find(({ title }) => title === words)?.id ?? '';
  const file = ItemFile.parse(await (await call(`/api/items/${id}`)).json());
  const rendition = file.versions[0]?.renditions.find(({ widthPx }) => widthPx === 640);
  const asset = await call(`/assets/${rendition?.picture.sha256}`);
  const approved = PNG.sync.read(Buffer.from(await asset.arrayBuffer()));
  const isOnWall = async () =>
    countDifferingPixels(PNG.sync.read(await wall.screenshot()), approved, 1, { x: 3, y: 10 }) === 0;
  await expect.poll(isOnWall, { timeout: PATIENCE_MS, interval: 1_000 }).toBe(true);
  await look(wall, `${way}-b4-wall`);
  await receipt.getByText(/Đã phát lần đầu lúc \d\d:\d\d:\d\d trên/).waitFor({ timeout: PATIENCE_MS });
  process.stdout.write(lan.cost.tell(`flow (b) ${way}, from the desk to the wall`, minh.cost));
  // What the desk still draws beside the words is what hangs there.
  const differsFromPreview = async () => {
    const preview = PNG.sync.read(await drawn.locator('canvas').screenshot());
    return countDifferingPixels(preview, approved, 1, { x: 0, y: 0 });
  };
  await expect.poll(differsFromPreview, { timeout: PATIENCE_MS }).toBe(0);
  await look(approver.page, `${way}-b5-shown`);
  if (lan instanceof Keyboard) {
    expect(await walkAround(page)).toBeGreaterThan(15);
    expect(await walkAround(approver.page)).toBeGreaterThan(15);
  }
  expect([...desk.complaints, ...approver.complaints]).toEqual([]);
}

async function interrupt({ expect, actor, way, open, wall }: Stage): Promise<void> {
  const me = actor();
  await using desk = await open('hanh', '/');
  const { page } = desk;
  await me.press(page.getByRole('link', { name: 'Tin khẩn' }));
  const panel = region(page, 'Phát tin khẩn');
  await me.press(panel.getByRole('radio', { name: 'Bão gần bờ' }));
  const picture = panel.getByRole('img').first();
  await picture.waitFor();
  await look(page, `${way}-e1-order`);
  await me.hold(panel.getByRole('button', { name: 'Giữ 2 giây để phát' }));
  const running = region(page, 'Đang và sắp diễn ra');
  await running.getByText(`1/2 màn hình đang hiện · 1 chưa tới: ${AWAY}`).waitFor({ timeout: PATIENCE_MS });
  const banner = page.getByRole('region', { name: 'Tin khẩn', exact: true });
  await banner.getByText(/ĐANG PHÁT TIN KHẨN.*còn (30:00|29:\d\d) · 1\/2 màn hình đang hiện/).waitFor();
  await look(page, `${way}-e2-running`);
  await look(wall, `${way}-e2-wall`);

  await me.press(banner.getByRole('button', { name: /^Thêm 15 phút/ }));
  await banner.getByText(/còn 4[45]:\d\d/).waitFor({ timeout: PATIENCE_MS });
  await me.press(banner.getByRole('button', { name: /^Dừng ngay/ }));
  await banner.waitFor({ state: 'hidden', timeout: PATIENCE_MS });
  const past = region(page, '30 ngày qua');
  await past.getByText(`1/2 màn hình đã nhận · 1 chưa tới: ${AWAY}`).waitFor({ timeout: PATIENCE_MS });
  await past.getByText('đã hết, đã trở lại').waitFor({ timeout: PATIENCE_MS });
  await look(page, `${way}-e3-over`);
  process.stdout.write(me.cost.tell(`flow (e) ${way}, a notice shown, prolonged and stopped`));
  if (me instanceof Keyboard) expect(await walkAround(page)).toBeGreaterThan(20);
  expect(desk.complaints).toEqual([]);
}

const WAYS = [
  { way: 'by hand', actor: () => new Hand() },
  { way: 'by keyboard', actor: () => new Keyboard() },
] as const;

describe.concurrent('the flows of the office', () => {
  it.for(WAYS)(
    'goes from the paired player over approval to the wall and through a notice, $way',
    { timeout: 8 * MINUTE_MS },
    async ({ way, actor }, { expect }) => {
      let cookies = new Map<string, string>();
      await using server = await startTestServer({
        pages: suite.pages,
        prepare: async (dataDir) => {
          cookies = await addPeople(dataDir, [
            { id: 'tong', name: 'Võ Văn Tòng', roles: ['admin', 'editor', 'approver'], screenIds: null },
            { id: 'hanh', name: 'Phạm Thị Hạnh', roles: ['operator'], screenIds: null },
            { id: 'lan', name: 'Trần Thị Lan', roles: ['editor'], screenIds: null },
            { id: 'minh', name: 'Lê Văn Minh', roles: ['approver'], screenIds: null },
          ]);
        },
      });
      const call = fetchWith(() => server.url, cookies.get('tong') ?? '');
      await prepareOffice(call);
      const wall = await suite.browser.newPage({ viewport: { width: 800, height: 600 } });
      const faults: string[] = [];
      wall.on('pageerror', (fault) => faults.push(String(fault)));
      await wall.goto(`${server.url}/player/`);
      const open = async (id: string, path: string) => {
        const opened = await openAs(suite.browser, server.url, cookies.get(id) ?? '', path);
        opened.page.setDefaultTimeout(PATIENCE_MS);
        return opened;
      };
      const stage: Stage = { expect, way, actor, open, call, wall };
      await pairAndPutRight(stage);
      await writeAndApprove(stage);
      await interrupt(stage);
      expect(faults).toEqual([]);
      await wall.context().close();
    },
  );
});
