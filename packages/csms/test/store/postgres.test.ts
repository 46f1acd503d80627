import { describeWithService } from '@ocpp-kit/testkit'
import { afterAll, expect, test } from 'vitest'
import { foldTransaction } from '../../src/index.js'
import { createSqlStore, openStore } from '../../src/store/sql/open.js'
import { resolveSqlStoreOptions } from '../../src/store/sql/options.js'
import { durabilityOf, openPostgres } from '../../src/store/sql/postgres/engine.js'
import type { PostgresSettings } from '../../src/store/sql/postgres/session.js'
import { temporarySchemas } from './databases.js'
import { event, foldedOf, station, tenantId } from './events.js'
import { createProxy } from './proxy.js'

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  afterAll(() => schemas.dropAll())

  /** A store behind a proxy of its own. */
  async function openBehindProxy(timeoutMs = 300) {
    const proxy = await createProxy(address)
    const store = await openStore(schemas.urlVia(proxy.port), { schema: schemas.next(), timeoutMs })
    return { proxy, store }
  }

  test('every connection has a server that waits for the disk, and a session that waits for the server (G1)', async () => {
    const seen: PostgresSettings[] = []
    const options = resolveSqlStoreOptions({ schema: schemas.next() }, 'postgres')
    const now = () => new Date().toISOString()
    const engine = await openPostgres({ ...options, url: schemas.url, now, onConnection: (settings) => seen.push(settings) })
    const store = createSqlStore(engine, options)
    await store.transactions.append(event('A', 0))
    await Promise.all(Array.from({ length: 20 }, () => store.transactions.list({ tenantId })))
    await store.close()
    expect(seen.length).toBeGreaterThan(2)
    expect(seen).toMatchObject(seen.map(() => ({ fsync: 'on', synchronous_commit: 'on' })))
    expect(store.durability).toMatchObject({ isDurable: true, engine: 'postgres', details: { fsync: 'on', synchronous_commit: 'on' } })
  })

  test('tells of a session that does not wait for the server', async () => {
    const store = await openStore(`${schemas.url}?options=-c%20synchronous_commit%3Doff`, { schema: schemas.next() })
    expect(store.durability).toMatchObject({ isDurable: false, details: { synchronous_commit: 'off' } })
    await store.close()
    const settings = { fsync: 'on', synchronous_commit: 'local', full_page_writes: 'on' }
    expect(durabilityOf(settings).isDurable).toBe(true)
    expect(durabilityOf({ ...settings, fsync: 'off' }).isDurable).toBe(false)
  })

  test('of transactions that begin on one token at two nodes at one time as many are accepted as it may have', async () => {
    const schema = schemas.next()
    const nodes = await Promise.all([1, 2].map(() => openStore(schemas.url, { schema })))
    for (let round = 0; round < 10; round += 1) {
      const idToken = { idToken: `T${round}` }
      await nodes[0]?.authorization.putToken(tenantId, { ...idToken, maxConcurrent: 1 })
      const begin = { idToken, maxConcurrent: 1, authorization: { status: 'Accepted' as const } }
      const both = await Promise.all(nodes.map(({ transactions }, node) => transactions.append(event(`${round}-${node}`, 0, begin))))
      expect(both.map((one) => one.event.authorization?.status).toSorted()).toEqual(['Accepted', 'ConcurrentTx'])
    }
    await Promise.all(nodes.map((node) => node.close()))
  })

  test('two nodes that are told the same keep it once, and give out different numbers (G2)', async () => {
    const schema = schemas.next()
    const nodes = await Promise.all([1, 2].map(() => openStore(schemas.url, { schema })))
    const ids = ['A', 'B', 'C', 'D', 'E']
    const appends = nodes.flatMap(({ transactions }, node) =>
      (node === 0 ? ids : ids.toReversed()).flatMap((id) => [0, 1, 2, 3].map((seqNo) => transactions.append(event(id, seqNo)))),
    )
    const outcomes = (await Promise.all(appends)).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(20)
    expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(20)
    for (const id of ids) {
      const events = await nodes[0]?.transactions.events(station, id)
      expect(events).toHaveLength(4)
      expect(foldedOf(await nodes[1]?.transactions.find(station, id))).toEqual(foldTransaction(events ?? []))
    }
    const numbers = await Promise.all(
      nodes.flatMap((node) => Array.from({ length: 100 }, () => node.transactions.nextTransactionId(tenantId))),
    )
    expect(new Set(numbers).size).toBe(200)
    await Promise.all(nodes.map((node) => node.close()))
  })

  test('two nodes that write different events of one transaction lose none, however they meet (G3)', async () => {
    const schema = schemas.next()
    const nodes = await Promise.all([1, 2, 3].map(() => openStore(schemas.url, { schema })))
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 9 }, (_, seqNo) => nodes[seqNo % 3]?.transactions.append(event(`TX-${round}`, seqNo))))
    }
    for (let round = 0; round < 10; round += 1) {
      const events = (await nodes[0]?.transactions.events(station, `TX-${round}`)) ?? []
      expect(events).toHaveLength(9)
      expect(foldedOf(await nodes[1]?.transactions.find(station, `TX-${round}`))).toEqual(foldTransaction(events))
    }
    await Promise.all(nodes.map((node) => node.close()))
  })

  test('two nodes that save different facts of one station keep both', async () => {
    const schema = schemas.next()
    const nodes = await Promise.all([1, 2].map(() => openStore(schemas.url, { schema })))
    await Promise.all([
      nodes[0]?.provisioning.save({ station, identity: 'CP1', decision: 'Accepted' }),
      nodes[1]?.provisioning.save({ station, identity: 'CP1', version: '2.1' }),
    ])
    expect(await nodes[0]?.provisioning.find(station)).toMatchObject({ decision: 'Accepted', version: '2.1' })
    await Promise.all(nodes.map((node) => node.close()))
  })

  test('a connection that was lost while it was idle is opened anew, and nobody notices', async () => {
    const { proxy, store } = await openBehindProxy()
    await store.transactions.append(event('A', 0))
    proxy.drop()
    expect((await store.transactions.append(event('A', 1))).outcome).toBe('new')
    expect(await store.transactions.events(station, 'A')).toHaveLength(2)
    await store.close()
    await proxy.close()
  })

  test('a database that is cut off rejects writes and reads at once, and works when it is back (G8)', async () => {
    const { proxy, store } = await openBehindProxy()
    await store.transactions.append(event('A', 0))
    proxy.cut()
    const begun = performance.now()
    const results = await Promise.allSettled(Array.from({ length: 300 }, (_, nth) => store.transactions.append(event(`B${nth}`, 0))))
    expect(performance.now() - begun).toBeLessThan(3000)
    expect(results).toMatchObject(Array(300).fill({ status: 'rejected', reason: { code: 'UNAVAILABLE', isRetryable: true } }))
    await expect(store.transactions.find(station, 'A')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    proxy.restore()
    const again = await Promise.all(Array.from({ length: 300 }, (_, nth) => store.transactions.append(event(`B${nth}`, 0))))
    expect(again.filter(({ outcome }) => outcome === 'new')).toHaveLength(300)
    await store.close()
    await proxy.close()
  })

  test('a database that says nothing any more rejects within its time, and works when it is back (G8)', async () => {
    const { proxy, store } = await openBehindProxy(300)
    await store.transactions.append(event('A', 0))
    proxy.stall()
    const begun = performance.now()
    const results = await Promise.allSettled(Array.from({ length: 300 }, (_, nth) => store.transactions.append(event(`B${nth}`, 0))))
    expect(performance.now() - begun).toBeLessThan(3000)
    expect(results).toMatchObject(Array(300).fill({ status: 'rejected', reason: { code: 'UNAVAILABLE', isRetryable: true } }))
    proxy.restore()
    const again = await Promise.all(Array.from({ length: 300 }, (_, nth) => store.transactions.append(event(`B${nth}`, 0))))
    expect(again).toHaveLength(300)
    expect(await store.transactions.list({ tenantId })).toHaveLength(301)
    await store.close()
    await proxy.close()
  })

  test('one event that cannot be written down fails alone, those that came with it are kept', async () => {
    const store = await openStore(schemas.url, { schema: schemas.next() })
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

  test('a read-only database rejects writes and answers questions (G8)', async () => {
    const schema = schemas.next()
    const first = await openStore(schemas.url, { schema })
    await first.transactions.append(event('A', 0))
    await first.close()
    const store = await openStore(`${schemas.url}?options=-c%20default_transaction_read_only%3Don`, { schema })
    await expect(store.transactions.append(event('A', 1))).rejects.toMatchObject({ code: 'READ_ONLY', isRetryable: true })
    expect(await store.transactions.events(station, 'A')).toHaveLength(1)
    await store.close()
  })

  test('a server that is not there, or refuses, is an error that says so', async () => {
    await expect(openStore('postgres://nobody@127.0.0.1:1/none', { timeoutMs: 500 })).rejects.toMatchObject({
      name: 'StoreError',
      code: 'UNAVAILABLE',
      message: expect.stringContaining('127.0.0.1:1/none'),
    })
    const wrong = schemas.url.replace(/\/[^/]*$/, '/no_such_database')
    await expect(openStore(wrong)).rejects.toMatchObject({ name: 'StoreError', code: 'FAILED' })
  })
})
