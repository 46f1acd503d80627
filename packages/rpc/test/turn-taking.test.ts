import { describe, expect, it } from 'vitest'
import { ConnectionError } from '../src/index.js'
import { createHalf, createPair } from './pair.js'
import { toy16, toy21, toy201 } from './toy-protocol.js'

const versions = [toy16, toy201, toy21] as const

describe('one outstanding CALL per direction (design 3.7, OCPP-J 1.6 §4.1.1, 2.x Part 4 §4.1.1)', () => {
  it('a second call waits until the first is answered, in the order they were made', async () => {
    for (const protocol of versions) {
      const half = await createHalf(protocol, 'csms')
      const first = half.connection.call('Ask', { question: '1' }, { messageId: '1' })
      const second = half.connection.call('Ask', { question: '2' }, { messageId: '2' })
      const third = half.connection.call('Ask', { question: '3' }, { messageId: '3' })
      await half.settle()
      expect(half.received()).toHaveLength(1)
      expect(half.connection.pendingCalls).toBe(3)
      await half.deliver('[3,"1",{"answer":"one"}]')
      await expect(first).resolves.toEqual({ answer: 'one' })
      expect(half.received().map(([, id]) => id)).toEqual(['1', '2'])
      await half.deliver('[4,"2","GenericError","",{}]')
      await expect(second).rejects.toMatchObject({ code: 'GenericError' })
      await half.deliver('[3,"3",{}]')
      await expect(third).resolves.toEqual({})
    }
  })

  it('the two directions do not wait for one another', async () => {
    const pair = await createPair(toy201)
    pair.stationEnd.handlers.handle(toy201, 'Ask', () => ({ answer: 'yes' }))
    pair.csmsEnd.handlers.handle(toy201, 'Greet', async ({ name }, { station }) => {
      const { answer } = await station.call('Ask', { question: name })
      return { greeting: String(answer) }
    })
    await expect(pair.station.call('Greet', { name: 'x' })).resolves.toEqual({ greeting: 'yes' })
  })

  it('a SEND waits for nothing (2.1 Part 4 §4.2.4)', async () => {
    const half = await createHalf(toy21, 'station')
    half.connection.call('Greet', { name: 'x' }).catch(() => {})
    await half.connection.send('Stream', { value: 1 })
    await half.settle()
    expect(half.received().map(([type]) => type)).toEqual([2, 6])
  })

  it('an answer never waits behind calls', async () => {
    const half = await createHalf(toy16, 'csms')
    half.end.handlers.handle(toy16, 'Greet', () => ({ greeting: 'hi' }))
    const calls = [1, 2, 3].map((n) => half.connection.call('Ask', { question: String(n) }))
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    expect(half.received().map(([type]) => type)).toEqual([2, 3])
    for (const call of calls) call.catch(() => {})
  })
})

