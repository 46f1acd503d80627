import assert from 'node:assert/strict'
import type { TransactionEvent } from '../../features/transactions/event.js'
import { type StationKey, stationKey } from '../../identifier.js'
import { at, type NamedCheck, otherTenant, tenant } from './check.js'

const stationOf = (nth: number, tenantId = tenant): StationKey => stationKey(tenantId, `CP-${nth}`)

/** A transaction that would begin at the nth station on a token that takes one at a time. */
const started = (nth: number, more: Partial<TransactionEvent> = {}): TransactionEvent => ({
  station: stationOf(nth),
  transactionId: 'TX',
  version: '2.0.1',
  key: 'event/tx/0',
  contentHash: 'started',
  eventType: 'Started',
  position: 0,
  seqNo: 0,
  timestamp: at(0),
  receivedAt: at(nth),
  idToken: { idToken: 'T1', type: 'ISO14443' },
  samples: [],
  authorization: { status: 'Accepted', group: { idToken: 'G' } },
  maxConcurrent: 1,
  flags: [],
  raw: {},
  ...more,
})

const ended = (nth: number): TransactionEvent =>
  started(nth, { key: 'event/tx/1', contentHash: 'ended', eventType: 'Ended', position: 1, seqNo: 1, authorization: undefined })

const statusOf = ({ event }: { readonly event: Pick<TransactionEvent, 'authorization'> }): string | undefined => event.authorization?.status

export const concurrentLimitContract: readonly NamedCheck[] = [
  [
    'lets as many transactions begin on a token at one time as it may have, and tells the others ConcurrentTx',
    async ({ authorization, transactions }) => {
      await authorization.putToken(tenant, { idToken: 'T1', type: 'ISO14443', maxConcurrent: 2 })
      const all = await Promise.all([1, 2, 3, 4, 5].map((nth) => transactions.append(started(nth, { maxConcurrent: 2 }))))
      assert.equal(all.filter((one) => statusOf(one) === 'Accepted').length, 2)
      assert.equal(all.filter((one) => statusOf(one) === 'ConcurrentTx').length, 3)
      assert.deepEqual(all[4]?.event.authorization, { status: 'ConcurrentTx', group: { idToken: 'G' } })
      assert.ok(all[4]?.transaction.flags.includes('unauthorised'))
      // What was decided is what is stored.
      assert.equal(statusOf({ event: (await transactions.findEvent(stationOf(5), 'event/tx/0')) ?? {} }), 'ConcurrentTx')
    },
  ],
  [
    'never lets a transaction stand in its own way, nor one that has ended or was refused',
    async ({ transactions }) => {
      assert.equal(statusOf(await transactions.append(started(1))), 'Accepted')
      assert.equal(statusOf(await transactions.append(started(1))), 'Accepted')
      assert.equal(statusOf(await transactions.append(started(1, { contentHash: 'other' }))), 'Accepted')
      assert.equal(statusOf(await transactions.append(started(2))), 'ConcurrentTx')
      const both = await Promise.all([transactions.append(ended(1)), transactions.append(started(3))])
      assert.equal(statusOf(both[1] as never), 'Accepted')
      // The second one still runs, and has no place.
      await transactions.append(ended(3))
      assert.equal(statusOf(await transactions.append(started(4))), 'Accepted')
      assert.equal(statusOf(await transactions.append(started(2))), 'ConcurrentTx')
    },
  ],
  [
    'counts tokens of one value and another type, and those of another tenant, apart (C01.FR.25, G16)',
    async ({ transactions }) => {
      const foreign = started(1, { station: stationOf(1, otherTenant) })
      const typed = started(2, { idToken: { idToken: 'T1', type: 'eMAID' } })
      const untyped = started(3, { idToken: { idToken: 't1' } })
      assert.equal(statusOf(await transactions.append(started(1))), 'Accepted')
      assert.equal(statusOf(await transactions.append(foreign)), 'Accepted')
      assert.equal(statusOf(await transactions.append(typed)), 'Accepted')
      assert.equal(statusOf(await transactions.append(untyped)), 'ConcurrentTx')
    },
  ],
]
