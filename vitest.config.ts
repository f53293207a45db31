import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/run-folder.ts', 'test/support/chromium.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // Files of a worker share its modules, which are read once: a fifth of the run. A test leaves nothing in a module behind.
    isolate: false,
    coverage: { provider: 'v8', include: ['content/model/**'], thresholds: { branches: 100 } },
  },
});
