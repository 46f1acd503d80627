import type {
  CallOptions,
  ErrorPlace,
  FaultEvent,
  FaultRule,
  Handlers,
  Protocol,
  ReceivedAction,
  RequestOf,
  ResponseOf,
  SentAction,
} from '@ocpp-kit/rpc'
import type { HandshakeRefusal } from '@ocpp-kit/rpc/ws'
import type { CommandResult } from './commands/send.js'
import type { ConnectionEntry } from './connection-log.js'
import type { LoggedMessage, MessageFilter } from './message-log.js'
import type { ReceivedRequest, WaitOptions } from './received.js'
import type { Rule, RuleEffect } from './rules/rule.js'
import type { NamedRule } from './rules/rule-book.js'
import type { RuleBreach } from './verdict-log.js'
import type { MockTransaction, Registration } from './version.js'

/** A station that has connected since the start or the last reset. */
export interface MockStation {
  readonly identity: string
  /** The version of its newest connection. */
  readonly version: string
  readonly isConnected: boolean
  /** What its last BootNotification was answered; undefined before the first. */
  readonly registration: Registration | undefined
  readonly boots: number
  readonly vendor: string | undefined
  readonly model: string | undefined
  readonly firmwareVersion: string | undefined
  readonly transactions: readonly MockTransaction[]
  /** ISO 8601, UTC: when its newest connection came. */
  readonly connectedAt: string
  readonly remoteAddress: string
}

/** Everything the server tells of. */
export interface MockServerEvents {
  connected: MockStation
  disconnected: { readonly station: string; readonly code: number; readonly reason: string }
  /** A connection was refused; `reason` says why. */
  handshakeRefused: HandshakeRefusal
  booted: { readonly station: string; readonly version: string; readonly registration: Registration }
  /** Every frame, after it was looked at. */
  message: LoggedMessage
  /** A request of a station that reaches an answer. */
  received: ReceivedRequest
  /** Somebody broke a rule. */
  verdict: RuleBreach
  /** A command was answered. */
  command: CommandResult
  commandFailed: { readonly station: string; readonly action: string; readonly error: unknown }
  /** A command is not sent because the station's version lacks it; once per station and command. */
  commandLacking: { readonly station: string; readonly version: string; readonly action: string }
  /** A when/then rule, or an answer that was put, takes a message. */
  rule: { readonly station: string; readonly action: string; readonly rule: string }
  fault: FaultEvent
  /** What a handler, a listener or the disk threw: something of ours to mend. */
  error: { readonly error: unknown; readonly where: ErrorPlace }
}

type RequestIn<P extends Protocol, A extends string> = P extends Protocol ? RequestOf<P, A> : never
type ResponseIn<P extends Protocol, A extends string> = P extends Protocol ? ResponseOf<P, A> : never
type Known<T> = [T] extends [never] ? object : T

/** An answer in place of the usual one, for all stations. */
export type PutAnswer = Pick<RuleEffect, 'answer' | 'wholeAnswer' | 'callError'> & {
  readonly action: string
  /** Default: in all versions. */
  readonly version?: string | undefined
}

