import { OcppError } from '@ocpp-kit/rpc'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CsmsEvents, createCsms, createMemoryStore, type Store, StoreError, stationKey } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { connect } from '../drivers.js'
import { temporaryFolder } from '../store/databases.js'
import { AnsweredCalls } from './answered.js'
import { connect16, event2x, meter16, start16, stop16, token2x } from './requests.js'
import { createSwitch } from './switch.js'

/* Messages that no handler, or no database, takes (the row "handler always throws" of the failure table). */

const ends: (() => Promise<unknown> | unknown)[] = []
let store: Store
let appends: number
let refusal: (raw: object) => unknown

beforeEach(() => {
  appends = 0
  refusal = () => new TypeError('a bug')
  const inner = createMemoryStore()
  const append: Store['transactions']['append'] = async (event) => {
    appends += 1
    const error = refusal(event.raw)
    if (error instanceof Promise) return error as Promise<never>
    if (error !== undefined) throw error
    return inner.transactions.append(event)
  }
  store = { ...inner, transactions: { ...inner.transactions, append } }
  ends.push(() => inner.close())
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function start(options: object = {}) {
  const csms = createCsms({
    versions: [ocpp201, ocpp16],
    port: 0,
    acceptance: 'Accepted',
    tokens: [{ idToken: 'T1' }, { idToken: 'BAD', status: 'Blocked' }],
    store,
    onError: () => {},
    ...options,
  })
  const quarantined: CsmsEvents['message.quarantined'][] = []
  csms.on('message.quarantined', (event) => quarantined.push(event))
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 0 }))
  return { csms, quarantined }
}

const key = stationKey('default', 'CP1')

