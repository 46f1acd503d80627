import { expect, it } from 'vitest'
import type { AnyConnection, ExchangeRecord } from '../src/index.js'
import { createHalf } from './pair.js'
import { toy16, toy21 } from './toy-protocol.js'

const watch = (connection: { on: AnyConnection['on'] }): ExchangeRecord[] => {
  const seen: ExchangeRecord[] = []
  connection.on('exchange', (record) => seen.push(record))
  return seen
}

it('each call of ours that has ended is told of once, with how and how long', async () => {
  const half = await createHalf(toy16, 'csms', { callTimeoutMs: 1_000 })
  const seen = watch(half.connection)
  const calls = ['1', '2', '3', '4'].map((messageId) => half.connection.call('Ask', { question: messageId }, { messageId }))
  const ends = Promise.allSettled(calls)
  await half.clock.advance(30)
  await half.deliver('[3,"1",{"answer":"one"}]')
  await half.clock.advance(7)
  await half.deliver('[4,"2","GenericError","",{}]')
  await half.clock.advance(1_000)
  half.far.close(1000, '')
  await ends
  const about = { direction: 'out', identity: 'CP1', version: '1.6', action: 'Ask' }
  expect(seen).toMatchObject([
    { ...about, messageId: '1', outcome: 'ok', durationMs: 30 },
    { ...about, messageId: '2', outcome: 'error', code: 'GenericError', durationMs: 7 },
    { ...about, messageId: '3', outcome: 'none', code: 'CALL_TIMEOUT', durationMs: 1_000 },
    { ...about, messageId: '4', outcome: 'none', code: 'CLOSED', durationMs: 0 },
  ])
  expect(seen[0]).not.toHaveProperty('code')
})

it('a call that was never written is not told of', async () => {
  const half = await createHalf(toy16, 'csms')
  const seen = watch(half.connection)
  const stop = new AbortController()
  const first = half.connection.call('Ask', { question: '1' }, { messageId: '1' })
  const second = half.connection.call('Ask', { question: '2' }, { signal: stop.signal })
  stop.abort()
  await expect(second).rejects.toMatchObject({ code: 'ABORTED' })
  await half.deliver('[3,"1",{}]')
  await first
  expect(seen.map(({ messageId }) => messageId)).toEqual(['1'])
})

it('each request of the peer is told of once it has its answer, whatever that is', async () => {
  const half = await createHalf(toy21, 'csms')
  const seen = watch(half.connection)
  let answer: (response: { greeting: string }) => void = () => {}
  half.end.handlers.handle(toy21, 'Greet', () => new Promise((resolve) => (answer = resolve)))
  half.end.handlers.handle(toy21, 'Stream', () => {})
  await half.deliver('[2,"a","Greet",{"name":"x"}]')
  expect(seen).toEqual([])
  await half.clock.advance(12)
  answer({ greeting: 'hi' })
  await half.settle()
  await half.deliver('[2,"b","Greet",{}]')
  await half.deliver('[2,"c","Nonsense",{}]')
  await half.deliver('[6,"d","Stream",{"value":1}]')
  const about = { direction: 'in', identity: 'CP1', version: '2.1' }
  expect(seen).toMatchObject([
    { ...about, action: 'Greet', messageId: 'a', outcome: 'ok', durationMs: 12 },
    { ...about, action: 'Greet', messageId: 'b', outcome: 'error', code: 'OccurrenceConstraintViolation' },
    { ...about, action: 'Nonsense', messageId: 'c', outcome: 'error', code: 'NotImplemented' },
    { ...about, action: 'Stream', messageId: 'd', outcome: 'ok' },
  ])
})
