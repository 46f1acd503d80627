import { describeWithService } from '@ocpp-kit/testkit'
import { afterAll, afterEach, describe, test } from 'vitest'
import { createMemoryStore } from '../../src/index.js'
import { storeContract } from '../../src/store/contract.js'
import { openStore } from '../../src/store/sql/open.js'
import { temporaryFolder, temporarySchemas } from './databases.js'

describe('the store that lives with the process', () => {
  for (const { name, run } of storeContract(() => createMemoryStore())) test(name, run)
})

describe('the SQLite store in a file', () => {
  const folder = temporaryFolder()
  afterAll(() => folder.remove())
  let files = 0
  for (const { name, run } of storeContract(() => {
    files += 1
    return openStore(folder.file(`${files}.db`))
  }))
    test(name, run)
})

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  const schema = schemas.next()
  afterEach(() => schemas.empty(schema))
  afterAll(() => schemas.dropAll())
  for (const { name, run } of storeContract(() => openStore(schemas.url, { schema }))) test(name, run)
})
