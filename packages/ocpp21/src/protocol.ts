import { actions } from './actions.js'
import type { Validate } from './generated/runtime/validate.js'
import type { Definitions } from './generated/runtime/violations.js'
import type { Actions } from './generated/types.js'

/** What a fault of framing is answered with; `ignore` is silence. */
type FaultAnswer = 'FormatViolation' | 'GenericError' | 'MessageTypeNotSupported' | 'RpcFrameworkError' | 'ignore'

type Check = (payload: unknown) => boolean

/** OCPP 2.1 as plain data. `@ocpp-kit/rpc` reads these rows; nothing of it is imported here. */
export interface Ocpp21 {
  readonly version: '2.1'
  readonly subprotocol: 'ocpp2.1'
  /** Message type numbers: CALL, CALLRESULT, CALLERROR, CALLRESULTERROR, SEND. */
  readonly messageTypes: readonly [2, 3, 4, 5, 6]
  /** Answers to what is no proper frame (Part 4 §4.2.3, §4.4). */
  readonly faults: {
    readonly notJson: FaultAnswer
    readonly unreadableId: FaultAnswer
    readonly malformed: FaultAnswer
    readonly idTooLong: FaultAnswer
    readonly idInUse: FaultAnswer
    readonly unknownMessageType: FaultAnswer
    readonly payloadNotObject: FaultAnswer
  }
  /** Error codes that this version spells in its own way (Part 4 §4.3). */
  readonly errorCodes: Readonly<Record<never, never>>
  /** Whether `<Action>-Signed` frames exist (2.x Part 4 §7). */
  readonly signedMessages: true
  /** Who sends what: one row per action. */
  readonly actions: typeof actions
  /** Request and response types; no value at run time. */
  readonly '~types'?: Actions
  /** Loads the compiled checks, which say yes or no. */
  readonly validators: () => Promise<{
    readonly requests: Readonly<Record<string, Check>>
    readonly responses: Readonly<Record<string, Check>>
  }>
  /** Loads the validator that names every violation. */
  readonly describe: () => Promise<{ readonly validate: Validate<keyof Actions> }>
  /** Loads the JSON schemas. */
  readonly schema: () => Promise<{ readonly definitions: Definitions }>
}

export const ocpp21: Ocpp21 = {
  version: '2.1',
  subprotocol: 'ocpp2.1',
  messageTypes: [2, 3, 4, 5, 6],
  faults: {
    notJson: 'FormatViolation',
    unreadableId: 'RpcFrameworkError',
    malformed: 'RpcFrameworkError',
    idTooLong: 'RpcFrameworkError',
    idInUse: 'RpcFrameworkError',
    unknownMessageType: 'ignore',
    payloadNotObject: 'FormatViolation',
  },
  errorCodes: {},
  signedMessages: true,
  actions,
  validators: () => import('./generated/checks.js'),
  describe: () => import('./validate.js'),
  schema: () => import('./schema.js'),
}
