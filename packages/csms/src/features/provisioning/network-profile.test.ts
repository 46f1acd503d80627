import { expect, test } from 'vitest'
import { downgradeProblem, priorityWith } from './network-profile.js'

test.each([
  [3, undefined, false, true],
  [2, 2, false, true],
  [3, 2, false, true],
  [2, 3, false, false],
  [2, 3, true, true],
  [1, 3, true, false],
  [1, 2, true, false],
  [1, 1, false, true],
  [2, undefined, true, false],
])('security profile %d after %s, downgrade allowed: %s → %s (B09.FR.04, B09.FR.31)', (wanted, current, isAllowed, isFine) => {
  expect(downgradeProblem(wanted, current, isAllowed) === undefined).toBe(isFine)
})

test('the new slot comes first, those before it stay behind it (B10.FR.04)', () => {
  expect(priorityWith(2, '0, 1')).toBe('2,0,1')
  expect(priorityWith(1, '0,1,2')).toBe('1,0,2')
  expect(priorityWith(1, undefined)).toBe('1')
})
