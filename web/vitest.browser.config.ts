import { defineConfig } from 'vitest/config';

/** Tests of the built page in a browser: `npm run build` first. One after the other, as they share the machine. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: ['verbose'],
  },
});
