import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Listener, ListenOptions } from '../../src/ws/index.js'
import { type Toy16, toy16 } from '../toy-protocol.js'
import { useEnds } from './ends.js'

const { listening, knock, closing: afterwards } = useEnds()

const basic = { authorization: `Basic ${btoa('CP1:x')}` }

describe('a listener closed by one of its own hooks', () => {
  it.each<[string, (closing: <T>(answer: T) => T) => Partial<ListenOptions<Toy16>>]>([
    ['isKnown', (closing) => ({ isKnown: () => closing(true) })],
    ['securityProfile', (closing) => ({ securityProfile: () => closing(0 as const), authenticate: () => true })],
    ['authenticate', (closing) => ({ authenticate: () => closing(true) })],
    ['authenticate that takes its time', (closing) => ({ authenticate: async () => closing(true) })],
  ])('%s refuses the station with 503 and ends', async (_name, options) => {
    let ended: Promise<void> | undefined
    const listener: Listener<Toy16> = await listening({
      versions: [toy16],
      ...options((answer) => {
        ended = listener.close()
        return answer
      }),
    })
    const refused = listener.once('handshakeRefused')
    expect((await knock(`${listener.url}/CP1`, basic)).status).toBe(503)
    expect((await refused).reason).toBe('closing')
    await ended
    expect(ended).toBeDefined()
    expect(listener.size).toBe(0)
  })

  it.each<[string, (closing: <T>(answer: T) => T) => Partial<ListenOptions<Toy16>>]>([
    ['validation', (closing) => ({ validation: () => closing({}) })],
    ['wrapSocket', (closing) => ({ wrapSocket: (socket) => closing(socket) })],
  ])('%s closes the socket with 1001 and ends', async (_name, options) => {
    let ended: Promise<void> | undefined
    const listener: Listener<Toy16> = await listening({
      versions: [toy16],
      ...options((answer) => {
        ended = listener.close()
        return answer
      }),
    })
    const refused = listener.once('handshakeRefused')
    const { socket } = await knock(`${listener.url}/CP1`)
    expect((await once(socket, 'close'))[0]).toBe(1001)
    expect(await refused).toMatchObject({ reason: 'closing', status: undefined })
    await ended
    expect(listener.size).toBe(0)
  })

  it('on a given server ends only when the socket is gone', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    afterwards(() => server.close())
    let ended: Promise<void> | undefined
    const listener: Listener<Toy16> = await listening({
      versions: [toy16],
      server,
      validation: () => {
        ended = listener.close()
        return {}
      },
    })
    const { socket } = await knock(`${listener.url}/CP1`)
    const gone = once(socket, 'close')
    await ended
    expect(socket.readyState).not.toBe(socket.OPEN)
    await gone
  })
})

it('a listener of "disconnected" that closes everything closes the newer connection of the station too', async () => {
  const listener = await listening({ versions: [toy16] })
  await knock(`${listener.url}/CP1`)
  const closed = new Promise<void>((resolve) => {
    listener.on('disconnected', ({ code }) => {
      if (code === 1008) resolve(listener.close())
    })
  })
  const { socket } = await knock(`${listener.url}/CP1`)
  expect((await once(socket, 'close'))[0]).toBe(1001)
  await closed
  expect(listener.size).toBe(0)
})
