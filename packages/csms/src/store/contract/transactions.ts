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

/** The transaction of a number, and its event of a number. */
const numbered = (nth: number, seqNo = 0): Partial<TransactionEvent> => ({
  transactionId: `TX-${nth}`,
  key: `event/tx-${nth}/${seqNo}`,
  receivedAt: at(nth * 10 + seqNo),
})

const idsOf = (transactions: readonly { readonly transactionId: string }[]): readonly string[] =>
  transactions.map(({ transactionId }) => transactionId)

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
      assert.deepEqual(transaction, { ...foldTransaction(events), id: transaction?.id })
      assert.equal(transaction?.endedAt, at(2))
      assert.deepEqual(transaction?.seqNos, [[0, 2]])
    },
  ],
  [
    'tells whether there are events whose keys begin so, of that station alone',
    async ({ transactions }) => {
      await transactions.append(event(0, { key: 'meter/7/at' }))
      await transactions.append(event(0, { key: 'meter/80/at', station: otherStation }))
      const prefixes = ['meter/7/', 'meter/7/at', 'meter/', 'meter/70', 'meter/8', 'meter/7/at/', 'Meter/7/', '']
      const found = await Promise.all(prefixes.map((prefix) => transactions.hasEvents(station, prefix)))
      assert.deepEqual(found, [true, true, true, false, false, false, false, true])
      assert.equal(await transactions.hasEvents(otherStation, 'meter/8'), true)
      assert.equal(await transactions.hasEvents(foreignStation, 'meter/'), false)
    },
  ],
  [
    'gives each transaction an id of its own, and finds it by that, and by the id that stations may share (G16)',
    async ({ transactions }) => {
      const { transaction } = await transactions.append(event(0))
      assert.equal((await transactions.append(event(1))).transaction.id, transaction.id)
      const other = await transactions.append(event(0, { station: otherStation, transactionId: 'tx-1' }))
      await transactions.append(event(0, { station: foreignStation }))
      assert.deepEqual(await transactions.findById(tenant, transaction.id), await transactions.find(station, 'TX-1'))
      assert.equal(await transactions.findById(otherTenant, transaction.id), undefined)
      assert.equal(await transactions.findById(tenant, 'TX-1'), undefined)
      const named = await transactions.named(tenant, 'Tx-1')
      assert.deepEqual(
        named.map(({ id }) => id),
        [other.transaction.id, transaction.id],
      )
      assert.deepEqual(await transactions.named(tenant, 'TX-2'), [])
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
    'lists page by page, newest first; what begins meanwhile moves no page',
    async ({ transactions }) => {
      for (const nth of [1, 2, 3, 4, 5]) await transactions.append(event(0, numbered(nth)))
      const page = (query: object) => transactions.page({ tenantId: tenant, limit: 2, ...query })
      const first = await page({})
      assert.deepEqual(idsOf(first.items), ['TX-5', 'TX-4'])
      await transactions.append(event(0, numbered(6)))
      const second = await page({ cursor: first.nextCursor })
      assert.deepEqual(idsOf(second.items), ['TX-3', 'TX-2'])
      const third = await page({ cursor: second.nextCursor })
      assert.deepEqual(idsOf(third.items), ['TX-1'])
      assert.equal(third.nextCursor, undefined)
      const exact = await page({ limit: 6 })
      assert.deepEqual([exact.items.length, exact.nextCursor], [6, undefined])
      assert.deepEqual(idsOf((await page({ station: otherStation })).items), [])
    },
  ],
  [
    'refuses a cursor that it never gave, and a limit out of range',
    async ({ transactions }) => {
      for (const query of [{ cursor: 'nonsense' }, { cursor: '' }, { limit: 0 }, { limit: 1.5 }, { limit: 5000 }]) {
        await assert.rejects(transactions.page({ tenantId: tenant, ...query }), { name: 'StoreError', code: 'BAD_QUERY' })
      }
    },
  ],
  [
    'folds many events that come at one time, of many transactions, each onto the one before',
    async ({ transactions }) => {
      const all = [1, 2, 3].flatMap((nth) => [event(0, numbered(nth)), event(1, numbered(nth, 1)), event(2, numbered(nth, 2))])
      const appended = await Promise.all([...all, ...all].map((one) => transactions.append(one)))
      assert.deepEqual(
        appended.map(({ outcome }) => outcome),
        [...all.map(() => 'new'), ...all.map(() => 'repeated')],
      )
      assert.deepEqual(appended[1]?.before, appended[0]?.transaction)
      for (const nth of [1, 2, 3]) {
        const events = await transactions.events(station, `TX-${nth}`)
        assert.equal(events.length, 3)
        const found = await transactions.find(station, `TX-${nth}`)
        assert.deepEqual(found, { ...foldTransaction(events), id: found?.id })
      }
    },
  ],
  [
    'keeps whatever a station writes as it is: NUL, half characters, numbers without end (G14)',
    async ({ transactions }) => {
      const odd = 'nul \u0000 half \ud800 both \u001a sign \u{1f50c}'
      const strange = event(0, {
        transactionId: odd,
        key: `event/${odd}/0`,
        seqNo: 1e300,
        position: 1e300,
        evseId: 2 ** 60,
        idToken: { idToken: odd, type: 'ISO14443' },
        raw: { [odd]: [odd, -0.5, null], b: 1, a: 2 },
      })
      const { event: stored } = await transactions.append(strange)
      assert.deepEqual(await transactions.events(station, odd), [stored])
      assert.deepEqual(await transactions.findEvent(station, strange.key), stored)
      assert.deepEqual(stored.raw, strange.raw)
      assert.equal((await transactions.append(strange)).outcome, 'repeated')
      assert.equal((await transactions.list({ tenantId: tenant, idToken: { idToken: odd } }))[0]?.transactionId, odd)
      assert.equal(await transactions.find(station, odd.replace('\u0000', '')), undefined)
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