/** A stand-in for a csms: answers everything validly, sends what it is told to, and remembers all of it. */
export interface MockServer<P extends Protocol = Protocol> extends AsyncDisposable {
  /** Base of the stations' URLs: `ws://127.0.0.1:9000`. */
  readonly url: string
  readonly port: number
  /** `http://127.0.0.1:8080`; undefined without `controlPort`. */
  readonly controlUrl: string | undefined
  /** What to give as `seed` to meet the same faults again. */
  readonly seed: number | string
  /** Those that have connected since the start or the last reset, in that order. */
  readonly stations: readonly MockStation[]
  /** A station by its identity, in whatever case. */
  station(identity: string): MockStation | undefined
  /** Requests of stations that reached an answer, oldest first; the newest `maxKept`. */
  readonly received: readonly ReceivedRequest[]
  /**
   * Handles one action in one version or several, in place of the usual answer, until a reset.
   * Rules and answers that were put come before it.
   */
  readonly handle: Handlers<P, 'csms'>['handle']
  /** Handles several actions of one version. */
  readonly implement: Handlers<P, 'csms'>['implement']
  /**
   * Resolves with a request of a station. One that came before counts too, unless an earlier `waitFor` has returned it:
   * so it does not matter whether the test or the station is faster, and waiting twice waits for two.
   * @throws MockServerError `WAIT_TIMEOUT` saying what came instead, `CLOSED`
   */
  waitFor<A extends ReceivedAction<P, 'csms'>>(
    action: A,
    options?: Omit<WaitOptions, 'match'> & {
      readonly match?: object | ((request: Known<RequestIn<P, A>>, received: ReceivedRequest) => boolean) | undefined
    },
  ): Promise<Omit<ReceivedRequest, 'action' | 'request'> & { readonly action: A; readonly request: Known<RequestIn<P, A>> }>
  /**
   * Sends a command and resolves with the checked answer. Without a payload, one that makes sense on a real station is sent.
   * @throws MockServerError `NOT_CONNECTED`, `NO_SUCH_COMMAND`, `CLOSED`
   * @throws OcppError the station answered CALLERROR, or a payload breaks its schema
   * @throws ConnectionError `CALL_TIMEOUT`, `CLOSED` …
   */
  send<A extends SentAction<P, 'csms'>>(
    station: string,
    action: A,
    payload?: Known<RequestIn<P, A>>,
    options?: CallOptions,
  ): Promise<Omit<CommandResult, 'action' | 'response'> & { readonly action: A; readonly response: Known<ResponseIn<P, A>> }>
  /** Every frame with its verdict, oldest first; the newest `maxKept`. */
  messages(filter?: MessageFilter): readonly LoggedMessage[]
  /** Who broke which rule, oldest first; the newest `maxKept`. */
  verdicts(filter?: { readonly station?: string | undefined }): readonly RuleBreach[]
  /** Who came, left or was refused, and why, oldest first; the newest `maxKept`. */
  connections(filter?: { readonly station?: string | undefined }): readonly ConnectionEntry[]
  /** The when/then rules in force, in order; those of the start among them. */
  readonly rules: readonly NamedRule[]
  /** Puts a rule behind the others, or in the place of the one with its name. @throws RuleError naming what is wrong by its path */
  putRule(rule: Rule): NamedRule
  /** `false`: there was none of that name. */
  removeRule(name: string): boolean
  /** Answers that were put at run time. */
  readonly answers: readonly PutAnswer[]
  /** @throws RuleError naming what is wrong, an action that no version spoken here has among it */
  putAnswer(answer: PutAnswer): void
  /** `false`: there was none. */
  removeAnswer(action: string, version?: string): boolean
  /** Faults of the wire. Setting them starts their counts anew. @throws RuleError naming what is wrong by its path */
  faults: readonly FaultRule[]
  /** Forgets everything that was received, learned or set since the start. Connections stay. */
  reset(): void
  /** Closes the connection of a station. @throws MockServerError `NOT_CONNECTED`, `CLOSED` */
  disconnect(station: string, options?: { readonly code?: number | undefined; readonly reason?: string | undefined }): Promise<void>
  /** Adds a listener; the returned function removes it. */
  on<Name extends keyof MockServerEvents>(name: Name, listener: (event: MockServerEvents[Name]) => void): () => void
  /** Resolves with the next such event. */
  once<Name extends keyof MockServerEvents>(name: Name): Promise<MockServerEvents[Name]>
  /** Closes every connection and the port, and writes the rest of the record. */
  close(): Promise<void>
}

/** A request of a station, which narrows by `version` and `action`. */
export type ReceivedOf<P extends Protocol> = P extends Protocol
  ? {
      [A in ReceivedAction<P, 'csms'>]: ReceivedRequest & {
        readonly version: P['version']
        readonly action: A
        readonly request: RequestOf<P, A>
      }
    }[ReceivedAction<P, 'csms'>]
  : never

/** A mock server of which the versions are known. It goes wherever a {@link MockServer} is asked for. */
export interface MockServerOf<P extends Protocol> extends MockServer<P> {
  readonly received: readonly ReceivedOf<P>[]
}
