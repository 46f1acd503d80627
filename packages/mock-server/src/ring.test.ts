import { expect, it } from 'vitest'
import { Ring } from './ring.js'

it('a ring keeps the newest, oldest first', () => {
  const ring = new Ring<number>(3)
  for (let entry = 1; entry <= 5; entry += 1) ring.push(entry)
  expect(ring.toArray()).toEqual([3, 4, 5])
  ring.clear()
  ring.push(6)
  expect(ring.toArray()).toEqual([6])
})

it('a ring without room keeps nothing', () => {
  const ring = new Ring<number>(0)
  ring.push(1)
  expect(ring.toArray()).toEqual([])
})
