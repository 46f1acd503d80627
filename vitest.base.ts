import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** The same projects in every package (style §11): unit, integration, types. */
export const base = (): ViteUserConfig =>
  defineConfig({
    test: {
      reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
      projects: [
        { test: { name: 'unit', include: ['src/**/*.test.ts'], environment: 'node' } },
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
