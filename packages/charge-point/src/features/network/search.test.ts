import { describe, expect, it } from 'vitest'
import { afterFailure, beginSearch, type Search, type SearchRules, type SearchStep } from './search.js'

/** Fails so many times in a row, and tells where the attempts went. */
function failAll(rules: SearchRules, times: number): readonly (readonly [number, SearchStep])[] {
  let search: Search = beginSearch(rules.priority[0] ?? 1)
  return Array.from({ length: times }, () => {
    const { slot } = search
    const result = afterFailure(search, rules)
    search = result.search
    return [slot, result.step] as const
  })
}

describe('the search for a csms', () => {
  it('makes so many attempts by each entry, and rests before it begins anew where it was last at home (B10.FR.03, B10.FR.07)', () => {
    expect(failAll({ priority: [2, 1, 3], attempts: 2, home: 1 }, 8)).toEqual([
      [2, 'stay'],
      [2, 'switch'],
      [1, 'stay'],
      [1, 'switch'],
      [3, 'stay'],
      [3, 'rest'],
      [1, 'stay'],
      [1, 'switch'],
    ])
  })

  it('goes through all of them again after that (B10.FR.08), and stays where the last one is home', () => {
    expect(failAll({ priority: [2, 1], attempts: 1, home: 1 }, 4)).toEqual([
      [2, 'switch'],
      [1, 'stay'],
      [1, 'switch'],
      [2, 'rest'],
    ])
  })

  it('stays for ever with one entry alone, by the pauses of the connection itself (B10.FR.09)', () => {
    expect(failAll({ priority: [1], attempts: 3, home: 1 }, 7).every(([slot, step]) => slot === 1 && step === 'stay')).toBe(true)
  })
})