describe('the end of a call (design 3.7)', () => {
  it('timeoutMs starts when the frame is written, not while the call waits its turn', async () => {
    const half = await createHalf(toy16, 'csms', { callTimeoutMs: 1_000 })
    const first = half.connection.call('Ask', { question: '1' }, { messageId: '1' })
    const second = half.connection.call('Ask', { question: '2' }, { messageId: '2' })
    first.catch(() => {})
    second.catch(() => {})
    await half.clock.advance(999)
    await half.deliver('[3,"1",{}]')
    await half.clock.advance(999)
    expect(half.connection.pendingCalls).toBe(1)
    await half.clock.advance(1)
    await expect(second).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'CALL_TIMEOUT',
      sent: true,
      action: 'Ask',
      identity: 'CP1',
    })
  })

  it('a timeout frees the turn, and the late answer is an event that meets no other call', async () => {
    const half = await createHalf(toy16, 'csms', { callTimeoutMs: 100 })
    const unmatched: object[] = []
    half.end.events.on('unmatchedAnswer', ({ messageId, late }) => unmatched.push({ messageId, late }))
    const first = half.connection.call('Ask', { question: '1' }, { messageId: '1' })
    const second = half.connection.call('Ask', { question: '2' }, { messageId: '2' })
    first.catch(() => {})
    await half.clock.advance(100)
    expect(half.received().map(([, id]) => id)).toEqual(['1', '2'])
    await half.deliver('[3,"1",{"answer":"late"}]')
    await half.deliver('[3,"made-up",{"answer":"never asked"}]')
    await half.deliver('[3,"2",{"answer":"right"}]')
    await expect(first).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
    await expect(second).resolves.toEqual({ answer: 'right' })
    expect(unmatched).toEqual([
      { messageId: '1', late: true },
      { messageId: 'made-up', late: false },
    ])
  })

  it('abort while queued sends nothing', async () => {
    const half = await createHalf(toy16, 'csms')
    half.connection.call('Ask', { question: '1' }, { messageId: '1' }).catch(() => {})
    const controller = new AbortController()
    const queued = half.connection.call('Ask', { question: '2' }, { signal: controller.signal })
    controller.abort(new Error('changed my mind'))
    await expect(queued).rejects.toMatchObject({ code: 'ABORTED', sent: false, cause: { message: 'changed my mind' } })
    await half.deliver('[3,"1",{}]')
    expect(half.received()).toHaveLength(1)
    expect(half.connection.pendingCalls).toBe(0)
  })

  it('abort in flight rejects at once but keeps the turn until the answer', async () => {
    const half = await createHalf(toy16, 'csms')
    const controller = new AbortController()
    const first = half.connection.call('Ask', { question: '1' }, { messageId: '1', signal: controller.signal })
    const second = half.connection.call('Ask', { question: '2' }, { messageId: '2' })
    controller.abort()
    await expect(first).rejects.toMatchObject({ code: 'ABORTED', sent: true })
    await half.settle()
    expect(half.received().map(([, id]) => id)).toEqual(['1'])
    await half.deliver('[3,"1",{"answer":"late"}]')
    expect(half.received().map(([, id]) => id)).toEqual(['1', '2'])
    await half.deliver('[3,"2",{"answer":"mine"}]')
    await expect(second).resolves.toEqual({ answer: 'mine' })
  })

  it('abort in flight keeps the turn until the timeout where no answer comes', async () => {
    const half = await createHalf(toy16, 'csms', { callTimeoutMs: 500 })
    const controller = new AbortController()
    const first = half.connection.call('Ask', { question: '1' }, { signal: controller.signal })
    half.connection.call('Ask', { question: '2' }).catch(() => {})
    controller.abort()
    await expect(first).rejects.toMatchObject({ code: 'ABORTED' })
    await half.clock.advance(499)
    expect(half.received()).toHaveLength(1)
    await half.clock.advance(1)
    expect(half.received()).toHaveLength(2)
  })

  it('a signal is let go of when the call has ended, however it ended', async () => {
    const half = await createHalf(toy16, 'csms', { callTimeoutMs: 100 })
    const { signal } = new AbortController()
    let listeners = 0
    const counted = Object.assign(signal, {
      addEventListener: () => {
        listeners += 1
      },
      removeEventListener: () => {
        listeners -= 1
      },
    })
    const ends = ['[3,"1",{}]', '[4,"2","GenericError","",{}]', undefined]
    for (const [index, answer] of ends.entries()) {
      const call = half.connection.call('Ask', { question: '?' }, { messageId: String(index + 1), signal: counted })
      call.catch(() => {})
      expect(listeners).toBe(1)
      if (answer === undefined) await half.clock.advance(100)
      else await half.deliver(answer)
      expect(listeners).toBe(0)
    }
  })

  it('a call made while an answer is being described neither overtakes nor stalls the queue', async () => {
    const half = await createHalf(toy16, 'csms')
    const first = half.connection.call('Ask', { question: '1' }, { messageId: '1' })
    const second = half.connection.call('Ask', { question: '2' }, { messageId: '2' })
    half.far.send('[3,"1",{"answer":5}]')
    await Promise.resolve()
    const third = half.connection.call('Ask', { question: '3' }, { messageId: '3' })
    await expect(first).rejects.toMatchObject({ code: 'TypeConstraintViolation' })
    await half.deliver('[3,"2",{"answer":"two"}]')
    await half.deliver('[3,"3",{"answer":"three"}]')
    await expect(second).resolves.toEqual({ answer: 'two' })
    await expect(third).resolves.toEqual({ answer: 'three' })
    expect(half.received().map(([, id]) => id)).toEqual(['1', '2', '3'])
  })

  it('a signal that has fired already sends nothing', async () => {
    const half = await createHalf(toy16, 'csms')
    const call = half.connection.call('Ask', { question: '1' }, { signal: AbortSignal.abort() })
    await expect(call).rejects.toMatchObject({ code: 'ABORTED', sent: false })
    await half.settle()
    expect(half.received()).toEqual([])
  })

  it('a close ends every call and says which of them went out', async () => {
    const half = await createHalf(toy16, 'csms')
    const sent = half.connection.call('Ask', { question: '1' })
    const queued = half.connection.call('Ask', { question: '2' })
    half.far.close(1001, 'bye')
    await expect(sent).rejects.toMatchObject({ code: 'CLOSED', sent: true })
    await expect(queued).rejects.toMatchObject({ code: 'CLOSED', sent: false })
    await expect(half.connection.call('Ask', { question: '3' })).rejects.toBeInstanceOf(ConnectionError)
    expect(half.connection.isOpen).toBe(false)
  })
})

