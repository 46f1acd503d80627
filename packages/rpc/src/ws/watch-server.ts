import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Emitter } from '../emitter.js'
import { peerCertificate } from './client-certificate.js'
import type { HandshakeRefusal } from './events.js'
import { type RefusalReason, type RefusalStatus, writeRefusal } from './refusal.js'

type Failure = Error & { readonly code?: string }

/** A TLS socket that has failed no longer knows the other end's address; the one below does, if it was asked while it was open. */
type Layered = Socket & { readonly _parent?: Socket | null }

const askAddress = (socket: Socket): void => void socket.remoteAddress

type Refusals = Pick<Emitter<{ handshakeRefused: HandshakeRefusal }>, 'emit'>

/**
 * Tells of connections that end before any upgrade, and ends those that bring a client certificate whose chain or dates
 * do not hold, before any HTTP is spoken (A00.FR.407, TC_A_08). Returns what undoes it.
 */
export function watchServer(server: HttpServer | HttpsServer, isOwn: boolean, events: Refusals): () => void {
  const tell = (reason: RefusalReason, status: RefusalStatus | undefined, socket: Layered, error: unknown): void => {
    const remoteAddress = socket.remoteAddress ?? socket._parent?.remoteAddress
    const nothingAsked = { identity: undefined, path: undefined, offered: [], detail: undefined }
    events.emit('handshakeRefused', { reason, status, remoteAddress, ...nothingAsked, error })
  }
  const onTlsFailed = (error: Failure, socket: TLSSocket): void =>
    tell(error.code === 'ERR_TLS_HANDSHAKE_TIMEOUT' ? 'timedOut' : 'tlsFailed', undefined, socket, error)
  const onSecure = (socket: TLSSocket): void => {
    if (socket.authorized || peerCertificate(socket) === undefined) return
    tell('untrustedCertificate', undefined, socket, socket.authorizationError)
    socket.destroy()
  }
  /** Text that is no HTTP. A server that was given has its program to answer it. */
  const onHttpFailed = (error: Failure, stream: Socket): void => {
    // A connection that broke, or that never came to speak TLS, has nobody to answer, and one that was refused has its answer.
    if (error.code?.startsWith('HPE_') !== true || !stream.writable) return void stream.destroy()
    tell('malformedRequest', 400, stream, error)
    writeRefusal(stream, 400, 0)
  }
  if ('setSecureContext' in server) server.on('connection', askAddress)
  server.on('tlsClientError', onTlsFailed)
  server.on('secureConnection', onSecure)
  if (isOwn) server.on('clientError', onHttpFailed)
  return () => {
    server.off('connection', askAddress)
    server.off('tlsClientError', onTlsFailed)
    server.off('secureConnection', onSecure)
    server.off('clientError', onHttpFailed)
  }
}
