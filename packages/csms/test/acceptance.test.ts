import { isOcppError } from '@ocpp-kit/rpc'
import { afterEach, describe, expect, test } from 'vitest'
import { type CsmsOptions, createCsms, createMemoryStore, type Store, StoreError, stationKey } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { commandNames, connect, versionNames } from './drivers.js'

const versions = [ocpp21, ocpp201, ocpp16]
const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function start(options: Partial<CsmsOptions<(typeof versions)[number]>> = {}) {
  const csms = createCsms({ versions, port: 0, unknownTokens: 'accept', ...options })
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 100 }))
  return csms
}

async function arrive(version: (typeof versionNames)[number], url: string) {
  const station = await connect(version, url, 'CP1')
  ends.push(() => station.close())
  return station
}

/** The error code that the station got, or `none`. */
const codeOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'none',
    (error: unknown) => (isOcppError(error) ? error.code : String(error)),
  )

describe.each(versionNames)('a station of OCPP %s', (version) => {
  test('gets SecurityError to whatever it sends before BootNotification (B01.FR.10, 1.6-J errata 3.8)', async () => {
    const csms = await start({ acceptance: 'Accepted' })
    const station = await arrive(version, csms.url)
    expect(await codeOf(station.heartbeat())).toBe('SecurityError')
    expect(await codeOf(station.status(1, 'Available'))).toBe('SecurityError')
    expect(await station.boot()).toBe('Accepted')
    expect(await codeOf(station.heartbeat())).toBe('none')
  })

  test('that is Pending or Rejected gets SecurityError, and the interval to try again (B02.FR.09, B03.FR.07, TC_B_30)', async () => {
    for (const acceptance of ['Pending', 'Rejected'] as const) {
      const csms = await start({ acceptance, retryIntervalSeconds: 17 })
      const station = await arrive(version, csms.url)
      const intervals: unknown[] = []
      csms.on(
        'message',
        ({ action, response }) => action === 'BootNotification' && intervals.push((response as { interval: number }).interval),
      )
      expect(await station.boot()).toBe(acceptance)
      expect(await codeOf(station.authorize('T1'))).toBe('SecurityError')
      expect(await codeOf(station.heartbeat())).toBe('SecurityError')
      expect(intervals).toEqual([17])
    }
  })

  test('is Pending unless the program says otherwise (G24)', async () => {
    const csms = await start()
    expect(await (await arrive(version, csms.url)).boot()).toBe('Pending')
  })

  test('may send while Pending what it was triggered to, and only that (B02.FR.02, 1.6 §4.2)', async () => {
    const csms = await start({ acceptance: 'Pending' })
    const station = await arrive(version, csms.url)
    await station.boot()
    const triggered = station.answer('TriggerMessage', { status: 'Accepted' })
    await csms.station('CP1').trigger({ message: 'Heartbeat' })
    await triggered
    expect(await codeOf(station.status(1, 'Available'))).toBe('SecurityError')
    expect(await codeOf(station.heartbeat())).toBe('none')
    // One trigger, one message.
    expect(await codeOf(station.heartbeat())).toBe('SecurityError')
  })

  test('that is held as Pending after it was accepted may send what it is triggered to from then on (B02.FR.02)', async () => {
    const csms = await start({ acceptance: 'Accepted' })
    const station = await arrive(version, csms.url)
    await station.boot()
    void station.answer('TriggerMessage', { status: 'Accepted' })
    await csms.station('CP1').trigger({ message: 'Heartbeat' })
    await station.heartbeat()
    await csms.station('CP1').decide('Pending')
    await csms.station('CP1').trigger({ message: 'Heartbeat' })
    expect(await codeOf(station.heartbeat())).toBe('none')
    expect(await codeOf(station.heartbeat())).toBe('SecurityError')
  })

  test('may send what it was triggered to on the connection that follows (B02.FR.02)', async () => {
    const csms = await start({ acceptance: 'Pending' })
    const first = await arrive(version, csms.url)
    await first.boot()
    void first.answer('TriggerMessage', { status: 'Accepted' })
    await csms.station('CP1').trigger({ message: 'Heartbeat' })
    const gone = csms.once('station.disconnected')
    await first.close()
    await gone
    const station = await arrive(version, csms.url)
    expect(await codeOf(station.heartbeat())).toBe('none')
    expect(await codeOf(station.heartbeat())).toBe('SecurityError')
  })

  test('keeps its acceptance over a reconnect without BootNotification, and over a restart of the csms (2.x Part 4 §5.3, 1.6-J §5.4)', async () => {
    const store = createMemoryStore()
    const csms = await start({ acceptance: 'Accepted', store })
    const station = await arrive(version, csms.url)
    await station.boot()
    await station.close()
    expect(await codeOf((await arrive(version, csms.url)).heartbeat())).toBe('none')
    await csms.stop()
    const restarted = await start({ store })
    expect(await codeOf((await arrive(version, restarted.url)).heartbeat())).toBe('none')
  })

  test('has its transaction message kept in quarantine before it is refused', async () => {
    const csms = await start({ acceptance: 'Pending' })
    const station = await arrive(version, csms.url)
    await station.boot()
    expect(await codeOf(station.start('T1', 1000))).toBe('SecurityError')
    expect(await codeOf(station.heartbeat())).toBe('SecurityError')
    const kept = await csms.store.provisioning.quarantined(stationKey('default', 'CP1'))
    expect(kept).toHaveLength(1)
    expect(kept[0]).toMatchObject({
      version,
      action: version === '1.6' ? 'StartTransaction' : 'TransactionEvent',
      reason: 'the station is Pending',
    })
    expect(JSON.stringify(kept[0]?.payload)).toContain('T1')
  })

  test('is let in by an operator at its next boot, whatever the rule says', async () => {
    const csms = await start({ acceptance: 'Rejected' })
    const station = await arrive(version, csms.url)
    expect(await station.boot()).toBe('Rejected')
    await csms.station('cp1').decide('Accepted')
    expect(await codeOf(station.heartbeat())).toBe('SecurityError')
    expect(await station.boot()).toBe('Accepted')
    await csms.station('CP1').decide('Pending')
    expect(await codeOf(station.heartbeat())).toBe('SecurityError')
  })

  test('is judged by a rule that sees what it says of itself', async () => {
    const csms = await start({ acceptance: ({ boot }) => (boot.serialNumber === 'S1' ? 'Accepted' : 'Rejected') })
    const station = await arrive(version, csms.url)
    expect(await station.boot('S2')).toBe('Rejected')
    expect(await station.boot('S1')).toBe('Accepted')
  })

  test('is what a handler of the program tells it (B01.FR.02)', async () => {
    const csms = await start({ acceptance: 'Rejected' })
    const answer = { status: 'Accepted', currentTime: new Date().toISOString(), interval: 60 } as const
    const own = versions.find((one) => one.version === version)
    csms.implement(own as typeof ocpp201, { BootNotification: () => answer })
    const booted = csms.once('station.booted')
    const station = await arrive(version, csms.url)
    expect(await station.boot('S1')).toBe('Accepted')
    expect(await booted).toMatchObject({ registration: 'Accepted', boot: { vendor: 'Acme', serialNumber: 'S1' } })
    expect(await codeOf(station.heartbeat())).toBe('none')
    expect(await csms.station('CP1').record()).toMatchObject({ registration: 'Accepted', version })
    csms.handle([ocpp201, ocpp21], 'BootNotification', () => ({ ...answer, status: 'Pending' }))
    csms.handle(ocpp16, 'BootNotification', async () => ({ ...answer, status: 'Pending' }))
    expect(await station.boot()).toBe('Pending')
    expect(await codeOf(station.heartbeat())).toBe('SecurityError')
  })

  test('gets no remote start while Pending, and nothing but a trigger to boot while Rejected (B02.FR.05, B03.FR.03, TC_B_31)', async () => {
    const csms = await start({ acceptance: ({ boot }) => (boot.serialNumber === 'later' ? 'Pending' : 'Rejected') })
    const station = await arrive(version, csms.url)
    await station.boot('later')
    const handle = csms.station('CP1')
    await expect(handle.remoteStart({ idToken: 'T1' })).rejects.toMatchObject({ code: 'NOT_ACCEPTED' })
    void station.answer('Reset', { status: 'Accepted' })
    expect(await handle.reset({ type: 'OnIdle' })).toMatchObject({ status: 'Accepted' })
    await station.boot('never')
    await expect(handle.reset({ type: 'OnIdle' })).rejects.toMatchObject({ code: 'NOT_ACCEPTED' })
    void station.answer('TriggerMessage', { status: 'Accepted' })
    expect(await handle.trigger({ message: 'BootNotification' })).toMatchObject({ status: 'Accepted' })
  })

  test('takes commands after a reconnect without a boot, before it has said a word', async () => {
    const csms = await start({ acceptance: 'Accepted' })
    const first = await arrive(version, csms.url)
    await first.boot()
    const gone = csms.once('station.disconnected')
    await first.close()
    await gone
    const station = await arrive(version, csms.url)
    void station.answer(commandNames[version].start, { status: 'Accepted' })
    expect(await csms.station('CP1').remoteStart({ idToken: 'T1', evseId: 1 })).toMatchObject({ status: 'Accepted' })
  })

  test('gets nothing after a reconnect while Rejected, and nothing but a trigger to boot before it ever did (B03.FR.03)', async () => {
    const csms = await start({ acceptance: 'Rejected' })
    const station = await arrive(version, csms.url)
    const handle = csms.station('CP1')
    await expect(handle.reset({ type: 'OnIdle' })).rejects.toMatchObject({
      code: 'NOT_ACCEPTED',
      message: 'reset: CP1 has not booted, so it is not sent',
    })
    void station.answer('TriggerMessage', { status: 'Accepted' })
    expect(await handle.trigger({ message: 'BootNotification' })).toMatchObject({ status: 'Accepted' })
    await station.boot()
    const gone = csms.once('station.disconnected')
    await station.close()
    await gone
    await arrive(version, csms.url)
    await expect(handle.getVariables([{ component: 'Configuration', variable: 'X' }])).rejects.toMatchObject({ code: 'NOT_ACCEPTED' })
    await expect(handle.dataTransfer({ vendorId: 'V' })).rejects.toMatchObject({ code: 'NOT_ACCEPTED' })
  })

  test('that is not connected cannot be commanded', async () => {
    const csms = await start()
    await expect(csms.station('CP9').remoteStop({ transactionId: '1' })).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  })
})

