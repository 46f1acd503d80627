import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Client, type DialOptions, dial } from '../../src/ws/index.js'
import { toy16 } from '../toy-protocol.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A server that is nothing but a WebSocket, and a client at it. */
async function connected(options: Partial<DialOptions<typeof toy16>> = {}): Promise<{ client: Client<typeof toy16>; far: WebSocket }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'ocpp1.6' })
  closers.push(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const client = dial({
    url: `ws://127.0.0.1:${port}`,
    identity: 'CP1',
    versions: [toy16],
    reconnect: { waitMinimumMs: 5, randomRangeMs: 0 },
    closeTimeoutMs: 300,
    ...options,
  })
  closers.push(() => client.close())
  const there = once(server, 'connection')
  await client.open()
  const [far] = (await there) as [WebSocket]
  return { client, far }
}

describe('a client that loses its line', () => {
  it('cut: the server hears no close frame, and the back-off follows', async () => {
    const { client, far } = await connected()
    const closed = once(far, 'close')
    const lost = client.once('disconnected')
    const again = client.once('connection')
    expect(client.lose('cut')).toBe(true)
    expect(await lost).toMatchObject({ code: 1006, nextAttemptMs: 5 })
    expect((await closed)[0]).toBe(1006)
    await again
  })

  it('frozen: nothing goes through in either direction, and its own pings tell it in the end', async () => {
    const { client, far } = await connected({ pingIntervalMs: 60, pongTimeoutMs: 60 })
    const heard: string[] = []
    far.on('message', (data: Buffer) => heard.push(data.toString()))
    far.on('pong', () => heard.push('pong'))
    far.on('ping', () => heard.push('ping'))
    client.handle(toy16, 'Ask', () => {
      heard.push('asked')
      return {}
    })
    const silent = client.once('silent')
    const lost = client.once('disconnected')
    client.lose('freeze')
    far.ping()
    far.send('[2,"1","Ask",{"question":"?"}]')
    client.connection?.sendText('[2,"2","Greet",{"name":"x"}]')
    expect(client.connection?.isOpen).toBe(true)
    await silent
    expect(await lost).toMatchObject({ code: 1006 })
    expect(heard).toEqual([])
  })

  it('frozen: is not told that the server has gone, and can be closed all the same', async () => {
    const { client, far } = await connected({ pingIntervalMs: 0 })
    client.lose('freeze')
    let isTold = false
    client.on('disconnected', () => {
      isTold = true
    })
    const gone = once(far, 'close')
    far.terminate()
    await gone
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(isTold).toBe(false)
    await client.close()
    expect(isTold).toBe(true)
  })

  it('has none to lose while it is not connected', () => {
    expect(dial({ url: 'ws://127.0.0.1:1', identity: 'CP1', versions: [toy16] }).lose('cut')).toBe(false)
  })
})

describe('pings of a server', () => {
  it('get a pong unless the client is told to keep it, and again afterwards', async () => {
    const { client, far } = await connected()
    client.handle(toy16, 'Ask', () => ({}))
    let pongs = 0
    far.on('pong', () => {
      pongs += 1
    })
    /** How many pongs have come by the time that something behind the ping is answered. */
    const afterPing = async (): Promise<number> => {
      const answered = once(far, 'message')
      far.ping()
      far.send('[2,"1","Ask",{"question":"?"}]')
      await answered
      return pongs
    }
    expect(await afterPing()).toBe(1)
    client.setAnswersPings(false)
    expect(await afterPing()).toBe(1)
    client.setAnswersPings(true)
    expect(await afterPing()).toBe(2)
  })
})
