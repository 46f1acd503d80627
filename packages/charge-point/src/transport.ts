import type { AnyConnection, ConnectionOptions, Protocol } from '@ocpp-kit/rpc'
import type { BackOff, DialTls, SecurityProfile } from '@ocpp-kit/rpc/ws'

/** Handles one request of the csms; the version's file gives it its types. */
export type AnyStationHandler = (request: never, message: never) => unknown

export interface TransportPlan {
  readonly protocol: Protocol
  readonly url: string
  readonly identity: string
  /** Undefined in security profile 3, where a certificate takes its place. */
  readonly password: string | Uint8Array | undefined
  readonly securityProfile: SecurityProfile
  /** Roots and client certificate, asked for before each attempt; of no account without TLS. */
  readonly tls: () => DialTls
  /** The pauses between attempts. */
  readonly backOff: BackOff
  readonly connection: ConnectionOptions
  /** Time between pings, ms; 0: none. As configured, to the whole second. */
  readonly pingIntervalMs: number
  /** Whether pings of the csms get a pong; false is a quirk. */
  readonly answersPings: boolean
  /** The connection is open; again after each loss. */
  readonly onOpen: (connection: AnyConnection) => void
  readonly onClose: (code: number, reason: string) => void
  readonly onAttemptFailed: (error: unknown) => void
}

/**
 * One spell of wanting to be connected to one csms with one set of credentials; it reconnects by itself. Another one follows where
 * the station goes elsewhere.
 */
export interface Transport {
  close(): Promise<void>
  /** Changes the time between pings, ms, at once; without it a change waits for the next restart. */
  setPingInterval?(intervalMs: number): void
  /** Whether pings of the csms get a pong from now on; without it the quirk shows nothing here. */
  setAnswersPings?(isAnswering: boolean): void
  /**
   * Lets the open connection die as the network does it: at once and without a close frame, or so that nothing goes through any more
   * and nobody is told. Without it, it is closed, or frozen above the transport. @returns whether there was one
   */
  lose?(how: 'cut' | 'freeze'): boolean
}

/** Starts connecting at once. */
export type CreateTransport = (plan: TransportPlan) => Transport
