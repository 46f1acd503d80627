import { renameSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test, vi } from 'vitest'
import { foldTransaction } from '../../src/index.js'
import { createSqlStore, openStore, type SqlStore } from '../../src/store/sql/open.js'
import { resolveSqlStoreOptions } from '../../src/store/sql/options.js'
import type { Connection } from '../../src/store/sql/sqlite/connection.js'
import { durabilityOf, openSqlite } from '../../src/store/sql/sqlite/engine.js'
import { afterCommit, run } from '../../src/store/sql/work.js'
import { temporaryFolder } from './databases.js'
import { event, foldedOf, station, tenantId } from './events.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

let files = 0
const newFile = (): string => {
  files += 1
  return folder.file(`${files}.db`)
}

/** A store, and each connection that it opens. */
function openWatched(path: string): { readonly store: SqlStore; readonly connections: readonly Connection[] } {
  const connections: Connection[] = []
  const options = resolveSqlStoreOptions({ timeoutMs: 50 }, 'sqlite')
  const now = () => new Date().toISOString()
  const engine = openSqlite({ path, busyTimeoutMs: 50, now, onConnection: (connection) => connections.push(connection) })
  return { store: createSqlStore(engine, options), connections }
}

const last = (connections: readonly Connection[]): Connection => connections.at(-1) as Connection

