// Every kind of bad file that people really drop, each with the sentence they read, and what good files become.
// The films were made once with ffmpeg: one second of a test picture, 64×32 (stops.webm: four, for the journey that names it).

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { CodedError } from '../../../content/model/errors.ts';
import { takeFile } from '../../../server/studio/intake.ts';
import { openVault } from '../../../server/studio/vault.ts';
import { decodePng } from './seeded-studio.ts';

const directory = await mkdtemp(join(tmpdir(), 'vong-xoay-intake-'));
afterAll(() => rm(directory, { recursive: true, force: true }));
const vault = openVault(directory);
const TODAY = '2026-11-24';

async function* stream(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}
const take = (bytes: Uint8Array, name: string) => takeFile(stream(bytes), name, TODAY, vault);

/** What the person reads; fails when the file was taken. */
async function sentenceFor(bytes: Uint8Array, name: string): Promise<string> {
  const error: unknown = await take(bytes, name).then(
    () => new Error(`${name} was taken`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CodedError)) throw error;
  expect(error.code).toBe('FILE_REFUSED');
  expect(await readdir(join(directory, 'temp'))).toEqual([]);
  return error.detail ?? '';
}

async function pixelsOf(sha256: string) {
  const file = await vault.open(sha256);
  if (file === undefined) throw new Error('not in the vault');
  await vault.drop(sha256, 'temp');
  return decodePng(file.content);
}

/** Left half red, right half blue. */
const halves = () =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: '#ff0000' } }).composite([
    { input: { create: { width: 20, height: 20, channels: 3, background: '#0000ff' } }, left: 20, top: 0 },
  ]);
const jpeg = await halves().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
const film = (name: string) => readFile(new URL(`films/${name}`, import.meta.url));

