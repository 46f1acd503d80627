import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openFolder } from '../../src/ledger/spool/folder.js'
import { backupStore, openStore, restoreStore } from '../../src/store/sql/index.js'
import { temporaryFolder } from './databases.js'
import { event } from './events.js'

/* Who else has an account on the machine learns nothing of customers, tokens and passwords. Windows has no such rights. */

let folder: ReturnType<typeof temporaryFolder>
let umask: number
beforeEach(() => {
  folder = temporaryFolder()
  umask = process.umask(0o022)
})
afterEach(() => {
  process.umask(umask)
  folder.remove()
})

const rightsOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
const rightsIn = (path: string) => Object.fromEntries(readdirSync(path).map((name) => [name, rightsOf(join(path, name))]))

describe.skipIf(process.platform === 'win32')('for the user of the csms alone are', () => {
  test('a database, what SQLite writes beside it, backups, and what is restored', async () => {
    const store = await openStore(folder.file('csms.db'))
    await store.transactions.append(event('A', 0))
    await backupStore(folder.file('csms.db'), folder.file('backup.db'))
    expect(rightsIn(folder.path)).toEqual({ 'csms.db': '600', 'csms.db-wal': '600', 'csms.db-shm': '600', 'backup.db': '600' })
    await store.close()
    await restoreStore(folder.file('backup.db'), folder.file('restored.db'))
    expect(rightsOf(folder.file('restored.db'))).toBe('600')
  })

  test('the folders and files of a spool', async () => {
    const files = await openFolder(folder.file('deep/spool'))
    const file = await files.create('1.spool')
    await files.setOwner('a-store')
    expect(rightsIn(folder.file('deep/spool'))).toEqual({ lock: '600', '1.spool': '600', owner: '600' })
    expect([rightsOf(folder.file('deep')), rightsOf(folder.file('deep/spool'))]).toEqual(['700', '700'])
    await file.close()
    await files.close()
  })

  test('not what was there before: its rights are whose it is', async () => {
    writeFileSync(folder.file('csms.db'), '', { mode: 0o640 })
    chmodSync(folder.path, 0o755)
    const store = await openStore(folder.file('csms.db'))
    await store.transactions.append(event('A', 0))
    const files = await openFolder(folder.path)
    expect([rightsOf(folder.file('csms.db')), rightsOf(folder.path)]).toEqual(['640', '755'])
    await files.close()
    await store.close()
  })
})
