import { actions } from './actions.js'
import { definitions } from './generated/definitions.js'
import { createValidate, type Validate } from './generated/runtime/validate.js'
import type { Actions } from './generated/types.js'
import { violationCodes } from './violation-codes.js'

export type { Validation, Violation } from './generated/runtime/validate.js'

/**
 * Names every way in which a payload breaks its OCPP 1.6 schema; synchronous. The first violation is the one that decides the
 * error code. `null` counts as `{}`.
 * @throws TypeError the version has no such action, or the action has no such message
 */
export const validate: Validate<keyof Actions> = createValidate('1.6', actions, definitions, violationCodes)