describe('bounds (design 3.12)', () => {
  it('a queue that is full refuses further calls and keeps those it has', async () => {
    const half = await createHalf(toy16, 'csms', { maxQueuedCalls: 2 })
    const calls = [1, 2, 3].map((n) => half.connection.call('Ask', { question: String(n) }, { messageId: String(n) }))
    await expect(half.connection.call('Ask', { question: '4' })).rejects.toMatchObject({ code: 'QUEUE_FULL', sent: false })
    for (const n of [1, 2, 3]) await half.deliver(`[3,"${n}",{"answer":"${n}"}]`)
    await expect(Promise.all(calls)).resolves.toEqual([{ answer: '1' }, { answer: '2' }, { answer: '3' }])
  })

  it('a queue is bounded in bytes too, and what leaves it makes room', async () => {
    const half = await createHalf(toy16, 'csms', { maxQueuedBytes: 100 })
    const long = 'x'.repeat(60)
    const calls = [1, 2].map((n) => half.connection.call('Ask', { question: long }, { messageId: String(n) }))
    await expect(half.connection.call('Ask', { question: long })).rejects.toMatchObject({ code: 'QUEUE_FULL' })
    await half.deliver('[3,"1",{}]')
    calls.push(half.connection.call('Ask', { question: long }, { messageId: '3' }))
    await half.deliver('[3,"2",{}]')
    await half.deliver('[3,"3",{}]')
    await expect(Promise.all(calls)).resolves.toHaveLength(3)
  })

  it('requests above the rate limit are answered, not ignored', async () => {
    const half = await createHalf(toy16, 'csms', { rateLimit: { requestsPerSecond: 1, burst: 2 } })
    half.end.handlers.handle(toy16, 'Greet', () => ({ greeting: 'hi' }))
    for (const id of ['a', 'b', 'c']) await half.deliver(`[2,"${id}","Greet",{"name":"x"}]`)
    await half.clock.advance(1_000)
    await half.deliver('[2,"d","Greet",{"name":"x"}]')
    expect(half.received().map(([type, id]) => [type, id])).toEqual([
      [3, 'a'],
      [3, 'b'],
      [4, 'c'],
      [3, 'd'],
    ])
  })

  it('more requests at one time than allowed are answered with GenericError', async () => {
    const half = await createHalf(toy16, 'csms', { maxConcurrentRequests: 1 })
    half.end.handlers.handle(toy16, 'Greet', () => new Promise(() => {}))
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    await half.deliver('[2,"b","Greet",{"name":"x"}]')
    expect(half.received().map((frame) => frame.slice(0, 3))).toEqual([[4, 'b', 'GenericError']])
  })
})

