import { readFileSync } from 'node:fs'

/** Where the committed bundle of a version lies. */
export const schemaFile = (version) => new URL(`../../../schemas/ocpp-${version}.json`, import.meta.url)

export const readSchemas = (version) => JSON.parse(readFileSync(schemaFile(version), 'utf8'))
