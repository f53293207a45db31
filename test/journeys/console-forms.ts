// Every place of the console where somebody types, and how a test gets there. Judged against the sources by
// nothing-typed-lost.test.ts: a file with a field, or a kept draft, that is not here fails it.

import type { Locator, Page } from 'playwright-core';

/** The item that waits for approval, and one more. */
export const WAITING = 'bon-tai-cho';
export const SECOND_PERSON = 'Lê Văn Tám';

export interface Form {
  readonly name: string;
  /** Where its fields are written, below server/console. */
  readonly files: readonly string[];
  readonly fields: readonly ((page: Page) => Locator)[];
  /** What is typed where not any words will do. */
  readonly texts?: readonly string[];
  /** Sends it: pressed while there is no network. */
  readonly send?: (page: Page) => Locator;
}

interface Visit {
  readonly address: string;
  /** What has to be clicked before the fields are there. */
  readonly open?: (page: Page) => Promise<void>;
  readonly forms: readonly Form[];
}

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name, exact: true });
const labelled = (label: string) => (page: Page) => page.getByLabel(label);
const inRegion = (name: string, label: string) => (page: Page) => region(page, name).getByLabel(label);
const inDialog = (label: string) => (page: Page) => page.getByRole('dialog').getByLabel(label);

/** A click that opens what is not open yet. */
const unless = (shown: (page: Page) => Locator, opener: (page: Page) => Locator) => async (page: Page) => {
  await shown(page).or(opener(page)).first().waitFor();
  if (!(await shown(page).isVisible())) await opener(page).first().click();
};

const choose = async (page: Page, label: string, option: string) => {
  const field = page.getByRole('combobox', { name: label, exact: true });
  await field.waitFor();
  if ((await field.inputValue()) === option) return;
  await field.click();
  await page.getByRole('option', { name: option }).click();
};

const ORDER = 'parts/order-frame.tsx';
const DOCUMENT = 'Số văn bản (nếu có)';

export const VISITS: readonly Visit[] = [
  {
    address: '/noi-dung/moi',
    open: (page) => choose(page, 'Dạng', 'Bảng số liệu'),
    forms: [
      {
        name: 'a new item, with rows and a date that are half typed',
        files: ['parts/item-form.tsx', 'parts/studio/media-fields.tsx', 'parts/date-field.tsx'],
        fields: [labelled('Tên gọi trong nội bộ'), labelled('Các dòng'), labelled('Số liệu tính đến ngày')],
        texts: ['Gõ dở', 'Ngã Bảy: 55\nĐại Thành', '12/0'],
      },
    ],
  },
  {
    address: `/noi-dung/${WAITING}`,
    forms: [
      {
        name: 'an item',
        files: [
          'parts/item-form.tsx',
          'parts/studio/slogan-fields.tsx',
          'parts/studio/service-fields.tsx',
          'parts/studio/words-field.tsx',
        ],
        fields: [labelled('Đơn vị đề nghị')],
        send: button('Lưu nháp'),
      },
    ],
  },
  {
    address: '/danh-sach-phat',
    forms: [
      {
        name: 'a playlist',
        files: ['parts/playlists/playlist-form.tsx', 'parts/hours-editor.tsx'],
        fields: [labelled('Tên danh sách')],
        send: button('Lưu và phát từ phút tới'),
      },
    ],
  },
  {
    address: '/man-hinh',
    forms: [
      {
        name: 'a screen: its facts, hours, brightness and floors',
        files: [
          'parts/screens/screen-form.tsx',
          'parts/screens/brightness-fields.tsx',
          'parts/hours-editor.tsx',
        ],
        fields: [labelled('Tên màn hình')],
        send: button('Lưu và phát từ phút tới'),
      },
      {
        name: 'the code of a player that waits',
        files: ['parts/screens/pending-players.tsx'],
        fields: [labelled('Mã trên màn hình')],
        texts: ['KXN7-QF4M'],
        send: button('Ghép máy'),
      },
    ],
  },
  {
    address: '/cai-dat',
    forms: [
      {
        name: 'the names of the office',
        files: ['parts/settings/organisation-panel.tsx'],
        fields: [labelled('Đơn vị cấp trên')],
        send: button('Lưu tên đơn vị'),
      },
    ],
  },
  {
    address: '/ban-giao',
    forms: [{ name: 'a handover', files: ['pages/handover-page.tsx'], fields: [labelled('Ghi chú')] }],
  },
  {
    address: '/tin-khan',
    forms: [
      {
        name: 'an urgent notice',
        files: [ORDER, 'parts/order-panels.tsx'],
        fields: [inRegion('Phát tin khẩn', DOCUMENT)],
      },
      {
        name: 'a blackout',
        files: [ORDER, 'parts/order-panels.tsx'],
        fields: [inRegion('Tắt hình', 'Lý do'), inRegion('Tắt hình', DOCUMENT)],
      },
      {
        name: 'a yield',
        files: [ORDER, 'parts/order-panels.tsx'],
        fields: [
          inRegion('Nhường màn hình', 'Nhường cho ai'),
          inRegion('Nhường màn hình', 'Lý do'),
          inRegion('Nhường màn hình', DOCUMENT),
        ],
      },
      {
        name: 'an order of suspension',
        files: [ORDER, 'parts/suspension-panel.tsx'],
        fields: [inRegion('Tạm dừng theo văn bản', 'Số văn bản')],
      },
    ],
  },
  {
    address: '/nguoi-dung',
    open: (page) => page.getByRole('button', { name: 'Thêm người' }).click(),
    forms: [
      {
        name: 'a new account',
        files: ['parts/people/person-editor.tsx'],
        fields: [inDialog('Họ tên')],
      },
    ],
  },
  {
    address: '/nguoi-dung',
    open: (page) => personRow(page, SECOND_PERSON).getByRole('button', { name: 'Sửa' }).click(),
    forms: [
      {
        name: 'an account',
        files: ['parts/people/person-editor.tsx'],
        fields: [inDialog('Họ tên')],
        send: (page) => page.getByRole('dialog').getByRole('button', { name: 'Lưu', exact: true }),
      },
    ],
  },
  {
    address: '/duyet',
    open: unless(labelled('Lý do trả lại'), (page) => page.getByRole('button', { name: /^Trả lại: / })),
    forms: [
      {
        name: 'the reason of a return',
        files: ['pages/approvals-page.tsx'],
        fields: [labelled('Lý do trả lại')],
        send: button('Gửi trả lại'),
      },
    ],
  },
  {
    address: '/bang-chung',
    open: unless(labelled('Vì sao rút lại'), button('Rút lại')),
    forms: [
      {
        name: 'a line of the LED log',
        files: ['parts/evidence/declarations.tsx'],
        fields: [labelled('Ghi rõ')],
      },
      {
        name: 'why a declaration is withdrawn',
        files: ['parts/evidence/declarations.tsx'],
        fields: [labelled('Vì sao rút lại')],
        send: (page) => button('Rút lại')(page).last(),
      },
      {
        name: 'the keys a file is checked against',
        files: ['parts/evidence/bundle-check.tsx'],
        fields: [labelled('Mã khóa trên biên bản lắp đặt')],
      },
    ],
  },
  {
    address: '/ket-qua-phat',
    open: async (page) => {
      await choose(page, 'Dạng tệp', 'Mẫu ngẫu nhiên (PDF)');
    },
    forms: [
      {
        name: 'the seed of a sample',
        files: ['parts/downloads.tsx'],
        fields: [labelled('Số gốc do người kiểm tra chọn')],
        send: button('Tải về'),
      },
    ],
  },
  {
    address: '/ket-qua-phat',
    open: (page) => page.getByRole('button', { name: /^23\/11\/2026, 9 giờ/ }).click(),
    forms: [
      {
        name: 'a note on an hour',
        files: ['parts/results/hour-notes.tsx'],
        fields: [inDialog('Thêm giải trình')],
        send: button('Ghi giải trình'),
      },
      {
        name: 'the caption of a photograph',
        files: ['parts/results/hour-photographs.tsx'],
        fields: [inDialog('Mã trên ảnh'), inDialog('Giờ chụp')],
        texts: ['7KX4', '09:20'],
      },
    ],
  },
  {
    address: '/kho-tep',
    open: async (page) => {
      const lines = page.getByLabel('Các khẩu hiệu');
      if ((await lines.inputValue()) === '') await lines.fill('Nộp hồ sơ tại nhà, nhận kết quả qua bưu điện');
      await page.getByRole('button', { name: 'Xem thử' }).click();
      await page.getByLabel('Số văn bản của các dòng này').waitFor();
    },
    forms: [
      {
        name: 'slogans to be imported',
        files: ['parts/studio/slogan-import.tsx'],
        fields: [labelled('Các khẩu hiệu'), labelled('Số văn bản của các dòng này')],
        send: button('Xem thử'),
      },
    ],
  },
];

