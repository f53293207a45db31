// Two sheets for an inspector: the commissioning record with the fingerprints of all keys, so that a bundle need not vouch
// for itself, and a random sample of past showings from the inspector's own seed, to hold against street cameras.

import { createHash } from 'node:crypto';
import type { Content } from 'pdfmake/interfaces.js';
import type { DetailRow } from '../detail-row.ts';
import { localDateText, localTimeText } from '../local-text.ts';
import type { LedgerReader } from '../ledger-view.ts';
import { PROOF_SENTENCE } from '../wording.ts';
import type { PlayerKeyEntry, ServerKeyEntry } from './bundle.ts';
import { pdfOf, pdfTable } from './pdf-page.ts';
import { nameOf, periodText, type ReportDocument, rulesOf } from './report-document.ts';

export const SAMPLE_SIZE = 20;
/** Twenty rows fit one A4, whatever shape the canvas has and however long the title is. */
const PICTURE_PT: [number, number] = [62, 26];
const MOST_TITLE = 70;

const USES: Record<ServerKeyEntry['use'], string> = {
  programmes: 'bản lịch phát',
  seals: 'chốt sổ, kết quả, gói kiểm toán',
};

export async function commissioningPdf(
  document: ReportDocument,
  players: readonly PlayerKeyEntry[],
  server: readonly ServerKeyEntry[],
  readers: readonly LedgerReader[],
): Promise<Uint8Array> {
  const title = 'Biên bản lắp đặt';
  const screens = readers.map(({ view, programmes }) => {
    const screen = programmes.at(-1)?.screen;
    const size = screen === undefined ? '' : `${screen.widthPx} × ${screen.heightPx}`;
    const pitch = screen === undefined ? '' : `P${screen.pitchUm / 1_000}`;
    return [view.screenName, view.screenId, size, pitch, screen?.zone ?? '', '', ''];
  });
  const content: Content[] = [
    { text: document.organisation?.capsName ?? '', bold: true },
    {
      text: 'BIÊN BẢN LẮP ĐẶT MÀN HÌNH VÀ KHÓA XÁC THỰC',
      style: 'heading',
      alignment: 'center',
      margin: [0, 12, 0, 4],
    },
    { text: `Lập ngày …… tháng …… năm ………, tại ………………………………………`, alignment: 'center', margin: [0, 0, 0, 8] },
    {
      text: 'Mã khóa dưới đây là căn cứ để kiểm tra gói kiểm toán về sau: nhập các mã này vào trang kiểm tra. Giữ bản giấy ở nơi không do hệ thống quản lý.',
      margin: [0, 0, 0, 6],
    },
    { text: 'Màn hình', style: 'section' },
    pdfTable(
      {
        title: '',
        headings: [
          'Tên',
          'Mã',
          'Điểm ảnh',
          'Khoảng điểm',
          'Múi giờ',
          'Độ sáng đo (cd/m²)',
          'Số sê-ri bộ điều khiển',
        ],
        rows: screens,
      },
      ['*', 90, 60, 50, 80, 70, 90],
      8,
    ),
    { text: 'Khóa của máy chủ', style: 'section' },
    pdfTable(
      {
        title: '',
        headings: ['Mã khóa', 'Dùng cho', 'Khóa công khai (Ed25519, base64)'],
        rows: server.map(({ keyId, use, publicKey }) => [keyId, USES[use], publicKey]),
      },
      [110, 150, '*'],
      8,
    ),
    { text: 'Khóa của máy điều khiển LED', style: 'section' },
    pdfTable(
      {
        title: '',
        headings: ['Mã khóa', 'Màn hình', 'Loại', 'Ghép lúc', 'Gỡ lúc', 'Khóa công khai (base64)'],
        rows: players.map(({ keyId, screenId, algorithm, enrolledAt, endedAt, publicKey }) => {
          const rules = rulesOf(document, screenId);
          const end = endedAt === null ? '' : localTimeText(rules, endedAt);
          return [
            keyId,
            nameOf(document, screenId),
            algorithm,
            localTimeText(rules, enrolledAt),
            end,
            publicKey,
          ];
        }),
      },
      [96, 120, 48, 76, 76, '*'],
      7.5,
    ),
    { text: 'Kiểm tra khi lắp', style: 'section' },
    ...[
      'Bảng thử hiện đủ viền bốn cạnh, chữ “ẴỘỮ đĐ” rõ ở khoảng cách xem.',
      'Tắt Wi-Fi và Bluetooth của bộ điều khiển LED; đã đổi mật khẩu mặc định.',
      'Rút cáp mạng 10 phút: màn hình vẫn phát đúng lịch; cắm lại: sổ đủ lượt.',
      'Tắt nguồn rồi bật lại: tự phát, không hiện hình lạ.',
    ].map((text): Content => ({ text: `[  ] ${text}`, margin: [0, 0, 0, 2] })),
    { text: PROOF_SENTENCE, italics: true, margin: [0, 8, 0, 14] },
    {
      columns: ['BÊN LẮP ĐẶT', 'BÊN QUẢN LÝ MÀN HÌNH', 'BÊN GIÁM SÁT'].map((text) => ({
        text,
        bold: true,
        alignment: 'center' as const,
      })),
    },
  ];
  return pdfOf({ title, orientation: 'landscape', foot: title, content });
}

