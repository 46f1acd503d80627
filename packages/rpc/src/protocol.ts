import type { ErrorCode } from './error-codes.js'

/** The two ends of a connection. A 1.6 "Charge Point" is a station, its "Central System" a csms. */
export type Role = 'station' | 'csms'

/** What a version says of one action: who may send it, and whether it is answered (`call`) or not (`send`). */
export interface ActionFacts {
  readonly sentBy: Role | 'both'
  readonly kind: 'call' | 'send'
  /** Functional block or feature profile of the specification, e.g. `Core` or `E Transactions`. */
  readonly block: string
}

/**
 * Request and response types by action, `{ [action]: { request, response? } }`; exists for the type checker only.
 * No index signature is asked for, which an interface would not have.
 */
export type MessageTypes = object

/** Tells whether a payload satisfies its schema, stopping at the first violation. */
export type PayloadCheck = (payload: unknown) => boolean

/** Compiled checks by action. A SEND has a request check alone. */
export interface Validators {
  readonly requests: Readonly<Record<string, PayloadCheck>>
  readonly responses: Readonly<Record<string, PayloadCheck>>
}

/** One way in which a payload breaks its schema. */
export interface Violation {
  /** JSON pointer into the payload (RFC 6901); the empty string is the payload itself. */
  readonly pointer: string
  /** The schema keyword that was broken, e.g. `required`. */
  readonly keyword: string
  /** The error code as this version spells it on the wire. */
  readonly code: string
  /** What was expected, without quoting the payload. */
  readonly message: string
}

/** All violations of a payload, the one that decides the error code first. */
export interface Validation {
  readonly valid: boolean
  readonly violations: readonly Violation[]
}

/** Describes a payload in full; slower than a {@link PayloadCheck}, so it is loaded when the first payload fails. */
export type Validate = (action: string, kind: 'request' | 'response', payload: unknown) => Validation

/**
 * Faults of framing, before any schema is looked at, that call for an answer or for silence.
 * - `notJson`: the text is no JSON, yet a message id could be recovered
 * - `unreadableId`: no message id could be read
 * - `malformed`: wrong number of elements or an action that is no string
 * - `idTooLong`: more than 36 characters
 * - `idInUse`: another frame with this id is still being handled
 * - `unknownMessageType`: a message type number this version does not define
 * - `payloadNotObject`: an array, string, number or boolean where the payload belongs
 */
export type FrameFaultKind = 'notJson' | 'unreadableId' | 'malformed' | 'idTooLong' | 'idInUse' | 'unknownMessageType' | 'payloadNotObject'

/**
 * One OCPP version as plain data. `rpc` reads these rows where others would ask for the version,
 * so a version package describes itself without importing anything from here.
 */
export interface Protocol {
  /** As the specification writes it: `1.6`, `2.0.1`, `2.1`. */
  readonly version: string
  /** The WebSocket subprotocol, e.g. `ocpp1.6`. */
  readonly subprotocol: string
  /** Message type numbers that this version defines: 2 CALL, 3 CALLRESULT, 4 CALLERROR, 5 CALLRESULTERROR, 6 SEND. */
  readonly messageTypes: readonly number[]
  /** What each fault of framing is answered with; `ignore` answers nothing. */
  readonly faults: Readonly<Record<FrameFaultKind, ErrorCode | 'ignore'>>
  /** Codes that this version spells in its own way; all others go out as they are. */
  readonly errorCodes: Readonly<Partial<Record<ErrorCode, string>>>
  /** Whether `<Action>-Signed` frames exist (2.x Part 4 §7). */
  readonly signedMessages: boolean
  /** Whether the transport has permessage-deflate (2.x Part 4 §3.3). Default: it has. */
  readonly compression?: boolean
  /** Whether stations of this version may, as an exception, use TLS 1.0 and 1.1 (1.6 whitepaper A00.FR.312). Default: they may not. */
  readonly oldTls?: boolean
  /** Whether an identity may hold a colon (OCPP-J 1.6 §3.1.1 does not forbid it, 2.x Part 4 §3.1.1 does). Default: it may not. */
  readonly colonInIdentity?: boolean
  /** Who sends what: one row per action. */
  readonly actions: Readonly<Record<string, ActionFacts>>
  /** Request and response types; no value at run time. */
  readonly '~types'?: MessageTypes
  /** Loads the compiled first-error checks. */
  readonly validators: () => Promise<Validators>
  /** Loads the validator that names all violations. A method, so that a version may name its own actions where any text is given. */
  readonly describe: () => Promise<{ validate(...[action, kind, payload]: Parameters<Validate>): Validation }>
}
