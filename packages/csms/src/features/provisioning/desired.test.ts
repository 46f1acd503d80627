import { expect, test } from 'vitest'
import { attempt, type DesiredVariable, dueAt, lastRunOf, needsReboot, pauseMs, refusalOf } from './desired.js'
import type { Applied } from './variable.js'

const at = '2026-01-01T00:00:00.000Z'
const variable = (more: Partial<DesiredVariable> = {}): DesiredVariable => ({
  component: 'C',
  variable: 'V',
  attribute: 'Actual',
  value: '1',
  observedAt: at,
  desired: { value: '2', since: at },
  ...more,
})
const applied = (more: Partial<Applied> = {}): Applied => ({
  value: '2',
  status: 'Rejected',
  at,
  attempts: 1,
  run: 1,
  before: '1',
  ...more,
})

test('a value is sent at once where the station has another, and not where it has it', () => {
  expect(dueAt(variable(), undefined)).toBe(0)
  expect(dueAt(variable({ value: undefined }), undefined)).toBe(0)
  expect(dueAt(variable({ value: '2' }), undefined)).toBeUndefined()
})

test('what was not taken is sent again after a pause that grows to a day', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => pauseMs(attempts) / 60_000)).toEqual([1, 4, 16, 64, 256, 1024, 1440, 1440])
  expect(dueAt(variable({ applied: applied() }), undefined)).toBe(Date.parse(at) + 60_000)
  expect(dueAt(variable({ applied: applied({ status: 'Sent', attempts: 2 }) }), undefined)).toBe(Date.parse(at) + 240_000)
  expect(dueAt(variable({ applied: applied({ value: '3' }) }), undefined)).toBe(0)
})

test('a value that needs a reboot is not sent again before there was one', () => {
  const one = variable({ applied: applied({ status: 'RebootRequired' }) })
  expect(dueAt(one, undefined)).toBeUndefined()
  expect(needsReboot(one, at)).toBe(true)
  expect(dueAt(one, '2026-01-01T00:00:01.000Z')).toBe(Date.parse(at) + 60_000)
  expect(needsReboot(one, '2026-01-01T00:00:01.000Z')).toBe(false)
})

test('what the station told that it would not take is not sent', () => {
  expect(refusalOf(variable({ mutability: 'ReadOnly' }))).toMatchObject({ status: 'ReadOnly' })
  const bounded = variable({ characteristics: { dataType: 'integer', maxLimit: 1 } })
  expect(refusalOf(bounded)).toEqual({ status: 'Rejected', reason: 'not sent: the value must be at most 1' })
  expect(dueAt(bounded, undefined)).toBeUndefined()
})

test('the value before is that of before the first attempt, so that it can be brought back', () => {
  expect(attempt(variable(), 4)).toEqual({ value: '2', status: 'Sent', attempts: 1, run: 4, before: '1' })
  const again = variable({ value: '7', applied: applied({ attempts: 2, run: 3, before: '1' }) })
  expect(attempt(again, 4)).toEqual({ value: '2', status: 'Sent', attempts: 3, run: 3, before: '1' })
  expect(lastRunOf([again, variable()])).toBe(3)
  expect(lastRunOf([])).toBe(0)
})
