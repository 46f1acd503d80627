import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { expect, test } from 'vitest'
import { KeyCodeGuard } from './key-code-guard.js'

test('after three wrong codes none is looked at for a while, twice as long each time; a right one ends it (C04.FR.06)', async () => {
  const clock = createFakeClock()
  const guard = new KeyCodeGuard(clock)
  guard.wrong('cp1')
  guard.wrong('cp1')
  expect(guard.isOpen('cp1')).toBe(true)
  guard.wrong('cp1')
  expect([guard.isOpen('cp1'), guard.isOpen('cp2')]).toEqual([false, true])
  await clock.advance(10_000)
  expect(guard.isOpen('cp1')).toBe(true)
  guard.wrong('cp1')
  await clock.advance(19_999)
  expect(guard.isOpen('cp1')).toBe(false)
  await clock.advance(1)
  expect(guard.isOpen('cp1')).toBe(true)
  guard.right('cp1')
  guard.wrong('cp1')
  expect(guard.isOpen('cp1')).toBe(true)
})
