import { defineConfig } from 'tsup'
import { base } from '../../tsup.base.ts'

export default defineConfig(
  base({ entry: { index: 'src/index.ts', ws: 'src/ws/index.ts', node: 'src/transcript-file.ts', testing: 'src/testing/index.ts' } }),
)
