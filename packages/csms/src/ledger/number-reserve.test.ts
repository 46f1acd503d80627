import { expect, test } from 'vitest'
import { NumberReserve } from './number-reserve.js'

test('gives the numbers that were fetched beforehand, each once, and none when they are used up', async () => {
  let last = 0
  let isOut = false
  const told: unknown[] = []
  const next = async (): Promise<number> => {
    if (isOut) throw new Error('out')
    last += 1
    return last
  }
  const reserve = new NumberReserve({ target: 3, next, failed: (error) => told.push(error) })
  await Promise.all([reserve.fill(), reserve.fill()])
  expect(reserve.size).toBe(3)
  isOut = true
  expect([reserve.take(), reserve.take(), reserve.take(), reserve.take()]).toEqual([1, 2, 3, undefined])
  await reserve.fill()
  expect(told).toMatchObject([{ message: 'out' }])
  isOut = false
  await reserve.fill()
  expect(reserve.take()).toBe(4)
})
