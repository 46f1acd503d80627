import type { AnyConnection, FrameRecord, Transcript } from '@ocpp-kit/rpc'
import { CALL, isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import { type Client, type DialTls, dial } from '@ocpp-kit/rpc/ws'
import type { Exchange, Outcome } from './exchange.js'
import { createGenerator, type GenerateOptions, type Generator, type ProtocolWithSchema } from './generate/generate.js'
import { type AnswerMode, answerModes, Inbox, incoming } from './incoming.js'
import { readTarget } from './target.js'

export interface SenderOptions {
  /** The version to speak, e.g. `ocpp16` of `@ocpp-kit/ocpp16`. */
  readonly protocol: ProtocolWithSchema
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
  /** Time for the whole opening handshake, ms. Default 10,000. */
  readonly handshakeTimeoutMs?: number | undefined
  /** Whether payloads that break their schema are refused, and answers that do are `invalid`. Default true. */
  readonly validate?: boolean | undefined
  /** What becomes of requests of the server. Default `auto`. */
  readonly answer?: AnswerMode | undefined
  /** Gets every frame. Default: none. */
  readonly transcript?: Transcript | undefined
}

/** One station that sends what it is told. */
export interface Sender {
  readonly identity: string
  /** The connection URL, identity included. */
  readonly url: string
  readonly generator: Generator
  /**
   * Connects.
   * @throws ConnectionError `UNREACHABLE`, `HANDSHAKE_REFUSED`, `NO_SUBPROTOCOL`, `TLS` …
   */
  open(): Promise<void>
  /**
   * Sends any message of the version and resolves with what came of it, a CALLERROR or silence included.
   * Without a payload one is generated, as `options` say.
   * @throws OcppError the payload breaks its schema; nothing is sent
   * @throws ConnectionError the connection is not open
   */
  send(action: string, payload?: object, options?: GenerateOptions): Promise<Exchange>
  /** Sends text as it is, and resolves with the answer that bears its id, or with the next answer where it has none. */
  sendRaw(text: string): Promise<Exchange>
  /**
   * Takes the oldest request of the server with this action that was not taken yet, or the next that comes.
   * @throws Error none came in time
   */
  received(action: string, timeoutMs: number): Promise<object>
  close(): Promise<void>
}

/** The outgoing and the answering frame of one request, found by its id among all frames. */
class Watch {
  request: string | undefined
  response: string | undefined
  /** Why the response is no frame, where it is none. */
  fault: string | undefined
  private readonly off: () => void

  constructor(
    connection: AnyConnection,
    private readonly messageId: string | undefined,
    private readonly onAnswer: () => void = () => {},
  ) {
    this.off = connection.on('frame', (frame) => this.see(frame))
  }

  end(): void {
    this.off()
  }

  private see({ direction, text, verdict }: FrameRecord): void {
    if (verdict.kind === 'fault') return this.seeBroken(text, verdict.reason)
    const [type, messageId] = headOf(text)
    if (this.messageId !== undefined && messageId !== this.messageId) return
    if (direction === 'out') this.request ??= text
    else if (type !== CALL && this.response === undefined) {
      this.response = text
      this.onAnswer()
    }
  }

  /** What cannot be read is the answer where it holds the id. */
  private seeBroken(text: string, reason: string): void {
    if (this.messageId === undefined || this.response !== undefined || !text.includes(this.messageId)) return
    this.response = text
    this.fault = reason
    this.onAnswer()
  }
}

/** Type and id of a frame; nothing of text that is none. */
function headOf(text: string): readonly [type?: unknown, messageId?: unknown] {
  try {
    const frame: unknown = JSON.parse(text)
    return Array.isArray(frame) ? (frame as unknown as readonly [unknown, unknown]) : []
  } catch {
    return []
  }
}

const defaultTimeoutMs = 30_000

/**
 * Makes a sender that is not connected yet.
 * @throws TypeError an option is wrong
 */
export async function createSender(options: SenderOptions): Promise<Sender> {
  const { protocol, answer = 'auto', timeoutMs = defaultTimeoutMs, validate = true } = options
  if (!answerModes.includes(answer)) throw new TypeError(`answer must be one of ${answerModes.join(', ')}, not ${String(answer)}`)
  const target = readTarget(options.url, options.identity)
  const generator = await createGenerator(protocol)
  const inbox = new Inbox()
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
    ...incoming(answer, generator as Generator, inbox),
  })
  options.transcript?.attach(client)
  return new StationSender(client, protocol, generator as Generator, inbox, timeoutMs)
}

