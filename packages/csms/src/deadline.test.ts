import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { expect, test } from 'vitest'
import { TooLate, waitAtMost, within } from './deadline.js'

const never = new Promise<never>(() => {})

test('work that ends in time is what it comes to, and its time limit is forgotten', async () => {
  const clock = createFakeClock()
  expect(await within(clock, 100, 'it', () => 'done')).toBe('done')
  await expect(within(clock, 100, 'it', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await waitAtMost(clock, 100, Promise.resolve())
  await expect(waitAtMost(clock, 100, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})

test('work that does not is too late, and named', async () => {
  const clock = createFakeClock()
  const late = within(clock, 100, 'the store', () => never).catch((error: unknown) => error)
  await clock.advance(100)
  expect(await late).toEqual(new TooLate('the store did not answer within 100 ms'))
  await expect(within(clock, 100, 'the store', () => 'begun')).rejects.toThrow(new TooLate('the store was not begun in time'))
})

test('what is beside the point is waited for no longer than that, and nothing is thrown for it', async () => {
  const clock = createFakeClock()
  let isOver = false
  const waited = waitAtMost(clock, 100, never).then(() => {
    isOver = true
  })
  await clock.advance(99)
  expect(isOver).toBe(false)
  await clock.advance(1)
  await waited
})
