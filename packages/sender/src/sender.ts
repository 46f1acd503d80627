import { type AnyConnection, CALL, ConnectionError, type RequestOf, type ResponseOf, type Transcript } from '@ocpp-kit/rpc'
import { type Client, type DialTls, dial } from '@ocpp-kit/rpc/ws'
import { definitionOf } from './catalogue.js'
import type { Exchange, Outcome } from './exchange.js'
import { createGenerator, type GenerateOptions, type Generator, type ProtocolWithSchema } from './generate/generate.js'
import { type AnswerMode, answerModes, Inbox, incoming } from './incoming.js'
import { readTarget } from './target.js'
import { headOf, outcomeOf, outcomeOfText, Watch } from './watch.js'

export interface SenderOptions<P extends ProtocolWithSchema = ProtocolWithSchema> {
  /** The version to speak, e.g. `ocpp16` of `@ocpp-kit/ocpp16`. */
  readonly protocol: P
  /** `ws`, `wss`, `http` or `https`; its last path segment names the station, unless `identity` does. */
  readonly url: string
  /** Default: the last path segment of `url`, or `SENDER-1` where it is empty. */
  readonly identity?: string | undefined
  /** For Basic authentication. Default: none is sent. */
  readonly password?: string | undefined
  /** Default: the identity. */
  readonly username?: string | undefined
  readonly tls?: DialTls | undefined
  /** Time for an answer, ms. Default 30,000. */
  readonly timeoutMs?: number | undefined
  /** Time for the whole opening handshake, ms. Default 20,000. */
  readonly handshakeTimeoutMs?: number | undefined
  /** Whether payloads that break their schema are refused, and answers that do are `invalid`. Default true. */
  readonly validate?: boolean | undefined
  /** What becomes of requests of the server. Default `auto`. */
  readonly answer?: AnswerMode | undefined
  /** Of what is generated: messages without a payload, and answers to the server. Default: a random one for each. */
  readonly seed?: number | string | undefined
  /** Gets every frame. Default: none. */
  readonly transcript?: Transcript | undefined
}

/** The payload of a message; any object where the version is not known. */
export type PayloadOf<P extends ProtocolWithSchema, A extends string> = [RequestOf<P, A>] extends [never] ? object : RequestOf<P, A>

/** The answer to a message; any object where the version is not known. */
export type AnswerOf<P extends ProtocolWithSchema, A extends string> = ResponseOf<P, A> extends object ? ResponseOf<P, A> : object

/** A sender of any version, as tools have it that send what they are given. */
export interface AnySender {
  readonly identity: string
  /** The connection URL, identity included. */
  readonly url: string
  /** Of the generated payloads; see {@link SenderOptions.seed}. */
  readonly seed: number | string | undefined
  /** Whether payloads that break their schema are refused. */
  readonly isValidating: boolean
  /**
   * Connects, also after `close()`.
   * @throws ConnectionError `UNREACHABLE`, `HANDSHAKE_REFUSED`, `NO_SUBPROTOCOL`, `TLS` …
   */
  open(): Promise<void>
  /** {@link Sender.send} for a name and a payload that no type vouches for; without a payload one is generated. */
  sendUntyped(action: string, payload?: object, options?: GenerateOptions): Promise<Exchange>
  /** Sends text as it is, and resolves with the answer that bears its id, or with the next answer where it has none. */
  sendRaw(text: string): Promise<Exchange>
  /** {@link Sender.received} for a name that no type vouches for. */
  receivedUntyped(action: string, timeoutMs?: number): Promise<object>
  /** Closes for good; whoever waits is told `CLOSED`, and so is who sends afterwards. */
  close(): Promise<void>
  /** `close()`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** One station that sends what it is told. */
export interface Sender<P extends ProtocolWithSchema = ProtocolWithSchema> extends AnySender {
  readonly generator: Generator<P>
  /**
   * Sends any message of the version and resolves with what came of it, a CALLERROR or silence included.
   * Without a payload one is generated, as `options` say. Connects first, where there is no connection or it was lost.
   * @throws TypeError the version has no such message
   * @throws OcppError the payload breaks its schema; nothing is sent
   * @throws ConnectionError there is no connection; `CLOSED` after `close()`
   */
  send<A extends keyof P['actions'] & string>(
    action: A,
    payload?: PayloadOf<P, A>,
    options?: GenerateOptions,
  ): Promise<Exchange<AnswerOf<P, A>>>
  /**
   * Takes the oldest request of the server with this action that was not taken yet, or the next that comes.
   * `timeoutMs` is by default that of the sender.
   * @throws TypeError the version has no such message
   * @throws ReceiveTimeoutError none came in time
   * @throws ConnectionError `CLOSED`: the connection was lost, or the sender closed
   */
  received<A extends keyof P['actions'] & string>(action: A, timeoutMs?: number): Promise<PayloadOf<P, A>>
}

const defaultTimeoutMs = 30_000

/**
 * Makes a sender that is not connected yet.
 * @throws TypeError an option is wrong
 */
export async function createSender<P extends ProtocolWithSchema>(options: SenderOptions<P>): Promise<Sender<P>> {
  const { answer = 'auto', timeoutMs = defaultTimeoutMs, validate = true, seed } = options
  const protocol = checkProtocol(options.protocol)
  if (!answerModes.includes(answer)) throw new TypeError(`answer must be one of ${answerModes.join(', ')}, not ${String(answer)}`)
  const target = readTarget(options.url, options.identity)
  const generator = (await createGenerator(protocol)) as Generator
  const inbox = new Inbox(target.identity)
  const mode = validate ? 'enforce' : 'off'
  const client = dial<ProtocolWithSchema>({
    url: target.url,
    identity: target.identity,
    versions: [protocol],
    reconnect: false,
    username: options.username,
    password: options.password,
    tls: options.tls,
    callTimeoutMs: timeoutMs,
    handshakeTimeoutMs: options.handshakeTimeoutMs,
    closeTimeoutMs: 1_000,
    validation: { incoming: mode, outgoing: mode },
    onError: () => {},
    ...incoming(answer, generator, inbox, seed),
  })
  client.on('disconnected', () => inbox.disappoint('the connection was lost'))
  options.transcript?.attach(client)
  return new StationSender(client, protocol, generator, inbox, timeoutMs, validate, seed) as unknown as Sender<P>
}

/** Callers of plain JavaScript forget it. */
function checkProtocol(protocol: ProtocolWithSchema | undefined): ProtocolWithSchema {
  if (typeof protocol?.actions === 'object' && typeof protocol.schema === 'function') return protocol
  throw new TypeError('protocol must be the object of a version, such as ocpp16 of @ocpp-kit/ocpp16')
}

/** Types are for the callers: they follow from `P` there, and from nothing here. */
class StationSender implements AnySender {
  private isClosed = false

