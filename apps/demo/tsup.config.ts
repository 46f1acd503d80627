import { defineConfig } from 'tsup'
import { base } from '../../tsup.base.ts'

export default defineConfig(base({ entry: { cli: 'src/cli.ts' }, dts: false }))
