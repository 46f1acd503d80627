import { createServer, type Server as HttpServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer, type Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type ListenerTls, tlsServerOptions } from './tls-server.js'

/** Whoever speaks plain HTTP here is told what is spoken instead. */
const answerPlainHttp: RequestListener = (_request, response) => {
  response.writeHead(426, { Upgrade: 'websocket', Connection: 'close, Upgrade', 'Content-Length': 0 })
  response.end()
}

/** The HTTP or HTTPS server of a listener that was not given one. */
export function createOwnServer(tls: ListenerTls | undefined, handshakeTimeoutMs: number): HttpServer | HttpsServer {
  // Node looks at its own time limits every 30 s only, so they are left to `Arrivals`.
  const limits = { headersTimeout: 0, requestTimeout: 0, maxHeaderSize: 16 * 1024 }
  return tls === undefined
    ? createServer(limits, answerPlainHttp)
    : createTlsServer({ ...limits, ...tlsServerOptions(tls, handshakeTimeoutMs) }, answerPlainHttp)
}

/** @throws the server's own error, e.g. EADDRINUSE */
export function bind(server: HttpServer | HttpsServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Resolves when nothing is accepted any more and every connection is gone. */
export const unbind = (server: HttpServer | HttpsServer): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

/** Where a server can be reached; interfaces without a name of their own are called by their loopback address. */
export function urlOf(server: HttpServer | HttpsServer, isSecure: boolean): string {
  const address = server.address() as AddressInfo | string | null
  if (address === null || typeof address === 'string') return ''
  const host = address.address === '::' ? '::1' : address.address === '0.0.0.0' ? '127.0.0.1' : address.address
  return `${isSecure ? 'wss' : 'ws'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`
}
