import assert from 'node:assert/strict'
import type { TransactionEvent } from '../../features/transactions/event.js'
import { foldTransaction } from '../../features/transactions/transaction.js'
import { at, foreignStation, type NamedCheck, otherStation, otherTenant, station, tenant } from './check.js'

const event = (seqNo: number, more: Partial<TransactionEvent> = {}): TransactionEvent => ({
  station,
  transactionId: 'TX-1',
  version: '2.0.1',
  key: `event/tx-1/${seqNo}`,
  contentHash: `content ${seqNo}`,
  eventType: seqNo === 0 ? 'Started' : 'Updated',
  position: seqNo,
  seqNo,
  timestamp: at(seqNo),
  receivedAt: at(seqNo),
  idToken: { idToken: 'T1', type: 'ISO14443' },
  samples: [],
  authorization: { status: 'Accepted' },
  flags: [],
  raw: { seqNo },
  ...more,
})

const ended = event(2, { eventType: 'Ended', stoppedReason: 'Local' })

export const transactionContract: readonly NamedCheck[] = [
  [
    'stores an event once, whatever number of times it comes (G2)',
    async ({ transactions }) => {
      const first = await transactions.append(event(0))
      assert.equal(first.outcome, 'new')
      assert.equal(first.before, undefined)
      assert.equal(first.transaction.startedAt, at(0))
      const again = await transactions.append(event(0, { receivedAt: at(99), authorization: { status: 'Blocked' } }))
      assert.equal(again.outcome, 'repeated')
      assert.deepEqual(again.event, first.event)
      assert.deepEqual(again.transaction, first.transaction)
      assert.equal((await transactions.events(station, 'TX-1')).length, 1)
    },
  ],
  [
    'gives a repetition the transaction it first came to, not the one it now names',
    async ({ transactions }) => {
      await transactions.append(event(0, { transactionId: '7' }))
      const again = await transactions.append(event(0, { transactionId: '8' }))
      assert.equal(again.event.transactionId, '7')
      assert.equal(await transactions.find(station, '8'), undefined)
    },
  ],
  [
    'lets one of two deliveries at one time in',
    async ({ transactions }) => {
      const both = await Promise.all([transactions.append(event(0)), transactions.append(event(0))])
      assert.deepEqual(both.map(({ outcome }) => outcome).sort(), ['new', 'repeated'])
    },
  ],
  [
    'keeps other content under a used key, and flags it',
    async ({ transactions }) => {
      await transactions.append(event(1))
      const other = await transactions.append(event(1, { contentHash: 'other content' }))
      assert.equal(other.outcome, 'conflicting')
      assert.equal(other.event.isConflicting, true)
      assert.deepEqual(other.transaction.flags, ['conflict'])
      assert.equal((await transactions.append(event(1, { contentHash: 'other content' }))).outcome, 'repeated')
      assert.equal((await transactions.events(station, 'TX-1')).length, 2)
      assert.equal((await transactions.findEvent(station, 'event/tx-1/1'))?.contentHash, 'content 1')
    },
  ],
  [
    'comes to the same transaction in whatever order events arrive; Ended is never undone (G3)',
    async ({ transactions }) => {
      for (const late of [ended, event(0), event(1)]) await transactions.append(late)
      const events = await transactions.events(station, 'TX-1')
      assert.deepEqual(
        events.map(({ seqNo }) => seqNo),
        [0, 1, 2],
      )
      const transaction = await transactions.find(station, 'TX-1')
      assert.deepEqual(transaction, foldTransaction(events))
      assert.equal(transaction?.endedAt, at(2))
      assert.deepEqual(transaction?.seqNos, [[0, 2]])
    },
  ],
  [
    'finds a transaction whatever the case of its id',
    async ({ transactions }) => {
      await transactions.append(event(0))
      assert.equal((await transactions.find(station, 'tx-1'))?.transactionId, 'TX-1')
      assert.equal(await transactions.find(station, 'TX-2'), undefined)
    },
  ],
  [
    'keeps transactions of one id apart by station and tenant (G16)',
    async ({ transactions }) => {
      for (const owner of [station, otherStation, foreignStation]) {
        assert.equal((await transactions.append(event(0, { station: owner }))).outcome, 'new')
      }
      assert.equal((await transactions.list({ tenantId: tenant })).length, 2)
      assert.equal((await transactions.list({ tenantId: otherTenant })).length, 1)
      assert.equal((await transactions.list({ tenantId: tenant, station: otherStation })).length, 1)
    },
  ],
  [
    'lists by token and by whether it runs, newest first',
    async ({ transactions }) => {
      await transactions.append(event(0))
      await transactions.append(ended)
      const second = { transactionId: 'TX-2', key: 'event/tx-2/0', receivedAt: at(10) }
      await transactions.append(event(0, second))
      const third = { transactionId: 'TX-3', key: 'event/tx-3/0', receivedAt: at(20), idToken: { idToken: 'T2', type: 'eMAID' } }
      await transactions.append(event(0, third))
      const ids = async (query: object) => (await transactions.list({ tenantId: tenant, ...query })).map((one) => one.transactionId)
      assert.deepEqual(await ids({}), ['TX-3', 'TX-2', 'TX-1'])
      assert.deepEqual(await ids({ isActive: true }), ['TX-3', 'TX-2'])
      assert.deepEqual(await ids({ isActive: false }), ['TX-1'])
      assert.deepEqual(await ids({ idToken: { idToken: 't1' } }), ['TX-2', 'TX-1'])
      assert.deepEqual(await ids({ idToken: { idToken: 'T1', type: 'eMAID' } }), [])
    },
  ],
  [
    'never gives a number twice, and only positive ones of 32 bits (1.6 §4.8)',
    async ({ transactions }) => {
      const numbers = await Promise.all(Array.from({ length: 200 }, () => transactions.nextTransactionId(tenant)))
      assert.equal(new Set(numbers).size, numbers.length)
      assert.ok(numbers.every((number) => Number.isInteger(number) && number > 0 && number < 2 ** 31))
    },
  ],
]
