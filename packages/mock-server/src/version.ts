import type { AnyMessage, Protocol } from '@ocpp-kit/rpc'

/* What one OCPP version must bring, so that the rest of the server need not know which one it is. */

/** What the server knows of an id token; tokens are compared without regard to case. */
export interface Token {
  readonly idToken: string
  /** As the versions spell it. Default `Accepted`. */
  readonly status?: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx' | undefined
  /** The parent (1.6) or group (2.x) token. */
  readonly group?: string | undefined
  /** After this instant the token is answered `Expired`. */
  readonly expiresAt?: Date | undefined
}

export type Registration = 'Accepted' | 'Pending' | 'Rejected'

/** A transaction of a station, as its messages tell of it. */
export interface MockTransaction {
  /** As text, whatever the version's type. */
  readonly id: string
  /** 1.6: the connector; 2.x: the EVSE. */
  readonly evseId: number | undefined
  readonly idToken: string | undefined
  isEnded: boolean
}

/** What the answers remember of one station, over its reconnects. */
export interface StationState {
  readonly identity: string
  /** BootNotifications so far; decides which of the `boot` sequence comes next. */
  boots: number
  registration: Registration | undefined
  /** What it said of itself when it booted last. */
  vendor: string | undefined
  model: string | undefined
  firmwareVersion: string | undefined
  /** By id, in the order they began. */
  readonly transactions: Map<string, MockTransaction>
  /** Numbers commands up: request ids, remote start ids, list versions. */
  nextNumber(): number
}

/** What answers and payloads may use: the server's settings and memory. */
export interface World {
  now(): Date
  /** `interval` of the boot answer, seconds. */
  readonly intervalSeconds: number
  /** What a station is answered at its first, second … boot; the last one from then on. */
  registrationFor(station: StationState): Registration
  token(idToken: string): Token | undefined
  /** All tokens that are known, in the order they were given. */
  readonly tokens: readonly Token[]
  readonly unknownTokens: 'accept' | 'refuse'
  /** Transaction ids of 1.6, counted up over all stations. */
  nextTransactionId(): number
}

/** One message or command in the middle of being answered or made. */
export interface Scene {
  readonly world: World
  readonly station: StationState
}

/** The answer to one message of a station: valid by the schema of the version, and plausible. `undefined` for a SEND. */
export type AnswerOf = (request: never, scene: Scene, message: AnyMessage) => object | undefined

/** One message that the server can send. */
export interface CommandFacts {
  /** A payload that makes sense on a real station. */
  readonly payload: (scene: Scene) => object
  /** Says what is odd about an answer that is valid by its schema; `undefined` when nothing is. Default: a status other than Accepted is odd. */
  readonly check?: (response: never, request: never, scene: Scene) => string | undefined
}

/** A version as the server needs it: the protocol object, and the two tables. */
export interface MockVersion<P extends Protocol = Protocol> {
  readonly protocol: P
  /** By action: every message a station can send. */
  readonly answers: Readonly<Record<string, AnswerOf>>
  /** By action: every message the csms can send. */
  readonly commands: Readonly<Record<string, CommandFacts>>
}
