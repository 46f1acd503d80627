import { writeFileSync } from 'node:fs'
import { clientTypes } from './client-types.ts'

writeFileSync(new URL('../src/client/openapi.ts', import.meta.url), await clientTypes())
