import type { Verdict } from '@ocpp-kit/rpc'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { afterEach, expect, test } from 'vitest'
import { type Exchange, MessageLog } from './message-log.js'

const told: Exchange[] = []
const clock = createFakeClock()
const log = new MessageLog({ tell: (exchange) => told.push(exchange), clock, callTimeoutMs: 500 })
const ok: Verdict = { kind: 'ok' }
const see = (direction: 'in' | 'out', at: number, frame: unknown, verdict: Verdict = ok, identity = 'CP1') =>
  log.see({ at, direction, identity, version: '2.1', text: JSON.stringify(frame), verdict })

afterEach(() => {
  log.clear()
  told.length = 0
})

test('pairs requests with their answers in both directions, also when ids meet', () => {
  see('in', 0, [2, 'a', 'Authorize', { idTag: 'T' }])
  see('out', 1, [2, 'a', 'Reset', { type: 'Hard' }])
  see('in', 5, [3, 'a', { status: 'Accepted' }])
  see('out', 9, [3, 'a', { idTagInfo: { status: 'Blocked' } }])
  see('in', 10, [3, 'a', {}])
  expect(told.splice(0)).toMatchObject([
    { direction: 'out', action: 'Reset', status: 'Accepted', isError: false, latencyMs: 4 },
    { direction: 'in', action: 'Authorize', status: 'Blocked', latencyMs: 9, request: { idTag: 'T' } },
  ])
})

test('tells of errors, of what is never answered, and of what the close left unanswered', () => {
  see('in', 0, [2, 'b', 'Heartbeat', {}])
  see('out', 2, [4, 'b', 'SecurityError', 'no', {}])
  see('in', 3, [6, 'c', 'NotifyPeriodicEventStream', {}])
  see('out', 4, [2, 'd', 'ClearCache', {}])
  see('out', 5, [2, 'e', 'Reset', {}])
  // Own calls take turns: when the next one goes, nobody waits for the one before.
  expect(told.at(-1)).toMatchObject({ action: 'ClearCache', status: 'no answer' })
  log.closed('CP2')
  log.closed('CP1')
  expect(told.splice(0)).toMatchObject([
    { action: 'Heartbeat', status: 'SecurityError', isError: true, latencyMs: 2 },
    { action: 'NotifyPeriodicEventStream', status: '', isError: false },
    { action: 'ClearCache', messageId: 'd', status: 'no answer', isError: true },
    { action: 'Reset', messageId: 'e', status: 'no answer', isError: true },
  ])
})

test('takes the message as it was read already, and reads nothing again', () => {
  const record = { at: 0, identity: 'CP1', version: '2.1', verdict: ok, text: 'not read' } as const
  const request = { idTag: 'T' }
  log.see({ ...record, direction: 'in', frame: [2, 'a', 'Authorize', request] })
  log.see({ ...record, direction: 'out', frame: [3, 'a', { status: 'Accepted' }] })
  expect(told.splice(0)).toMatchObject([{ direction: 'in', action: 'Authorize', messageId: 'a', status: 'Accepted', request }])
})

test('tells of a broken answer what the command is told, not what the answer says of itself', () => {
  see('out', 0, [2, 'a', 'Reset', { type: 'OnIdle' }])
  see('in', 4, [3, 'a', { status: 'Banana' }], { kind: 'violation', violations: [] })
  see('out', 5, [2, 'b', 'Reset', { type: 'OnIdle' }])
  see('in', 9, [4, 'b', 'NotSupported'], { kind: 'fault', fault: 'malformed', reason: 'too short' })
  expect(told).toMatchObject([
    { messageId: 'a', status: 'invalid answer', isError: true, response: { status: 'Banana' }, latencyMs: 4 },
    { messageId: 'b', status: 'invalid answer', isError: true, latencyMs: 4 },
  ])
})

test('gives a command up when its caller does, and an answer after that changes nothing', async () => {
  see('out', 0, [2, 'a', 'Reset', { type: 'OnIdle' }])
  see('in', 0, [2, 'b', 'Authorize', {}])
  await clock.advance(499)
  expect(told).toEqual([])
  await clock.advance(1)
  expect(told).toMatchObject([{ messageId: 'a', direction: 'out', status: 'no answer', isError: true }])
  see('in', 900, [3, 'a', { status: 'Accepted' }], { kind: 'unmatched' })
  see('out', 901, [3, 'b', { idTokenInfo: { status: 'Accepted' } }])
  expect(told).toHaveLength(2)
  see('out', 902, [2, 'c', 'Reset', { type: 'OnIdle' }])
  see('in', 903, [3, 'c', { status: 'Accepted' }])
  await clock.advance(1_000)
  expect(told).toHaveLength(3)
})

test('passes over text that is no frame', () => {
  see('out', 0, { 2: 'a' })
  see('in', 0, [3, 7, {}], { kind: 'fault', fault: 'unreadableId', reason: 'the message id is not a string' })
  log.see({ at: 0, direction: 'out', identity: 'CP1', version: '2.1', text: 'hello', verdict: ok })
  expect(told).toEqual([])
})
