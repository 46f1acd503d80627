import type { Bundle } from './schema-files.mjs'
import type { Version } from './sources.mjs'

export declare function bundle(version: Version): Bundle
export declare function bundleText(version: Version): string
