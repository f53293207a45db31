// Which card draws which content, and what of it moves. Adding a kind of item ends here.

import type { FilmTrack, ItemContent } from '../../content/model/item.ts';
import type { Card, CardRequest, Source } from './card.ts';
import { type ClockCard, drawClockCard, drawCountdownCard } from './clock-card.ts';
import { drawFigures } from './figures-card.ts';
import { drawPages } from './pages.ts';
import { drawPicture, placeOf } from './picture-card.ts';
import type { Drawing } from './raster.ts';
import type { Conduct } from './screen-rules.ts';
import { drawServiceCard } from './service-card.ts';
import { drawSlogan } from './slogan-card.ts';
import { drawTicker } from './ticker-card.ts';

export interface Drawn {
  /** One, or the pages in order. */
  readonly cards: readonly Card[];
  readonly clock?: ClockCard;
  readonly strip?: { readonly drawing: Drawing; readonly topPx: number; readonly speedPxPerS: number };
  readonly film?: FilmTrack;
  /** False for pictures and films: their words are theirs. */
  readonly hasOurLetters: boolean;
  readonly conduct: Pick<Conduct, 'source' | 'filmMs' | 'passMs'>;
}

/** `source` is the picture, poster or logo; `film` the opened film. Missing ones are a bug of the caller. */
export function drawContent(
  content: ItemContent,
  request: CardRequest,
  source: Source | null,
  film: Omit<FilmTrack, 'place'> | null,
): Drawn {
  switch (content.kind) {
    case 'slogan':
      return letters(drawPages(content, request, (page, at) => drawSlogan(page, at, source)));
    case 'service':
      return letters([drawServiceCard(content, request)]);
    case 'data':
      return drawData(content, request);
    case 'ticker': {
      const card = drawTicker(content, request);
      const { speedPxPerS } = content;
      const wayPx = request.canvas.widthPx + card.strip.widthPx;
      return {
        ...letters([card]),
        strip: { drawing: card.strip, topPx: card.stripTopPx, speedPxPerS },
        conduct: { passMs: Math.ceil((wayPx * 1_000) / speedPxPerS) },
      };
    }
    case 'image': {
      if (source === null) throw new RangeError('an image without its file');
      const place = placeOf(source, request.canvas, content);
      const conduct = { source: { widthPx: source.widthPx, shownWidthPx: place.widthPx } };
      return { cards: [drawPicture(source, place, request)], hasOurLetters: false, conduct };
    }
    case 'video': {
      if (source === null || film === null) throw new RangeError('a film without its file or poster');
      const place = placeOf(film.file, request.canvas, content);
      return {
        cards: [drawPicture(source, place, request)],
        film: { ...film, place },
        hasOurLetters: false,
        conduct: {
          filmMs: film.durationMs,
          source: { widthPx: film.file.widthPx, shownWidthPx: place.widthPx },
        },
      };
    }
  }
}

function drawData(content: Extract<ItemContent, { kind: 'data' }>, request: CardRequest): Drawn {
  if (content.data === 'figures') return letters([drawFigures(content, request)]);
  const clock =
    content.data === 'clock' ? drawClockCard(content, request) : drawCountdownCard(content, request);
  return { ...letters([clock]), clock };
}

function letters(cards: readonly Card[]): Drawn {
  return { cards, hasOurLetters: true, conduct: {} };
}
