// Files over HTTP: who may send them, how large they may be, and that refusals are sentences.

import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { Problem } from '../../content/model/api.ts';
import { STUDIO_ROUTES, TakenFile } from '../../content/model/api/studio.ts';
import { startTestServer } from '../support/server.ts';

const jpeg = await sharp({ create: { width: 64, height: 32, channels: 3, background: '#204060' } })
  .jpeg()
  .toBuffer();
const post = (body: Uint8Array): RequestInit => ({ method: 'POST', body: new Uint8Array(body) });

it('takes a picture and a film from staff, shows them to staff and to nobody else', async () => {
  await using server = await startTestServer();
  const admin = await server.asAdmin();
  const taken = TakenFile.parse(await (await admin('/api/files?name=anh.jpg', post(jpeg))).json());
  expect(taken).toMatchObject({ kind: 'image', widthPx: 64, heightPx: 32 });
  const film = await readFile(new URL('studio/films/plain.mp4', import.meta.url));
  const filmed = TakenFile.parse(await (await admin('/api/files?name=phim.mp4', post(film))).json());
  expect(filmed).toMatchObject({ kind: 'video', durationMs: 1_000 });
  const shown = await admin(`/assets/${taken.sha256}`);
  expect(shown.headers.get('content-type')).toBe('image/png');
  expect((await server.fetch(`/assets/${taken.sha256}`)).status).toBe(404);
});

it('refuses strangers, files that are too large by word or by deed, and bad files in words', async () => {
  await using server = await startTestServer();
  expect((await server.fetch('/api/files', post(jpeg))).status).toBe(401);
  const admin = await server.asAdmin();
  const { maxBytes } = STUDIO_ROUTES.uploadFile.upload;
  const tooLarge = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(8 * 1024 * 1024));
    },
  });
  const answer = await admin('/api/files', { method: 'POST', body: tooLarge, duplex: 'half' } as RequestInit);
  expect(answer.status).toBe(413);
  expect(maxBytes).toBe(256 * 1024 * 1024);
  const bad = await admin('/api/files?name=a.pdf', post(Buffer.from('%PDF-1.7')));
  expect(bad.status).toBe(422);
  expect(Problem.parse(await bad.json())).toMatchObject({
    code: 'FILE_REFUSED',
    detail: expect.stringMatching(/PDF.*PNG/) as unknown,
  });
});
