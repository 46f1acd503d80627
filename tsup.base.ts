import type { Options } from 'tsup'

/** One build for every package: ESM with declarations, for the oldest Node we support. */
export const base = (options: Options): Options => ({
  format: 'esm',
  target: 'node20.19',
  dts: true,
  clean: true,
  splitting: true,
  sourcemap: true,
  treeshake: true,
  ...options,
})