class StationSender implements Sender {
  constructor(
    private readonly client: Client<ProtocolWithSchema>,
    private readonly protocol: ProtocolWithSchema,
    readonly generator: Generator,
    private readonly inbox: Inbox,
    private readonly timeoutMs: number,
  ) {}

  get identity(): string {
    return this.client.identity
  }

  get url(): string {
    return this.client.url
  }

  async open(): Promise<void> {
    await this.client.open()
  }

  async send(action: string, payload?: object, options: GenerateOptions = {}): Promise<Exchange> {
    const request = payload ?? this.generator(action, 'request', { now: new Date(), ...options })
    const connection = await this.connection()
    if (this.protocol.actions[action]?.kind === 'send') return sendOnly(connection, action, request)
    const messageId = crypto.randomUUID()
    const watch = new Watch(connection, messageId)
    const started = performance.now()
    try {
      const answer = await connection.callUntyped(action, request, { messageId })
      return exchangeOf(action, watch, { kind: 'answered', payload: answer }, started)
    } catch (error) {
      const outcome = outcomeOf(error, watch, this.timeoutMs)
      if (outcome === undefined) throw error
      return exchangeOf(action, watch, outcome, started)
    } finally {
      watch.end()
    }
  }

  async sendRaw(text: string): Promise<Exchange> {
    const connection = await this.connection()
    const [type, messageId] = headOf(text)
    const started = performance.now()
    return new Promise((resolve) => {
      const finish = (outcome: Outcome): void => {
        clearTimeout(timer)
        offClose()
        watch.end()
        resolve({ ...exchangeOf(undefined, watch, outcome, started), request: text })
      }
      const watch = new Watch(connection, type === CALL && typeof messageId === 'string' ? messageId : undefined, () =>
        finish(watch.fault === undefined ? outcomeOfText(watch.response ?? '') : { kind: 'malformed', reason: watch.fault }),
      )
      const timer = setTimeout(() => finish({ kind: 'timeout', timeoutMs: this.timeoutMs }), this.timeoutMs)
      const offClose = connection.on('close', ({ code, reason }) => finish({ kind: 'closed', reason: `${code} ${reason}`.trim() }))
      connection.sendText(text)
    })
  }

  received(action: string, timeoutMs: number): Promise<object> {
    return this.inbox.take(action, timeoutMs)
  }

  async close(): Promise<void> {
    await this.client.close()
  }

  private async connection(): Promise<AnyConnection> {
    return (this.client.connection ?? (await this.client.open())) as unknown as AnyConnection
  }
}

async function sendOnly(connection: AnyConnection, action: string, request: object): Promise<Exchange> {
  const watch = new Watch(connection, undefined)
  const started = performance.now()
  try {
    await connection.sendUntyped(action, request)
    return exchangeOf(action, watch, { kind: 'sent' }, started)
  } finally {
    watch.end()
  }
}

const exchangeOf = (action: string | undefined, { request = '', response }: Watch, outcome: Outcome, started: number): Exchange => ({
  action,
  request,
  response,
  outcome,
  durationMs: Math.round((performance.now() - started) * 10) / 10,
})

/** What an error of a call says of the exchange; `undefined` where there was none. */
function outcomeOf(error: unknown, { response, fault }: Watch, timeoutMs: number): Outcome | undefined {
  if (isConnectionError(error)) {
    if (!error.sent) return undefined
    return error.code === 'CALL_TIMEOUT' ? { kind: 'timeout', timeoutMs } : { kind: 'closed', reason: error.message }
  }
  if (!isOcppError(error) || response === undefined) return undefined
  if (fault !== undefined) return { kind: 'malformed', reason: fault }
  const seen = outcomeOfText(response)
  return seen.kind === 'answered' ? { kind: 'invalid', payload: seen.payload, violations: error.violations } : seen
}

function outcomeOfText(text: string): Outcome {
  const [type, , third, description, details] = headOf(text) as readonly unknown[]
  if (type === 3) return { kind: 'answered', payload: (third ?? {}) as object }
  return { kind: 'refused', errorCode: String(third), errorDescription: String(description ?? ''), errorDetails: (details ?? {}) as object }
}
