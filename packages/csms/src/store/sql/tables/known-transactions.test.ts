import { expect, test } from 'vitest'
import { event, station } from '../../../../test/store/events.js'
import { foldTransaction, type Transaction } from '../../../features/transactions/transaction.js'
import { KnownTransactions } from './known-transactions.js'

const facts = { updated_at: '2026-01-01T00:00:00.000Z', events: 1, revision: 1 }
const running = (transactionId: string): Transaction => {
  const folded = foldTransaction([{ ...event(transactionId, 0), station, isConflicting: false }])
  if (folded === undefined) throw new Error('no event came to nothing')
  return { ...folded, id: transactionId }
}
const named = (name: string) => ({ name, transaction: running(name), facts })

test('what is taken is gone until it is kept again', () => {
  const known = new KnownTransactions()
  known.keep([named('A')])
  expect(known.take('A')).toMatchObject({ transaction: { transactionId: 'A' }, facts })
  expect(known.take('A')).toBeUndefined()
})

test('those that were kept last are remembered, as many as there is room for', () => {
  const known = new KnownTransactions()
  const one = running('A')
  known.keep(Array.from({ length: 10_001 }, (_, at) => ({ name: `${at}`, transaction: one, facts })))
  expect(known.take('0')).toBeUndefined()
  expect(known.take('1')).toBeDefined()
  expect(known.take('10000')).toBeDefined()
})

test('nobody who was told of a transaction can change what the next event is folded onto', () => {
  const known = new KnownTransactions()
  const one = named('A')
  known.keep([one])
  const { transaction } = one as { transaction: { energyMilliWh: number | null; last: { position: number } } }
  expect(() => {
    transaction.energyMilliWh = 1
  }).toThrow(TypeError)
  expect(() => {
    transaction.last.position = 1
  }).toThrow(TypeError)
})
