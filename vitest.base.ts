import { availableParallelism } from 'node:os'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/**
 * The code is loaded once for all files of a worker: anew for each, it costs as much as the tests. So a file leaves nothing
 * behind that another could meet: spies are restored, listeners and subscriptions removed, servers closed.
 */
const shared = { environment: 'node', isolate: false, restoreMocks: true } as const

/** The same projects in every package (style §11): unit and integration. Type tests (`*.test-d.ts`) are compiled by `typecheck`. */
export const base = (): ViteUserConfig =>
  defineConfig({
    test: {
      // One core fewer is the default, which on a small machine is half of it, and most tests wait more than they compute.
      maxWorkers: Math.max(2, availableParallelism()),
      reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
      projects: [
        // Laws are tried many times over, which on a busy machine takes its time.
        { test: { ...shared, name: 'unit', include: ['src/**/*.test.ts'], testTimeout: 20_000 } },
        { test: { ...shared, name: 'integration', include: ['test/**/*.test.ts'], testTimeout: 20_000 } },
      ],
    },
  })
