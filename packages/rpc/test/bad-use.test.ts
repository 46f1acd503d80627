import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { OcppError } from '../src/index.js'
import { createHalf } from './pair.js'
import { toy16, toy21 } from './toy-protocol.js'

describe('what a program does wrong stays with the program', () => {
  it.each([
    ['details that JSON has no form for', () => new OcppError('SecurityError', 'x', { details: { n: 1n } }), 'SecurityError'],
    ['details that are none', () => new OcppError('SecurityError', 'x', { details: 5 as never }), 'InternalError'],
    ['a description that is no text', () => new OcppError('SecurityError', null as never), 'InternalError'],
  ])('a handler that refuses with %s: the peer gets an answer, onError the reason', async (_what, makeError, code) => {
    const errors: unknown[] = []
    const half = await createHalf(toy16, 'csms', { onError: (error) => errors.push(error) })
    half.end.handlers.handle(toy16, 'Greet', () => {
      throw makeError()
    })
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    expect(half.received()).toMatchObject([[4, 'a', code, expect.any(String), {}]])
    expect(errors).toMatchObject([{ name: 'TypeError' }])
    await half.deliver('[2,"b","Greet",{"name":"x"}]')
    expect(half.received()).toHaveLength(2)
  })

  it('an onError that throws stops nothing, and both errors reach the console', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    const half = await createHalf(toy16, 'csms', {
      onError: () => {
        throw new Error('the log is full')
      },
    })
    half.end.handlers.handle(toy16, 'Greet', () => {
      throw new Error('broken')
    })
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    expect(half.received().map((frame) => frame.slice(0, 3))).toEqual([[4, 'a', 'InternalError']])
    expect(log.mock.calls.map(([, error]) => (error as Error).message)).toEqual(['the log is full', 'broken'])
  })

  it('a listener that throws, or whose promise is rejected, is told to onError with the event', async () => {
    const told: unknown[] = []
    const half = await createHalf(toy16, 'csms', { onError: (error, { event }) => told.push([(error as Error).message, event]) })
    half.end.events.on('frame', () => {
      throw new Error('thrown')
    })
    half.connection.on('close', async () => {
      await half.connection.call('Ask', { question: '?' })
    })
    await half.deliver('[3,"a",{}]')
    half.far.close(1001, '')
    await half.settle()
    expect(told).toEqual([
      ['thrown', 'frame'],
      [expect.stringContaining('closed or closing'), 'close'],
    ])
  })

  it('a listener must be a function', async () => {
    const half = await createHalf(toy16, 'csms')
    expect(() => half.connection.on('close', undefined as never)).toThrow('the listener of "close" must be a function')
  })
})

describe('a call that cannot be meant is a TypeError, and nothing is sent', () => {
  it.each([
    [{ signal: {} as never }, 'signal must be an AbortSignal'],
    [{ signal: null as never }, 'signal must be an AbortSignal'],
    [{ validation: 'bogus' as never }, 'validation must be one of'],
    [{ timeoutMs: 0 }, 'timeoutMs must be'],
    [{ messageId: 123 as never }, 'messageId must be a string, not number'],
    [{ messageId: 'x'.repeat(37) }, 'messageId must have at most 36 characters'],
  ])('with the options %o', async (options, named) => {
    const half = await createHalf(toy16, 'csms')
    await expect(half.connection.call('Ask', { question: '?' }, options)).rejects.toThrow(new RegExp(`^${named}`))
    expect(half.received()).toEqual([])
    expect(half.connection.pendingCalls).toBe(0)
  })

  it.each([
    [undefined, {}, 'action must be a text'],
    ['', {}, 'action must be a text'],
    ['Foo', undefined, 'the payload of "Foo" must be an object'],
    ['Foo', null, 'the payload of "Foo" must be an object'],
    ['Foo', 5, 'the payload of "Foo" must be an object'],
    ['Foo', [], 'the payload of "Foo" must be an object, {} where it is empty, not an array'],
  ])('with the action %o and the payload %o, a SEND as well', async (action, payload, named) => {
    const half = await createHalf(toy21, 'csms')
    await expect(half.connection.callUntyped(action as string, payload as object)).rejects.toThrow(named)
    await expect(half.connection.sendUntyped(action as string, payload as object)).rejects.toThrow(named)
    expect(half.received()).toEqual([])
  })

  it.each([
    ['{"a":', 'requestText: the payload of "Foo" must be JSON'],
    ['{},{}', 'requestText: the payload of "Foo" must be JSON'],
    ['[]', 'requestText: the payload of "Foo" must be the text of a JSON object'],
    ['null', 'requestText: the payload of "Foo" must be the text of a JSON object'],
    [5, 'requestText: the payload of "Foo" must be the text of a JSON object'],
  ])('with the payload %o as text', async (requestText, named) => {
    const half = await createHalf(toy21, 'csms')
    await expect(half.connection.callUntyped('Foo', {}, { requestText: requestText as string })).rejects.toThrow(named)
    expect(half.received()).toEqual([])
  })

  it.each([
    [undefined, 'createMessageId: the id it returned must be a string, not undefined'],
    [5, 'createMessageId: the id it returned must be a string, not number'],
    ['x'.repeat(37), 'createMessageId: the id it returned must have at most 36 characters'],
  ])('with an id maker that gives %o, a SEND as well', async (id, named) => {
    const csms = await createHalf(toy21, 'csms', { createMessageId: () => id as string })
    const station = await createHalf(toy21, 'station', { createMessageId: () => id as string })
    await expect(csms.connection.call('Ask', { question: '?' })).rejects.toThrow(named)
    await expect(station.connection.send('Stream', { value: 1 })).rejects.toThrow(named)
    expect([...csms.received(), ...station.received()]).toEqual([])
  })

  it('handlers for no version at all', async () => {
    const half = await createHalf(toy16, 'csms')
    expect(() => half.end.handlers.handle([] as never, 'Greet' as never, (() => ({})) as never)).toThrow('no version is given for "Greet"')
  })
})

describe('between close() and its end', () => {
  it('calls are refused as not sent, and nothing counts as written', async () => {
    const half = await createHalf(toy16, 'csms')
    const frames: string[] = []
    half.end.events.on('frame', ({ direction }) => frames.push(direction))
    const closed = half.connection.close()
    expect(half.connection.isOpen).toBe(false)
    await expect(half.connection.call('Ask', { question: '?' })).rejects.toMatchObject({ code: 'CLOSED', sent: false })
    await closed
    expect(frames).toEqual([])
  })

  it('a request that is handled is told of as unanswered', async () => {
    const half = await createHalf(toy16, 'csms')
    const told: string[] = []
    half.end.events.on('unanswered', ({ action }) => told.push(`unanswered ${action}`))
    half.end.events.on('frame', ({ direction }) => told.push(direction))
    half.end.handlers.handle(toy16, 'Greet', () => {
      void half.connection.close()
      return { greeting: 'hi' }
    })
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    expect(told).toEqual(['in', 'unanswered Greet'])
    expect(half.received()).toEqual([])
  })
})
