// One version of an item becomes one picture for one canvas, with what is to be said about its legibility.
// Rendered once and kept by hash: the bitmap that is approved is the bitmap that is shown (design.md 3.18).

import { CodedError } from '../../content/model/errors.ts';
import type { Asset, ItemContent, Rendition } from '../../content/model/item.ts';
import { messageOf, withWords, wordsOf } from '../../content/model/item-words.ts';
import { pagesInputs, tickerInputs } from '../../content/model/rendition.ts';
import type { OfficialTerm, Words } from '../../content/model/seed.ts';
import { type Template, templateUseOf } from '../../content/model/template.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Canvas, CardRequest, Source } from './card.ts';
import { type Drawn, drawContent } from './drawing-of.ts';
import { readFilm } from './film-intake.ts';
import { type Finding, sortFindings } from './finding.ts';
import { judgeLegibility } from './legibility.ts';
import { type Raster, rasterise } from './raster.ts';
import { judgeConduct } from './screen-rules.ts';
import { typefaceOf } from './typeface.ts';
import type { Vault } from './vault.ts';
import { judgeWording } from './wording.ts';

export interface RenderRequest {
  readonly content: ItemContent;
  /** A `Screen` will do. */
  readonly canvas: Canvas;
  /** The name in force; signs the picture where there is room. */
  readonly organisationName: string;
  readonly durationMs?: number;
  /** `yyyy-mm-dd` at the screen, for what is over. */
  readonly today?: string;
}

/** What a studio works with, read once at start. */
export interface StudioTools {
  readonly vault: Pick<Vault, 'keep' | 'open' | 'adopt'>;
  readonly templates: readonly Template[];
  readonly words: Words;
  readonly terms: readonly OfficialTerm[];
}

export interface Rendered {
  readonly rendition: Rendition;
  /** On the canvas that it was drawn for. */
  readonly findings: readonly Finding[];
  /** The same picture on another panel of this size: its pitch, distance and policy decide. */
  findingsOn(canvas: Canvas): Finding[];
}

/** May this picture go on air as far as legibility is concerned? */
export function isLegible({ findings }: Pick<Rendered, 'findings'>): boolean {
  return findings.every((finding) => !finding.blocks);
}

/**
 * Always makes a picture, so that staff see what is wrong; `findings` tell whether it may be shown. Files that the
 * content names are kept from now on. Throws NOT_FOUND when one is not in the vault.
 */
export async function renderItem(request: RenderRequest, tools: StudioTools): Promise<Rendered> {
  const content = normalised(request.content);
  const card = cardRequestOf(content, request, tools);
  const film = content.kind === 'video' ? await openFilm(content.file, tools.vault) : null;
  const source = await openSource(content, tools.vault);
  const drawn = drawContent(content, card, source, film);
  const rasters = await Promise.all(drawn.cards.map(({ drawing }) => rasterise(drawing)));
  const rendition = await renditionOf(drawn, rasters, tools.vault);
  const findingsOn = (canvas: Canvas) => judge(content, { ...request, canvas }, card, drawn, rasters, tools);
  return { rendition, findings: findingsOn(request.canvas), findingsOn };
}

/** What would be said about it, from layout alone; for a text of which nothing is drawn or kept yet. */
export function judgeOnly(request: RenderRequest, tools: Omit<StudioTools, 'vault'>): Finding[] {
  const content = normalised(request.content);
  const card = cardRequestOf(content, request, tools);
  return judge(content, request, card, drawContent(content, card, null, null), [], tools);
}

function cardRequestOf(
  content: ItemContent,
  { canvas, organisationName }: RenderRequest,
  { templates, words }: Omit<StudioTools, 'vault'>,
): CardRequest {
  const { widthPx, heightPx, pitchUm, viewingDistanceM, policy } = canvas;
  return {
    canvas: { widthPx, heightPx, pitchUm, viewingDistanceM, ...(policy === undefined ? {} : { policy }) },
    template: templateFor(content, templates),
    words,
    organisationName: organisationName.normalize('NFC'),
  };
}

function judge(
  content: ItemContent,
  { canvas, durationMs, today }: RenderRequest,
  { template }: CardRequest,
  drawn: Drawn,
  rasters: readonly Raster[],
  tools: Omit<StudioTools, 'vault'>,
): Finding[] {
  const text = wordsOf(content);
  const timing = durationMs === undefined ? {} : { durationMs };
  const aboutLetters = drawn.cards.flatMap((card, index) =>
    judgeLegibility({
      card,
      canvas,
      template,
      // Length and glyphs belong to the whole text: said once, with the first picture.
      text: index === 0 ? text : '',
      message: index === 0 ? messageOf(content) : null,
      missing: index === 0 && drawn.hasOurLetters ? typefaceOf('semibold').missing(text) : [],
      whitePercent: rasters[index]?.whitePercent ?? 0,
      ...(content.kind === 'slogan' && content.verbatim !== undefined ? { verbatim: content.verbatim } : {}),
      ...(index === 0 && drawn.hasOurLetters && content.kind !== 'ticker' ? timing : {}),
    }),
  );
  const aboutScreen = judgeConduct({
    content,
    canvas,
    pageCount: drawn.cards.length,
    ...timing,
    ...(today === undefined ? {} : { today }),
    ...drawn.conduct,
  });
  const aboutWording = judgeWording(text, tools.terms);
  const all = sortFindings([...aboutLetters, ...aboutScreen, ...aboutWording]);
  return all.filter(({ sentence }, index) => all.findIndex((one) => one.sentence === sentence) === index);
}

