import { execFileSync, spawnSync } from 'node:child_process'
import { describeWithService } from '@ocpp-kit/testkit'
import { afterAll, expect, test } from 'vitest'
import { foldTransaction } from '../../src/index.js'
import { backupStore, openStore, restoreStore } from '../../src/store/sql/index.js'
import { temporaryFolder, temporarySchemas } from './databases.js'
import { event, foldedOf, station, tenantId } from './events.js'

/** PostgreSQL's own tools may be missing where its server is not. */
const hasTools = spawnSync('/bin/sh', ['-c', 'type pg_dump pg_restore psql']).status === 0

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  const folder = temporaryFolder()
  afterAll(async () => {
    await schemas.dropAll()
    folder.remove()
  })

  const commandIn = (error: unknown): string => String(error).replace(/^.*? with: /, '')

  test.skipIf(!hasTools)('the commands that it names make a backup and put it back, and numbers go on (G23)', async () => {
    const schema = schemas.next()
    const file = folder.file('a.dump')
    const store = await openStore(schemas.url, { schema })
    await Promise.all([0, 1, 9].map((seqNo) => store.transactions.append(event('A', seqNo))))
    const id = await store.id()
    const number = await store.transactions.nextTransactionId(tenantId)
    await store.close()

    const run = async (naming: Promise<unknown>): Promise<void> => {
      const command = commandIn(await naming.catch((error: unknown) => error))
      execFileSync('/bin/sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] })
    }
    await run(backupStore(schemas.url, file, { schema }))
    await schemas.query(`drop schema "${schema}" cascade`)
    await run(restoreStore(file, schemas.url, { schema }))

    const restored = await openStore(schemas.url, { schema })
    expect(await restored.id()).toBe(id)
    const events = await restored.transactions.events(station, 'A')
    expect(events).toHaveLength(3)
    expect(foldedOf(await restored.transactions.find(station, 'A'))).toEqual(foldTransaction(events))
    expect(Math.abs((await restored.transactions.nextTransactionId(tenantId)) - number)).toBeGreaterThan(900_000)
    await restored.close()
  })
})
