// The only owner of mediainfo.js: looks into a film without decoding it and refuses what a LED controller's browser
// cannot play smoothly, with the remedy. We decode no film: its poster comes from the browser that uploads it.

import { mediaInfoFactory, type VideoTrack } from 'mediainfo.js';
import { refused } from './image-intake.ts';
import type { Arrival, Mime } from './vault.ts';

export interface Film {
  readonly mime: Mime;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly durationMs: number;
  /** RFC 6381, as `canPlayType` takes it. */
  readonly codec: string;
  readonly notes: readonly string[];
}

/** Old controllers decode in software: full HD at 30 frames a second is what they manage. */
const LARGEST = { widthPx: 1_920, heightPx: 1_080, framesPerS: 60, bitsPerS: 20_000_000 } as const;
const LONGEST_MS = 600_000;
const REMEDY = 'Hãy xuất lại thành MP4, mã H.264 (AVC), 8 bit, nhiều nhất 1920×1080, 30 hình/giây.';

/** Throws FILE_REFUSED with a sentence that says why and what to do. */
export async function readFilm(arrival: Pick<Arrival, 'bytes' | 'read'>): Promise<Film> {
  const mediaInfo = await mediaInfoFactory({ format: 'object' });
  try {
    const { media } = await mediaInfo.analyzeData(arrival.bytes, (length, position) =>
      arrival.read(position, length),
    );
    const tracks = media?.track ?? [];
    const general = tracks.find((track) => track['@type'] === 'General');
    const video = tracks.find((track) => track['@type'] === 'Video');
    if (JSON.stringify(general?.extra ?? {}).includes('"IsTruncated":"Yes"')) {
      throw refused('Video tải lên chưa hết hoặc bị cắt ngang. Hãy chép lại tệp từ nơi gửi rồi tải lên.');
    }
    const isSilent = tracks.every((track) => track['@type'] !== 'Audio');
    return filmOf(general?.Format ?? '', video, isSilent, arrival.bytes);
  } finally {
    mediaInfo.close();
  }
}

function filmOf(container: string, video: VideoTrack | undefined, isSilent: boolean, bytes: number): Film {
  if (video === undefined) throw refused(`Tệp không có phần hình. ${REMEDY}`);
  const mime = mimeOfContainer(container);
  if (mime === undefined) throw refused(`Kiểu tệp ${container} không phát được trên trình duyệt. ${REMEDY}`);
  const codec = codecOf(video, mime);
  const widthPx = video.Width ?? 0;
  const heightPx = video.Height ?? 0;
  const durationMs = Math.round((video.Duration ?? 0) * 1_000);
  if (widthPx * heightPx === 0 || durationMs < 500) {
    throw refused(`Video bị hỏng hoặc tải lên chưa hết: không đọc được độ dài và khung hình. ${REMEDY}`);
  }
  const isTooLarge = Math.max(widthPx, heightPx) > LARGEST.widthPx || widthPx * heightPx > 1_920 * 1_080;
  if (isTooLarge)
    throw refused(`Khung hình ${widthPx}×${heightPx} quá lớn cho máy điều khiển LED. ${REMEDY}`);
  if ((video.FrameRate ?? 0) > LARGEST.framesPerS + 0.5) {
    throw refused(
      `Video có ${Math.round(video.FrameRate ?? 0)} hình/giây, nhiều nhất là ${LARGEST.framesPerS}. ${REMEDY}`,
    );
  }
  if (durationMs > LONGEST_MS) {
    throw refused(`Video dài ${Math.round(durationMs / 60_000)} phút, nhiều nhất là 10 phút. Hãy cắt ngắn.`);
  }
  const bitsPerS = (bytes * 8_000) / durationMs;
  if (bitsPerS > LARGEST.bitsPerS) {
    throw refused(`Video nặng ${Math.round(bitsPerS / 1_000_000)} Mbit/giây, nhiều nhất là 20. ${REMEDY}`);
  }
  const notes = isSilent ? [] : ['Tiếng của video sẽ không phát: màn hình ngoài trời luôn tắt tiếng.'];
  if ((video.Rotation ?? '0') !== '0' && Number(video.Rotation) !== 0) {
    throw refused(
      `Video quay bằng điện thoại đang ở dạng xoay ${Math.round(Number(video.Rotation))} độ. ${REMEDY}`,
    );
  }
  return { mime, widthPx, heightPx, durationMs, codec, notes };
}

function mimeOfContainer(container: string): Mime | undefined {
  if (container === 'MPEG-4') return 'video/mp4';
  return container === 'WebM' ? 'video/webm' : undefined;
}

/** H.264 up to High in MP4; VP8 and VP9 (8 bit) in WebM: what Chrome 109 plays on any PC. */
function codecOf(
  { Format, Format_Profile, Format_Level, BitDepth = 8, ChromaSubsampling }: VideoTrack,
  mime: Mime,
) {
  const profile = /^(Baseline|Constrained Baseline|Main|High)$/.exec(
    Format_Profile?.split('@')[0] ?? '',
  )?.[1];
  const isPlain = BitDepth === 8 && (ChromaSubsampling ?? '4:2:0') === '4:2:0';
  if (mime === 'video/mp4' && Format === 'AVC' && profile !== undefined && isPlain) {
    const level = Math.round(Number.parseFloat(Format_Level ?? '4') * 10);
    return `avc1.${PROFILE_HEX[profile] ?? '6400'}${level.toString(16).padStart(2, '0')}`;
  }
  if (mime === 'video/webm' && isPlain && Format === 'VP8') return 'vp8';
  if (mime === 'video/webm' && isPlain && Format === 'VP9') return 'vp09.00.40.08';
  const found = [Format, Format_Profile, BitDepth === 8 ? undefined : `${BitDepth} bit`]
    .filter(Boolean)
    .join(' ');
  throw refused(`Mã hình ${found} không phát được trên máy điều khiển LED. ${REMEDY}`);
}

const PROFILE_HEX: Readonly<Record<string, string>> = {
  Baseline: '4200',
  'Constrained Baseline': '42e0',
  Main: '4d00',
  High: '6400',
};
