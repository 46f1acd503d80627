import { definitions as all } from './generated/definitions.js'
import type { Definitions } from './generated/runtime/violations.js'

export type { Definitions, Schema } from './generated/runtime/violations.js'

/**
 * The JSON schemas of OCPP 2.0.1 by name (draft-07): messages as `<Action>Request` and `<Action>Response`, shared types under the
 * names of the specification. References are `#/definitions/<name>`. Facts only: no descriptions.
 */
export const definitions: Definitions = all
