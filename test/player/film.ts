// Films for tests, made by the browser that will show them.

import type { Browser } from 'playwright-core';

/** A WebM of changing colours, by the browser's own recorder. */
export async function recordFilm(
  browser: Browser,
  { widthPx, heightPx, durationMs }: { widthPx: number; heightPx: number; durationMs: number },
): Promise<Buffer> {
  const page = await browser.newPage();
  const data = await page.evaluate(
    async ([width, height, ms]) => {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d');
      const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm;codecs=vp8' });
      const parts: Blob[] = [];
      recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
      const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve));
      if (context !== null) context.fillStyle = '#0a0';
      context?.fillRect(0, 0, width, height);
      recorder.start(100);
      const startedMs = performance.now();
      for (let frame = 0; performance.now() - startedMs < ms + 300; frame += 1) {
        if (context !== null) {
          context.fillStyle = `hsl(${(frame * 7) % 360} 80% 50%)`;
          context.fillRect(0, 0, width, height);
        }
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      recorder.stop();
      await ended;
      const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
      return Array.from(bytes);
    },
    [widthPx, heightPx, durationMs] as const,
  );
  await page.close();
  return Buffer.from(data);
}
