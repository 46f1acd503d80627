import type { FrameRecord } from '@ocpp-kit/rpc'
import { expect, test } from 'vitest'
import { type Exchange, MessageLog } from './message-log.js'

const told: Exchange[] = []
const log = new MessageLog((exchange) => told.push(exchange))
const see = (direction: 'in' | 'out', at: number, frame: unknown[], identity = 'CP1') =>
  log.see({ at, direction, identity, version: '2.1', text: JSON.stringify(frame), verdict: { kind: 'ok' } } as FrameRecord)

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