  constructor(
    private readonly client: Client<ProtocolWithSchema>,
    private readonly protocol: ProtocolWithSchema,
    readonly generator: Generator<ProtocolWithSchema>,
    private readonly inbox: Inbox,
    private readonly timeoutMs: number,
    readonly isValidating: boolean,
    readonly seed: number | string | undefined,
  ) {}

  get identity(): string {
    return this.client.identity
  }

  get url(): string {
    return this.client.url
  }

  async open(): Promise<void> {
    this.isClosed = false
    await this.client.open()
  }

  send(action: string, payload?: object, options?: GenerateOptions): Promise<Exchange> {
    return this.sendUntyped(action, payload, options)
  }

  async sendUntyped(action: string, payload?: object, options: GenerateOptions = {}): Promise<Exchange> {
    definitionOf(this.protocol, action, 'request')
    const request = payload ?? (this.generator(action, 'request', { seed: this.seed, now: new Date(), ...options }) as unknown as object)
    const connection = await this.connection()
    if (this.protocol.actions[action]?.kind === 'send') return sendOnly(connection, action, request)
    const messageId = crypto.randomUUID()
    const watch = new Watch(connection, messageId)
    try {
      const answer = await connection.callUntyped(action, request, { messageId })
      return watch.exchange(action, { kind: 'answered', payload: answer })
    } catch (error) {
      const outcome = outcomeOf(error, watch, this.timeoutMs)
      if (outcome === undefined) throw error
      return watch.exchange(action, outcome)
    } finally {
      watch.end()
    }
  }

  async sendRaw(text: string): Promise<Exchange> {
    const connection = await this.connection()
    const [type, messageId] = headOf(text)
    return new Promise((resolve) => {
      const finish = (outcome: Outcome): void => {
        clearTimeout(timer)
        offClose()
        watch.end()
        resolve({ ...watch.exchange(undefined, outcome), request: text })
      }
      const watch = new Watch(connection, type === CALL && typeof messageId === 'string' ? messageId : undefined, () =>
        finish(watch.fault === undefined ? outcomeOfText(watch.response ?? '') : { kind: 'malformed', reason: watch.fault }),
      )
      const timer = setTimeout(() => finish({ kind: 'timeout', timeoutMs: this.timeoutMs }), this.timeoutMs)
      const offClose = connection.on('close', ({ code, reason }) => finish({ kind: 'closed', reason: `${code} ${reason}`.trim() }))
      connection.sendText(text)
    })
  }

  received(action: string, timeoutMs?: number): Promise<object> {
    return this.receivedUntyped(action, timeoutMs)
  }

  async receivedUntyped(action: string, timeoutMs = this.timeoutMs): Promise<object> {
    definitionOf(this.protocol, action, 'request')
    if (!Number.isFinite(timeoutMs)) throw new TypeError(`timeoutMs must be a number, not ${JSON.stringify(timeoutMs)}`)
    if (this.isClosed) throw this.closed()
    return this.inbox.take(action, timeoutMs)
  }

  async close(): Promise<void> {
    this.isClosed = true
    this.inbox.disappoint('the sender was closed')
    await this.client.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  private async connection(): Promise<AnyConnection> {
    if (this.isClosed) throw this.closed()
    return (this.client.connection ?? (await this.client.open())) as unknown as AnyConnection
  }

  private closed(): ConnectionError {
    return new ConnectionError('CLOSED', 'the sender was closed', { identity: this.identity })
  }
}

async function sendOnly(connection: AnyConnection, action: string, request: object): Promise<Exchange> {
  const watch = new Watch(connection, undefined)
  try {
    await connection.sendUntyped(action, request)
    return watch.exchange(action, { kind: 'sent' })
  } finally {
    watch.end()
  }
}
