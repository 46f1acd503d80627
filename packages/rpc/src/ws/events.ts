import type { ConnectionEvents, ConnectionOf } from '../connection.js'
import type { ConnectionError } from '../errors.js'
import type { Protocol } from '../protocol.js'
import type { RefusalReason } from './refusal.js'
import type { SocketFault } from './socket-faults.js'

/** What happens to the WebSocket below a connection. */
export interface SocketEvents<C> {
  /** The peer broke the rules of WebSocket, or the network broke the connection; it is being closed with `closeCode`. */
  socketFault: { readonly connection: C } & SocketFault
  /** Nothing was heard within `pongTimeoutMs` of a ping; the connection was cut off. */
  silent: { readonly connection: C }
  /** The peer does not take what is sent to it (`isPaused`), so nothing is read from it until it does. */
  flow: { readonly connection: C; readonly isPaused: boolean; readonly bufferedBytes: number }
}

/** A connection that has ended, and how. */
export interface Disconnection<C> {
  readonly connection: C
  /** WebSocket close code; 1006 where no close frame came or was sent. */
  readonly code: number
  readonly reason: string
}

/** An upgrade that did not become a connection. */
export interface HandshakeRefusal {
  readonly reason: RefusalReason
  /** HTTP status of the answer; `undefined` where none was sent: TLS failed, the peer had gone, or the handshake was completed and closed. */
  readonly status: number | undefined
  /** Undefined where the path named none. */
  readonly identity: string | undefined
  readonly remoteAddress: string | undefined
  /** The path of the request, without its query; undefined where there was no request. */
  readonly path: string | undefined
  /** The subprotocols that the station offered. */
  readonly offered: readonly string[]
  /** What the hook said that refused it. */
  readonly detail: string | undefined
  /** What a hook threw, or what TLS or HTTP had to say. */
  readonly error: unknown
}

/** Everything a listener tells of itself, its connections and their frames. */
export interface ListenerEvents<P extends Protocol>
  extends ConnectionEvents<ConnectionOf<P, 'csms'>>,
    SocketEvents<ConnectionOf<P, 'csms'>> {
  /** A station has connected; its handlers are in force already. */
  station: ConnectionOf<P, 'csms'>
  /** A station is gone, and no longer among `stations` unless a newer connection has its place. */
  disconnected: Disconnection<ConnectionOf<P, 'csms'>>
  handshakeRefused: HandshakeRefusal
}

/** Everything a client tells of itself, its connections and their frames. */
export interface ClientEvents<P extends Protocol>
  extends ConnectionEvents<ConnectionOf<P, 'station'>>,
    SocketEvents<ConnectionOf<P, 'station'>> {
  /** An attempt begins; the first after an `open()` or a lost connection is number 1. */
  connecting: { readonly url: string; readonly attempt: number }
  connection: ConnectionOf<P, 'station'>
  /** The connection is gone; `nextAttemptMs` says when the next attempt begins, or is undefined where none will. */
  disconnected: Disconnection<ConnectionOf<P, 'station'>> & { readonly nextAttemptMs: number | undefined }
  /** An attempt failed; `error.code` says how, `nextAttemptMs` when the next begins, if any. */
  attemptFailed: { readonly error: ConnectionError; readonly attempt: number; readonly nextAttemptMs: number | undefined }
}