describe('a transaction message whose handler throws each time', () => {
  test('is kept raw after three tries, told of, and answered as if it were known (1.6)', async () => {
    const { csms, quarantined } = await start()
    const station = await connect16(csms.url)
    const first = await station.callUntyped('StartTransaction', start16({ idTag: 'BAD' }))
    expect(first).toEqual({ transactionId: expect.any(Number), idTagInfo: { status: 'Blocked' } })
    expect(appends).toBe(3)
    // The same id for a retry.
    expect(await station.callUntyped('StartTransaction', start16({ idTag: 'BAD' }))).toEqual(first)
    const { transactionId } = first as { transactionId: number }
    expect(await station.callUntyped('MeterValues', meter16(transactionId, 5))).toEqual({})
    expect(await station.callUntyped('StopTransaction', stop16(transactionId, 30, { idTag: 'T1' }))).toEqual({
      idTagInfo: { status: 'Accepted' },
    })
    expect(await store.provisioning.quarantined(key)).toMatchObject(
      ['StartTransaction', 'MeterValues', 'StopTransaction'].map((action) => ({
        action,
        version: '1.6',
        reason: 'a bug',
      })),
    )
    expect((await store.provisioning.quarantined(key))[0]?.payload).toEqual(start16({ idTag: 'BAD' }))
    expect(quarantined).toMatchObject(Array(4).fill({ error: new TypeError('a bug') }))
  })

  test('is kept raw and answered with the status of its token, if it has one (2.x)', async () => {
    const { csms } = await start()
    const station = await connect('2.0.1', csms.url, 'CP1')
    ends.push(() => station.close())
    await station.boot()
    const send = (seqNo: number, more: object = {}) => station.connection.callUntyped('TransactionEvent', event2x('Updated', seqNo, more))
    expect(await send(0, token2x('BAD'))).toEqual({ idTokenInfo: { status: 'Blocked' } })
    refusal = () => new StoreError('INVALID', 'the database cannot keep this')
    expect(await send(1)).toEqual({})
    expect((await store.provisioning.quarantined(key)).map(({ reason }) => reason)).toEqual(['a bug', 'the database cannot keep this'])
  })

  test('holds up nobody: the next one of the station is stored', async () => {
    const { csms } = await start()
    const station = await connect16(csms.url)
    refusal = (raw) => ((raw as { connectorId?: number }).connectorId === 2 ? new TypeError('a bug') : undefined)
    await station.callUntyped('StartTransaction', start16({ connectorId: 2 }))
    const { transactionId } = (await station.callUntyped('StartTransaction', start16())) as { transactionId: number }
    expect(await store.transactions.find(key, String(transactionId))).toMatchObject({ evseId: 1 })
  })

  test('that fails by chance is tried again, and stored', async () => {
    const { csms, quarantined } = await start()
    const station = await connect16(csms.url)
    refusal = () => (appends < 3 ? new TypeError('by chance') : undefined)
    const calls = new AnsweredCalls()
    await calls.call(station, 'StartTransaction', start16())
    await calls.check(store)
    expect(quarantined).toEqual([])
  })

  test('and that the quarantine does not take either, closes the connection with 1013', async () => {
    const quarantine = () => Promise.reject(new StoreError('FAILED', 'no such table'))
    store = { ...store, provisioning: { ...store.provisioning, quarantine } }
    const { csms } = await start()
    const station = await connect16(csms.url)
    const closed = new Promise<number>((resolve) => station.on('close', ({ code }) => resolve(code)))
    await expect(station.callUntyped('StartTransaction', start16())).rejects.toMatchObject({ code: 'CLOSED' })
    expect(await closed).toBe(1013)
  })

  test('whose payload the quarantine refuses is kept as text that every store takes', async () => {
    const { quarantine } = store.provisioning
    const refusing: typeof quarantine = async (message) => {
      if ('connectorId' in message.payload) throw new StoreError('INVALID', 'cannot keep this')
      return quarantine(message)
    }
    store = { ...store, provisioning: { ...store.provisioning, quarantine: refusing } }
    const { csms } = await start()
    const station = await connect16(csms.url)
    expect(await station.callUntyped('StartTransaction', start16())).toHaveProperty('transactionId')
    const [kept] = await store.provisioning.quarantined(key)
    const base64 = (kept?.payload as { base64?: string } | undefined)?.base64 ?? ''
    expect(JSON.parse(Buffer.from(base64, 'base64').toString())).toEqual(start16())
  })

  test('in the replay is put into quarantine, and those behind it are stored', async () => {
    const folder = temporaryFolder()
    ends.push(() => folder.remove())
    const way = createSwitch(store)
    const { csms, quarantined } = await start({ store: way.store, spool: { folder: folder.path, retryMs: 20 } })
    const station = await connect16(csms.url)
    refusal = (raw) => ((raw as { connectorId?: number }).connectorId === 2 ? new TypeError('a bug') : undefined)
    way.cut()
    await station.callUntyped('StartTransaction', start16({ connectorId: 2 }))
    const { transactionId } = (await station.callUntyped('StartTransaction', start16())) as { transactionId: number }
    const drained = csms.once('spool.drained')
    way.restore()
    await drained
    expect(quarantined).toMatchObject([{ action: 'StartTransaction', error: new TypeError('a bug') }])
    expect(await store.provisioning.quarantined(key)).toMatchObject([{ payload: { connectorId: 2 } }])
    expect(await store.transactions.find(key, String(transactionId))).toBeDefined()
  })
})

