import { type IncomingHttpHeaders, request } from 'node:http'
import { request as requestOverTls } from 'node:https'
import type { ConnectionOptions } from 'node:tls'

export interface Upgrade {
  readonly protocols?: readonly string[]
  readonly authorization?: string
  readonly tls?: ConnectionOptions
}

/** An answer to a request for a WebSocket. */
export interface Upgraded {
  readonly status: number
  readonly headers: IncomingHttpHeaders
}

/** Asks for a WebSocket as any client may, well or badly, and ends the connection once it is answered. */
export const upgrade = (url: string, { protocols = ['ocpp2.0.1'], authorization, tls }: Upgrade = {}): Promise<Upgraded> =>
  new Promise((resolve, reject) => {
    const send = url.startsWith('wss:') ? requestOverTls : request
    const asked = send(url.replace(/^ws/, 'http'), {
      ...tls,
      agent: false,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': Buffer.from('0123456789abcdef').toString('base64'),
        'Sec-WebSocket-Protocol': protocols.join(', '),
        ...(authorization !== undefined && { Authorization: authorization }),
      },
    })
    asked.on('error', reject)
    asked.on('response', ({ statusCode = 0, headers, socket }) => {
      socket.destroy()
      resolve({ status: statusCode, headers })
    })
    asked.on('upgrade', ({ statusCode = 0, headers }, socket) => {
      socket.destroy()
      resolve({ status: statusCode, headers })
    })
    asked.end()
  })

/** The header of Basic authentication. */
export const basic = (userName: string, password: string): string => `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`
