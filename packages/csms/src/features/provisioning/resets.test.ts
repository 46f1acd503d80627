import { expect, test } from 'vitest'
import { resetAfterBoot, resetState } from './resets.js'
import type { RequestedReset } from './station-record.js'

const at = '2026-01-01T00:00:00.000Z'
const later = '2026-01-01T00:05:00.000Z'
const reset: RequestedReset = { type: 'Immediate', status: 'Accepted', requestedAt: at }
const boot = { vendor: 'V', model: 'M' }
const minutesAfter = (minutes: number): number => Date.parse(at) + minutes * 60_000

test('a boot after a reset is its outcome, with the reason that the station gives (TC_B_22)', () => {
  expect(resetAfterBoot(reset, { ...boot, reason: 'RemoteReset' }, later)).toEqual({ ...reset, bootedAt: later, bootReason: 'RemoteReset' })
  expect(resetAfterBoot(reset, boot, later)).toEqual({ ...reset, bootedAt: later })
})

test('a BootNotification that was triggered is no boot, and one reset has one', () => {
  expect(resetAfterBoot(reset, { ...boot, reason: 'Triggered' }, later)).toBeUndefined()
  expect(resetAfterBoot({ ...reset, bootedAt: at }, boot, later)).toBeUndefined()
  expect(resetAfterBoot(undefined, boot, later)).toBeUndefined()
})

test('a station that does not come back in ten minutes is overdue, but not one that waits for a transaction (B12.FR.01)', () => {
  expect(resetState(reset, minutesAfter(9))).toBe('waiting')
  expect(resetState(reset, minutesAfter(10))).toBe('overdue')
  expect(resetState({ ...reset, status: 'Scheduled' }, minutesAfter(600))).toBe('waiting')
  expect(resetState({ ...reset, bootedAt: later }, minutesAfter(600))).toBe('booted')
})
