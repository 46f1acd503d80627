import { writeFileSync } from 'node:fs'
import { bundleText } from './bundle.mjs'
import { schemaFile } from './schema-files.mjs'
import { versions } from './sources.mjs'

for (const version of versions) writeFileSync(schemaFile(version), bundleText(version))
