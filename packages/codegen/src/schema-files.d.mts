import type { Definitions } from '../runtime/violations.js'
import type { Version } from './sources.mjs'

export interface Bundle {
  readonly definitions: Definitions
}
export declare function schemaFile(version: Version): URL
export declare function readSchemas(version: Version): Bundle
