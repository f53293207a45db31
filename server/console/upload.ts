// Sending one file with its progress, which fetch cannot tell. Fails as every call of the console does: with an ApiProblem.

import type { z } from 'zod';
import { type ImportResult, type ImportRow, TakenFile } from '../../content/model/api/studio.ts';
import { Problem, ROUTES } from '../../content/model/api.ts';
import type { PhotographView } from '../../content/model/photograph.ts';
import { ApiProblem, pathOf } from './api.ts';

/** `onPart` hears 0 to 1. */
export function uploadFile(file: Blob, name: string, onPart: (part: number) => void): Promise<TakenFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', pathOf('uploadFile', { query: { name } }));
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onPart(total === 0 ? 0 : loaded / total),
    );
    request.addEventListener('error', () => reject(new ApiProblem({ code: 'NOT_SENT' })));
    request.addEventListener('load', () => {
      const taken = TakenFile.safeParse(request.response);
      if (request.status === 200 && taken.success) return resolve(taken.data);
      const problem = Problem.safeParse(request.response);
      return reject(
        new ApiProblem(problem.success ? problem.data : { code: 'BAD_REPLY', status: request.status }),
      );
    });
    request.send(file);
  });
}

/** First telling picture of a film as PNG, drawn by this browser: the server decodes no films. Null when it cannot play it. */
export async function posterOf(file: Blob): Promise<Blob | null> {
  const film = document.createElement('video');
  const url = URL.createObjectURL(file);
  try {
    Object.assign(film, { muted: true, playsInline: true, preload: 'auto', src: url });
    await heard(film, 'loadeddata');
    // Many films begin black.
    film.currentTime = Math.min(1, film.duration / 2);
    await heard(film, 'seeked');
    const canvas = document.createElement('canvas');
    canvas.width = film.videoWidth;
    canvas.height = film.videoHeight;
    canvas.getContext('2d', { alpha: false })?.drawImage(film, 0, 0);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function heard(film: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<void> {
  return new Promise((resolve, reject) => {
    film.addEventListener(event, () => resolve(), { once: true });
    film.addEventListener('error', () => reject(new Error('not playable')), { once: true });
  });
}

/** Pasted lines or a sheet, looked at by the server; nothing is kept. */
export async function planImport(source: Blob): Promise<ImportRow[]> {
  return await sent(pathOf('planImport', {}), source, ROUTES.planImport.reply);
}

/** The chosen lines of the same source become drafts, all or none. */
export async function importSlogans(
  source: Blob,
  query: z.infer<typeof ROUTES.importSlogans.query>,
): Promise<ImportResult> {
  return await sent(pathOf('importSlogans', { query }), source, ROUTES.importSlogans.reply);
}

/** A photograph of the wall; `takenAt` counts only where the file does not say when. */
export async function uploadPhotograph(wish: {
  readonly screenId: string;
  readonly code: string;
  readonly takenAt: number | undefined;
  readonly file: File;
}): Promise<PhotographView> {
  const { screenId, code, takenAt, file } = wish;
  const path = pathOf('uploadPhotograph', {
    params: { screenId },
    query: { code, takenAt, name: file.name },
  });
  return await sent(path, file, ROUTES.uploadPhotograph.reply);
}

async function sent<T>(path: string, body: Blob, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(path, { method: 'POST', body }).catch((cause: unknown) => {
    throw new ApiProblem({ code: 'NOT_SENT' }, { cause });
  });
  const reply: unknown = await response.json().catch(() => undefined);
  const parsed = schema.safeParse(reply);
  if (response.ok && parsed.success) return parsed.data;
  const problem = Problem.safeParse(reply);
  throw new ApiProblem(problem.success ? problem.data : { code: 'BAD_REPLY', status: response.status });
}
