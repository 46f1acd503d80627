import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listen } from '../../src/ws/index.js'
import { toy16 } from '../toy-protocol.js'
import { useEnds } from './ends.js'

const { listening, knock, closing } = useEnds()

async function serving(): Promise<{ server: ReturnType<typeof createServer>; url: string }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing(() => server.close())
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

describe('several listeners on one server', () => {
  it('each takes the upgrades below its own path and leaves those of the others as they are', async () => {
    const { server, url } = await serving()
    const refusals: string[] = []
    for (const path of ['/a', '/b']) {
      const listener = await listening({ versions: [toy16], server, path })
      listener.handle(toy16, 'Greet', () => ({ greeting: `from ${path}` }))
      listener.on('handshakeRefused', ({ reason }) => refusals.push(reason))
    }
    for (const path of ['/a', '/b']) {
      const { status, socket } = await knock(`${url}${path}/CP1`)
      expect(status).toBe(101)
      socket.send('[2,"1","Greet",{"name":"x"}]')
      const [answer] = (await once(socket, 'message')) as [Buffer]
      expect(answer.toString()).toBe(`[3,"1",{"greeting":"from ${path}"}]`)
    }
    expect(refusals).toEqual([])
  })

  it('an upgrade for another counts towards no limit, and is left alone by a listener that is closing', async () => {
    const { server, url } = await serving()
    const refusals: string[] = []
    const narrow = await listening({ versions: [toy16], server, path: '/a', acceptRate: { requestsPerSecond: 0.001, burst: 1 } })
    narrow.on('handshakeRefused', ({ reason }) => refusals.push(reason))
    await listening({ versions: [toy16], server, path: '/b' })
    expect((await knock(`${url}/b/CP1`)).status).toBe(101)
    expect((await knock(`${url}/b/CP2`)).status).toBe(101)
    const { socket } = await knock(`${url}/a/CP1`)
    socket.pause()
    const closed = narrow.close()
    expect((await knock(`${url}/b/CP3`)).status).toBe(101)
    await closed
    expect(refusals).toEqual([])
  })

  it('what is outside the path of the only listener is 404, since nobody else would answer', async () => {
    const { server, url } = await serving()
    await listening({ versions: [toy16], server, path: '/a' })
    expect((await knock(`${url}/b/CP1`)).status).toBe(404)
  })

  it.each(['ocpp', '', 5, null])('path %j is a TypeError that names it', async (path) => {
    const failure = await listen({ versions: [toy16], port: 0, path: path as never }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TypeError)
    expect((failure as TypeError).message).toContain('path must')
  })
})
