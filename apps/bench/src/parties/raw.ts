import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { type Exchange, subprotocolOf } from '../exchanges.js'
import type { Call, Party } from './party.js'

/** The least that works: JSON in, JSON out, ids matched; no validation, no turns, no timeouts. */
function speak(socket: WebSocket, { action, request, response }: Exchange): Call {
  const waiting = new Map<string, (payload: unknown) => void>()
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as [number, string, unknown]
    if (message[0] === 2) {
      socket.send(JSON.stringify([3, message[1], response]))
    } else {
      waiting.get(message[1])?.(message[2])
      waiting.delete(message[1])
    }
  })
  return () =>
    new Promise((resolve) => {
      const messageId = randomUUID()
      waiting.set(messageId, resolve)
      socket.send(JSON.stringify([2, messageId, action, request]))
    })
}

export const raw: Party = {
  serve: (exchange, connected, password) =>
    new Promise((resolve) => {
      const http = createServer()
      const server = new WebSocketServer({ noServer: true, handleProtocols: () => subprotocolOf(exchange) })
      http.on('upgrade', (request, socket, head) => {
        if (password !== undefined && !isAllowed(request.url ?? '', request.headers.authorization, password)) {
          socket.destroy()
          return
        }
        server.handleUpgrade(request, socket, head, (webSocket) => connected(speak(webSocket, exchange)))
      })
      http.listen(0, '127.0.0.1', () => resolve((http.address() as AddressInfo).port))
    }),
  connect: async (exchange, url, identity) => {
    const socket = new WebSocket(`${url}/${identity}`, [subprotocolOf(exchange)], { perMessageDeflate: false })
    const call = speak(socket, exchange)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return call
  },
}

function isAllowed(url: string, authorization: string | undefined, password: string): boolean {
  const identity = url.slice(url.lastIndexOf('/') + 1)
  return authorization === `Basic ${Buffer.from(`${identity}:${password}`).toString('base64')}`
}
