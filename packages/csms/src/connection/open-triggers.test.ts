import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { expect, test } from 'vitest'
import { stationKey } from '../identifier.js'
import { openTrigger, TriggerBook, takeTrigger } from './open-triggers.js'

const message = (action: string, request: object = {}) => ({ action, request })

test('a single trigger lets one message in, a series goes on', () => {
  const open = openTrigger(
    [],
    [
      { action: 'Heartbeat', isSeries: false },
      { action: 'NotifyReport', requestId: 3, isSeries: true },
    ],
    0,
    100,
  )
  const first = takeTrigger(open, message('Heartbeat'), 10, 100)
  expect(first.isExpected).toBe(true)
  expect(takeTrigger(first.open, message('Heartbeat'), 10, 100).isExpected).toBe(false)
  expect(takeTrigger(open, message('NotifyReport', { requestId: 4 }), 10, 100).isExpected).toBe(false)
  const part = takeTrigger(open, message('NotifyReport', { requestId: 3 }), 90, 100)
  expect(part.isExpected).toBe(true)
  // Each part gives the next one time.
  expect(takeTrigger(part.open, message('NotifyReport', { requestId: 3 }), 180, 100).isExpected).toBe(true)
  expect(takeTrigger(part.open, message('NotifyReport', { requestId: 3 }), 190, 100).isExpected).toBe(false)
})

test('a trigger that nothing came of is forgotten', () => {
  const open = openTrigger([], [{ action: 'Heartbeat', isSeries: false }], 0, 100)
  expect(takeTrigger(open, message('Heartbeat'), 100, 100)).toEqual({ isExpected: false, open: [] })
  expect(openTrigger(open, [], 100, 100)).toEqual([])
})

test('triggers belong to one station, each for its time', async () => {
  const clock = createFakeClock()
  const book = new TriggerBook(clock, 100)
  const [one, two] = [stationKey('default', 'CP1'), stationKey('default', 'CP2')]
  book.open(one, [{ action: 'Heartbeat', isSeries: false }])
  expect(book.take(two, message('Heartbeat'))).toBe(false)
  await clock.advance(60)
  book.open(two, [{ action: 'Heartbeat', isSeries: false }])
  await clock.advance(60)
  expect(book.take(one, message('Heartbeat'))).toBe(false)
  expect(book.take(two, message('Heartbeat'))).toBe(true)
})
