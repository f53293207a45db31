// One version of an item becomes one picture for one canvas, with what is to be said about its legibility.
// Rendered once and kept by hash: the bitmap that is approved is the bitmap that is shown (design.md 3.18).

import type { Asset, ClockFace, ItemContent, Rendition } from '../../content/model/item.ts';
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

/** The words of an item as one text, for history, search and reading time. */
export function wordsOf(content: ItemContent): string {
  switch (content.kind) {
    case 'slogan':
      return [content.heading, content.text].filter((part) => part !== undefined).join('\n');
    case 'service':
      return [content.name, ...content.steps, content.address].join('\n');
    case 'data':
      return content.caption ?? '';
  }
}

/** What has to be read, without heading; a clock needs no words. */
function messageOf(content: ItemContent): string | null {
  if (content.kind === 'data') return null;
  return content.kind === 'slogan' ? content.text : wordsOf(content);
}

function draw(content: ItemContent, request: CardRequest): Card | ClockCard {
  switch (content.kind) {
    case 'slogan':
      return drawSlogan(content, request);
    case 'service':
      return drawServiceCard(content, request);
    case 'data':
      return drawClockCard(content, request);
  }
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
  }
}

/** NFC: the same words typed on another keyboard give the same picture. */
function normalised(content: ItemContent): ItemContent {
  const nfc = (text: string) => text.normalize('NFC').trim();
  switch (content.kind) {
    case 'slogan':
      return {
        kind: 'slogan',
        text: nfc(content.text),
        ...(content.heading === undefined || nfc(content.heading) === ''
          ? {}
          : { heading: nfc(content.heading) }),
      };
    case 'service':
      return {
        ...content,
        name: nfc(content.name),
        steps: content.steps.map(nfc).filter((step) => step !== ''),
        address: nfc(content.address),
      };
    case 'data':
      return content.caption === undefined ? content : { ...content, caption: nfc(content.caption) };
  }
}

async function clockFaceOf({ sheet, cells, lines }: ClockCard, vault: Vault): Promise<ClockFace> {
  return { sprites: await keep(await rasterise(sheet), vault), cells, lines };
}

async function keep(raster: Raster, vault: Vault): Promise<Asset> {
  const { sha256, bytes } = await vault.keep(raster.png, 'image/png');
  return { sha256, bytes, mime: 'image/png', widthPx: raster.widthPx, heightPx: raster.heightPx };
}