test('a Pending station of OCPP 1.6 may send the status of every connector when triggered without naming one (1.6 §5.17)', async () => {
  const csms = await start({ acceptance: 'Pending' })
  const station = await arrive('1.6', csms.url)
  await station.boot()
  void station.answer('TriggerMessage', { status: 'Accepted' })
  await csms.station('CP1').trigger({ message: 'StatusNotification' })
  expect(await codeOf(station.status(1, 'Available'))).toBe('none')
  expect(await codeOf(station.status(2, 'Available'))).toBe('none')
})

test('a Pending station may send all parts of the report it was asked for, whoever asked, and of no other (B02.FR.02)', async () => {
  const csms = await start({ acceptance: 'Pending' })
  const station = await arrive('2.0.1', csms.url)
  await station.boot()
  void station.answer('GetBaseReport', { status: 'Accepted' })
  const { connection } = csms.station('CP1')
  if (connection?.version !== '2.0.1') throw new Error('expected a 2.0.1 station')
  await connection.call('GetBaseReport', { requestId: 5, reportBase: 'FullInventory' })
  const part = (requestId: number, seqNo: number) =>
    codeOf(station.connection.callUntyped('NotifyReport', { requestId, seqNo, generatedAt: new Date().toISOString(), tbc: seqNo === 0 }))
  expect(await part(5, 0)).toBe('none')
  expect(await part(6, 0)).toBe('SecurityError')
  expect(await part(5, 1)).toBe('none')
})

