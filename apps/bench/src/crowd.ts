import { WebSocket } from 'ws'

/* Many bare stations at once, for idle connections and connection storms. Ends with its parent. */

const [url, count, subprotocol, password] = process.argv.slice(2) as [string, string, string, string?]
/** So many handshakes are under way at one time. */
const atOnce = 50
const sockets: WebSocket[] = []

function connect(identity: string): Promise<void> {
  const headers = password === undefined ? {} : { authorization: `Basic ${Buffer.from(`${identity}:${password}`).toString('base64')}` }
  const socket = new WebSocket(`${url}/${identity}`, [subprotocol], { headers, perMessageDeflate: false })
  sockets.push(socket)
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
}

process.on('disconnect', () => process.exit(0))
process.on('message', async () => {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < Number(count)) {
      next += 1
      await connect(`CROWD-${next}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  process.send?.({ connected: sockets.length })
})
process.send?.({ ready: true })
