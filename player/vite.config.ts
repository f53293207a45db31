// Builds the player page: one folder of files with relative addresses, for the oldest browser on LED PCs.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** LED controller PCs on Windows 7 and 8.1 stop at Chrome 109. */
const OLDEST_BROWSER = 'chrome109';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  define: { 'import.meta.env.VITE_VERSION': JSON.stringify(process.env['npm_package_version'] ?? 'dev') },
  build: {
    outDir: fileURLToPath(new URL('../dist/player-page', import.meta.url)),
    emptyOutDir: true,
    target: OLDEST_BROWSER,
    cssTarget: OLDEST_BROWSER,
    rolldownOptions: {
      input: {
        index: fileURLToPath(new URL('index.html', import.meta.url)),
        yield: fileURLToPath(new URL('yield.html', import.meta.url)),
        sw: fileURLToPath(new URL('service-worker.ts', import.meta.url)),
      },
      // The worker's name never changes: the browser looks for a newer one under it.
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
});
