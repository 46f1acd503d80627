import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../src/testing/index.js'
import { toy16 } from '../toy-protocol.js'
import { useEnds } from './ends.js'

const { listening, dialing } = useEnds()

const soon = { waitMinimumMs: 1, randomRangeMs: 0, repeatTimes: 0 }

describe('open() after the end has begun begins anew', () => {
  it.each([
    ['that tries once', false],
    ['that reconnects', soon],
  ] as const)('of a client %s, while close() is under way', async (_what, reconnect) => {
    const listener = await listening({ versions: [toy16] })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], reconnect })
    const first = await client.open()
    const closed = client.close()
    const second = await client.open()
    expect(second).not.toBe(first)
    await closed
    expect(first.isOpen).toBe(false)
    expect(second.isOpen).toBe(true)
    expect(client.connection).toBe(second)
    expect(listener.size).toBe(1)
  })

  it('of a client that drains, once the drain is over', async () => {
    const listener = await listening({ versions: [toy16] })
    let answer: (value: { greeting: string }) => void = () => {}
    const asked = new Promise<void>((resolve) => {
      listener.handle(toy16, 'Greet', () => {
        resolve()
        return new Promise((late) => {
          answer = late
        })
      })
    })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16] })
    const first = await client.open()
    const call = first.call('Greet', { name: 'x' })
    await asked
    const closed = client.close({ drainMs: 60_000 })
    const reopened = client.open()
    answer({ greeting: 'in time' })
    await expect(call).resolves.toEqual({ greeting: 'in time' })
    expect(await reopened).not.toBe(first)
    await closed
    expect((await reopened).isOpen).toBe(true)
  })

  it.each([
    ['that tries once', false],
    ['that reconnects', soon],
  ] as const)('of a client %s, while its connection is closing', async (_what, reconnect) => {
    const listener = await listening({ versions: [toy16] })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], reconnect })
    const first = await client.open()
    const closed = first.close()
    const second = await client.open()
    await closed
    expect(second).not.toBe(first)
    expect(second.isOpen).toBe(true)
  })

  it.each(['close', 'disconnected'] as const)('in a listener of "%s"', async (name) => {
    const listener = await listening({ versions: [toy16] })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16] })
    const first = await client.open()
    const reopened = new Promise((resolve) => {
      const off = client.on(name, () => {
        off()
        resolve(client.open())
      })
    })
    await first.close()
    expect(await reopened).toMatchObject({ isOpen: true })
  })

  it('unless close() is called again', async () => {
    const listener = await listening({ versions: [toy16] })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16] })
    await client.open()
    const closed = client.close()
    const reopened = client.open()
    reopened.catch(() => {})
    await client.close()
    await expect(reopened).rejects.toMatchObject({ code: 'CLOSED' })
    await closed
    expect(client.connection).toBeUndefined()
    expect(listener.size).toBe(0)
  })
})

describe('a listener of "connection"', () => {
  it('may close the client, and open() rejects', async () => {
    const listener = await listening({ versions: [toy16] })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], reconnect: soon })
    const closing = new Promise<void>((resolve) => {
      client.on('connection', () => resolve(client.close()))
    })
    await expect(client.open()).rejects.toMatchObject({ code: 'CLOSED' })
    await closing
    expect(client.connection).toBeUndefined()
  })

  it('that aborts what has succeeded comes too late: the client is connected, and stays so', async () => {
    const clock = createFakeClock()
    const listener = await listening({ versions: [toy16] })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], clock, reconnect: soon })
    const controller = new AbortController()
    client.on('connection', () => controller.abort())
    const station = listener.once('station')
    expect((await client.open({ signal: controller.signal })).isOpen).toBe(true)
    const lost = client.once('disconnected')
    await (await station).close()
    expect((await lost).nextAttemptMs).toBe(1)
  })
})
