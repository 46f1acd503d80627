import { defineConfig } from 'vitest/config'

/** Tests of the tarballs that `turbo run check:package` packed; they install from the npm registry, so `npm test` leaves them out. */
export default defineConfig({
  test: {
    include: ['test/packed/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    reporters: ['default', ['json', { outputFile: 'reports/packed.json' }]],
  },
})
