import { availableParallelism } from 'node:os'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/**
 * On a busy machine laws, which are tried many times over, and what is waited for take their time.
 *
 * The code is loaded once for all files of a worker: anew for each, it costs as much as the tests. So a file leaves nothing behind that
 * another could meet, and no hook stands in a module that several of them share (`onTestFinished` does).
 */
const shared = {
  environment: 'node',
  isolate: false,
  restoreMocks: true,
  testTimeout: 20_000,
  expect: { poll: { timeout: 10_000 } },
} as const

/** The same projects in every package (style §11): unit and integration. Type tests (`*.test-d.ts`) are compiled by `typecheck`. */
export const base = (): ViteUserConfig =>
  defineConfig({
    test: {
      // One core fewer is the default, which on a small machine is half of it, and most tests wait more than they compute.
      maxWorkers: Math.max(2, availableParallelism()),
      reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
      projects: [
        { test: { ...shared, name: 'unit', include: ['src/**/*.test.ts'] } },
        { test: { ...shared, name: 'integration', include: ['test/**/*.test.ts'] } },
      ],
    },
  })
