// Can it be read from where people stand? Each finding is a sentence with its remedy. Only what cannot be read at all
// blocks; the rest warns, because a mandated text is shown word for word and its approver decides.

import type { Template } from '../../content/model/template.ts';
import { type Canvas, type Card, HARD_LEAST_CAP_PX, leastCapPx } from './card.ts';
import { type Finding, refusal, sortFindings, warning } from './finding.ts';
import { LEAST_MODULE_PX } from './qr-code.ts';

const LEAST_CONTRAST = 7;
/** Drivers: two seconds to notice, then two syllables a second (vietnam.md section 11). */
const NOTICE_MS = 2_000;
const SYLLABLE_MS = 500;
const LEAST_DWELL_MS = 10_000;
const MOST_SYLLABLES = 16;
/** A telephone reads a code from about ten times its width. */
const QR_REACH = 10;
/** Share of pixels near full white above which a panel dazzles at night and pulls its full power. */
const MOST_WHITE_PERCENT = 20;

export interface Shown {
  readonly card: Card;
  readonly canvas: Canvas;
  readonly template: Template;
  /** All words of the item, NFC. */
  readonly text: string;
  /** Of these the ones that make the message, without heading; null for a card that needs none. */
  readonly message: string | null;
  readonly missing: readonly string[];
  /** Absent while nobody has chosen how long it shows. */
  readonly durationMs?: number;
  /** Share of the picture's pixels near full white. */
  readonly whitePercent?: number;
  /** Number of the document that orders these very words. */
  readonly verbatim?: string;
}

/** Blocking findings first. */
export function judgeLegibility(shown: Shown): Finding[] {
  const findings = [
    ...judgeSize(shown),
    ...judgeInk(shown),
    ...judgeGlyphs(shown),
    ...judgeContrast(shown),
    ...judgeCode(shown),
    ...judgeWhite(shown),
    ...judgeLength(shown),
    ...judgeLeftOut(shown),
    ...judgeTorn(shown),
  ];
  return sortFindings(findings);
}

function judgeSize({ card, canvas }: Shown): Finding[] {
  const size = `${canvas.widthPx}×${canvas.heightPx}`;
  const wantedPx = leastCapPx(canvas);
  if (card.capPx === null) return [];
  if (card.capPx < HARD_LEAST_CAP_PX) {
    return [
      refusal(
        'CAP_TOO_SMALL',
        `Trên màn hình ${size}, chữ hoa chỉ cao ${card.capPx} điểm LED, dưới mức ${HARD_LEAST_CAP_PX} nên dấu tiếng Việt bị nhòe. Hãy rút ngắn nội dung hoặc chọn màn hình lớn hơn.`,
      ),
    ];
  }
  if (card.capPx >= wantedPx) return [];
  return [
    warning(
      'CAP_SMALL_FOR_DISTANCE',
      `Chữ hoa cao ${card.capPx} điểm LED; đứng cách ${canvas.viewingDistanceM} m nên có từ ${wantedPx} điểm. Hãy rút ngắn nội dung.`,
    ),
  ];
}

function judgeInk({ card, canvas }: Shown): Finding[] {
  const { left, top, right, bottom } = card.ink;
  const isInside = left >= 0 && top >= 0 && right <= canvas.widthPx && bottom <= canvas.heightPx;
  if (isInside || left >= right) return [];
  return [
    refusal(
      'INK_OUTSIDE',
      `Chữ tràn ra ngoài khung ${canvas.widthPx}×${canvas.heightPx} và bị cắt. Hãy rút ngắn nội dung.`,
    ),
  ];
}

function judgeGlyphs({ missing }: Shown): Finding[] {
  if (missing.length === 0) return [];
  const names = missing.map((character) => `“${character}” (${codePointName(character)})`).join(', ');
  return [refusal('MISSING_GLYPH', `Bộ chữ không có ký tự ${names}. Hãy xóa hoặc thay bằng ký tự khác.`)];
}

function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function judgeContrast({ template: { name, colours } }: Shown): Finding[] {
  const lowest = Math.min(
    ...[colours.text, colours.accent, colours.foot].map((colour) => contrast(colour, colours.background)),
  );
  if (lowest >= LEAST_CONTRAST) return [];
  return [
    warning(
      'LOW_CONTRAST',
      `Mẫu “${name}” có độ tương phản ${lowest.toFixed(1).replace('.', ',')}:1, nên từ ${LEAST_CONTRAST}:1. Hãy chọn màu chữ sáng hơn hoặc nền tối hơn.`,
    ),
  ];
}

