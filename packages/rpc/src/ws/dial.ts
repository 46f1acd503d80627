import type { Socket } from 'node:net'
import { resolveCloseOptions } from '../close-options.js'
import type { CloseOptions, ConnectionOf } from '../connection.js'
import type { Emitter } from '../emitter.js'
import { createShared, Endpoint } from '../endpoint.js'
import { ConnectionError } from '../errors.js'
import { Handlers } from '../handlers.js'
import type { Shared } from '../internals.js'
import { maxTimerMs, wholeNumber } from '../options.js'
import type { Protocol } from '../protocol.js'
import { checkPolicyActions } from '../validation.js'
import { Attempts } from './attempts.js'
import type { BackOff } from './backoff.js'
import { closeCodes } from './close-codes.js'
import { type AttemptOptions, connect } from './connect.js'
import { type DialOptions, resolveDialOptions } from './dial-options.js'
import type { ClientEvents } from './events.js'
import { KeepAlive } from './keep-alive.js'
import { Opening } from './opening.js'
import type { SocketFault } from './socket-faults.js'
import { channels } from './tracing.js'
import type { SocketOwner, WireSocket } from './wire-socket.js'

/** The station end of one connection, made again whenever it is lost. */
export interface Client<P extends Protocol> {
  readonly identity: string
  /** The connection URL, identity included. */
  readonly url: string
  /** The open connection, if there is one. */
  readonly connection: ConnectionOf<P, 'station'> | undefined
  /** Sets the handler of one action, in one version or in several that share it; see {@link Handlers.handle}. */
  readonly handle: Handlers<P, 'station'>['handle']
  /** Sets several handlers of one version. */
  readonly implement: Handlers<P, 'station'>['implement']
  /** Adds a listener; the returned function removes it. */
  on<Name extends keyof ClientEvents<P>>(name: Name, listener: (event: ClientEvents<P>[Name]) => void): () => void
  /** Resolves with the next such event. */
  once<Name extends keyof ClientEvents<P>>(name: Name): Promise<ClientEvents<P>[Name]>
  /**
   * Connects, and stays connected until `close()`. Resolves with the first connection; one that is closing is waited for and replaced.
   * @throws ConnectionError of the last attempt, once the client gives up · `ABORTED` · `CLOSED`
   */
  open(options?: { readonly signal?: AbortSignal | undefined }): Promise<ConnectionOf<P, 'station'>>
  /** Closes for good, at any moment; `open()` begins anew. Resolves when the socket is gone. Close code 1000 by default. */
  close(options?: CloseOptions): Promise<void>
  /** Changes the back-off from the next wait on; what is not given stays. */
  setBackOff(backOff: Partial<BackOff>): void
  /** Changes the time between pings, ms, from the next ping on; 0 sends none (WebSocketPingInterval, there in seconds). */
  setPingInterval(intervalMs: number): void
  /**
   * Whether pings of the server get a pong from now on, which RFC 6455 §5.5.2 asks for; `false` is for those who test a server.
   * Default true.
   */
  setAnswersPings(isAnswering: boolean): void
  /**
   * Lets the open connection die as the network does it; for those who test a server. `cut`: at once and without a close frame, and the
   * back-off follows. `freeze`: nothing goes through any more, and neither end is told; this one notices by its own pings.
   * @returns `false`: there is none
   */
  lose(how: 'cut' | 'freeze'): boolean
}

/**
 * Makes a client that is not connected yet: set its handlers, then `open()` it.
 * @throws TypeError an option is wrong, or the security profile lacks what it needs
 */
export function dial<P extends Protocol>(options: DialOptions<P>): Client<P> {
  const resolved = resolveDialOptions(options)
  const shared = createShared(options, channels)
  if (typeof shared.options.validation === 'object') checkPolicyActions(shared.options.validation, resolved.versions)
  return new StationClient({ ...resolved, clock: shared.options.clock }, shared)
}

class StationClient<P extends Protocol> implements Client<P>, SocketOwner {
  readonly pauseAboveBytes: number
  answersPings = true
  readonly handle: Handlers<P, 'station'>['handle']
  readonly implement: Handlers<P, 'station'>['implement']
  connection: ConnectionOf<P, 'station'> | undefined
  private readonly handlers: Handlers<P, 'station'>
  private readonly events: Emitter<ClientEvents<P>>
  private readonly keepAlive: KeepAlive
  private readonly attempts: Attempts
  private endpoints: Promise<ReadonlyMap<string, Endpoint<P, 'station'>>> | undefined
  private opening: Opening<ConnectionOf<P, 'station'>> | undefined
  /** Of the newest connection, open or gone. */
  private socket: WireSocket | undefined
  /** The one that `close()` was called for. */
  private leaving: WireSocket | undefined

