import { copyFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CsmsOptions, createCsms, createMemoryStore, type Store, stationKey } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { connect, type Driver } from '../drivers.js'
import { temporaryFolder } from '../store/databases.js'
import { connect16, event2x, start16, stop16 } from './requests.js'
import { createSwitch } from './switch.js'

/* In which order messages come from the spool into the store. What they come to is the same in any order, so the order itself is looked at. */

const ends: (() => Promise<unknown> | unknown)[] = []
let folder: ReturnType<typeof temporaryFolder>
let inner: Store
let way: ReturnType<typeof createSwitch>
/** What reached the store, station by station: numbers of events. */
const reached = new Map<string, number[]>()
/** Waits before an event is stored. */
let gate: (stationId: string, seqNo: number) => Promise<void> | undefined

beforeEach(() => {
  reached.clear()
  gate = () => undefined
  folder = temporaryFolder()
  inner = createMemoryStore()
  const append: Store['transactions']['append'] = async (event, announce) => {
    const { stationId } = event.station
    await gate(stationId, event.seqNo ?? -1)
    reached.set(stationId, [...(reached.get(stationId) ?? []), event.seqNo ?? -1])
    return inner.transactions.append(event, announce)
  }
  way = createSwitch({ ...inner, transactions: { ...inner.transactions, append } })
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  await inner.close()
  folder.remove()
})

async function start(options: Partial<CsmsOptions<typeof ocpp16 | typeof ocpp201>> = {}) {
  const csms = createCsms({
    versions: [ocpp201, ocpp16],
    port: 0,
    acceptance: 'Accepted',
    unknownTokens: 'accept',
    store: way.store,
    spool: { folder: folder.path, retryMs: 20 },
    onError: () => {},
    ...options,
  })
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 0 }))
  return csms
}

async function arrive(url: string, identity: string): Promise<Driver> {
  const station = await connect('2.0.1', url, identity)
  ends.push(() => station.close())
  await station.boot()
  return station
}

const send = ({ connection }: Driver, seqNo: number) =>
  connection.callUntyped('TransactionEvent', event2x(seqNo === 0 ? 'Started' : 'Updated', seqNo))

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at)

test('messages of a station are stored in the order in which they were answered, those too that come while others are brought in (FIFO)', async () => {
  const csms = await start()
  const [one, other] = [await arrive(csms.url, 'CP1'), await arrive(csms.url, 'CP2')]
  way.cut()
  for (const seqNo of numbers(4)) for (const station of [one, other]) await send(station, seqNo)
  expect(csms.spool).toMatchObject({ depth: 8, isStoreDown: true })

  // The third message of one station is held up in the middle of the replay; the other station is caught up with meanwhile.
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  const held = new Promise<void>((resolve) => {
    gate = (stationId, seqNo) => {
      if (stationId !== 'cp1' || seqNo !== 2) return undefined
      resolve()
      return opened
    }
  })
  way.restore()
  await held
  await expect.poll(() => csms.spool?.isStoreDown).toBe(false)
  for (const seqNo of [4, 5]) await send(one, seqNo)
  expect(reached.get('cp1')).toEqual([0, 1])
  const drained = csms.once('spool.drained')
  open()
  await drained
  await send(one, 6)
  expect(reached.get('cp1')).toEqual(numbers(7))
  expect(reached.get('cp2')).toEqual(numbers(4))
})

test('and so are those that a restart finds in the spool, over several of its files', async () => {
  const spool = { folder: folder.path, retryMs: 20, segmentBytes: 1_000 }
  const first = await start({ spool })
  const stations = [await arrive(first.url, 'CP1'), await arrive(first.url, 'CP2')]
  way.cut()
  for (const seqNo of numbers(6)) for (const station of stations) await send(station, seqNo)
  for (const station of stations) await station.close()
  await first.stop({ drainMs: 0 })
  expect(readdirSync(folder.path).length).toBeGreaterThan(3)
  const second = await start({ spool })
  const drained = second.once('spool.drained')
  way.restore()
  await drained
  expect([reached.get('cp1'), reached.get('cp2')]).toEqual([numbers(6), numbers(6)])
})

/** A copy of the spool as a crash would leave it: the store has everything, and its files are still there. */
function copyOfSpool(): ReturnType<typeof temporaryFolder> {
  const left = temporaryFolder()
  ends.push(() => left.remove())
  for (const name of readdirSync(folder.path)) copyFileSync(join(folder.path, name), left.file(name))
  rmSync(left.file('lock'))
  return left
}

test.each([
  ['that ended within the instant of its start', 1, 0],
  ['whose start the station said twice before its end', 2, 1_000],
])('a transaction %s is not taken for one that began anew where its messages are brought in twice', async (_what, starts, apartMs) => {
  const clock = createFakeClock()
  const csms = await start({ clock, pingIntervalMs: 0 })
  const station = await connect16(csms.url)
  way.cut()
  let transactionId: unknown
  for (let at = 0; at < starts; at += 1) {
    transactionId = ((await station.callUntyped('StartTransaction', start16())) as { transactionId: number }).transactionId
    await clock.advance(apartMs)
  }
  await station.callUntyped('StopTransaction', stop16(transactionId))
  const left = copyOfSpool()
  const drained = csms.once('spool.drained')
  way.restore()
  await clock.advance(20)
  await drained
  await csms.stop({ drainMs: 0 })
  const again = await start({ spool: { folder: left.path, retryMs: 20 } })
  await again.once('spool.drained')
  const transactions = await inner.transactions.list({ tenantId: 'default', station: stationKey('default', 'CP1') })
  expect(transactions).toMatchObject([{ transactionId: String(transactionId), stoppedReason: 'Local' }])
  expect(transactions[0]?.flags).not.toContain('restarted')
})
