import { hostname } from 'node:os'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describeWithService } from '@ocpp-kit/testkit'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { type Store, stationKey } from '../../src/index.js'
import { openStore } from '../../src/store/sql/open.js'
import { connect, type Driver } from '../drivers.js'
import { later } from '../later.js'
import { temporaryFolder, temporarySchemas } from '../store/databases.js'
import { arrive, ended, leave, requests, silent, start, stateOf } from './running.js'

/* Several processes that serve one tenant on one database, each with a store of its own on it. */

const clearCache = { status: 'Accepted' }

function processTests(openAll: (count: number) => Promise<readonly Store[]>): void {
  const processes = async (count = 2) => {
    const stores = await openAll(count)
    for (const store of stores) later(() => store.close())
    return stores
  }

  /** A station that has come to both: the first one has not heard yet that it is gone there. */
  async function atBoth(one: { readonly url: string }, other: { readonly url: string }) {
    const older = await connect('2.0.1', one.url, 'CP1')
    later(() => older.close())
    await older.boot()
    const newer = await connect('2.0.1', other.url, 'CP1')
    later(() => newer.close())
    await newer.boot()
    return { older, newer }
  }

  const sentTo = (station: Driver) => requests(station.connection)

  test('send a command once, over the newest connection of its station, whoever looks at it (G11, G12)', async () => {
    const [first, second] = (await processes()) as [Store, Store]
    const [one, other] = [await start({ store: first, nodeId: 'one' }), await start({ store: second, nodeId: 'other' })]
    const { older, newer } = await atBoth(one, other)
    const [toOlder, toNewer] = [sentTo(older), sentTo(newer)]
    for (const station of [older, newer]) void station.answer('GetLocalListVersion', { versionNumber: 0 })
    const made = []
    for (let at = 0; at < 10; at += 1) {
      // Those that the older one was given are its own to try, and both look at all of them.
      made.push(await other.commands.sendUntyped('CP1', 'GetLocalListVersion', {}))
      made.push(await one.commands.sendUntyped('CP1', 'GetLocalListVersion', {}, { whenOffline: 'keep' }))
    }
    // A boot has the newer one look at what waits, also at what came by the other process.
    await newer.boot()
    for (const command of made) expect(await ended(other, command)).toMatchObject({ state: 'done', attempt: 1 })
    expect(toOlder).toEqual([])
    expect(new Set(toNewer.map(({ messageId }) => messageId)).size).toBe(made.length)
  })

  test('leave alone what another one has sent, when they start, and take it over when its connection is gone (G12)', async () => {
    const [first, second, third] = (await processes(3)) as [Store, Store, Store]
    const one = await start({ store: first, nodeId: 'one' })
    const station = await arrive(one)
    const asked = silent(station, 'ClearCache')
    const command = await one.commands.sendUntyped('CP1', 'ClearCache', {})
    await asked
    const other = await start({ store: second, nodeId: 'other' })
    // What it does about the commands of others is done when this one, which came later, has ended.
    await expect(other.commands.sendUntyped('CP2', 'ClearCache', {})).rejects.toMatchObject({ code: 'UNKNOWN_STATION' })
    const cp2 = await arrive(other, '2.0.1', 'CP2')
    void cp2.answer('ClearCache', clearCache)
    await ended(other, await other.commands.sendUntyped('CP2', 'ClearCache', {}))
    expect(await other.commands.get(command.id)).toMatchObject({ state: 'sent', attempt: 1 })

    // The process that sent it is gone without a word, and the station comes to another one.
    const [dead] = [first]
    dead.commands.apply = () => Promise.reject(new Error('this process is gone'))
    dead.connections.apply = () => Promise.reject(new Error('this process is gone'))
    const again = await connect('2.0.1', other.url, 'CP1')
    later(() => again.close())
    const [received] = [requests(again.connection)]
    void again.answer('ClearCache', clearCache)
    await again.boot()
    expect(await ended(other, command)).toMatchObject({ state: 'done', attempt: 2 })
    expect(received.filter(({ action }) => action === 'ClearCache')).toHaveLength(1)

    // It comes back under its name, and finds nothing of its own any more.
    const back = await start({ store: third, nodeId: 'one' })
    expect(await back.commands.get(command.id)).toMatchObject({ state: 'done', attempt: 2 })
  })

  test('settle at their start what a former process of the same name left, and what it may have sent is not sent again (G12)', async () => {
    const [first, second] = (await processes()) as [Store, Store]
    const one = await start({ store: first, nodeId: 'one', onError: () => {} })
    const station = await arrive(one)
    const asked = silent(station, 'Reset')
    const command = await one.commands.sendUntyped('CP1', 'Reset', { type: 'Immediate' })
    await asked
    for (const part of [first.commands, first.connections]) part.apply = () => Promise.reject(new Error('this process is gone'))
    const again = await start({ store: second, nodeId: 'one' })
    await expect.poll(() => stateOf(again, command)).toBe('ambiguous')
  })

  test.each([{}, { whenOffline: 'keep' as const }])(
    'are given commands for a station that another one holds, which sends them within two seconds (%j)',
    async (options) => {
      const clock = createFakeClock(Date.now())
      const [first, second] = (await processes()) as [Store, Store]
      const [one, other] = [await start({ store: first, nodeId: 'one', clock }), await start({ store: second, nodeId: 'other', clock })]
      const station = await arrive(other)
      await expect.poll(async () => (await first.connections.find(stationKey('default', 'CP1')))?.node).toBe('other')
      void station.answer('ClearCache', clearCache)
      const command = await one.commands.sendUntyped('CP1', 'ClearCache', {}, options)
      expect(command).toMatchObject({ state: 'queued' })
      await clock.advance(2_000)
      await expect.poll(() => stateOf(other, command)).toBe('done')
      expect(await one.commands.get(command.id)).toMatchObject({ state: 'done', attempt: 1 })
    },
  )

  test('send what another one was given though nobody has named them, and say which one has a station', async () => {
    const clock = createFakeClock(Date.now())
    const [first, second] = (await processes()) as [Store, Store]
    const [one, other] = [await start({ store: first, clock }), await start({ store: second, clock })]
    const station = await arrive(other)
    const holder = async () => (await first.connections.find(stationKey('default', 'CP1')))?.node
    await expect.poll(holder).toBe(`${hostname()}:${other.port}`)
    void station.answer('ClearCache', clearCache)
    const command = await one.commands.sendUntyped('CP1', 'ClearCache', {})
    await clock.advance(2_000)
    await expect.poll(() => stateOf(other, command)).toBe('done')
    const elsewhere = {
      code: 'NOT_CONNECTED',
      message: expect.stringContaining(`: CP1 is not connected to this csms, but to ${await holder()}: ask that one`),
    }
    await expect(one.station('CP1').callRaw('ClearCache', {})).rejects.toMatchObject(elsewhere)
    await expect(one.station('CP1').clearCache()).rejects.toMatchObject(elsewhere)
    await leave(other, station)
    await expect.poll(async () => (await first.connections.find(stationKey('default', 'CP1')))?.disconnectedAt).toBeDefined()
    await expect(one.station('CP1').clearCache()).rejects.toMatchObject({ message: 'clearCache: CP1 is not connected' })
  })

  test('do not fail what waits for a station that another one holds', async () => {
    const clock = createFakeClock(Date.now())
    const [first, second] = (await processes()) as [Store, Store]
    const [one, other] = [await start({ store: first, nodeId: 'one', clock }), await start({ store: second, nodeId: 'other', clock })]
    const station = await arrive(other)
    const notBefore = new Date(clock.now() + 10_000).toISOString()
    const command = await other.commands.sendUntyped('CP1', 'GetLocalListVersion', {}, { notBefore })
    // A process that has not got the station looks at all that is due.
    const early = await one.commands.sendUntyped('CP1', 'GetLocalListVersion', {}, { notBefore: new Date(clock.now() + 1).toISOString() })
    void station.answer('GetLocalListVersion', { versionNumber: 0 })
    await clock.advance(11_000)
    expect(await ended(other, command)).toMatchObject({ state: 'done', attempt: 1 })
    expect(await ended(other, early)).toMatchObject({ state: 'done', attempt: 1 })
  })
}

describe('two processes on one SQLite file', () => {
  const folder = temporaryFolder()
  let made = 0
  afterAll(() => folder.remove())
  processTests(async (count) => {
    made += 1
    const stores: Store[] = []
    for (let at = 0; at < count; at += 1) stores.push(await openStore(folder.file(`${made}.db`)))
    return stores
  })
})

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  afterAll(() => schemas.dropAll())
  afterEach(() => {})
  processTests(async (count) => {
    const schema = schemas.next()
    const stores: Store[] = []
    for (let at = 0; at < count; at += 1) stores.push(await openStore(schemas.url, { schema }))
    return stores
  })
})
