import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stationKey } from '../../identifier.js'
import { inventoryStateOf } from './inventory.js'
import { addPart, endReport, missingParts, type Report } from './report.js'

const at = '2026-01-01T00:00:00.000Z'
const report: Report = {
  station: stationKey('t', 'CP1'),
  requestId: 7,
  request: {},
  state: 'requested',
  attempt: 1,
  requestedAt: at,
  updatedAt: at,
  received: [],
}
const part = (seqNo: number, isLast = false) => ({ seqNo, isLast, receivedAt: at, variables: [] })

test('parts in any order, and some of them twice, complete a report with the last that was missing (B07.FR.10)', () => {
  const orders = fc
    .integer({ min: 1, max: 12 })
    .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count }).map((order) => ({ count, order })))
  fc.assert(
    fc.property(orders, fc.array(fc.nat(11)), ({ count, order }, repeated) => {
      let state = report
      for (const seqNo of order.slice(0, -1)) state = addPart(state, part(seqNo, seqNo === count - 1))
      for (const seqNo of repeated) if (order.slice(0, -1).includes(seqNo)) state = addPart(state, part(seqNo, seqNo === count - 1))
      expect(state.state).toBe('requested')
      const last = order.at(-1) ?? 0
      expect(addPart(state, part(last, last === count - 1))).toMatchObject({ state: 'complete', endedAt: at })
    }),
  )
})

test('a report without its first or its last part is not complete', () => {
  expect(addPart(addPart(report, part(1)), part(2, true))).toMatchObject({ state: 'requested' })
  expect(addPart(addPart(report, part(0)), part(1))).toMatchObject({ state: 'requested' })
})

test('what is missing is named', () => {
  expect(missingParts(report)).toBe('0 …')
  expect(missingParts([0, 1, 3, 7].reduce((state, seqNo) => addPart(state, part(seqNo)), report))).toBe('2, 4–6, 8 …')
  expect(missingParts(addPart(addPart(report, part(0)), part(2, true)))).toBe('1')
})

test('a report that was given up stays so, whatever comes of it later', () => {
  const given = endReport(report, { state: 'incomplete', repeatedAs: 8, at })
  expect(addPart(given, part(0, true))).toMatchObject({ state: 'incomplete', received: [[0, 0]] })
  expect(endReport(given, { state: 'refused', at })).toBe(given)
})

test('a full report tells that the station has been read, that it cannot be, or that it was not', () => {
  const ended = (more: Partial<Report>) => inventoryStateOf({ ...report, state: 'refused', ...more })
  expect(ended({ state: 'complete' })).toBe('complete')
  expect(ended({ status: 'NotSupported' })).toBe('unsupported')
  expect(ended({ status: 'Rejected' })).toBe('failed')
  expect(ended({ state: 'incomplete' })).toBe('failed')
  expect(ended({ state: 'incomplete', repeatedAs: 9 })).toBeUndefined()
})