async function renditionOf(
  drawn: Drawn,
  rasters: readonly Raster[],
  vault: StudioTools['vault'],
): Promise<Rendition> {
  const [first] = rasters;
  if (first === undefined) throw new Error('nothing was drawn');
  const pictures = await Promise.all(rasters.map((raster) => keep(raster, vault)));
  const picture = pictures[0] ?? (await keep(first, vault));
  const still: Rendition = {
    widthPx: first.widthPx,
    heightPx: first.heightPx,
    picture,
    pixelsSha256: first.pixelsSha256,
    capHeightPx: Math.min(...drawn.cards.map(({ capPx }) => capPx ?? 0)),
  };
  if (pictures.length > 1) {
    const pages = rasters.map(({ pixelsSha256 }, index) => ({
      picture: pictures[index] ?? picture,
      pixelsSha256,
    }));
    return { ...still, pages, pixelsSha256: sha256Hex(pagesInputs(rasters.map((one) => one.pixelsSha256))) };
  }
  if (drawn.film !== undefined) {
    await vault.adopt(drawn.film.file.sha256);
    return { ...still, video: drawn.film, pixelsSha256: drawn.film.file.sha256 };
  }
  if (drawn.strip !== undefined) {
    const { drawing, topPx, speedPxPerS } = drawn.strip;
    const ticker = { strip: await keep(await rasterise(drawing), vault), topPx, speedPxPerS };
    return { ...still, ticker, pixelsSha256: sha256Hex(tickerInputs(picture, ticker)) };
  }
  if (drawn.clock !== undefined) {
    const { sheet, cells, lines } = drawn.clock;
    return { ...still, clockFace: { sprites: await keep(await rasterise(sheet), vault), cells, lines } };
  }
  return still;
}

/** The picture, poster or logo that the content names. */
async function openSource(content: ItemContent, vault: StudioTools['vault']): Promise<Source | null> {
  const sha256 = sourceOf(content);
  if (sha256 === null) return null;
  const file = await vault.open(sha256);
  if (file?.mime !== 'image/png')
    throw new CodedError('NOT_FOUND', 'Ảnh không còn trong kho. Hãy tải lên lại.');
  await vault.adopt(sha256);
  const view = new DataView(file.content.buffer, file.content.byteOffset);
  return { content: file.content, widthPx: view.getUint32(16), heightPx: view.getUint32(20) };
}

function sourceOf(content: ItemContent): string | null {
  switch (content.kind) {
    case 'image':
      return content.file;
    case 'video':
      return content.poster;
    case 'slogan':
      return content.logo ?? null;
    case 'service':
    case 'ticker':
    case 'data':
      return null;
  }
}

async function openFilm(sha256: string, vault: StudioTools['vault']) {
  const file = await vault.open(sha256);
  if (file === undefined || file.mime === 'image/png') {
    throw new CodedError('NOT_FOUND', 'Video không còn trong kho. Hãy tải lên lại.');
  }
  const film = await readFilm({
    bytes: file.bytes,
    read: async (position, length) => file.content.subarray(position, position + length),
  });
  const { widthPx, heightPx, durationMs, codec, mime } = film;
  return { file: { sha256, bytes: file.bytes, mime, widthPx, heightPx }, durationMs, codec };
}

/** The one that the content names, or the default of this use. */
function templateFor(content: ItemContent, templates: readonly Template[]): Template {
  const use = templateUseOf(content);
  const named = 'template' in content ? content.template : undefined;
  const template = templates.find(({ id, uses, defaultFor }) =>
    named === undefined ? defaultFor.includes(use) : id === named && uses.includes(use),
  );
  if (template === undefined) throw new RangeError(`no template for ${named ?? use}`);
  return template;
}

/** NFC: the same words typed on another keyboard give the same picture. */
export function normalised(content: ItemContent): ItemContent {
  const made = withWords(content, (text) => text.normalize('NFC').trim());
  if (made.kind === 'service') return { ...made, steps: made.steps.filter((step) => step !== '') };
  if (made.kind !== 'slogan' || made.heading !== '') return made;
  const { heading: _empty, ...rest } = made;
  return rest;
}

async function keep(raster: Raster, vault: StudioTools['vault']): Promise<Asset> {
  const { sha256, bytes } = await vault.keep(raster.png, 'image/png');
  return { sha256, bytes, mime: 'image/png', widthPx: raster.widthPx, heightPx: raster.heightPx };
}
