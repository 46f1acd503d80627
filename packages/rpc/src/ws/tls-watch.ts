import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { Emitter } from '../emitter.js'
import { peerCertificate } from './client-certificate.js'
import type { HandshakeRefusal } from './events.js'
import type { RefusalReason } from './refusal.js'

type Refusals = Pick<Emitter<{ handshakeRefused: HandshakeRefusal }>, 'emit'>

/**
 * Tells of TLS handshakes that fail, and ends those that bring a client certificate whose chain or dates do not hold,
 * before any HTTP is spoken (A00.FR.407, TC_A_08). Returns what undoes it.
 */
export function watchTls(server: HttpServer | HttpsServer, events: Refusals): () => void {
  const tell = (reason: RefusalReason, socket: TLSSocket, error: unknown): void =>
    events.emit('handshakeRefused', {
      reason,
      status: undefined,
      identity: undefined,
      remoteAddress: socket.remoteAddress,
      offered: [],
      error,
    })
  const onFailed = (error: Error, socket: TLSSocket): void => tell('tlsFailed', socket, error)
  const onSecure = (socket: TLSSocket): void => {
    if (socket.authorized || peerCertificate(socket) === undefined) return
    tell('untrustedCertificate', socket, socket.authorizationError)
    socket.destroy()
  }
  server.on('tlsClientError', onFailed)
  server.on('secureConnection', onSecure)
  return () => {
    server.off('tlsClientError', onFailed)
    server.off('secureConnection', onSecure)
  }
}
