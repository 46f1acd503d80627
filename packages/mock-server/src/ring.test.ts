import { expect, it } from 'vitest'
import { Ring } from './ring.js'

const plenty = 1_000_000

it('keeps the newest entries, oldest first', () => {
  const ring = new Ring<number>({ maxKept: 3, maxKeptBytes: plenty })
  for (let entry = 1; entry <= 2_500; entry += 1) ring.push(entry)
  expect(ring.toArray()).toEqual([2_498, 2_499, 2_500])
  ring.clear()
  ring.push(6)
  expect(ring.toArray()).toEqual([6])
})

it('keeps no more bytes than it may, though the newest entry in any case', () => {
  const ring = new Ring<string>({ maxKept: 100, maxKeptBytes: 1_000 })
  for (const letter of 'abcde') ring.push(letter.repeat(200))
  expect(ring.toArray().map(([letter]) => letter)).toEqual(['d', 'e'])
  ring.push('f'.repeat(10_000))
  expect(ring.toArray().map(([letter]) => letter)).toEqual(['f'])
  ring.push('g')
  expect(ring.toArray()).toEqual(['g'])
})

it('of no entries keeps none', () => {
  const ring = new Ring<number>({ maxKept: 0, maxKeptBytes: plenty })
  ring.push(1)
  expect(ring.toArray()).toEqual([])
})
