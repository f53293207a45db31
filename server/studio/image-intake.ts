// A picture as it comes from a telephone, a designer or the web, made into one plain thing: upright, sRGB, 8 bit, PNG.
// Judged by its bytes, never by its name, and measured before it is decoded. What cannot be used is refused with the
// way out; what was changed is told. The name of the uploader's file is not kept.

import sharp, { type Metadata } from 'sharp';
import { CodedError } from '../../content/model/errors.ts';

export interface TakenImage {
  readonly png: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** What was changed or will look different, in Vietnamese, for the person who dropped it. */
  readonly notes: readonly string[];
}

/** A picture of 50 megapixels needs 200 MB to decode; no LED screen has use for more. */
export const MOST_PIXELS = 50_000_000;
/** Larger ones are shrunk: four times the widest screen we know. */
const LONGEST_SIDE_PX = 4_096;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  gif: 'GIF',
  tiff: 'TIFF',
  heif: 'AVIF',
};
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jfif'],
  png: ['png'],
  webp: ['webp'],
  gif: ['gif'],
  tiff: ['tif', 'tiff'],
  heif: ['avif'],
};

/** Bytes at the start of what people drop but no picture decoder of ours takes -> what they can do instead. */
const WAYS_OUT: readonly { readonly isIt: (head: string) => boolean; readonly sentence: string }[] = [
  {
    isIt: (head) => /^.{4}ftyp(?:hei|hev|mif1|msf1)/s.test(head),
    sentence:
      'Đây là ảnh HEIC của iPhone, máy chủ không đọc được. Trên iPhone, hãy vào Cài đặt > Camera > Định dạng > Tương thích nhất rồi chụp lại, hoặc gửi ảnh qua Zalo và tải về dạng JPG.',
  },
  {
    isIt: (head) => head.startsWith('%PDF'),
    sentence:
      'Đây là tệp PDF, không phải ảnh. Hãy mở tệp, chụp trang cần đưa lên hoặc chọn Lưu thành PNG, rồi tải ảnh đó lên.',
  },
  {
    isIt: (head) => head.startsWith('PK\x03\x04'),
    sentence:
      'Đây là tệp Word, Excel, PowerPoint hoặc tệp nén. Với Word, hãy chép chữ rồi dán vào ô nội dung; với PowerPoint, hãy xuất từng trang thành PNG.',
  },
  {
    isIt: (head) => head.startsWith('\xd0\xcf\x11\xe0'),
    sentence:
      'Đây là tệp Word hoặc PowerPoint đời cũ. Hãy chép chữ dán vào ô nội dung, hoặc xuất trang thành PNG.',
  },
  {
    isIt: (head) => /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)?(?:<!DOCTYPE[\s\S]*?)?<svg/i.test(head),
    sentence:
      'Đây là hình vẽ SVG, có thể chứa phông chữ và liên kết ngoài nên không nhận. Hãy xuất hình thành PNG, rộng ít nhất bằng màn hình.',
  },
  {
    isIt: (head) => head.startsWith('8BPS'),
    sentence: 'Đây là tệp Photoshop (PSD). Hãy chọn File > Export > PNG rồi tải tệp PNG lên.',
  },
  {
    isIt: (head) => head.startsWith('BM'),
    sentence: 'Đây là ảnh BMP. Hãy mở bằng Paint, chọn Lưu thành PNG rồi tải tệp PNG lên.',
  },
];

/** Throws FILE_REFUSED with a sentence that says why and what to do. */
export async function takeImage(bytes: Uint8Array, fileName: string): Promise<TakenImage> {
  refuseHopeless(bytes);
  const metadata = await readHeader(bytes);
  const { width, height } = metadata;
  if (width * height > MOST_PIXELS) {
    const mega = Math.round((width * height) / 1_000_000);
    throw refused(
      `Ảnh ${width}×${height} có ${mega} triệu điểm ảnh, nhiều nhất là ${MOST_PIXELS / 1_000_000} triệu. Hãy thu nhỏ ảnh; cạnh dài ${LONGEST_SIDE_PX} điểm là đủ.`,
    );
  }
  const { data, info } = await decode(bytes);
  // Many programs write an alpha channel that hides nothing.
  const isClear = metadata.hasAlpha && !(await sharp(data).stats()).isOpaque;
  return {
    png: data,
    widthPx: info.width,
    heightPx: info.height,
    notes: notesOf({ ...metadata, hasAlpha: isClear }, fileName, info.width, info.height),
  };
}

function refuseHopeless(bytes: Uint8Array): void {
  if (bytes.byteLength === 0) {
    throw refused('Tệp rỗng, không có nội dung. Hãy chép lại tệp từ nơi gửi rồi tải lên.');
  }
  const head = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  const way = WAYS_OUT.find(({ isIt }) => isIt(head));
  if (way !== undefined) throw refused(way.sentence);
}

async function readHeader(bytes: Uint8Array): Promise<Metadata> {
  try {
    const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (TYPE_NAMES[metadata.format] !== undefined) return metadata;
  } catch {
    // Not a picture at all; said below in our words.
  }
  throw refused(
    'Tệp này không phải ảnh mà hệ thống đọc được, dù tên có đuôi ảnh. Hãy dùng ảnh JPG, PNG hoặc WebP.',
  );
}

/** The first picture only. A file that ends too early is refused, not shown half grey. */
async function decode(bytes: Uint8Array) {
  try {
    return await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'truncated', pages: 1 })
      .autoOrient()
      .resize({ width: LONGEST_SIDE_PX, height: LONGEST_SIDE_PX, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .png({ compressionLevel: 6, palette: false })
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw new CodedError(
      'FILE_REFUSED',
      'Ảnh bị hỏng hoặc tải lên chưa hết, không đọc được đến cuối. Hãy chép lại tệp từ nơi gửi rồi tải lên.',
      { cause: error },
    );
  }
}

function notesOf(metadata: Metadata, fileName: string, widthPx: number, heightPx: number): string[] {
  const { format, orientation = 1, pages = 1, space, depth, width, height } = metadata;
  const notes: string[] = [];
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  if (extension !== undefined && EXTENSIONS[format]?.includes(extension) !== true) {
    notes.push(
      `Tệp có đuôi .${extension} nhưng thật ra là ảnh ${TYPE_NAMES[format] ?? format}. Hệ thống đã đọc theo nội dung thật.`,
    );
  }
  if (orientation > 1) notes.push('Ảnh chụp nghiêng đã được xoay đúng chiều. Hãy xem lại hình.');
  if (pages > 1)
    notes.push(`Ảnh động có ${pages} hình; chỉ lấy hình đầu tiên. Muốn có chuyển động, hãy tải video.`);
  if (space === 'cmyk') notes.push('Ảnh màu in (CMYK) đã đổi sang màu màn hình; màu có thể khác bản in.');
  if (depth === 'ushort') notes.push('Ảnh 16 bit đã đổi sang 8 bit, là mức màu của màn hình LED.');
  if (metadata.hasAlpha) notes.push('Ảnh có phần trong suốt; phần này hiện màu nền của khung.');
  if (Math.max(width, height) > LONGEST_SIDE_PX) {
    notes.push(`Ảnh đã thu nhỏ còn ${widthPx}×${heightPx} điểm, đủ cho mọi màn hình.`);
  }
  return notes;
}

export function refused(sentence: string): CodedError {
  return new CodedError('FILE_REFUSED', sentence);
}