/** A whole, valid PNG of one grey level, small in bytes and enormous in pixels. */
function bombOf(widthPx: number, heightPx: number): Buffer {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(4 + body.length + 4);
    frame.writeUInt32BE(data.length, 0);
    body.copy(frame, 4);
    frame.writeUInt32BE(crc32(body), 4 + body.length);
    return frame;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((Math.ceil(widthPx / 8) + 1) * heightPx);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('a file that cannot be used is refused with a sentence, and nothing of it stays', () => {
  it('of 0 bytes', async () => {
    expect(await sentenceFor(new Uint8Array(), 'anh.jpg')).toBe(
      'Tệp rỗng, không có nội dung. Hãy chép lại tệp từ nơi gửi rồi tải lên.',
    );
  });

  it('cut off in the middle', async () => {
    const whole = await sharp({
      create: {
        width: 600,
        height: 400,
        channels: 3,
        background: '#808080',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg()
      .toBuffer();
    expect(await sentenceFor(whole.subarray(0, whole.length / 2), 'anh.jpg')).toBe(
      'Ảnh bị hỏng hoặc tải lên chưa hết, không đọc được đến cuối. Hãy chép lại tệp từ nơi gửi rồi tải lên.',
    );
  });

  it('with 196 megapixels in a few kilobytes, without decoding it', async () => {
    const bomb = bombOf(14_000, 14_000);
    expect(bomb.length).toBeLessThan(600_000);
    const before = process.memoryUsage().rss;
    expect(await sentenceFor(bomb, 'anh.png')).toBe(
      'Ảnh 14000×14000 có 196 triệu điểm ảnh, nhiều nhất là 50 triệu. Hãy thu nhỏ ảnh; cạnh dài 4096 điểm là đủ.',
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  it.each([
    ['text named as a picture', 'anh.png', 'xin chào', /không phải ảnh .* Hãy dùng ảnh JPG, PNG hoặc WebP/],
    ['HEIC', 'IMG_1.HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', /HEIC của iPhone.*JPG/],
    ['HEIC named as JPEG', 'anh.jpg', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic', /HEIC của iPhone/],
    ['PDF', 'thong-bao.pdf', '%PDF-1.7\n', /PDF.*Lưu thành PNG/],
    ['Word', 'thong-bao.docx', 'PK\x03\x04........', /Word.*dán vào ô nội dung/],
    ['old Word', 'thong-bao.doc', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', /đời cũ.*PNG/],
    ['Photoshop', 'mau.psd', '8BPS\0\x01', /Photoshop.*PNG/],
    ['BMP', 'mau.bmp', 'BM......', /BMP.*PNG/],
    [
      'SVG with an entity of the disk',
      'hinh.svg',
      '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
      /SVG.*PNG/,
    ],
    [
      'SVG named as PNG',
      'hinh.png',
      '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
      /SVG.*PNG/,
    ],
    ['text named as a film', 'phim.mp4', 'xin chào', /Tệp không có phần hình.*H\.264/],
  ])('%s', async (_what, name, content, sentence) => {
    expect(
      await sentenceFor(Buffer.from(content, /^[\0-\xff]*$/.test(content) ? 'latin1' : 'utf8'), name),
    ).toMatch(sentence);
  });

  it.each([
    ['hevc.mp4', /Mã hình HEVC Main không phát được.*H\.264/],
    ['ten-bit.mp4', /AVC High 10 10 bit không phát được.*8 bit/],
    ['plain.mkv', /Kiểu tệp Matroska không phát được.*MP4/],
    ['wide.mp4', /Khung hình 2560×16 quá lớn.*1920×1080/],
    ['sound.mp4', /không có phần hình/],
  ])('the film %s', async (name, sentence) => {
    expect(await sentenceFor(await film(name), name)).toMatch(sentence);
  });

  it.each(['plain.mp4', 'plain.webm'])('the film %s, cut off', async (name) => {
    const whole = await film(name);
    expect(await sentenceFor(whole.subarray(0, Math.round(whole.length * 0.6)), name)).toMatch(
      /Video tải lên chưa hết hoặc bị cắt ngang/,
    );
  });

  it('whatever the stream throws, nothing stays behind', async () => {
    async function* broken() {
      yield jpeg.subarray(0, 100);
      throw new CodedError('TOO_LARGE');
    }
    await expect(takeFile(broken(), 'anh.jpg', TODAY, vault)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(await readdir(join(directory, 'temp'))).toEqual([]);
  });
});

describe('a picture becomes upright 8-bit sRGB PNG, and is told what was changed', () => {
  it('as it is when there is nothing to say', async () => {
    const taken = await take(jpeg, 'anh.JPG');
    expect(taken).toMatchObject({ kind: 'image', mime: 'image/png', widthPx: 40, heightPx: 20, notes: [] });
    const { rgba } = await pixelsOf(taken.sha256);
    expect([...rgba.subarray(0, 3)].map((value) => Math.round(value / 16))).toEqual([16, 0, 0]);
  });

  it('turned upright after its EXIF, portrait from a telephone', async () => {
    const portrait = await halves().withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer();
    const taken = await take(portrait, 'anh.jpg');
    expect(taken).toMatchObject({ widthPx: 20, heightPx: 40 });
    expect(taken.notes).toEqual(['Ảnh chụp nghiêng đã được xoay đúng chiều. Hãy xem lại hình.']);
    const { rgba } = await pixelsOf(taken.sha256);
    const redOf = (y: number) => rgba[(y * 20 + 10) * 4] ?? 0;
    expect([redOf(2) > 200, redOf(37) < 50]).toEqual([true, true]);
  });

  it('from CMYK', async () => {
    const cmyk = await halves().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const taken = await take(cmyk, 'anh.jpg');
    expect(taken.notes).toEqual(['Ảnh màu in (CMYK) đã đổi sang màu màn hình; màu có thể khác bản in.']);
    const { rgba } = await pixelsOf(taken.sha256);
    expect((rgba[0] ?? 0) > (rgba[2] ?? 255) + 80).toBe(true);
  });

  it('from 16 bit', async () => {
    const deep = await halves().toColourspace('rgb16').png().toBuffer();
    const taken = await take(deep, 'anh.png');
    expect(taken.notes).toEqual(['Ảnh 16 bit đã đổi sang 8 bit, là mức màu của màn hình LED.']);
    const file = await vault.open(taken.sha256);
    expect(file?.content[24]).toBe(8);
    await vault.drop(taken.sha256, 'temp');
  });

  it('in the colours of its profile, which is then dropped', async () => {
    const wide = await halves().withIccProfile('p3').png().toBuffer();
    const taken = await take(wide, 'anh.png');
    const file = await vault.open(taken.sha256);
    expect((await sharp(file?.content).metadata()).icc).toBeUndefined();
    const { rgba } = await pixelsOf(taken.sha256);
    expect([...rgba.subarray(0, 3)].map((value) => Math.round(value / 32))).toEqual([8, 0, 0]);
  });

  it('the first picture of an animated one', async () => {
    const frames = Buffer.concat([Buffer.alloc(30 * 10 * 3, 255), Buffer.alloc(30 * 10 * 3, 0)]);
    const animated = await sharp(frames, { raw: { width: 30, height: 20, channels: 3, pageHeight: 10 } })
      .gif({ delay: [100, 100], loop: 0 })
      .toBuffer();
    const taken = await take(animated, 'dong.gif');
    expect(taken).toMatchObject({ widthPx: 30, heightPx: 10 });
    expect(taken.notes).toEqual([
      'Ảnh động có 2 hình; chỉ lấy hình đầu tiên. Muốn có chuyển động, hãy tải video.',
    ]);
    const { rgba } = await pixelsOf(taken.sha256);
    expect(rgba[0]).toBe(255);
  });

  it('with its transparency kept for the ground of the canvas', async () => {
    const alpha = await sharp({ create: { width: 8, height: 8, channels: 4, background: '#ff000080' } })
      .png()
      .toBuffer();
    const taken = await take(alpha, 'dau.png');
    expect(taken.notes).toEqual(['Ảnh có phần trong suốt; phần này hiện màu nền của khung.']);
    expect((await pixelsOf(taken.sha256)).rgba[3]).toBe(128);
  });

  it('by its bytes when the name says otherwise', async () => {
    const taken = await take(jpeg, 'anh.png');
    expect(taken.notes).toEqual([
      'Tệp có đuôi .png nhưng thật ra là ảnh JPEG. Hệ thống đã đọc theo nội dung thật.',
    ]);
    await vault.drop(taken.sha256, 'temp');
  });

  it('shrunk when far larger than any screen', async () => {
    const large = await sharp({ create: { width: 6_000, height: 3_000, channels: 3, background: '#204060' } })
      .png()
      .toBuffer();
    const taken = await take(large, 'lon.png');
    expect(taken).toMatchObject({ widthPx: 4_096, heightPx: 2_048 });
    expect(taken.notes).toEqual(['Ảnh đã thu nhỏ còn 4096×2048 điểm, đủ cho mọi màn hình.']);
    await vault.drop(taken.sha256, 'temp');
  });

  it('the same bytes for the same file, with whatever name', async () => {
    const [one, two] = [await take(jpeg, 'a.jpg'), await take(jpeg, 'b.jpg')];
    expect(one.sha256).toBe(two.sha256);
    await vault.drop(one.sha256, 'temp');
  });
});

describe('a film is kept as it is', () => {
  it('H.264 in MP4 with its size, length and codec', async () => {
    const bytes = await film('plain.mp4');
    const taken = await take(bytes, 'phim.mp4');
    expect(taken).toMatchObject({
      kind: 'video',
      mime: 'video/mp4',
      widthPx: 64,
      heightPx: 32,
      durationMs: 1_000,
      codec: 'avc1.4d000a',
      notes: [],
    });
    expect(Buffer.compare((await vault.open(taken.sha256))?.content ?? bytes.subarray(1), bytes)).toBe(0);
    await vault.drop(taken.sha256, 'temp');
  });

  it('VP9 in WebM, whose sound will not be heard', async () => {
    const taken = await take(await film('plain.webm'), 'phim.webm');
    expect(taken).toMatchObject({ mime: 'video/webm', codec: 'vp09.00.40.08' });
    expect(taken.notes).toEqual(['Tiếng của video sẽ không phát: màn hình ngoài trời luôn tắt tiếng.']);
    await vault.drop(taken.sha256, 'temp');
  });
});
