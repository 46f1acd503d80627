import { expect, it } from 'vitest'
import { weigh } from './weigh.js'

it('grows with texts and members, wherever they are', () => {
  const small = weigh({ list: [{ text: 'x' }] })
  expect(weigh({ list: [{ text: 'x'.repeat(1_000) }] }) - small).toBe(2 * 999)
  expect(weigh({ list: [{ text: 'x' }, null, 1, true] })).toBeGreaterThan(small)
})

it('bears whatever depth JSON.parse bears', () => {
  const depth = 100_000
  expect(weigh(JSON.parse('['.repeat(depth) + ']'.repeat(depth)))).toBeGreaterThan(depth)
})