export interface SampleRow {
  readonly row: DetailRow;
  readonly screenId: string;
}

/** Keeps the showings whose hash with the seed is least: whoever has seed and ledger finds the same ones. */
export class Sampler {
  readonly #seed: string;
  #kept: { rank: string; one: SampleRow }[] = [];

  constructor(seed: string) {
    this.#seed = seed;
  }

  offer(one: SampleRow): void {
    if (one.row.counts !== true) return;
    const rank = createHash('sha256').update(`${this.#seed}\n${one.row.sha256}`).digest('hex');
    const last = this.#kept.at(-1);
    if (this.#kept.length >= SAMPLE_SIZE && last !== undefined && rank > last.rank) return;
    this.#kept.push({ rank, one });
    this.#kept.sort((a, b) => (a.rank < b.rank ? -1 : 1));
    this.#kept = this.#kept.slice(0, SAMPLE_SIZE);
  }

  /** By time, as somebody goes through camera pictures. */
  get rows(): SampleRow[] {
    return this.#kept.map(({ one }) => one).sort((a, b) => a.row.plannedAt - b.row.plannedAt);
  }
}

export async function samplePdf(
  document: ReportDocument,
  seed: string,
  rows: readonly SampleRow[],
  pictures: ReadonlyMap<string, string>,
  /** Hash of a record -> what a photograph says to it. */
  photographed: ReadonlyMap<string, string>,
): Promise<Uint8Array> {
  const title = `Mẫu ngẫu nhiên ${periodText(document.period)}`;
  const head = [
    'STT',
    'Thời điểm',
    'Màn hình',
    'Nội dung',
    'Hình đã duyệt',
    'Mã bản ghi',
    'Ảnh camera khớp?',
  ];
  const body = rows.map(({ row, screenId }, index) => {
    const at = row.at ?? row.plannedAt;
    const picture = pictures.get(row.asset ?? '');
    return [
      String(index + 1),
      localTimeText(rulesOf(document, screenId), at),
      nameOf(document, screenId),
      `${row.title.slice(0, MOST_TITLE)}\n${Math.round(row.shownMs / 1_000)} giây`,
      picture === undefined ? (row.asset ?? '').slice(0, 16) : { image: picture, fit: PICTURE_PT },
      row.sha256.slice(0, 16),
      photographed.get(row.sha256) ?? '',
    ];
  });
  const [first] = document.screens;
  const content: Content[] = [
    { text: document.organisation?.capsName ?? '', bold: true },
    { text: 'MẪU NGẪU NHIÊN ĐỂ ĐỐI CHIẾU CAMERA', style: 'heading', margin: [0, 6, 0, 2] },
    {
      text: `Kỳ: ${periodText(document.period)}. Số gốc do người kiểm tra chọn: “${seed}”. Lập ngày ${first === undefined ? '' : localDateText(first.rules, document.madeAt)}.`,
    },
    {
      text: 'Chọn 20 lượt được tính có SHA-256(số gốc, xuống dòng, mã bản ghi) nhỏ nhất: ai có số gốc và gói kiểm toán đều tìm ra đúng các lượt này.',
      style: 'quiet',
      margin: [0, 2, 0, 6],
    },
    {
      table: {
        headerRows: 1,
        dontBreakRows: true,
        widths: [20, 62, 86, '*', 66, 84, 66],
        body: [head.map((text) => ({ text, bold: true, fillColor: '#dbe7f5' })), ...body],
      },
      layout: {
        hLineWidth: () => 0.4,
        vLineWidth: () => 0.4,
        paddingTop: () => 1,
        paddingBottom: () => 1,
        paddingLeft: () => 2,
        paddingRight: () => 2,
      },
      fontSize: 6.5,
    },
    { text: PROOF_SENTENCE, italics: true, margin: [0, 6, 0, 0] },
  ];
  return pdfOf({ title, orientation: 'portrait', foot: `${title}. Mã gói ${document.bundleCode}`, content });
}
