// Builds the console into dist/console-page. The server replaces every __NONCE__ in index.html for each request.
// Without the nonce the page stands there unstyled; with a data: font it would break the server's content policy.

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: fileURLToPath(new URL('../../dist/console-page', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome109', 'firefox115', 'safari16'],
    assetsInlineLimit: 0,
    // Not `assets`: the server answers there with pictures by hash.
    assetsDir: 'page',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
  },
});
