// What a screen's policy, the calendar and the material have to say about an item, beyond its letters: motion, lengths of
// films and tickers, pictures too small for the canvas, dates that are over. What we cannot see is said plainly too.

import type { ItemContent } from '../../content/model/item.ts';
import type { Canvas } from './card.ts';
import { type Finding, refusal, warning } from './finding.ts';

export interface Conduct {
  readonly content: ItemContent;
  readonly canvas: Canvas;
  /** Pictures it became: more than one are pages. */
  readonly pageCount: number;
  /** Absent while nobody has chosen how long it shows. */
  readonly durationMs?: number;
  /** `yyyy-mm-dd` at the screen. */
  readonly today?: string;
  /** Of the picture or film, and how large it stands on the canvas. */
  readonly source?: { readonly widthPx: number; readonly shownWidthPx: number };
  readonly filmMs?: number;
  /** How long a ticker needs to run through once. */
  readonly passMs?: number;
}

/** Enlarged more than this, pixels show as blocks even on a coarse panel. */
const MOST_ENLARGED = 2;
/** Each page of a sequence needs this long. */
const LEAST_PAGE_MS = 4_000;

export function judgeConduct(conduct: Conduct): Finding[] {
  const { content } = conduct;
  switch (content.kind) {
    case 'image':
      return [...judgeEnlarged(conduct), ...imageWords()];
    case 'video':
      return [...judgeMotion(conduct, 'Video'), ...judgeEnlarged(conduct), ...judgeFilm(conduct)];
    case 'ticker':
      return [...judgeMotion(conduct, 'Chữ chạy'), ...judgePass(conduct)];
    case 'slogan':
      return judgePages(conduct);
    case 'data':
      return content.data === 'countdown' ? judgeDate(content.targetDate, conduct) : [];
    case 'service':
      return [];
  }
}

function judgeMotion({ canvas }: Conduct, what: string): Finding[] {
  if (canvas.policy?.motion === true) return [];
  return [
    refusal(
      'MOTION_FORBIDDEN',
      `${what} không được phép trên màn hình này vì làm người lái xe phân tâm. Hãy dùng khẩu hiệu hoặc ảnh tĩnh, hoặc đề nghị quản trị đổi quy định của màn hình.`,
    ),
  ];
}

function judgeEnlarged({ source, canvas }: Conduct): Finding[] {
  if (source === undefined || source.shownWidthPx <= source.widthPx * MOST_ENLARGED) return [];
  const times = (source.shownWidthPx / source.widthPx).toFixed(1).replace('.', ',');
  return [
    warning(
      'IMAGE_SMALL',
      `Hình gốc nhỏ, phải phóng to ${times} lần nên bị vỡ hình. Hãy dùng hình rộng ít nhất ${canvas.widthPx} điểm.`,
    ),
  ];
}

function imageWords(): Finding[] {
  return [
    warning(
      'IMAGE_WORDS',
      'Chữ nằm trong ảnh không đo được. Người duyệt hãy xem ảnh ở khoảng cách thật; nếu cần đọc chữ, hãy nhập thành khẩu hiệu.',
    ),
  ];
}

function judgeFilm({ filmMs, durationMs }: Conduct): Finding[] {
  const findings = [
    warning(
      'FILM_UNSEEN',
      'Máy chủ không xem được từng hình của video. Người duyệt hãy xem hết, chú ý không nháy quá 3 lần mỗi giây.',
    ),
  ];
  if (filmMs === undefined || durationMs === undefined || filmMs === durationMs) return findings;
  const film = seconds(filmMs);
  const shown = seconds(durationMs);
  const sentence =
    filmMs > durationMs
      ? `Video dài ${film} giây nhưng chỉ hiện ${shown} giây: phần sau bị cắt. Hãy đặt thời lượng bằng video.`
      : `Video dài ${film} giây nhưng hiện ${shown} giây: video phát lại từ đầu. Hãy đặt thời lượng bằng video.`;
  return [...findings, warning('FILM_LENGTH', sentence)];
}

function judgePass({ passMs, durationMs }: Conduct): Finding[] {
  if (passMs === undefined || durationMs === undefined || durationMs >= passMs) return [];
  return [
    warning(
      'TICKER_CUT',
      `Chữ chạy hết một lượt cần ${Math.ceil(passMs / 1000)} giây nhưng chỉ hiện ${seconds(durationMs)} giây nên bị cắt. Hãy tăng thời lượng, rút ngắn hoặc chọn tốc độ nhanh hơn.`,
    ),
  ];
}

function judgePages({ pageCount, durationMs }: Conduct): Finding[] {
  if (pageCount < 2 || durationMs === undefined || durationMs >= pageCount * LEAST_PAGE_MS) return [];
  return [
    warning(
      'DWELL_SHORT',
      `Nội dung chia thành ${pageCount} hình, mỗi hình cần ít nhất ${LEAST_PAGE_MS / 1000} giây. Hãy đặt thời lượng từ ${(pageCount * LEAST_PAGE_MS) / 1000} giây.`,
    ),
  ];
}

function judgeDate(targetDate: string, { today }: Conduct): Finding[] {
  if (today === undefined || targetDate >= today) return [];
  const date = targetDate.split('-').toReversed().join('/');
  return [
    warning('DATE_PAST', `Ngày ${date} đã qua, số đếm chỉ còn 0. Hãy chọn ngày khác hoặc gỡ nội dung.`),
  ];
}

function seconds(ms: number): string {
  return String(Math.round(ms / 100) / 10).replace('.', ',');
}