function judgeCode({ card, canvas }: Shown): Finding[] {
  const { qrModulePx, qrModules } = card;
  if (qrModulePx === null) return [];
  if (qrModulePx < LEAST_MODULE_PX) {
    return [
      refusal(
        'QR_TOO_SMALL',
        `Mã QR cần ${LEAST_MODULE_PX} điểm LED mỗi ô nhưng màn hình chỉ đủ ${qrModulePx}, điện thoại không đọc được. Hãy dùng địa chỉ ngắn hơn hoặc màn hình lớn hơn.`,
      ),
    ];
  }
  const reachM = Math.floor((qrModules * qrModulePx * canvas.pitchUm * QR_REACH) / 1_000_000);
  if (reachM >= canvas.viewingDistanceM) return [];
  return [
    warning(
      'QR_FAR',
      `Điện thoại đọc được mã QR trong khoảng ${reachM} m, còn người xem đứng cách ${canvas.viewingDistanceM} m. Địa chỉ bằng chữ vẫn đọc được.`,
    ),
  ];
}

function judgeLength({ text, message, durationMs, verbatim }: Shown): Finding[] {
  const syllables = countSyllables(text);
  const findings: Finding[] = [];
  const neededMs = Math.max(LEAST_DWELL_MS, NOTICE_MS + SYLLABLE_MS * syllables);
  if (durationMs !== undefined && durationMs < neededMs) {
    findings.push(
      warning(
        'DWELL_SHORT',
        `Nội dung có ${syllables} âm tiết, cần khoảng ${Math.ceil(neededMs / 1000)} giây để đọc nhưng chỉ hiện ${Math.round(durationMs / 1000)} giây. Hãy tăng thời lượng hoặc rút ngắn.`,
      ),
    );
  }
  const inMessage = message === null ? null : countSyllables(message);
  if (inMessage === null) return findings;
  if (inMessage === 0) {
    findings.push(refusal('NO_WORDS', 'Nội dung chưa có chữ nào. Hãy nhập nội dung.'));
  }
  if (inMessage > MOST_SYLLABLES) {
    findings.push(
      warning(
        'TEXT_LONG',
        `Nội dung có ${inMessage} âm tiết; người đi xe đọc kịp khoảng ${MOST_SYLLABLES}. ${
          verbatim === undefined
            ? 'Hãy rút ngắn, trừ khi phải đưa nguyên văn.'
            : `Giữ nguyên văn theo văn bản số ${verbatim}; hãy tăng thời lượng.`
        }`,
      ),
    );
  }
  return findings;
}

/** A written Vietnamese word part is one syllable; numbers and addresses count once. */
export function countSyllables(text: string): number {
  return text.split(/\s+/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
}

const PART_NAMES = {
  heading: 'dòng đầu',
  steps: 'các bước thực hiện',
  caption: 'dòng tên đơn vị',
  logo: 'hình biểu trưng',
  hotline: 'số điện thoại',
  rows: 'đủ các dòng số liệu',
  weekday: 'thứ trong tuần',
  date: 'ngày tháng',
} as const;

function judgeLeftOut({ card, canvas }: Shown): Finding[] {
  return card.leftOut.map((part) =>
    warning(
      'PART_LEFT_OUT',
      `Màn hình ${canvas.widthPx}×${canvas.heightPx} không đủ chỗ cho ${PART_NAMES[part]} ở cỡ chữ đọc được nên phần này không hiện. Hãy rút ngắn nội dung hoặc bỏ phần này.`,
    ),
  );
}

function judgeTorn({ card: { torn } }: Shown): Finding[] {
  if (torn.length === 0) return [];
  const names = torn.map((compound) => `“${compound}”`).join(', ');
  return [
    warning(
      'COMPOUND_TORN',
      `Để chữ đủ lớn, ${names} phải ngắt sang dòng khác. Hãy rút ngắn nội dung hoặc tự xuống dòng ở chỗ khác.`,
    ),
  ];
}

function judgeWhite({ whitePercent = 0 }: Shown): Finding[] {
  if (whitePercent <= MOST_WHITE_PERCENT) return [];
  return [
    warning(
      'TOO_WHITE',
      `${Math.round(whitePercent)} % hình gần trắng sáng, nên dưới ${MOST_WHITE_PERCENT} %: ban đêm chói mắt người lái xe và tốn điện. Hãy dùng nền tối, chữ sáng.`,
    ),
  ];
}

/** Contrast ratio of WCAG 2 between two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
