// Bundles the agent into one file that needs nothing but Node: what an installer copies to a controller PC.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  define: { 'import.meta.env.VITE_VERSION': JSON.stringify(process.env['npm_package_version'] ?? 'dev') },
  // The eyes on Windows go beside the bundle as they are.
  publicDir: 'windows',
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: 'main.ts',
    target: 'node20',
    outDir: fileURLToPath(new URL('../../dist/agent', import.meta.url)),
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: 'vongxoay-player.mjs' } },
  },
});
