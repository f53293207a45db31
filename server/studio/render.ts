// One version of an item becomes one picture for one canvas, with what is to be said about its legibility.
// Rendered once and kept by hash: the bitmap that is approved is the bitmap that is shown (design.md 3.18).

import type { Asset, ClockFace, ItemContent, Rendition } from '../../content/model/item.ts';
import { messageOf, wordsOf, withWords } from '../../content/model/item-words.ts';
import type { Template, Words } from '../../content/model/seed.ts';
import type { Canvas, Card, CardRequest } from './card.ts';
import { type ClockCard, drawClockCard } from './clock-card.ts';
import { type Finding, judgeLegibility } from './legibility.ts';
import { type Raster, rasterise } from './raster.ts';
import { drawServiceCard } from './service-card.ts';
import { drawSlogan } from './slogan-card.ts';
import { typefaceOf } from './typeface.ts';
import type { Vault } from './vault.ts';

export interface RenderRequest {
  readonly content: ItemContent;
  /** A `Screen` will do. */
  readonly canvas: Canvas;
  /** The name in force; signs the picture where there is room. */
  readonly organisationName: string;
  readonly durationMs?: number;
}

/** What a studio works with, read once at start. */
export interface StudioTools {
  readonly vault: Vault;
  readonly templates: readonly Template[];
  readonly words: Words;
}

export interface Rendered {
  readonly rendition: Rendition;
  readonly findings: readonly Finding[];
}

/** May this picture go on air as far as legibility is concerned? */
export function isLegible({ findings }: Pick<Rendered, 'findings'>): boolean {
  return findings.every((finding) => !finding.blocks);
}

/** Always makes a picture, so that staff see what is wrong; `findings` tell whether it may be shown. */
export async function renderItem(request: RenderRequest, tools: StudioTools): Promise<Rendered> {
  const content = normalised(request.content);
  const { widthPx, heightPx, pitchUm, viewingDistanceM } = request.canvas;
  const card: CardRequest = {
    canvas: { widthPx, heightPx, pitchUm, viewingDistanceM },
    template: templateFor(content, tools.templates),
    words: tools.words,
    organisationName: request.organisationName.normalize('NFC'),
  };
  const drawn = draw(content, card);
  const raster = await rasterise(drawn.drawing);
  const rendition: Rendition = {
    widthPx: raster.widthPx,
    heightPx: raster.heightPx,
    picture: await keep(raster, tools.vault),
    pixelsSha256: raster.pixelsSha256,
    capHeightPx: drawn.capPx,
    ...('sheet' in drawn ? { clockFace: await clockFaceOf(drawn, tools.vault) } : {}),
  };
  const text = wordsOf(content);
  const findings = judgeLegibility({
    card: drawn,
    canvas: card.canvas,
    template: card.template,
    text,
    message: messageOf(content),
    missing: typefaceOf('semibold').missing(text),
    ...(request.durationMs === undefined ? {} : { durationMs: request.durationMs }),
  });
  return { rendition, findings };
}

function draw(content: ItemContent, request: CardRequest): Card | ClockCard {
  switch (content.kind) {
    case 'slogan':
      return drawSlogan(content, request);
    case 'service':
      return drawServiceCard(content, request);
    case 'data':
      if (content.data === 'clock') return drawClockCard(content, request);
      break;
    case 'image':
    case 'video':
    case 'ticker':
      break;
  }
  throw new RangeError(`no drawing of ${content.kind}`);
}

/** The first template made for this use; items do not choose yet. */
function templateFor(content: ItemContent, templates: readonly Template[]): Template {
  const use = useOf(content);
  const template = templates.find((candidate) => candidate.use === use);
  if (template === undefined) throw new RangeError(`no template for ${use}`);
  return template;
}

function useOf(content: ItemContent): Template['use'] {
  switch (content.kind) {
    case 'slogan':
      return content.heading === undefined ? 'slogan' : 'card';
    case 'service':
      return 'service';
    case 'data':
      return 'clock';
    case 'image':
    case 'video':
    case 'ticker':
      break;
  }
  throw new RangeError(`no template use of ${content.kind}`);
}

/** NFC: the same words typed on another keyboard give the same picture. */
function normalised(content: ItemContent): ItemContent {
  const made = withWords(content, (text) => text.normalize('NFC').trim());
  if (made.kind === 'service') return { ...made, steps: made.steps.filter((step) => step !== '') };
  if (made.kind !== 'slogan' || made.heading !== '') return made;
  const { heading: _empty, ...rest } = made;
  return rest;
}

async function clockFaceOf({ sheet, cells, lines }: ClockCard, vault: Vault): Promise<ClockFace> {
  return { sprites: await keep(await rasterise(sheet), vault), cells, lines };
}

async function keep(raster: Raster, vault: Vault): Promise<Asset> {
  const { sha256, bytes } = await vault.keep(raster.png, 'image/png');
  return { sha256, bytes, mime: 'image/png', widthPx: raster.widthPx, heightPx: raster.heightPx };
}
