import { expect, test } from 'vitest'
import { contentOf, factsIn } from './fact.js'

test('a message is the same fact whatever the order of its members, and whether it says that it happened offline (E04.FR.03)', () => {
  const once = { seqNo: 1, transactionInfo: { transactionId: 'A', chargingState: 'Charging' } }
  const again = { offline: true, transactionInfo: { chargingState: 'Charging', transactionId: 'A' }, seqNo: 1 }
  expect(contentOf(again)).toBe(contentOf(once))
  expect(contentOf({ ...once, seqNo: 2 })).not.toBe(contentOf(once))
})

test('each moment of a MeterValues of a transaction is a fact, and none of one outside transactions', () => {
  expect(factsIn('MeterValues', { connectorId: 1, transactionId: 7, meterValue: [{}, {}] })).toBe(2)
  expect(factsIn('MeterValues', { connectorId: 1, meterValue: [{}, {}] })).toBe(0)
  expect(factsIn('StopTransaction', { transactionId: 7 })).toBe(1)
  expect(factsIn('Heartbeat', {})).toBe(0)
})