describe('drain (design 3.13)', () => {
  it('waits for calls of both directions, takes no new ones, and closes with the given code', async () => {
    const half = await createHalf(toy16, 'csms')
    let release: (value: { greeting: string }) => void = () => {}
    half.end.handlers.handle(toy16, 'Greet', () => new Promise((resolve) => (release = resolve)))
    const call = half.connection.call('Ask', { question: '1' }, { messageId: '1' })
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    const closed = half.connection.close({ code: 1012, drainMs: 10_000 })
    await expect(half.connection.call('Ask', { question: '2' })).rejects.toMatchObject({ code: 'CLOSED' })
    await half.deliver('[3,"1",{"answer":"in time"}]')
    await expect(call).resolves.toEqual({ answer: 'in time' })
    expect(half.closedWith()).toBeUndefined()
    release({ greeting: 'hi' })
    await half.settle()
    expect(half.closedWith()).toBe(1012)
    expect(half.received().at(-1)).toEqual([3, 'a', { greeting: 'hi' }])
    await closed
  })

  it('is over when a late answer ends the last call', async () => {
    const half = await createHalf(toy16, 'csms')
    const controller = new AbortController()
    const call = half.connection.call('Ask', { question: '1' }, { messageId: '1', signal: controller.signal })
    controller.abort()
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' })
    void half.connection.close({ drainMs: 10_000 })
    await half.settle()
    expect(half.closedWith()).toBeUndefined()
    await half.deliver('[3,"1",{}]')
    expect(half.closedWith()).toBe(1000)
  })

  it('has a deadline', async () => {
    const half = await createHalf(toy16, 'csms')
    const call = half.connection.call('Ask', { question: '1' })
    const closed = half.connection.close({ drainMs: 2_000 })
    await half.clock.advance(1_999)
    expect(half.closedWith()).toBeUndefined()
    await half.clock.advance(1)
    await expect(call).rejects.toMatchObject({ code: 'CLOSED', sent: true })
    await closed
    expect(half.closedWith()).toBe(1000)
  })

  it('closes at once when nothing is under way', async () => {
    const half = await createHalf(toy16, 'csms')
    await half.connection.close({ drainMs: 60_000 })
    expect(half.closedWith()).toBe(1000)
  })

  it('tells of an answer that could no longer be sent', async () => {
    const half = await createHalf(toy16, 'csms')
    const unanswered: string[] = []
    half.end.events.on('unanswered', ({ action, messageId }) => unanswered.push(`${action} ${messageId}`))
    let release: (value: { greeting: string }) => void = () => {}
    half.end.handlers.handle(toy16, 'Greet', () => new Promise((resolve) => (release = resolve)))
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    half.far.close(1006, '')
    await half.settle()
    release({ greeting: 'hi' })
    await half.settle()
    expect(unanswered).toEqual(['Greet a'])
  })
})

describe('message ids (2.x errata 4.6)', () => {
  it('are random UUIDs unless the caller makes them', async () => {
    const half = await createHalf(toy201, 'csms')
    half.connection.call('Ask', { question: '1' }).catch(() => {})
    await half.settle()
    expect(half.received()[0]?.[1]).toMatch(/^[0-9a-f-]{36}$/)
    const own = await createHalf(toy201, 'csms', { createMessageId: () => 'mine' })
    own.connection.call('Ask', { question: '1' }).catch(() => {})
    await own.settle()
    expect(own.received()[0]?.[1]).toBe('mine')
  })

  it('longer than 36 characters are refused before anything is sent', async () => {
    const half = await createHalf(toy201, 'csms')
    await expect(half.connection.call('Ask', { question: '1' }, { messageId: 'x'.repeat(37) })).rejects.toThrow(
      /messageId must have at most 36/,
    )
  })
})

describe('work after the answer (F06.FR.04)', () => {
  it('runs when the answer is on the wire', async () => {
    const half = await createHalf(toy201, 'station')
    half.end.handlers.handle(toy201, 'Ask', (_request, message) => {
      message.afterAnswer(() => void message.csms.call('Greet', { name: 'triggered' }, { messageId: 'g' }).catch(() => {}))
      return Promise.resolve({ answer: 'coming' })
    })
    await half.deliver('[2,"a","Ask",{"question":"?"}]')
    expect(half.received().map(([type, id]) => [type, id])).toEqual([
      [3, 'a'],
      [2, 'g'],
    ])
  })
})