export function personRow(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ hasText: name });
}

const SECRET = 'a password, never put by in the browser';
const LOOKING = 'chooses what is looked at; nothing is sent';
const CLICK = 'one click, sent at once';
const READ_ONLY = 'read only, to be copied';

/** Files with a field in which nothing can be lost, and why. */
export const NOTHING_TYPED: Readonly<Record<string, string>> = {
  'pages/account-page.tsx': SECRET,
  'pages/password-page.tsx': SECRET,
  'pages/sign-in-page.tsx': SECRET,
  'parts/new-password.tsx': SECRET,
  'pages/calendar-page.tsx': LOOKING,
  'pages/evidence-page.tsx': LOOKING,
  'pages/items-page.tsx': LOOKING,
  'pages/people-page.tsx': LOOKING,
  'pages/playlists-page.tsx': LOOKING,
  'pages/results-page.tsx': LOOKING,
  'parts/calendar/airing-question.tsx': LOOKING,
  'parts/item-preview.tsx': LOOKING,
  'parts/overview/screen-board.tsx': LOOKING,
  'parts/results/hour-drawer.tsx': LOOKING,
  'parts/results/scope-fields.tsx': LOOKING,
  'parts/results/spot-checks.tsx': LOOKING,
  'parts/screens/screen-history.tsx': LOOKING,
  'parts/studio/led-preview.tsx': LOOKING,
  'parts/playlists/item-order.tsx': 'one number, after which the order is kept with the playlist',
  'parts/playlist-choice.tsx': 'one click, kept beside the item',
  'parts/settings/alert-panel.tsx':
    'a secret, and an address that may hold a password: kept in the memory of the page, put by nowhere (secret-typed.test.ts)',
  'parts/settings/approval-policy-panel.tsx': CLICK,
  'parts/signed-scan.tsx': CLICK,
  'parts/studio/drop-target.tsx': CLICK,
  'parts/studio/template-choice.tsx': 'one click, kept with the item',
  'parts/copy-field.tsx': READ_ONLY,
  'parts/chosen-items.tsx': LOOKING,
};

/** Kept by the same hook, filled by one click and not by typing. */
export const CHOICES: readonly string[] = [
  'handover/from',
  'handover/to',
  'order/notice/item',
  'order/suspension/screens',
  'pair/screen',
];
