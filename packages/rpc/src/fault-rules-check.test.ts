import { expect, it } from 'vitest'
import type { FaultRule } from './fault-rules.js'
import { checkFaultRules, faultKinds } from './fault-rules-check.js'
import { withFaults } from './faults.js'
import { createSocketPair } from './testing/memory.js'

it('takes every fault with all that it may say, as it comes from a file', () => {
  const rules: FaultRule[] = [
    { do: 'drop', name: 'n', when: { direction: 'in', action: ['A', 'B*'], messageType: ['CALL', 3], station: 'CP*', after: 0, nth: 1 } },
    { do: 'delay', ms: [0, 5], when: { every: 2, limit: 1, probability: 0.5 } },
    { do: 'duplicate', times: 2, ms: 1 },
    { do: 'reorder', frames: 2, ms: 1 },
    { do: 'corrupt', how: ['truncate', 'flip', 'wrongType'] },
    { do: 'wrongId', id: 'x' },
    { do: 'late', ms: 1 },
    { do: 'halfOpen', direction: 'both', pass: true },
    { do: 'close', code: 4999, reason: '', pass: false },
  ]
  expect(checkFaultRules(JSON.parse(JSON.stringify(rules)))).toEqual(rules)
  expect(rules.map((rule) => rule.do)).toEqual(faultKinds)
})

it.each([
  [{}, 'rules must be a list of rules, not {}'],
  ['drop', 'rules must be a list of rules, not "drop"'],
  [[null], 'rules[0] must be an object, not null'],
  [[{ do: 'drop' }, {}], 'rules[1].do must be one of drop, delay'],
  [[{ do: 'toString' }], 'rules[0].do must be one of'],
  [[{ do: 'drop', ms: 5 }], 'rules[0].ms is not known here'],
  [[{ do: 'delay' }], 'rules[0].ms is missing'],
  [[{ do: 'delay', ms: -1 }], 'rules[0].ms must be ms from 0 to'],
  [[{ do: 'delay', ms: 2 ** 31 }], 'rules[0].ms must be ms from 0 to 2147483647'],
  [[{ do: 'delay', ms: [5, 1] }], 'rules[0].ms must be ms from 0 to 2147483647, or [from, to], not [5,1]'],
  [[{ do: 'late', ms: '5' }], 'rules[0].ms must be'],
  [[{ do: 'duplicate', times: 0 }], 'rules[0].times must be a whole number from 1 to 1000, not 0'],
  [[{ do: 'reorder', frames: 1.5 }], 'rules[0].frames must be'],
  [[{ do: 'corrupt', how: 'gently' }], 'rules[0].how must be one of truncate, flip, wrongType, or a list of such, not "gently"'],
  [[{ do: 'corrupt', how: [] }], 'rules[0].how must be'],
  [[{ do: 'wrongId', id: 'x'.repeat(37) }], 'rules[0].id must be at most 36 characters'],
  [[{ do: 'halfOpen', direction: 'up' }], 'rules[0].direction must be one of in, out, both'],
  [[{ do: 'halfOpen', pass: 'yes' }], 'rules[0].pass must be true or false'],
  [[{ do: 'close', code: 1006 }], 'rules[0].code must be a close code'],
  [[{ do: 'close', reason: 5 }], 'rules[0].reason must be a text'],
  [[{ do: 'drop', name: 5 }], 'rules[0].name must be a text'],
  [[{ do: 'drop', when: [] }], 'rules[0].when must be an object'],
  [[{ do: 'drop', when: { acton: 'x' } }], 'rules[0].when.acton is not known here; there are direction, action'],
  [[{ do: 'drop', when: { direction: 'both' } }], 'rules[0].when.direction must be one of in, out'],
  [[{ do: 'drop', when: { action: [''] } }], 'rules[0].when.action must be a text, or a list of such'],
  [
    [{ do: 'drop', when: { messageType: 7 } }],
    'rules[0].when.messageType must be one of CALL, CALLRESULT, CALLERROR, CALLRESULTERROR, SEND, 2',
  ],
  [[{ do: 'drop', when: { station: 5 } }], 'rules[0].when.station must be a text'],
  [[{ do: 'drop', when: { after: -1 } }], 'rules[0].when.after must be a whole number from 0'],
  [[{ do: 'drop', when: { nth: 0 } }], 'rules[0].when.nth must be a whole number from 1'],
  [[{ do: 'drop', when: { every: 0 } }], 'rules[0].when.every must be'],
  [[{ do: 'drop', when: { limit: 0 } }], 'rules[0].when.limit must be'],
  [[{ do: 'drop', when: { probability: 1.1 } }], 'rules[0].when.probability must be a number from 0 to 1, not 1.1'],
])('names what is wrong by its path: %j', (rules, message) => {
  expect(() => checkFaultRules(rules)).toThrow(TypeError)
  expect(() => checkFaultRules(rules)).toThrow(message)
  expect(() => withFaults(createSocketPair()[0], rules as never)).toThrow(message)
})

it('calls the list what the caller calls it', () => {
  expect(() => checkFaultRules([5], 'stations.CP1.faults')).toThrow('stations.CP1.faults[0] must be an object')
})

it.each([
  [{ seed: {} }, 'seed must be'],
  [{ random: 5 }, 'random must be a function'],
  [{ onFault: 'log' }, 'onFault must be a function'],
])('names the option that is wrong: %j', (options, message) => {
  expect(() => withFaults(createSocketPair()[0], [], options as never)).toThrow(message)
})
