// `npm run gallery`: docs/gallery.md with every template on three canvases, drawn by the studio itself from the words of
// the seed. Look at each picture after a change of layout or template; the pictures are committed.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wordsOf } from '../content/model/item-words.ts';
import type { ItemContent } from '../content/model/item.ts';
import { organisationOn, seedItemsOn } from '../content/model/seed.ts';
import type { Template, TemplateUse } from '../content/model/template.ts';
import { readCitySeed } from '../server/library/city-content.ts';
import { nodeDisk } from '../server/store/disk.ts';
import { renderItem } from '../server/studio/render.ts';
import { sampleOf } from '../server/studio/sample.ts';
import { openVault } from '../server/studio/vault.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'docs/gallery');
const DATE = '2026-11-24';
const MOMENT = { year: 2026, month: 11, day: 24, weekday: 2, minuteOfDay: 8 * 60 + 5 };
const CANVASES = [
  [640, 384],
  [256, 128],
  [128, 64],
  [192, 384],
] as const;

const seed = await readCitySeed(join(ROOT, 'content/seed'), nodeDisk);
const items = seedItemsOn(seed, DATE);
const organisationName = organisationOn(seed.organisation, DATE).name;

/** Words of the seed for each use; what the seed has no item for is made of its words. */
function contentFor(use: TemplateUse, { id }: Template): ItemContent {
  const of = (itemId: string): ItemContent => {
    const item = items.find((one) => one.id === itemId);
    if (item === undefined) throw new Error(`the seed has no ${itemId}`);
    return item.content;
  };
  const template = { template: id };
  switch (use) {
    case 'slogan':
      return {
        ...of(id === 'xanh-trang' ? 'nop-ho-so-truc-tuyen' : 'cchc-su-hai-long'),
        ...template,
      };
    case 'card':
      return { ...of('chinh-quyen-than-thien'), ...template };
    case 'service':
      return of('dich-vu-cong');
    case 'clock':
      return of('dong-ho');
    case 'countdown':
      return {
        kind: 'data',
        data: 'countdown',
        event: 'Tết Đinh Mùi',
        targetDate: '2027-02-06',
        ...template,
      };
    case 'figures':
      return of('so-lieu-ba-trong-mot');
    case 'ticker':
      return { kind: 'ticker', text: wordsOf(of('cchc-giai-quyet-som')), speedPxPerS: 60, ...template };
    case 'picture':
      throw new Error('pictures bring their own words');
  }
}

const directory = await mkdtemp(join(tmpdir(), 'vong-xoay-gallery-'));
try {
  const tools = {
    vault: openVault(directory),
    templates: seed.templates,
    words: seed.words,
    terms: seed.terms,
  };
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const lines = [
    '# Bộ mẫu chữ',
    '',
    'Mỗi mẫu trên bốn khung hình, do `npm run gallery` vẽ từ nội dung ban đầu; đúng từng điểm ảnh như trên màn hình.',
    'Chỗ nào màn hình quá nhỏ, câu báo của hệ thống ghi bên dưới: nội dung như vậy không được duyệt.',
    '',
  ];
  for (const template of seed.templates) {
    lines.push(`## ${template.name} (\`${template.id}\`)`, '', template.note, '');
    for (const use of template.uses.filter((one) => one !== 'picture')) {
      const content = contentFor(use, template);
      for (const [widthPx, heightPx] of CANVASES) {
        const policy = { motion: true, sequences: true };
        const canvas = { widthPx, heightPx, pitchUm: 10_000, viewingDistanceM: 40, policy };
        const request = { content, canvas, organisationName, durationMs: 30_000, today: DATE };
        const { rendition, findings } = await renderItem(request, tools);
        const name = `${template.id}-${use}-${widthPx}x${heightPx}.png`;
        await writeFile(join(FOLDER, name), await sampleOf(rendition, tools.vault, MOMENT, 9_000));
        const blocking = findings.filter(({ blocks }) => blocks).map(({ sentence }) => sentence);
        lines.push(`![${template.name}, ${use}, ${widthPx}×${heightPx}](gallery/${name})`, '');
        const verdict = blocking.length === 0 ? 'đọc được' : blocking.join(' ');
        lines.push(
          `${use}, ${widthPx}×${heightPx}, chữ hoa ${rendition.capHeightPx} điểm LED: ${verdict}`,
          '',
        );
      }
    }
  }
  await writeFile(join(ROOT, 'docs/gallery.md'), `${lines.join('\n').trimEnd()}\n`);
} finally {
  await rm(directory, { recursive: true, force: true });
}
