import { copyFileSync, existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, expect, test } from 'vitest'
import { foldTransaction } from '../../src/index.js'
import { openEngine } from '../../src/store/sql/database.js'
import { backupStore, openStore, restoreStore, type SqlStore } from '../../src/store/sql/index.js'
import { migrations } from '../../src/store/sql/migrations/index.js'
import { resolveSqlStoreOptions } from '../../src/store/sql/options.js'
import { temporaryFolder } from './databases.js'
import { event, foldedOf, station, tenantId } from './events.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

let files = 0
const newFile = (): string => {
  files += 1
  return folder.file(`${files}.db`)
}

/** SQLite holds a file for as long as a statement on it is there, so those of a closed store have to go first. */
async function collectStatements(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let nth = 0; nth < 3; nth += 1) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Every transaction is the fold of its events (G5). */
async function checkLedger(store: SqlStore, transactions: number): Promise<void> {
  const all = await store.transactions.list({ tenantId })
  expect(all).toHaveLength(transactions)
  for (const one of all) expect(foldTransaction(await store.transactions.events(station, one.transactionId))).toEqual(foldedOf(one))
}

test('a backup made while events come is whole, and restores to a ledger that adds up (G23)', async () => {
  const [live, backup, restored] = [newFile(), newFile(), newFile()]
  const store = await openStore(live)
  for (let nth = 0; nth < 50; nth += 1) await Promise.all([0, 1, 9].map((seqNo) => store.transactions.append(event(`A${nth}`, seqNo))))
  const number = await store.transactions.nextTransactionId(tenantId)
  const making = backupStore(live, backup)
  const during = Promise.all(Array.from({ length: 50 }, (_, nth) => store.transactions.append(event(`B${nth}`, 0))))
  expect(await making).toMatchObject({ path: backup, bytes: expect.any(Number) })
  await during
  await checkLedger(store, 100)
  const issuedAfterwards = await Promise.all(Array.from({ length: 200 }, () => store.transactions.nextTransactionId(tenantId)))
  await store.close()

  expect(await restoreStore(backup, restored)).toMatchObject({ path: restored })
  const again = await openStore(restored)
  expect(again.durability.isDurable).toBe(true)
  const count = (await again.transactions.list({ tenantId })).length
  expect(count).toBeGreaterThanOrEqual(50)
  await checkLedger(again, count)
  // Numbers that were given out after the backup are not given out again.
  const next = await again.transactions.nextTransactionId(tenantId)
  expect([number, ...issuedAfterwards]).not.toContain(next)
  await again.close()
  expect(readdirSync(folder.path).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('a restored database is the one that was copied, and no other is (what waits for it in a spool is its own)', async () => {
  const [live, backup, restored, other] = [newFile(), newFile(), newFile(), newFile()]
  const store = await openStore(live)
  const id = await store.id()
  await backupStore(live, backup)
  await store.close()
  await restoreStore(backup, restored)
  const stores = [await openStore(live), await openStore(restored), await openStore(other)]
  const [again, afterRestore, another] = await Promise.all(stores.map((one) => one.id()))
  expect([again, afterRestore]).toEqual([id, id])
  expect(another).not.toBe(id)
  await Promise.all(stores.map((one) => one.close()))
})

test('overwrites nothing: not with a backup, and no database that is in use', async () => {
  const [live, backup] = [newFile(), newFile()]
  const store = await openStore(live)
  await store.transactions.append(event('A', 0))
  await backupStore(live, backup)
  await expect(backupStore(live, backup)).rejects.toMatchObject({ code: 'EXISTS' })
  await expect(restoreStore(backup, live)).rejects.toMatchObject({ code: 'IN_USE' })
  await expect(restoreStore(backup, live, { replace: true })).rejects.toMatchObject({ code: 'IN_USE' })
  expect((await store.transactions.append(event('A', 0))).outcome).toBe('repeated')
  await store.close()
})

test('moves aside what it replaces, and only when it is told to replace', async () => {
  const [live, backup] = [newFile(), newFile()]
  const store = await openStore(live)
  await store.transactions.append(event('A', 0))
  await backupStore(live, backup)
  await store.transactions.append(event('B', 0))
  await store.close()
  await collectStatements()
  await expect(restoreStore(backup, live)).rejects.toMatchObject({ code: 'EXISTS' })
  const { replaced } = await restoreStore(backup, live, { replace: true })
  for (const [path, ids] of [
    [live, ['A']],
    [String(replaced), ['B', 'A']],
  ] as const) {
    const opened = await openStore(path)
    expect((await opened.transactions.list({ tenantId })).map(({ transactionId }) => transactionId)).toEqual(ids)
    await opened.close()
  }
})

test('restores only what is the database of a csms, of a version it knows, and whole', async () => {
  const [live, backup] = [newFile(), newFile()]
  const store = await openStore(live)
  await Promise.all(Array.from({ length: 200 }, (_, nth) => store.transactions.append(event(`A${nth}`, 0))))
  await backupStore(live, backup)
  await store.close()

  const text = newFile()
  writeFileSync(text, 'no database at all, but long enough for the head of one '.repeat(20))
  await expect(restoreStore(text, newFile())).rejects.toMatchObject({ code: 'NOT_OURS' })
  const empty = newFile()
  writeFileSync(empty, '')
  await expect(restoreStore(empty, newFile())).rejects.toMatchObject({ code: 'NOT_OURS' })
  await expect(restoreStore(newFile(), newFile())).rejects.toMatchObject({ code: 'UNAVAILABLE' })

  const newer = newFile()
  const later = [...migrations, { name: '9999-later', up: () => [] }]
  await (await openEngine(newer, resolveSqlStoreOptions({}, 'sqlite'), later)).close()
  await expect(restoreStore(newer, newFile())).rejects.toMatchObject({ code: 'NEWER_SCHEMA' })

  const broken = newFile()
  copyFileSync(backup, broken)
  truncateSync(broken, 40_000)
  const target = newFile()
  await expect(restoreStore(broken, target)).rejects.toMatchObject({ code: 'CORRUPT' })
  expect(existsSync(target)).toBe(false)
})

test('names the command that does it for PostgreSQL, without the password', async () => {
  const url = 'postgres://operator:secret@db.example/ocpp'
  await expect(backupStore(url, 'a.dump')).rejects.toMatchObject({
    code: 'NOT_SUPPORTED',
    message: expect.stringMatching(/pg_dump .*--schema=ocpp_csms .*'postgres:\/\/operator@db.example\/ocpp'/),
  })
  await expect(restoreStore('a.dump', url)).rejects.toMatchObject({ message: expect.stringMatching(/^restore.*pg_restore/) })
  await expect(backupStore(url, 'a.dump')).rejects.not.toMatchObject({ message: expect.stringContaining('secret') })
})
