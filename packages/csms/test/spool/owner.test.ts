import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCsms, createMemoryStore, type Store, StoreError } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { temporaryFolder } from '../store/databases.js'
import { AnsweredCalls, eventsOf } from './answered.js'
import { connect16, meter16, start16, stop16 } from './requests.js'
import { createSwitch } from './switch.js'

/* A spool with messages of one store, and a csms over another (G1, G8). */

const ends: (() => unknown)[] = []
let folder: ReturnType<typeof temporaryFolder>
let first: Store
let second: Store

beforeEach(() => {
  folder = temporaryFolder()
  first = createMemoryStore()
  second = createMemoryStore()
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  await first.close()
  await second.close()
  folder.remove()
})

async function start(store: Store, errors: unknown[] = []) {
  const csms = createCsms({
    versions: [ocpp16],
    port: 0,
    acceptance: 'Accepted',
    unknownTokens: 'accept',
    store,
    spool: { folder: folder.path, retryMs: 20 },
    storeTimeoutMs: 200,
    onError: (error) => errors.push(error),
  })
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 0 }))
  return csms
}

/** Answered from the spool for the first store, and left there. */
async function leaveMessages(): Promise<AnsweredCalls> {
  const way = createSwitch(first)
  const csms = await start(way.store)
  const station = await connect16(csms.url)
  const calls = new AnsweredCalls()
  way.cut()
  const answer = await calls.call(station, 'StartTransaction', start16())
  await calls.call(station, 'StopTransaction', stop16(answer?.['transactionId']))
  await csms.stop({ drainMs: 0 })
  return calls
}

test('another store is not started with them, and the store they belong to gets them', async () => {
  const calls = await leaveMessages()
  await expect(start(second)).rejects.toMatchObject({
    code: 'FOREIGN_SPOOL',
    message: `the spool folder ${folder.path} holds 2 messages of another database: start with the database they belong to, or give another folder`,
  })
  const again = await start(first)
  await again.once('spool.drained')
  await calls.check(first)
  expect(await eventsOf(second, 'default', 'CP1')).toEqual([])
})

test('another store that tells only later which it is does not get them: it is used as without a spool, and they stay', async () => {
  const left = await leaveMessages()
  const way = createSwitch(second)
  way.cut()
  const errors: unknown[] = []
  const csms = await start(way.store, errors)
  expect(csms.spool).toMatchObject({ depth: 2, replayed: 0 })
  way.restore()
  await expect.poll(() => errors).toContainEqual(expect.objectContaining({ code: 'FOREIGN_SPOOL' }))
  const calls = new AnsweredCalls()
  const station = await connect16(csms.url)
  await calls.call(station, 'StartTransaction', start16({ connectorId: 2 }))
  way.cut()
  await calls.call(station, 'MeterValues', meter16(5, 1))
  expect(calls).toMatchObject({ unanswered: 1, errors: [] })
  expect(csms.spool).toMatchObject({ depth: 2, replayed: 0 })
  expect(errors.filter((error) => (error as { readonly code?: unknown }).code === 'FOREIGN_SPOOL')).toHaveLength(1)
  await csms.stop({ drainMs: 0 })
  await calls.check(second)
  expect(await eventsOf(second, 'default', 'CP1')).toHaveLength(1)

  await (await start(first)).once('spool.drained')
  await left.check(first)
  expect(await eventsOf(first, 'default', 'CP1')).toHaveLength(2)
})

test('the same store that tells only later which it is gets them then; what comes meanwhile of their station has to wait, and keeps its place', async () => {
  const calls = await leaveMessages()
  let isAway = true
  const id = (): Promise<string> => (isAway ? Promise.reject(new StoreError('UNAVAILABLE', 'not yet')) : first.id())
  const csms = await start({ ...first, id })
  const [waiting, other] = [await connect16(csms.url), await connect16(csms.url, 'CP2')]
  const closed = new Promise<number>((resolve) => waiting.on('close', ({ code }) => resolve(code)))
  await calls.call(waiting, 'StartTransaction', start16({ connectorId: 2 }))
  expect(await closed).toBe(1013)
  expect(await eventsOf(first, 'default', 'CP1')).toEqual([])
  await calls.call(other, 'StartTransaction', start16())
  expect(calls).toMatchObject({ unanswered: 1, errors: [] })
  expect(csms.spool).toMatchObject({ depth: 2, replayed: 0 })
  const drained = csms.once('spool.drained')
  isAway = false
  await drained
  await calls.check(first)
})

test('an empty spool is taken over', async () => {
  const calls = await leaveMessages()
  const csms = await start(first)
  await csms.once('spool.drained')
  await csms.stop({ drainMs: 0 })
  await calls.check(first)
  const way = createSwitch(second)
  const next = await start(way.store)
  const station = await connect16(next.url)
  way.cut()
  const more = new AnsweredCalls()
  await more.call(station, 'StartTransaction', start16({ connectorId: 2 }))
  await next.stop({ drainMs: 0 })
  await expect(start(first)).rejects.toMatchObject({ code: 'FOREIGN_SPOOL' })
  way.restore()
  await (await start(way.store)).once('spool.drained')
  await more.check(second)
})
