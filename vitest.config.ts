import { defineConfig } from 'vitest/config'

/** The repository's own tests; those of the packages run in the packages. */
export default defineConfig({
  test: {
    include: ['test/*.test.ts'],
    testTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
  },
})
