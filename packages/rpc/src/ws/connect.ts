import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { ClientOptions } from 'ws'
import type { Clock } from '../clock.js'
import { ConnectionError, type ConnectionErrorCode, isConnectionError } from '../errors.js'
import type { Protocol } from '../protocol.js'
import { formatBasic } from './basic-auth.js'
import { deflateOptions } from './compression.js'
import type { ResolvedDialOptions } from './dial-options.js'
import { WireSocket } from './wire-socket.js'

/** How one attempt ends; exactly one of the two is called, and neither after `cancel`. */
export interface AttemptEnd<P extends Protocol> {
  /** The version is agreed on; called before the first message can come. */
  opened(socket: WireSocket, stream: Socket, protocol: P): void
  failed(error: ConnectionError): void
}

/** What an attempt needs to know. */
export interface AttemptOptions<P extends Protocol> extends ResolvedDialOptions<P> {
  readonly clock: Clock
}

/**
 * One attempt to connect, from the TCP connection to the agreed subprotocol, in `handshakeTimeoutMs` altogether.
 * Returns what cancels it.
 */
export function connect<P extends Protocol>(options: AttemptOptions<P>, end: AttemptEnd<P>): () => void {
  const { url, identity, versions, clock, handshakeTimeoutMs } = options
  let isOver = false
  let answered: IncomingMessage | undefined
  const socket = createSocket(options)
  if (isConnectionError(socket)) {
    end.failed(socket)
    return () => {}
  }

  /** `false`: it was over before. */
  const finish = (): boolean => {
    if (isOver) return false
    isOver = true
    clock.clearTimeout(deadline)
    return true
  }
  const fail = (code: ConnectionErrorCode, description: string, facts: { cause?: unknown; status?: number | undefined } = {}): void => {
    if (!finish()) return
    socket.terminate()
    end.failed(new ConnectionError(code, description, { identity, ...facts }))
  }
  const onUnexpected = (_request: ClientRequest, response: IncomingMessage): void =>
    fail('HANDSHAKE_REFUSED', `the server answered ${response.statusCode} ${response.statusMessage ?? ''}`.trim(), {
      status: response.statusCode,
    })
  const onUpgrade = (response: IncomingMessage): void => {
    answered = response
    const chosen = response.headers['sec-websocket-protocol']
    if (versions.some(({ subprotocol }) => subprotocol === chosen)) return
    fail(
      'NO_SUBPROTOCOL',
      chosen === undefined ? 'the server agreed to no subprotocol' : `the server chose "${chosen}", which was not offered`,
    )
  }
  const onError = (error: Error): void => {
    if (answered !== undefined) return fail('HANDSHAKE_REFUSED', `the handshake is no WebSocket one: ${error.message}`, { cause: error })
    fail(codeOf(error, options.isSecure), `no connection to ${url}: ${error.message}`, { cause: error })
  }
  const onOpen = (): void => {
    const protocol = versions.find(({ subprotocol }) => subprotocol === socket.protocol)
    if (protocol === undefined || answered === undefined || !finish()) return
    const stream = answered.socket
    // An open socket would hold all of this, the answer of the server included, for as long as it lives.
    answered = undefined
    socket.off('unexpected-response', onUnexpected).off('upgrade', onUpgrade).off('error', onError).off('open', onOpen)
    end.opened(socket, stream, protocol)
  }
  const onDeadline = (): void => fail('HANDSHAKE_TIMEOUT', `no connection to ${url} within ${handshakeTimeoutMs} ms`)
  const deadline = clock.setTimeout(onDeadline, handshakeTimeoutMs)
  socket.on('unexpected-response', onUnexpected)
  socket.on('upgrade', onUpgrade)
  socket.on('error', onError)
  socket.on('open', onOpen)
  return () => {
    if (finish()) socket.terminate()
  }
}

/** The socket, on its way already; or the error, where what the program gave for it is of no use. */
function createSocket<P extends Protocol>(options: ResolvedDialOptions<P>): WireSocket | ConnectionError {
  const { url, identity, versions } = options
  let settings: ClientOptions
  try {
    settings = clientOptions(options)
  } catch (cause) {
    return new ConnectionError('HOOK_FAILED', 'the function for the password or for TLS failed', { identity, cause })
  }
  const offered = versions.map(({ subprotocol }) => subprotocol)
  try {
    return new WireSocket(url, offered, settings)
  } catch (cause) {
    return new ConnectionError('TLS', 'the TLS material is of no use', { identity, cause })
  }
}

function clientOptions<P extends Protocol>(options: ResolvedDialOptions<P>): ClientOptions & { closeTimeout: number } {
  const password = options.password()
  return {
    ...(options.isSecure ? ({ minVersion: 'TLSv1.2', ...options.tls() } as object) : {}),
    ...(password === undefined ? {} : { headers: { authorization: formatBasic(options.username, password) } }),
    perMessageDeflate: options.compression ? deflateOptions : false,
    maxPayload: options.maxPayloadBytes,
    closeTimeout: options.closeTimeoutMs,
  }
}

type SocketError = Error & { readonly code?: string; readonly syscall?: string }

/** What an error before any answer says of the server. What is no HTTP (`HPE_…`) came over a connection that was good. */
function codeOf(error: SocketError, isSecure: boolean): ConnectionErrorCode {
  if (error.code?.startsWith('HPE_') === true) return 'HANDSHAKE_REFUSED'
  return isSecure && isTlsFailure(error) ? 'TLS' : 'UNREACHABLE'
}

/** System errors name the call that failed, or gather those that did; errors of certificates and of OpenSSL do neither, or say EPROTO. */
const isTlsFailure = (error: SocketError): boolean => {
  if (error.code === undefined || error instanceof AggregateError) return false
  return error.syscall === undefined ? error.code !== 'ECONNRESET' : error.code === 'EPROTO'
}
