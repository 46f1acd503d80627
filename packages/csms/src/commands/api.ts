import type { CallAction, Protocol, RequestOf } from '@ocpp-kit/rpc'
import type { Page, PageQuery } from '../store/page.js'
import type { Command, CommandError, CommandState } from './command.js'
import type { CommandOptions } from './options.js'

/** A version in whatever form: the bare protocol or one with features spread onto it. */
type Speaks<P extends Protocol> = Protocol & { readonly version: P['version'] }

/** One of several stations: its command, or why there is none. */
export type SentTo = { readonly identity: string; readonly command: Command } | { readonly identity: string; readonly error: unknown }

/** Which commands are wanted; all filters have to hold. */
export interface CommandFilter extends PageQuery {
  readonly identity?: string | undefined
  readonly state?: CommandState | undefined
  readonly action?: string | undefined
}

/**
 * Messages to stations that are kept: they outlive connections and restarts, end in exactly one way, and what may not be repeated never is.
 * The methods of a `Station` are for a program that waits for the answer itself and keeps nothing.
 */
export interface Commands<P extends Protocol = Protocol> {
  /**
   * Keeps a message of a version for a station, and sends it as soon as that is possible; resolves when it is kept.
   * Variables and monitors that are more than the station takes at a time go in several messages, one after the other.
   * @throws CsmsError `UNKNOWN_STATION`, `NOT_CONNECTED`, `NOT_ACCEPTED`, `NOT_SUPPORTED` for a station of another version, `UNKNOWN_ACTION`, `CONFLICT`, `OVERLOADED`
   * @throws OcppError the payload breaks its schema; `violations` has the pointers
   * @throws TypeError an option is wrong
   */
  send<Q extends Speaks<P>, A extends CallAction<Q, 'csms'>>(
    identity: string,
    protocol: Q,
    action: A,
    payload: NoInfer<RequestOf<Q, A>>,
    options?: CommandOptions,
  ): Promise<Command>
  /** {@link send} for an action and a payload that no type vouches for, in the version that the station speaks. */
  sendUntyped(identity: string, action: string, payload: object, options?: CommandOptions): Promise<Command>
  /**
   * {@link send} to many stations. One that cannot be sent it stands in nobody's way; an idempotency key holds for each station by itself.
   * Results are in the order of the identities.
   */
  sendMany<Q extends Speaks<P>, A extends CallAction<Q, 'csms'>>(
    identities: readonly string[],
    protocol: Q,
    action: A,
    payload: NoInfer<RequestOf<Q, A>>,
    options?: CommandOptions,
  ): Promise<readonly SentTo[]>
  /** {@link sendMany} for an action and a payload that no type vouches for. */
  sendManyUntyped(identities: readonly string[], action: string, payload: object, options?: CommandOptions): Promise<readonly SentTo[]>
  get(id: string): Promise<Command | undefined>
  /** Newest first. @throws StoreError `BAD_QUERY` */
  page(filter?: CommandFilter): Promise<Page<Command>>
  /**
   * Cancels what was not sent yet. What is with the station already is not repeated from now on, and ends by its answer.
   * Resolves with the command as it is then.
   */
  cancel(id: string): Promise<Command | undefined>
  /** Resolves with the command when it has ended, or as it is after `timeoutMs` (default 30,000). */
  wait(id: string, options?: { readonly timeoutMs?: number | undefined }): Promise<Command | undefined>
}

export interface RawCallOptions {
  /** Time for the answer, ms from the moment the frame is written. Default: `callTimeoutMs` of the csms. */
  readonly timeoutMs?: number | undefined
  /**
   * The payload as JSON text, which goes out as it stands: order, repeated members, numbers and white space.
   * `payload` is what it is read as. Default: `payload`, written as JSON.
   */
  readonly payloadText?: string | undefined
}

/** What came of a message that was sent as it was given; `frame` is the answer as it was on the wire, the rest what it is read as. */
export type RawCallOutcome =
  | { readonly result: object; readonly frame?: string | undefined }
  | { readonly error: CommandError; readonly frame?: string | undefined }
  | { readonly timeout: true }
  /** The station answered with text that is no frame. */
  | { readonly unreadable: string }
