import { actions } from './actions.js'
import type { Validate } from './generated/runtime/validate.js'
import type { Definitions } from './generated/runtime/violations.js'
import type { Actions } from './generated/types.js'

/** What a fault of framing is answered with; `ignore` is silence. */
type FaultAnswer = 'FormatViolation' | 'GenericError' | 'MessageTypeNotSupported' | 'RpcFrameworkError' | 'ignore'

type Check = (payload: unknown) => boolean

/** OCPP 1.6 as plain data. `@ocpp-kit/rpc` reads these rows; nothing of it is imported here. */
export interface Ocpp16 {
  readonly version: '1.6'
  readonly subprotocol: 'ocpp1.6'
  /** Message type numbers: CALL, CALLRESULT, CALLERROR. */
  readonly messageTypes: readonly [2, 3, 4]
  /** Answers to what is no proper frame (OCPP-J 1.6 §4.1.3, §4.2.3 and its errata). */
  readonly faults: {
    readonly notJson: FaultAnswer
    readonly unreadableId: FaultAnswer
    readonly malformed: FaultAnswer
    readonly idTooLong: FaultAnswer
    readonly idInUse: FaultAnswer
    readonly unknownMessageType: FaultAnswer
    readonly payloadNotObject: FaultAnswer
  }
  /** Error codes that this version spells in its own way (OCPP-J 1.6 §4.2.3). */
  readonly errorCodes: {
    readonly FormatViolation: 'FormationViolation'
    readonly OccurrenceConstraintViolation: 'OccurenceConstraintViolation'
  }
  /** Whether `<Action>-Signed` frames exist (2.x Part 4 §7). */
  readonly signedMessages: false
  /** Whether the transport has permessage-deflate. */
  readonly compression: false
  /** Whether stations may, as an exception, use TLS 1.0 and 1.1 (security whitepaper A00.FR.312). */
  readonly oldTls: true
  /** Whether an identity may hold a colon, which OCPP-J 1.6 §3.1.1 does not forbid. */
  readonly colonInIdentity: true
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

export const ocpp16: Ocpp16 = {
  version: '1.6',
  subprotocol: 'ocpp1.6',
  messageTypes: [2, 3, 4],
  faults: {
    notJson: 'FormatViolation',
    unreadableId: 'ignore',
    malformed: 'FormatViolation',
    idTooLong: 'GenericError',
    idInUse: 'GenericError',
    unknownMessageType: 'ignore',
    payloadNotObject: 'FormatViolation',
  },
  errorCodes: { FormatViolation: 'FormationViolation', OccurrenceConstraintViolation: 'OccurenceConstraintViolation' },
  signedMessages: false,
  compression: false,
  oldTls: true,
  colonInIdentity: true,
  actions,
  validators: () => import('./generated/checks.js'),
  describe: () => import('./validate.js'),
  schema: () => import('./schema.js'),
}
