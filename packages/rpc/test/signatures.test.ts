import { describe, expect, it } from 'vitest'
import type { Signer } from '../src/index.js'
import { wrap } from '../src/signed.js'
import { deferred } from './deferred.js'
import { createHalf } from './pair.js'
import { toy21 } from './toy-protocol.js'

/** A signer whose signatures are there when the test says so. */
function slowSigner(): { signer: Signer; finish: (signature: string) => void; fail: (reason: Error) => void } {
  const { promise, resolve, reject } = deferred<string>()
  return { signer: { alg: 'ES256', sign: () => promise, signs: () => true }, finish: resolve, fail: reject }
}

const quick: Signer = { alg: 'ES256', sign: () => 'c2ln' }
const never = (): Promise<never> => new Promise(() => {})

describe('a call that is being signed (2.x Part 4 §7)', () => {
  it('has the time of a call, and is not sent afterwards', async () => {
    const { signer, finish } = slowSigner()
    const half = await createHalf(toy21, 'csms', { signer })
    const call = half.connection.call('Ask', { question: '?' }, { timeoutMs: 100 })
    expect(half.connection.pendingCalls).toBe(1)
    await half.clock.advance(100)
    await expect(call).rejects.toMatchObject({ code: 'CALL_TIMEOUT', sent: false })
    finish('c2ln')
    await half.settle()
    expect(half.received()).toEqual([])
    expect(half.connection.pendingCalls).toBe(0)
  })

  it('ends with its signal', async () => {
    const half = await createHalf(toy21, 'csms', { signer: slowSigner().signer })
    const controller = new AbortController()
    const call = half.connection.call('Ask', { question: '?' }, { signal: controller.signal })
    controller.abort()
    await expect(call).rejects.toMatchObject({ code: 'ABORTED', sent: false })
  })

  it('ends with the connection, a SEND as well', async () => {
    const csms = await createHalf(toy21, 'csms', { signer: slowSigner().signer })
    const station = await createHalf(toy21, 'station', { signer: slowSigner().signer })
    const pending = [csms.connection.call('Ask', { question: '?' }), station.connection.send('Stream', { value: 1 })]
    csms.far.close(1001, '')
    station.far.close(1001, '')
    for (const one of pending) await expect(one).rejects.toMatchObject({ code: 'CLOSED', sent: false })
  })

  it('keeps a drain waiting, and its failure lets the drain end', async () => {
    const { signer, fail } = slowSigner()
    const half = await createHalf(toy21, 'csms', { signer })
    const call = half.connection.call('Ask', { question: '?' })
    const closed = half.connection.close({ drainMs: 10_000 })
    await half.settle()
    expect(half.closedWith()).toBeUndefined()
    fail(new Error('no key'))
    await expect(call).rejects.toThrow('no key')
    await closed
    expect(half.closedWith()).toBe(1000)
  })
})

describe('an answer whose signature is being looked at', () => {
  const answer = async () => JSON.stringify([3, 'q', await wrap(quick, 'Ask', 3, JSON.stringify({ answer: 'yes' }))])

  it('does not keep the call from timing out', async () => {
    const half = await createHalf(toy21, 'csms', { verifySignature: never })
    const call = half.connection.call('Ask', { question: '?' }, { messageId: 'q', timeoutMs: 100 })
    await half.deliver(await answer())
    await half.clock.advance(100)
    await expect(call).rejects.toMatchObject({ code: 'CALL_TIMEOUT', sent: true })
  })

  it('does not keep the call from ending with the connection', async () => {
    const half = await createHalf(toy21, 'csms', { verifySignature: never })
    const call = half.connection.call('Ask', { question: '?' }, { messageId: 'q' })
    await half.deliver(await answer())
    half.far.close(1001, '')
    await expect(call).rejects.toMatchObject({ code: 'CLOSED', sent: true })
  })

  it('is unmatched and late when the call has ended before', async () => {
    const { promise, resolve } = deferred<boolean>()
    const half = await createHalf(toy21, 'csms', { verifySignature: () => promise })
    const unmatched: boolean[] = []
    half.end.events.on('unmatchedAnswer', ({ late }) => unmatched.push(late))
    const call = half.connection.call('Ask', { question: '?' }, { messageId: 'q', timeoutMs: 100 })
    await half.deliver(await answer())
    await half.clock.advance(100)
    await expect(call).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
    resolve(true)
    await half.settle()
    expect(unmatched).toEqual([true])
  })
})

describe('a signed answer', () => {
  const request = async () => JSON.stringify([2, 'a', 'Greet-Signed', await wrap(quick, 'Greet', 2, JSON.stringify({ name: 'x' }))])

  it('is on the wire before the work that was put off until then (F06.FR.04)', async () => {
    const { signer, finish } = slowSigner()
    const half = await createHalf(toy21, 'csms', { signer })
    const order: string[] = []
    half.end.events.on('frame', ({ direction }) => order.push(direction))
    half.end.handlers.handle(toy21, 'Greet', (_request, message) => {
      message.afterAnswer(() => order.push('afterwards'))
      return { greeting: 'hi' }
    })
    await half.deliver(await request())
    expect(order).toEqual(['in'])
    finish('c2ln')
    await half.settle()
    expect(order).toEqual(['in', 'out', 'afterwards'])
  })

  it('keeps a drain waiting', async () => {
    const { signer, finish } = slowSigner()
    const half = await createHalf(toy21, 'csms', { signer })
    half.end.handlers.handle(toy21, 'Greet', () => ({ greeting: 'hi' }))
    await half.deliver(await request())
    const closed = half.connection.close({ drainMs: 10_000 })
    await half.settle()
    expect(half.closedWith()).toBeUndefined()
    finish('c2ln')
    await closed
    expect(half.received()).toMatchObject([[3, 'a', { signature: 'c2ln' }]])
  })

  it('that cannot be signed is InternalError', async () => {
    const { signer, fail } = slowSigner()
    const half = await createHalf(toy21, 'csms', { signer })
    half.end.handlers.handle(toy21, 'Greet', () => ({ greeting: 'hi' }))
    await half.deliver(await request())
    fail(new Error('no key'))
    await half.settle()
    expect(half.received().map((frame) => frame.slice(0, 3))).toEqual([[4, 'a', 'InternalError']])
  })
})
