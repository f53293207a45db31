// Which kind of picture an item is, decided by what its rendition carries.

import type { Instant } from '../../content/model/instant.ts';
import type { ProgrammeItem } from '../../content/model/programme.ts';
import { drawClockCard } from './clock-card.ts';
import { drawFilm } from './film.ts';
import { drawPages } from './pages.ts';
import type { ScenePicture, SceneTools } from './scene-picture.ts';
import { drawStill } from './still.ts';
import { drawTicker } from './ticker.ts';

/** Rejects when a file is missing or broken. */
export async function drawScene(
  item: ProgrammeItem,
  startAt: Instant,
  tools: SceneTools,
): Promise<ScenePicture> {
  const { clockFace, video, ticker, pages } = item.rendition;
  if (video !== undefined) return await drawFilm(item, video, tools);
  if (clockFace !== undefined) return await drawClockCard(item, clockFace, startAt, tools);
  if (ticker !== undefined) return await drawTicker(item, ticker, tools);
  if (pages !== undefined) {
    return await drawPages(
      item,
      pages.map(({ picture }) => picture.sha256),
      tools,
    );
  }
  return await drawStill(item, tools);
}
