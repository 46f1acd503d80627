import type { Bundle } from './schema-files.mjs'

export declare function dateTimeFields(bundle: Bundle): readonly string[]