  constructor(
    private readonly options: AttemptOptions<P>,
    private readonly shared: Shared,
  ) {
    this.pauseAboveBytes = options.pauseAboveBytes
    this.handlers = new Handlers<P, 'station'>(options.versions, 'station')
    this.handle = this.handlers.handle.bind(this.handlers) as Handlers<P, 'station'>['handle']
    this.implement = this.handlers.implement.bind(this.handlers) as Handlers<P, 'station'>['implement']
    this.events = shared.events as unknown as Emitter<ClientEvents<P>>
    const settings = this.keepAliveSettings(options.pingIntervalMs)
    this.keepAlive = new KeepAlive(
      shared.deadlines,
      options.random,
      settings,
      () => true,
      (socket) => this.silent(socket),
    )
    this.attempts = new Attempts(options, (count) => this.tryOnce(count))
  }

  get identity(): string {
    return this.options.identity
  }

  get url(): string {
    return this.options.url
  }

  on<Name extends keyof ClientEvents<P>>(name: Name, listener: (event: ClientEvents<P>[Name]) => void): () => void {
    return this.events.on(name, listener)
  }

  once<Name extends keyof ClientEvents<P>>(name: Name): Promise<ClientEvents<P>[Name]> {
    return this.events.once(name)
  }

  async open({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<ConnectionOf<P, 'station'>> {
    if (signal?.aborted === true) throw this.aborted(signal)
    if (this.connection !== undefined && !this.isLeaving()) return this.connection
    const opening = this.opening ?? this.begin()
    if (signal === undefined) return opening.promise
    const onAbort = (): void => {
      if (this.opening === opening) this.stop(this.aborted(signal))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await opening.promise
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  async close(options: CloseOptions = {}): Promise<void> {
    const closing = resolveCloseOptions(options)
    const { socket, connection } = this
    this.leaving = socket
    this.stop(this.closedEarly())
    if (socket === undefined) return
    const gone = socket.gone()
    await (connection as { close(options: CloseOptions): Promise<void> } | undefined)?.close(closing)
    await gone
  }

  setBackOff(backOff: Partial<BackOff>): void {
    this.attempts.setBackOff(backOff)
  }

  setPingInterval(intervalMs: number): void {
    this.keepAlive.set(this.keepAliveSettings(wholeNumber('intervalMs', intervalMs ?? null, 0, 0, maxTimerMs)))
    if (this.socket !== undefined && this.connection !== undefined) this.keepAlive.start(this.socket)
  }

  setAnswersPings(isAnswering: boolean): void {
    this.answersPings = isAnswering
  }

  lose(how: 'cut' | 'freeze'): boolean {
    const { socket, connection } = this
    if (socket === undefined || connection === undefined) return false
    if (how === 'freeze') socket.freeze()
    else socket.end(closeCodes.abnormal, 'cut')
    return true
  }

  // ── attempts ────────────────────────────────────────────────────────────────────────────────────────────────────

  private begin(): Opening<ConnectionOf<P, 'station'>> {
    const opening = new Opening<ConnectionOf<P, 'station'>>()
    this.opening = opening
    const start = (): void => {
      if (this.opening === opening) this.attempts.begin()
    }
    if (this.socket === undefined) start()
    else void this.socket.gone().then(start)
    return opening
  }

  private tryOnce(attempt: number): () => void {
    let isCancelled = false
    let cancelSocket: (() => void) | undefined
    const start = (endpoints: ReadonlyMap<string, Endpoint<P, 'station'>>): void => {
      if (isCancelled) return
      this.events.emit('connecting', { url: this.url, attempt })
      // A listener may have closed the client.
      if (!isCancelled) cancelSocket = this.connect(endpoints)
    }
    this.loadEndpoints().then(start, (error: unknown) => {
      if (!isCancelled) this.stop(error)
    })
    return () => {
      isCancelled = true
      cancelSocket?.()
    }
  }

  private connect(endpoints: ReadonlyMap<string, Endpoint<P, 'station'>>): () => void {
    return connect(this.options, {
      opened: (socket, stream, protocol) => {
        const endpoint = endpoints.get(protocol.subprotocol)
        if (endpoint !== undefined) this.opened(socket, stream, endpoint)
      },
      failed: (error) => this.failed(error),
    })
  }

  private opened(socket: WireSocket, stream: Socket, endpoint: Endpoint<P, 'station'>): void {
    this.socket = socket
    let connection: ConnectionOf<P, 'station'>
    try {
      connection = endpoint.connect(socket, this.identity) as unknown as ConnectionOf<P, 'station'>
    } catch (cause) {
      // The validation policy for this csms, or wrapSocket: both are the program's.
      socket.dismiss(closeCodes.internalError, 'the connection could not be set up')
      return this.failed(new ConnectionError('HOOK_FAILED', 'the connection could not be set up', { identity: this.identity, cause }))
    }
    this.attempts.succeeded()
    socket.adopt(this, stream)
    socket.connection = connection as unknown as WireSocket['connection']
    this.connection = connection
    this.keepAlive.start(socket)
    const { opening } = this
    this.opening = undefined
    this.events.emit('connection', connection)
    // A listener may have closed the client.
    if (this.leaving === socket) opening?.reject(this.closedEarly())
    else opening?.resolve(connection)
  }

  private failed(error: ConnectionError): void {
    const { attempts } = this
    const attempt = attempts.count
    const nextAttemptMs = attempts.failed()
    this.events.emit('attemptFailed', { error, attempt, nextAttemptMs })
    if (nextAttemptMs === undefined && attempts.isWanted) this.stop(error)
  }

  /** Ends whatever is under way except an open connection. */
  private stop(reason: unknown): void {
    const { opening } = this
    this.opening = undefined
    this.attempts.stop()
    opening?.reject(reason)
  }

  private loadEndpoints(): Promise<ReadonlyMap<string, Endpoint<P, 'station'>>> {
    const load = async (): Promise<ReadonlyMap<string, Endpoint<P, 'station'>>> => {
      const endpoints = new Map<string, Endpoint<P, 'station'>>()
      for (const version of this.options.versions) {
        endpoints.set(version.subprotocol, await Endpoint.create(version, 'station', this.shared, this.handlers))
      }
      return endpoints
    }
    this.endpoints ??= load().catch((error: unknown) => {
      this.endpoints = undefined
      throw error
    })
    return this.endpoints
  }

  /** Whether the newest connection is on its way out, drained by `close()` or in its closing handshake. */
  private isLeaving(): boolean {
    const { socket } = this
    return socket !== undefined && (socket === this.leaving || socket.readyState !== socket.OPEN)
  }

  private closedEarly(): ConnectionError {
    return new ConnectionError('CLOSED', 'the client was closed before it connected', { identity: this.identity })
  }

  private aborted(signal: AbortSignal): ConnectionError {
    return new ConnectionError('ABORTED', 'open() was aborted', { identity: this.identity, cause: signal.reason as unknown })
  }

  private keepAliveSettings(intervalMs: number): { intervalMs: number; pongTimeoutMs: number; jitter: number } {
    return { intervalMs, pongTimeoutMs: this.options.pongTimeoutMs, jitter: 0 }
  }

  // ── SocketOwner ─────────────────────────────────────────────────────────────────────────────────────────────────

  expired(socket: WireSocket): void {
    this.keepAlive.expired(socket)
  }

  faulted(socket: WireSocket, fault: SocketFault): void {
    this.events.emit('socketFault', { connection: connectionOf<P>(socket), ...fault })
  }

  flowChanged(socket: WireSocket, isPaused: boolean): void {
    this.events.emit('flow', { connection: connectionOf<P>(socket), isPaused, bufferedBytes: socket.bufferedBytes })
  }

  closing(socket: WireSocket): void {
    this.keepAlive.stop(socket)
    this.connection = undefined
  }

  closed(socket: WireSocket, code: number, reason: string): void {
    const nextAttemptMs = this.attempts.lost()
    if (nextAttemptMs === undefined) {
      this.attempts.stop()
      this.shared.deadlines.rest()
    }
    this.events.emit('disconnected', { connection: connectionOf<P>(socket), code, reason, nextAttemptMs })
  }

  private silent(socket: WireSocket): void {
    this.events.emit('silent', { connection: connectionOf<P>(socket) })
    socket.end(closeCodes.abnormal, 'nothing heard after a ping')
  }
}

const connectionOf = <P extends Protocol>(socket: WireSocket): ConnectionOf<P, 'station'> =>
  socket.connection as unknown as ConnectionOf<P, 'station'>
