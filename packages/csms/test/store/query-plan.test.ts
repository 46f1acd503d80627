import { beforeAll, describe, expect, test } from 'vitest'
import { storeContract } from '../../src/store/contract.js'
import { createSqlStore } from '../../src/store/sql/open.js'
import { resolveSqlStoreOptions } from '../../src/store/sql/options.js'
import type { Connection } from '../../src/store/sql/sqlite/connection.js'
import { openSqlite } from '../../src/store/sql/sqlite/engine.js'
import { station, tenantId } from './events.js'

/** All statements of a store, collected while the contract is checked and every list is asked for. */
const statements = new Set<string>()
let connection: Connection

const createStore = () => {
  const options = resolveSqlStoreOptions({ retention: { transactionDays: 1, sampleDays: 1 } }, 'sqlite')
  const engine = openSqlite({ path: ':memory:', busyTimeoutMs: 0, now: () => new Date(0).toISOString(), onConnection: watch })
  return createSqlStore(engine, options)
}

function watch(opened: Connection): void {
  connection = opened
  const perform = opened.perform.bind(opened)
  opened.perform = (step) => {
    statements.add('put' in step ? step.put.sql : step.sql)
    return perform(step)
  }
}

const idTokens = [undefined, { idToken: 'T' }, { idToken: 'T', type: 'eMAID' }]

beforeAll(async () => {
  for (const { run } of storeContract(createStore)) await run()
  const store = createStore()
  await store.provisioning.quarantine({
    station,
    version: '1.6',
    action: 'A',
    messageId: '1',
    payload: {},
    cause: 'failed',
    reason: '',
    receivedAt: new Date(0).toISOString(),
  })
  await store.attempts.append([{ tenantId, at: new Date().toISOString(), offered: [], reason: 'tlsFailed' }])
  await store.deleteOld()
  for (const query of commandFilters) {
    await store.commands.page(query)
    await store.commands.page({ ...query, cursor: cursorOf('0') })
  }
  for (const ofStation of [undefined, station]) {
    for (const idToken of idTokens) {
      for (const isActive of [undefined, true, false]) {
        const query = { tenantId, station: ofStation, idToken, isActive }
        await store.transactions.list(query)
        await store.transactions.page({ ...query, cursor: cursorOf('0') })
        await store.transactions.page({ ...query, from: new Date(0).toISOString(), to: new Date(1).toISOString(), cursor: cursorOf('0') })
        await store.transactions.pageGaps({ tenantId, station: ofStation, isOpen: isActive, cursor: cursorOf('0') })
      }
    }
  }
})

const commandFilters = [undefined, station].flatMap((one) =>
  ([undefined, 'queued'] as const).flatMap((state) => [undefined, 'A'].map((action) => ({ tenantId, station: one, state, action }))),
)

const cursorOf = (place: string): string => Buffer.from(JSON.stringify([place])).toString('base64url')

const planOf = (sql: string): readonly string[] => {
  const parameters = [...sql.matchAll(/\?/g)].map(() => '0')
  return connection.all(`EXPLAIN QUERY PLAN ${sql}`, parameters).map(({ detail }) => String(detail))
}

describe('on SQLite', () => {
  test('no statement reads a table through', () => {
    const plans = [...statements].map((sql) => ({ sql, scans: planOf(sql).filter((line) => /^SCAN (?!k VIRTUAL|CONSTANT|\d)/.test(line)) }))
    expect(plans.length).toBeGreaterThan(50)
    expect(plans.filter(({ scans }) => scans.length > 0)).toEqual([])
  })

  test('a list reads the transactions of its station or token alone, and of those that run only these', () => {
    const lists = [...statements].filter((sql) => sql.includes('order by "id" desc'))
    const narrowed = lists.filter((sql) => /"(station_id|token_key)" = /.test(sql))
    expect(narrowed.length).toBeGreaterThan(20)
    expect(narrowed.filter((sql) => !/(station_id|token_key)=\?/.test(planOf(sql).join()))).toEqual([])
    const running = lists.filter((sql) => sql.includes('"ended_at" is null'))
    expect(running.length).toBeGreaterThan(10)
    expect(running.filter((sql) => !planOf(sql).join().includes('USING INDEX transaction_running'))).toEqual([])
  })

  test('a page of the events of a transaction is found by its place', () => {
    const pages = [...statements].filter((sql) => sql.includes('order by "position"') && sql.includes('>'))
    expect(pages.map(planOf).join()).toContain('transaction_key=? AND position>?')
  })

  test('gaps that are open are read from an index of these alone', () => {
    const open = [...statements].filter((sql) => sql.includes('transaction_gap') && sql.includes('"closed_at" is null'))
    expect(open.length).toBeGreaterThan(2)
    expect(open.filter((sql) => !planOf(sql).join().includes('transaction_gap_open'))).toEqual([])
  })

  test('every list comes in its order from an index, so that a page costs the same however long the list is', () => {
    const lists = [...statements].filter((sql) => sql.includes('order by "id" desc'))
    expect(lists.length).toBeGreaterThan(30)
    expect(lists.filter((sql) => planOf(sql).some((line) => line.includes('TEMP B-TREE')))).toEqual([])
  })
})
