import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { actionsOf } from './actions.mjs'
import { checksModule } from './checks.mjs'
import { dateTimesModule } from './date-times.mjs'
import { readSchemas } from './schema-files.mjs'
import { enumsModule, typesModule } from './types.mjs'

const runtime = new URL('../runtime/', import.meta.url)

/** Writes `src/generated/` of a version package, from the committed bundle alone. */
export async function generate(version, outDir) {
  const bundle = readSchemas(version)
  rmSync(outDir, { recursive: true, force: true })
  mkdirSync(outDir, { recursive: true })
  cpSync(runtime, join(outDir, 'runtime'), { recursive: true, filter: (path) => !path.endsWith('.test.ts') })
  const write = (file, text) => writeFileSync(join(outDir, file), text)
  write('types.ts', `${await typesModule(bundle)}\n${actionsInterface(bundle)}`)
  write('enums.ts', enumsModule(bundle))
  // For the quirks of 1.6; in 2.1 the same name stands for times and for seconds.
  if (version === '1.6') write('date-times.ts', dateTimesModule(bundle))
  write('checks.ts', checksModule(bundle))
  write('definitions.ts', definitionsModule(bundle))
}

/** Request and response types by action. */
function actionsInterface(bundle) {
  const rows = [...actionsOf(bundle)].map(([action, { request, response }]) =>
    response === undefined ? `  ${action}: { request: ${request} }` : `  ${action}: { request: ${request}; response: ${response} }`,
  )
  return `/** Request and response of every action; a SEND has no response. */\nexport interface Actions {\n${rows.join('\n')}\n}\n`
}

const definitionsModule = ({ definitions }) =>
  `import type { Definitions } from './runtime/violations.js'\n\nexport const definitions: Definitions = ${JSON.stringify(definitions, withoutDefaults)}\n`

/** A default says nothing about whether a payload is valid, and none is ever filled in. A property of that name is kept. */
const withoutDefaults = (key, value) => (key === 'default' && typeof value !== 'object' ? undefined : value)
