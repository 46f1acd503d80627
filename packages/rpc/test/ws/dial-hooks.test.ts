import { describe, expect, it } from 'vitest'
import type { DialOptions } from '../../src/ws/index.js'
import { type Toy16, toy16 } from '../toy-protocol.js'
import { useEnds } from './ends.js'

const { listening, dialing } = useEnds()

const fail = (): never => {
  throw new Error('out of order')
}

describe('functions among the options of a client that fail, fail the attempt and not the process', () => {
  it.each<[string, Partial<DialOptions<Toy16>>]>([
    ['a validation that throws', { validation: fail }],
    ['a validation that returns nothing', { validation: () => undefined as never }],
    ['a wrapSocket that throws', { wrapSocket: fail }],
  ])('%s closes the socket with 1011, and open() rejects', async (_what, options) => {
    const listener = await listening({ versions: [toy16] })
    const gone = listener.once('disconnected')
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], ...options })
    const failed = client.once('attemptFailed')
    await expect(client.open()).rejects.toMatchObject({ name: 'ConnectionError', code: 'HOOK_FAILED', cause: expect.any(Error) })
    expect(await failed).toMatchObject({ attempt: 1, nextAttemptMs: undefined, error: { code: 'HOOK_FAILED' } })
    expect((await gone).code).toBe(1011)
    expect(client.connection).toBeUndefined()
    await client.close()
  })

  it('the next attempt asks again', async () => {
    const listener = await listening({ versions: [toy16] })
    const policies = [fail, () => ({})]
    const client = dialing({
      url: listener.url,
      identity: 'CP1',
      versions: [toy16],
      validation: () => (policies.shift() ?? fail)(),
      reconnect: { waitMinimumMs: 1, randomRangeMs: 0, repeatTimes: 0 },
    })
    const failed = client.once('attemptFailed')
    expect((await client.open()).isOpen).toBe(true)
    expect(await failed).toMatchObject({ attempt: 1, nextAttemptMs: 1 })
  })

  it('giveUpAfter counts such attempts too', async () => {
    const listener = await listening({ versions: [toy16] })
    const reconnect = { waitMinimumMs: 1, randomRangeMs: 0, repeatTimes: 0, giveUpAfter: 3 }
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], wrapSocket: fail, reconnect })
    const attempts: number[] = []
    client.on('attemptFailed', ({ attempt }) => attempts.push(attempt))
    await expect(client.open()).rejects.toMatchObject({ code: 'HOOK_FAILED' })
    expect(attempts).toEqual([1, 2, 3])
  })

  it('close() waits for the socket that was let go', async () => {
    const listener = await listening({ versions: [toy16] })
    const client = dialing({ url: listener.url, identity: 'CP1', versions: [toy16], wrapSocket: fail })
    await expect(client.open()).rejects.toThrow()
    await client.close()
    if (listener.size > 0) await listener.once('disconnected')
    expect(listener.size).toBe(0)
  })

  it.each<[string, Partial<DialOptions<Toy16>>]>([
    ['a password function that throws', { password: fail }],
    ['a password function that returns no password', { password: () => 5 as never }],
    ['a tls function that throws', { url: 'wss://127.0.0.1:1', tls: fail }],
  ])('%s is no failure of TLS', async (_what, options) => {
    const client = dialing({ url: 'ws://127.0.0.1:1', identity: 'CP1', versions: [toy16], ...options })
    await expect(client.open()).rejects.toMatchObject({ code: 'HOOK_FAILED', cause: expect.any(Error) })
  })
})
