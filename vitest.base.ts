import { availableParallelism } from 'node:os'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** The same projects in every package (style §11): unit, integration, types. */
export const base = (): ViteUserConfig =>
  defineConfig({
    test: {
      // One core fewer is the default, which on a small machine is half of it, and most tests wait more than they compute.
      maxWorkers: Math.max(2, availableParallelism()),
      reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
      projects: [
        // Laws are tried many times over, which on a busy machine takes its time.
        { test: { name: 'unit', include: ['src/**/*.test.ts'], environment: 'node', testTimeout: 20_000 } },
        { test: { name: 'integration', include: ['test/**/*.test.ts'], environment: 'node', testTimeout: 20_000 } },
        {
          test: {
            name: 'types',
            include: [],
            typecheck: { enabled: true, only: true, include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
          },
        },
      ],
    },
  })