test('a store that fails while acceptance is looked up costs a station no transaction message', async () => {
  const store = createMemoryStore()
  await store.provisioning.save({ station: stationKey('default', 'CP1'), identity: 'CP1', registration: 'Accepted' })
  let lookUps = 0
  const find: typeof store.provisioning.find = (station) => {
    lookUps += 1
    // The first is that of the door.
    return lookUps === 1 ? store.provisioning.find(station) : Promise.reject(new Error('disk full'))
  }
  const csms = await start({
    store: { ...store, provisioning: Object.assign(Object.create(store.provisioning), { find }) },
    onError: () => {},
  })
  const station = await arrive('1.6', csms.url)
  await expect(station.start('T1', 0)).rejects.toMatchObject({ code: 'CLOSED', sent: true })
})

test('a transaction message that cannot be stored closes the connection with 1013, and is not answered', async () => {
  const full = new StoreError('FULL', 'disk full')
  const store: Store = createMemoryStore()
  const broken: Store = {
    ...store,
    transactions: Object.assign(Object.create(store.transactions), { append: () => Promise.reject(full) }),
  }
  const csms = await start({ acceptance: 'Accepted', store: broken, onError: () => {} })
  const station = await arrive('2.0.1', csms.url)
  await station.boot()
  const failed = csms.once('message.failed')
  const closed = new Promise<number>((resolve) => station.connection.on('close', ({ code }) => resolve(code)))
  await expect(station.start('T1', 0)).rejects.toMatchObject({ code: 'CLOSED', sent: true })
  expect(await closed).toBe(1013)
  expect(await failed).toMatchObject({ action: 'TransactionEvent', error: full })
})
