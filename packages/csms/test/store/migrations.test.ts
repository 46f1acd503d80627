import { describeWithService } from '@ocpp-kit/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import type { Store } from '../../src/index.js'
import { openEngine } from '../../src/store/sql/database.js'
import type { Migration } from '../../src/store/sql/migration.js'
import { migrations } from '../../src/store/sql/migrations/index.js'
import { openStore } from '../../src/store/sql/open.js'
import { resolveSqlStoreOptions } from '../../src/store/sql/options.js'
import { rows } from '../../src/store/sql/work.js'
import { temporaryFolder, temporarySchemas } from './databases.js'
import { event, station } from './events.js'

const later: Migration = {
  name: '9999-later',
  up: ({ table, index, text }) => [
    table('later', ['tenant_id', 'name'], { tenant_id: text, name: text, note: text.orNull }),
    index('later', ['tenant_id', 'note'], { where: 'note is not null' }),
  ],
}

const broken: Migration = { name: '9999-later', up: (tools) => [...later.up(tools), { sql: 'this is no sql' }] }

interface Place {
  readonly location: string
  readonly schema?: string
}

function migrationTests(nextPlace: () => Place): void {
  const open = ({ location, schema }: Place, known: readonly Migration[] = migrations) =>
    openEngine(location, resolveSqlStoreOptions({ schema }, 'postgres'), known)

  const openPlace = ({ location, schema }: Place): Promise<Store> => openStore(location, { schema })

  test('what is missing is applied, and what was stored before stays (G23)', async () => {
    const place = nextPlace()
    const before = await openPlace(place)
    await before.transactions.append(event('A', 0))
    await before.close()
    const engine = await open(place, [...migrations, later])
    expect(await engine.read(() => rows({ sql: 'select name from schema_migration order by name' }, []))).toMatchObject([
      ...migrations.map(({ name }) => ({ name })),
      { name: '9999-later' },
    ])
    expect(await engine.read(() => rows({ sql: 'select count(*) as n from later' }, []))).toMatchObject([{ n: 0 }])
    expect(await engine.read(() => rows({ sql: 'select count(*) as n from transaction_event' }, []))).toMatchObject([{ n: 1 }])
    await engine.close()
  })

  test('a database of a newer version is refused, and left as it is (G23)', async () => {
    const place = nextPlace()
    await (await open(place, [...migrations, later])).close()
    await expect(openPlace(place)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'NEWER_SCHEMA',
      isRetryable: false,
      message: expect.stringMatching(new RegExp(`newer version.*9999-later.*${migrations.at(-1)?.name}`)),
    })
    await (await open(place, [...migrations, later])).close()
  })

  test('a migration that fails leaves nothing behind', async () => {
    const place = nextPlace()
    await (await openPlace(place)).close()
    await expect(open(place, [...migrations, broken])).rejects.toMatchObject({ name: 'StoreError' })
    const store = await openPlace(place)
    await store.transactions.append(event('A', 0))
    await store.close()
    await (await open(place, [...migrations, later])).close()
  })

  test('several that open at one time migrate once, and agree on which store it is', async () => {
    const place = nextPlace()
    const stores = await Promise.all([1, 2, 3, 4].map(() => openPlace(place)))
    const ids = await Promise.all(stores.map((store) => store.id()))
    expect(new Set(ids).size).toBe(1)
    await stores[0]?.transactions.append(event('A', 0))
    expect(await stores[3]?.transactions.find(station, 'A')).toMatchObject({ transactionId: 'A' })
    await Promise.all(stores.map((store) => store.close()))
  })
}

test('migrations are numbered from 1 on in their order, without a gap, and no name comes twice', () => {
  const names = migrations.map(({ name }) => name)
  for (const name of names) expect(name).toMatch(/^\d{4}-[a-z0-9-]+$/)
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, at) => at + 1))
  expect(new Set(names.map((name) => name.slice(5))).size).toBe(names.length)
})

describe('on SQLite', () => {
  const folder = temporaryFolder()
  afterAll(() => folder.remove())
  let files = 0
  migrationTests(() => {
    files += 1
    return { location: folder.file(`${files}.db`) }
  })
})

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  afterAll(() => schemas.dropAll())
  migrationTests(() => ({ location: schemas.url, schema: schemas.next() }))
})