describe('a message that does not come to an end in its replay', () => {
  const folder = temporaryFolder()
  afterEach(() => folder.remove())
  const hangs = new Promise<never>(() => {})

  test('is given its time three times and kept raw; what waits behind it, and other stations, are stored (1.6)', async () => {
    const way = createSwitch(store)
    const { csms, quarantined } = await start({ store: way.store, storeTimeoutMs: 50, spool: { folder: folder.path, retryMs: 20 } })
    const [station, other] = [await connect16(csms.url), await connect16(csms.url, 'CP2')]
    refusal = (raw) => ((raw as { connectorId?: number }).connectorId === 2 ? hangs : undefined)
    way.cut()
    await station.callUntyped('StartTransaction', start16({ connectorId: 2 }))
    const { transactionId } = (await station.callUntyped('StartTransaction', start16())) as { transactionId: number }
    await other.callUntyped('StartTransaction', start16())
    const drained = csms.once('spool.drained')
    appends = 0
    way.restore()
    await drained
    expect(quarantined).toMatchObject([{ action: 'StartTransaction', error: { message: expect.stringContaining('3 times') } }])
    expect(await store.provisioning.quarantined(key)).toMatchObject([{ payload: { connectorId: 2 } }])
    expect(await store.transactions.find(key, String(transactionId))).toBeDefined()
    expect(appends).toBe(5)
  })

  test('is not the fault of the message while the store itself hangs, however long', async () => {
    const way = createSwitch(store)
    const { csms, quarantined } = await start({ store: way.store, storeTimeoutMs: 20, spool: { folder: folder.path, retryMs: 5 } })
    refusal = () => undefined
    const station = await connect16(csms.url)
    way.cut()
    const { transactionId } = (await station.callUntyped('StartTransaction', start16())) as { transactionId: number }
    way.stall()
    const asked = way.calls.length
    await expect.poll(() => way.calls.length - asked, { timeout: 10_000 }).toBeGreaterThan(12)
    const drained = csms.once('spool.drained')
    way.restore()
    await drained
    expect(quarantined).toEqual([])
    expect(await store.provisioning.quarantined(key)).toEqual([])
    expect(await store.transactions.find(key, String(transactionId))).toBeDefined()
  })

  test('holds up nobody else: while it waits, messages of others go to the store', async () => {
    const way = createSwitch(store)
    const { csms } = await start({ store: way.store, storeTimeoutMs: 200, spool: { folder: folder.path, retryMs: 20 } })
    const [station, other] = [await connect16(csms.url), await connect16(csms.url, 'CP2')]
    refusal = (raw) => ((raw as { connectorId?: number }).connectorId === 2 ? hangs : undefined)
    way.cut()
    await station.callUntyped('StartTransaction', start16({ connectorId: 2 }))
    way.restore()
    // It alone waits, so it is what asks for the store.
    await expect.poll(() => csms.spool).toMatchObject({ depth: 1, isStoreDown: false })
    const spooled: unknown[] = []
    csms.on('message.spooled', (event) => spooled.push(event))
    await other.callUntyped('StartTransaction', start16())
    expect(csms.spool?.isStoreDown).toBe(false)
    expect(spooled).toEqual([])
    await csms.once('spool.drained')
  })
})

test('another message whose handler throws gets InternalError, and is not kept', async () => {
  store = { ...store, availability: { ...store.availability, saveStatus: () => Promise.reject(new TypeError('a bug')) } }
  const { csms, quarantined } = await start()
  const station = await connect('1.6', csms.url, 'CP1')
  ends.push(() => station.close())
  await station.boot()
  await expect(station.status(1, 'Available')).rejects.toMatchObject({ code: 'InternalError' })
  expect(quarantined).toEqual([])
  expect(await store.provisioning.quarantined(key)).toEqual([])
})

describe("a handler of the program's for a transaction message", () => {
  test('that throws is called once, and the message is kept raw and answered as if it were known', async () => {
    const { csms } = await start()
    let calls = 0
    csms.handle(ocpp16, 'StartTransaction', () => {
      calls += 1
      throw new TypeError('a bug of the program')
    })
    const station = await connect16(csms.url)
    const answer = await station.callUntyped('StartTransaction', start16())
    expect(answer).toEqual({ transactionId: expect.any(Number), idTagInfo: { status: 'Accepted' } })
    expect(calls).toBe(1)
    expect(await store.provisioning.quarantined(key)).toMatchObject([{ action: 'StartTransaction', reason: 'a bug of the program' }])
  })

  test('that chooses a CALLERROR has it sent, and the message is kept raw', async () => {
    const { csms } = await start()
    csms.implement(ocpp201, {
      TransactionEvent: () => {
        throw new OcppError('SecurityError', 'not here')
      },
    })
    const station = await connect('2.0.1', csms.url, 'CP1')
    ends.push(() => station.close())
    await station.boot()
    await expect(station.start('T1', 0)).rejects.toMatchObject({ code: 'SecurityError' })
    expect(await store.provisioning.quarantined(key)).toMatchObject([
      { action: 'TransactionEvent', reason: expect.stringContaining('not here') },
    ])
  })

  test('that finds the store out closes the connection with 1013, so that the station says it again', async () => {
    const { csms } = await start()
    csms.handle(ocpp16, 'StartTransaction', () => Promise.reject(new StoreError('UNAVAILABLE', 'gone')))
    const station = await connect16(csms.url)
    const closed = new Promise<number>((resolve) => station.on('close', ({ code }) => resolve(code)))
    await expect(station.callUntyped('StartTransaction', start16())).rejects.toMatchObject({ code: 'CLOSED' })
    expect(await closed).toBe(1013)
  })
})
