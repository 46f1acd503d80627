import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/* A csms of bare ws that is content with whatever a 2.0.1 station says. Ends with its parent. */

const subprotocol = 'ocpp2.0.1'

const answers: Readonly<Record<string, () => object>> = {
  BootNotification: () => ({ status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 }),
  Heartbeat: () => ({ currentTime: new Date().toISOString() }),
  Authorize: () => ({ idTokenInfo: { status: 'Accepted' } }),
}

const http = createServer()
const server = new WebSocketServer({ server: http, handleProtocols: () => subprotocol, perMessageDeflate: false })
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const [type, id, action] = JSON.parse(String(data)) as [number, string, string]
    if (type === 2) socket.send(JSON.stringify([3, id, answers[action]?.() ?? {}]))
  })
})

process.on('disconnect', () => process.exit(0))
http.listen(0, '127.0.0.1', 4_096, () => process.send?.({ port: (http.address() as AddressInfo).port }))
