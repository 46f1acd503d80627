import { expect, onTestFinished, test } from 'vitest'
import { closePosition, type TransactionEvent } from '../../src/features/transactions/event.js'
import { foldTransaction } from '../../src/index.js'
import { createSqlStore, openStore, type SqlStore } from '../../src/store/sql/open.js'
import { resolveSqlStoreOptions } from '../../src/store/sql/options.js'
import { openSqlite } from '../../src/store/sql/sqlite/engine.js'
import { temporaryFolder } from './databases.js'
import { event, foldedOf, station } from './events.js'

/* Events that come behind what is there, into a store. */

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()
const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, nth) => from + nth)

/** None of them is the end. */
const told = (seqNo: number, more: Partial<TransactionEvent> = {}): TransactionEvent =>
  event('TX-1', seqNo, { eventType: seqNo === 0 ? 'Started' : 'Updated', receivedAt: at(seqNo), offline: false, ...more })
const queued = (seqNo: number): TransactionEvent => told(seqNo, { receivedAt: at(1000 + seqNo), offline: true })

const closing = { by: 'operator', actor: 'someone', reason: 'because', energyMilliWh: null } as const
const closed: TransactionEvent = {
  ...told(99, { receivedAt: at(500) }),
  key: 'close/tx-1',
  contentHash: 'close',
  eventType: 'Closed',
  position: closePosition,
  seqNo: undefined,
  samples: [],
  closing,
  raw: closing,
}

/** A store, and how many rows of events it has read so far. */
function openCounting(): { readonly store: SqlStore; readonly eventsRead: () => number } {
  let read = 0
  const engine = openSqlite({
    path: ':memory:',
    busyTimeoutMs: 0,
    now: () => at(0),
    onConnection: (connection) => {
      const perform = connection.perform.bind(connection)
      connection.perform = (step) => {
        const answer = perform(step)
        if ('sql' in step && step.sql.includes('"transaction_event"')) read += answer.rows.length
        return answer
      }
    },
  })
  const store = createSqlStore(engine, resolveSqlStoreOptions({}, 'sqlite'))
  onTestFinished(() => store.close())
  return { store, eventsRead: () => read }
}

const append = async (store: SqlStore, events: readonly TransactionEvent[]): Promise<void> => {
  for (const one of events) await store.transactions.append(one)
}

async function expectFolded(store: SqlStore, events: readonly TransactionEvent[]): Promise<void> {
  const stored = await store.transactions.events(station, 'TX-1')
  expect(stored).toHaveLength(events.length)
  expect(foldedOf(await store.transactions.find(station, 'TX-1'))).toEqual(foldTransaction(stored))
}

test.each<[string, readonly TransactionEvent[], readonly TransactionEvent[]]>([
  ['a transaction that was closed', [...range(0, 40).map((seqNo) => told(seqNo)), closed], range(41, 80).map(queued)],
  ['a gap', [...range(0, 20), ...range(71, 90)].map((seqNo) => told(seqNo)), range(21, 60).map(queued)],
])('a backlog that comes to %s reads the events that are there once (G3)', async (_what, first, late) => {
  const { store, eventsRead } = openCounting()
  await append(store, first)
  const before = eventsRead()
  await append(store, late)
  expect(eventsRead() - before).toBe(first.length)
  await expectFolded(store, [...first, ...late])
})

test('a backlog that comes at one time reads the events that are there once (G3)', async () => {
  const { store, eventsRead } = openCounting()
  const first = [...range(0, 40).map((seqNo) => told(seqNo)), closed]
  const late = range(41, 80).map(queued)
  await append(store, first)
  const before = eventsRead()
  await Promise.all(late.map((one) => store.transactions.append(one)))
  expect(eventsRead() - before).toBe(first.length)
  await expectFolded(store, [...first, ...late])
})

test('what another node stored of the transaction meanwhile is no less there (G3)', async () => {
  const folder = temporaryFolder()
  const [one, other] = [await openStore(folder.file('shared.db')), await openStore(folder.file('shared.db'))]
  onTestFinished(async () => {
    await Promise.all([one.close(), other.close()])
    folder.remove()
  })
  await append(one, [told(0), closed, queued(1)])
  await append(other, [queued(2)])
  await append(one, [queued(3)])
  await append(other, [queued(4)])
  await append(one, [queued(5)])
  await expectFolded(one, [closed, ...range(0, 5).map(queued)])
})

test('one that stands before the others of a backlog, and comes together with them, is folded as if it came alone (G3)', async () => {
  const { store } = openCounting()
  await append(store, [told(0), closed, queued(5)])
  await Promise.all([queued(6), queued(2), queued(7)].map((one) => store.transactions.append(one)))
  await expectFolded(store, [closed, ...[0, 5, 6, 2, 7].map(queued)])
})

test('what a commit that failed would have changed is forgotten (G1, G3)', async () => {
  const { store } = openCounting()
  await append(store, [told(0), told(9), closed, queued(3)])
  await expect(
    store.transactions.append(queued(4), () => {
      throw new Error('nobody to tell')
    }),
  ).rejects.toThrow('nobody to tell')
  await append(store, [queued(5), queued(6)])
  await expectFolded(
    store,
    [0, 9, 99, 3, 5, 6].map((seqNo) => told(seqNo)),
  )
})