test('every connection writes ahead and waits for the disk, the one after a failure too (G1)', async () => {
  const path = newFile()
  const { store, connections } = openWatched(path)
  await store.transactions.append(event('A', 0))
  renameSync(path, `${path}.away`)
  await expect(store.transactions.append(event('A', 1))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  renameSync(`${path}.away`, path)
  await store.transactions.append(event('A', 2))
  expect(connections).toHaveLength(2)
  for (const connection of connections.slice(1)) {
    expect(connection.all('PRAGMA journal_mode')).toMatchObject([{ journal_mode: 'wal' }])
    expect(connection.all('PRAGMA synchronous')).toMatchObject([{ synchronous: 2 }])
    expect(connection.all('PRAGMA foreign_keys')).toMatchObject([{ foreign_keys: 1 }])
  }
  expect(connections.map(({ settings }) => settings)).toEqual(Array(2).fill({ journalMode: 'wal', synchronous: 2 }))
  expect(store.durability).toEqual({ isDurable: true, engine: 'sqlite', details: { journal_mode: 'wal', synchronous: 2 } })
  await store.close()
})

test('tells that a database in memory is not durable, nor one that does not wait for the disk', async () => {
  const store = await openStore(':memory:')
  expect(store.durability).toMatchObject({ isDurable: false, details: { journal_mode: 'memory' } })
  await store.close()
  expect(durabilityOf({ journalMode: 'wal', synchronous: 1 }).isDurable).toBe(false)
})

test('what was answered is there after the store is opened again, and numbers go on (G1)', async () => {
  const path = newFile()
  const first = await openStore(path)
  await Promise.all([0, 1, 2].map((seqNo) => first.transactions.append(event('A', seqNo))))
  const numbers = [await first.transactions.nextTransactionId(tenantId), await first.transactions.nextTransactionId(tenantId)]
  await first.close()
  const second = await openStore(path)
  const events = await second.transactions.events(station, 'A')
  expect(events).toHaveLength(3)
  expect(foldedOf(await second.transactions.find(station, 'A'))).toEqual(foldTransaction(events))
  expect(numbers).not.toContain(await second.transactions.nextTransactionId(tenantId))
  await second.close()
})

test('a full database rejects at once, keeps what it has, and goes on when there is room (G8)', async () => {
  const { store, connections } = openWatched(newFile())
  await store.transactions.append(event('A', 0))
  const [{ page_count: pages } = { page_count: 0 }] = last(connections).all('PRAGMA page_count')
  last(connections).all(`PRAGMA max_page_count = ${Number(pages) + 2}`)
  const results = await Promise.allSettled(Array.from({ length: 100 }, (_, nth) => store.transactions.append(event(`B${nth}`, 0))))
  expect(results.map(({ status }) => status)).toEqual(Array(100).fill('rejected'))
  expect(results[0]).toMatchObject({ reason: { name: 'StoreError', code: 'FULL', isRetryable: true } })
  expect(await store.transactions.list({ tenantId })).toHaveLength(1)

  last(connections).all('PRAGMA max_page_count = 1000000')
  const again = await Promise.all(Array.from({ length: 100 }, (_, nth) => store.transactions.append(event(`B${nth}`, 0))))
  expect(again.every(({ outcome }) => outcome === 'new')).toBe(true)
  await store.close()
})

test('a database that takes no writes rejects them, answers questions, and goes on when it does (G8)', async () => {
  const { store, connections } = openWatched(newFile())
  await store.transactions.append(event('A', 0))
  last(connections).exec('PRAGMA query_only = on')
  await expect(store.transactions.append(event('A', 1))).rejects.toMatchObject({ code: 'READ_ONLY', isRetryable: true })
  expect(await store.transactions.events(station, 'A')).toHaveLength(1)
  last(connections).exec('PRAGMA query_only = off')
  expect((await store.transactions.append(event('A', 1))).outcome).toBe('new')
  await store.close()
})

test('a lock of another program is waited for, and then the write rejects (G8)', async () => {
  const path = newFile()
  const { store } = openWatched(path)
  const other = openWatched(path)
  last(other.connections).exec('BEGIN IMMEDIATE')
  await expect(store.transactions.append(event('A', 0))).rejects.toMatchObject({ code: 'BUSY', isRetryable: true })
  last(other.connections).exec('ROLLBACK')
  expect((await store.transactions.append(event('A', 0))).outcome).toBe('new')
  expect((await other.store.transactions.append(event('A', 0))).outcome).toBe('repeated')
  await Promise.all([store.close(), other.store.close()])
})

test('a file that was taken away is not made anew: writes reject until it is back (G8)', async () => {
  const path = newFile()
  const store = await openStore(path)
  await store.transactions.append(event('A', 0))
  for (const suffix of ['', '-wal', '-shm']) renameSync(path + suffix, `${path}.away${suffix}`)
  for (const seqNo of [1, 2]) {
    await expect(store.transactions.append(event('A', seqNo))).rejects.toMatchObject({ code: 'UNAVAILABLE', isRetryable: true })
  }
  for (const suffix of ['', '-wal', '-shm']) renameSync(`${path}.away${suffix}`, path + suffix)
  expect((await store.transactions.append(event('A', 0))).outcome).toBe('repeated')
  await store.close()
})

test('one event that cannot be written down fails alone, those that came with it are kept', async () => {
  const store = await openStore(':memory:')
  const endless: Record<string, unknown> = {}
  endless['itself'] = endless
  const results = await Promise.allSettled(
    [event('A', 0), event('A', 1, { raw: endless }), event('A', 2)].map((one) => store.transactions.append(one)),
  )
  expect(results).toMatchObject([
    { status: 'fulfilled' },
    { reason: { name: 'StoreError', code: 'FAILED', isRetryable: false } },
    { status: 'fulfilled' },
  ])
  expect((await store.transactions.events(station, 'A')).map(({ seqNo }) => seqNo)).toEqual([0, 2])
  await store.close()
})

test('the next event of a transaction that runs is written without a look at what is there', async () => {
  const { store, connections } = openWatched(newFile())
  await store.transactions.append(event('A', 0))
  const asked = vi.spyOn(last(connections), 'perform')
  await Promise.all([1, 2].map((seqNo) => store.transactions.append(event('A', seqNo))))
  expect(asked.mock.calls.filter(([step]) => !('put' in step))).toEqual([])
  expect((await store.transactions.append(event('A', 2))).outcome).toBe('repeated')
  expect(foldedOf(await store.transactions.find(station, 'A'))).toEqual(foldTransaction(await store.transactions.events(station, 'A')))
  await store.close()
})

test('two processes that write to one transaction by turns lose nothing (G3)', async () => {
  const path = newFile()
  const stores = await Promise.all([1, 2].map(() => openStore(path)))
  for (let seqNo = 0; seqNo < 9; seqNo += 1) await stores[seqNo % 2]?.transactions.append(event('A', seqNo))
  // A repetition of what the other one wrote.
  expect(await stores[1]?.transactions.append(event('A', 8))).toMatchObject({ outcome: 'repeated' })
  const events = (await stores[0]?.transactions.events(station, 'A')) ?? []
  expect(events).toHaveLength(9)
  expect(foldedOf(await stores[0]?.transactions.find(station, 'A'))).toEqual(foldTransaction(events))
  await Promise.all(stores.map((store) => store.close()))
})

test('a transaction that another process has deleted meanwhile begins anew with the event that comes, and what is gone is missing (G4)', async () => {
  const path = newFile()
  const [here, there] = await Promise.all([openStore(path), openStore(path, { retention: { transactionDays: 1 } })])
  for (const seqNo of [0, 1, 2]) await here.transactions.append(event('A', seqNo, { receivedAt: '2026-01-01T00:00:00.000Z' }))
  const end = event('A', 3, { eventType: 'Ended', receivedAt: '2026-01-01T00:00:00.000Z' })
  await there.transactions.append(end)
  await there.deleteOld()
  expect(await here.transactions.find(station, 'A')).toBeUndefined()
  await here.transactions.append(end)
  const events = await here.transactions.events(station, 'A')
  expect(events).toHaveLength(1)
  expect(foldedOf(await here.transactions.find(station, 'A'))).toEqual(foldTransaction(events))
  await Promise.all([here.close(), there.close()])
})

test('a transaction is what its events come to after a write that failed, too (G5, G8)', async () => {
  const { store, connections } = openWatched(newFile())
  await store.transactions.append(event('A', 0))
  last(connections).exec('PRAGMA query_only = on')
  await expect(store.transactions.append(event('A', 1))).rejects.toThrow()
  last(connections).exec('PRAGMA query_only = off')
  for (const seqNo of [2, 3, 1]) await store.transactions.append(event('A', seqNo))
  const events = await store.transactions.events(station, 'A')
  expect(events.map(({ seqNo }) => seqNo)).toEqual([0, 1, 2, 3])
  expect(foldedOf(await store.transactions.find(station, 'A'))).toEqual(foldTransaction(events))
  await store.close()
})

test('what waits for the COMMIT is done after it, and not where the work is rolled back', async () => {
  const engine = openSqlite({ path: newFile(), busyTimeoutMs: 50, now: () => new Date().toISOString() })
  const done: string[] = []
  await engine.write(() => afterCommit(() => done.push('committed')))
  const failing = function* () {
    yield* afterCommit(() => done.push('rolled back'))
    yield* run({ sql: 'select no_such_column' }, [])
  }
  await expect(engine.write(failing)).rejects.toThrow()
  await engine.read(() => afterCommit(() => done.push('read')))
  expect(done).toEqual(['committed'])
  await engine.close()
})

test('the log is taken into the file beside the writes, and begins anew', async () => {
  const path = newFile()
  const options = resolveSqlStoreOptions({}, 'sqlite')
  const store = createSqlStore(
    openSqlite({ path, busyTimeoutMs: 50, now: () => new Date().toISOString(), rowsPerCheckpoint: 100 }),
    options,
  )
  const sizes = (): readonly [file: number, log: number] => [statSync(path).size, statSync(`${path}-wal`).size]
  const [sizeBefore] = sizes()
  let seqNo = 0
  /** Some hundred pages of the log. */
  const appendSome = async (): Promise<void> => {
    for (const end = seqNo + 60; seqNo < end; seqNo += 1) await store.transactions.append(event('A', seqNo))
  }
  await appendSome()
  await expect.poll(sizes).toSatisfy(([file]: readonly number[]) => Number(file) > sizeBefore)
  for (let round = 0; round < 20; round += 1) await appendSome()
  const [file, log] = sizes()
  // A log that never began anew would be many times the file: each commit writes its pages again.
  expect(log).toBeLessThan(3 * file)
  await store.close()
  const again = await openStore(path)
  expect(await again.transactions.events(station, 'A')).toHaveLength(seqNo)
  await again.close()
})

test('a store that is closed while a checkpoint runs has lost nothing', async () => {
  const path = newFile()
  const engine = openSqlite({ path, busyTimeoutMs: 50, now: () => new Date().toISOString(), rowsPerCheckpoint: 1 })
  const store = createSqlStore(engine, resolveSqlStoreOptions({}, 'sqlite'))
  await store.transactions.append(event('A', 0))
  await store.close()
  const again = await openStore(path)
  expect(await again.transactions.events(station, 'A')).toHaveLength(1)
  await again.close()
})

test('refuses what is no database, or that of another program', async () => {
  const text = newFile()
  writeFileSync(text, 'a shopping list, long enough to be read as the head of a database file if anything would do that'.repeat(10))
  await expect(openStore(text)).rejects.toMatchObject({ code: 'NOT_OURS' })
  const foreign = newFile()
  const { store, connections } = openWatched(foreign)
  last(connections).exec('DROP TABLE schema_migration')
  await store.close()
  await expect(openStore(foreign)).rejects.toMatchObject({ code: 'NOT_OURS' })
  await expect(openStore('/no/such/folder/a.db')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('names the option that is wrong', async () => {
  await expect(openStore('mysql://host/db')).rejects.toThrow(TypeError)
  await expect(openStore('')).rejects.toThrow(TypeError)
  await expect(openStore(':memory:', { maxBatch: 0 })).rejects.toThrow('maxBatch')
  await expect(openStore(':memory:', { retention: { quarantineDays: -1 } })).rejects.toThrow('retention.quarantineDays')
  await expect(openStore(':memory:', { schema: 'Robert"; drop' })).rejects.toThrow('schema')
})

test('a closed store rejects reads and writes', async () => {
  const store = await openStore(':memory:')
  await store.close()
  await expect(store.transactions.append(event('A', 0))).rejects.toMatchObject({ code: 'CLOSED', isRetryable: false })
  await expect(store.transactions.find(station, 'A')).rejects.toMatchObject({ code: 'CLOSED' })
})

test('says why a file cannot be opened, where SQLite has a number alone', async () => {
  const deep = folder.file('nowhere/csms.db')
  const folderOnly = `${deep}: there is no folder ${folder.file('nowhere')}`
  await expect(openStore(deep)).rejects.toMatchObject({ code: 'UNAVAILABLE', message: folderOnly })
  await expect(openStore(folder.path)).rejects.toMatchObject({ code: 'UNAVAILABLE', message: `${folder.path} is a folder` })
})
