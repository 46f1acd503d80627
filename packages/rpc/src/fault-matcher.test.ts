import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isDue, isFor, matchesPattern } from './fault-matcher.js'

it('matches patterns as the equivalent regular expression does', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'C') })
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', 'C', '*') })
  fc.assert(
    fc.property(pattern, text, (one, other) => {
      expect(matchesPattern(one, other)).toBe(new RegExp(`^${one.replaceAll('*', '.*')}$`).test(other))
    }),
    { numRuns: 2_000 },
  )
})

it('draws only where a probability decides, so that adding a plain rule changes nobody’s luck', () => {
  let draws = 0
  const random = (): number => {
    draws += 1
    return 0
  }
  isDue({ do: 'drop' }, 1, 0, random)
  isDue({ do: 'drop', when: { nth: 2, probability: 0.5 } }, 1, 0, random)
  expect(draws).toBe(0)
  isDue({ do: 'drop', when: { nth: 1, probability: 0.5 } }, 1, 0, random)
  expect(draws).toBe(1)
})

it('never takes a call or text without a head for a late answer', () => {
  const facts = { direction: 'in', station: 'CP1', action: undefined } as const
  expect(isFor({ do: 'late', ms: 1 }, { ...facts, messageType: 2 })).toBe(false)
  expect(isFor({ do: 'late', ms: 1 }, { ...facts, messageType: undefined })).toBe(false)
  expect(isFor({ do: 'late', ms: 1 }, { ...facts, messageType: 3 })).toBe(true)
})
