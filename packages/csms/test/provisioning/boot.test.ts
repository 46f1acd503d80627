import { isOcppError } from '@ocpp-kit/rpc'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../src/index.js'
import { versionNames } from '../drivers.js'
import { arrive, leave, startCsms, until } from './running.js'

const codeOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'none',
    (error: unknown) => (isOcppError(error) ? error.code : String(error)),
  )

const now = (): string => new Date().toISOString()

describe.each(versionNames)('a station of OCPP %s', (version) => {
  test('that is accepted may send what it likes, at the interval that it is told (TC_B_01_CSMS)', async () => {
    const csms = await startCsms({ heartbeatIntervalSeconds: 120 })
    const station = await arrive(version, csms)
    expect(await station.boot()).toMatchObject({ status: 'Accepted', interval: 120 })
    expect(await codeOf(station.status(now()))).toBe('none')
  })

  test('that is Pending is read and let in at its next boot (TC_B_02_CSMS)', async () => {
    const csms = await startCsms({ acceptance: 'Pending', retryIntervalSeconds: 5 })
    const key = version === '1.6' ? 'VendorKey' : 'Configuration.VendorKey'
    const station = await arrive(version, csms, { [key]: 'x' })
    expect(await station.boot()).toMatchObject({ status: 'Pending', interval: 5 })
    const names = [{ component: 'Configuration', variable: 'VendorKey' }]
    expect(await csms.station('CP1').getVariables(names)).toMatchObject([{ value: 'x' }])
    await csms.station('CP1').decide('Accepted')
    expect(await station.boot()).toMatchObject({ status: 'Accepted' })
  })

  test('that is Pending or Rejected gets SecurityError to what it was not asked for (TC_B_30_CSMS)', async () => {
    for (const acceptance of ['Pending', 'Rejected'] as const) {
      const csms = await startCsms({ acceptance })
      const station = await arrive(version, csms)
      await station.boot()
      expect(await codeOf(station.status(now()))).toBe('SecurityError')
    }
  })

  test('that is held is triggered to boot before its interval, and let in (TC_B_31_CSMS)', async () => {
    for (const acceptance of ['Pending', 'Rejected'] as const) {
      const csms = await startCsms({ acceptance })
      const station = await arrive(version, csms)
      await station.boot()
      await csms.station('CP1').decide('Accepted')
      station.on('TriggerMessage', () => ({ status: 'Accepted' }))
      expect(await csms.station('CP1').trigger({ message: 'BootNotification' })).toEqual({ status: 'Accepted' })
      expect(station.asked('TriggerMessage')).toEqual([{ requestedMessage: 'BootNotification' }])
      expect(await station.boot({ reason: 'Triggered' })).toMatchObject({ status: 'Accepted' })
      expect(await codeOf(station.status(now()))).toBe('none')
    }
  })

  test('that waits and boots again and again leaves one entry in its history', async () => {
    const csms = await startCsms({ acceptance: 'Pending' })
    const station = await arrive(version, csms)
    for (let times = 0; times < 3; times += 1) await station.boot()
    await csms.station('CP1').decide('Accepted')
    await station.boot()
    expect((await csms.station('CP1').boots()).items.map(({ registration }) => registration)).toEqual(['Accepted', 'Pending'])
  })
})

describe.each(['2.0.1', '2.1'] as const)('the reset of a station of OCPP %s', (version) => {
  const start = async (status: string, options: Parameters<typeof startCsms>[0] = {}) => {
    const csms = await startCsms(options)
    const station = await arrive(version, csms)
    station.on('Reset', () => ({ status }))
    await station.boot()
    return { csms, station, handle: csms.station('CP1') }
  }

  test.each([
    ['OnIdle', 'Accepted', 'RemoteReset', 'TC_B_20_CSMS'],
    ['OnIdle', 'Scheduled', 'ScheduledReset', 'TC_B_21_CSMS'],
    ['Immediate', 'Accepted', 'RemoteReset', 'TC_B_22_CSMS'],
  ] as const)('of the type %s that is %s ends with a boot for %s (%s)', async (type, status, reason, _testCase) => {
    const { csms, station, handle } = await start(status)
    expect(await handle.reset({ type })).toEqual({ status })
    expect(station.asked('Reset')).toEqual([{ type }])
    expect((await handle.record())?.reset).toMatchObject({ type, status })
    const ended = csms.once('station.reset')
    expect(await station.boot({ reason })).toMatchObject({ status: 'Accepted' })
    expect(await ended).toMatchObject({ state: 'booted', reset: { type, bootReason: reason } })
    expect(await codeOf(station.status(now()))).toBe('none')
    expect((await handle.record())?.reset).toMatchObject({ bootReason: reason })
  })

  test.each([
    ['OnIdle', 'Accepted', 'TC_B_25_CSMS'],
    ['OnIdle', 'Scheduled', 'TC_B_26_CSMS'],
    ['Immediate', 'Accepted', 'TC_B_27_CSMS'],
  ] as const)('of one EVSE, %s and %s, names it, and no boot is waited for (%s)', async (type, status, _testCase) => {
    const { station, handle } = await start(status)
    expect(await handle.reset({ type, evseId: 1 })).toEqual({ status })
    expect(station.asked('Reset')).toEqual([{ type, evseId: 1 }])
    expect((await handle.record())?.reset).toBeUndefined()
  })

  test.each(['command', 'raw call'])('that was asked for by a %s is followed all the same', async (way) => {
    const { csms, station, handle } = await start('Scheduled')
    const send = async (payload: object) => {
      if (way === 'raw call') return handle.callRaw('Reset', payload)
      const { id } = await csms.commands.sendUntyped('CP1', 'Reset', payload)
      return csms.commands.wait(id)
    }
    await send({ type: 'OnIdle', evseId: 1 })
    await send({ type: 'OnIdle' })
    await expect.poll(async () => (await handle.record())?.reset).toMatchObject({ type: 'OnIdle', status: 'Scheduled' })
    const ended = csms.once('station.reset')
    await station.boot({ reason: 'ScheduledReset' })
    expect(await ended).toMatchObject({ state: 'booted', reset: { type: 'OnIdle', bootReason: 'ScheduledReset' } })
  })

  test.each([{ status: 'Rejected' }, { type: 'Immediate', evseId: 1, status: 'Accepted' }])(
    'by a command that the station refuses, or for one EVSE, is no reset of the station (%j)',
    async ({ status, ...payload }) => {
      const { csms, handle } = await start(status)
      const { id } = await csms.commands.sendUntyped('CP1', 'Reset', { type: 'OnIdle', ...payload })
      await csms.commands.wait(id)
      await handle.reset({ type: 'Immediate', evseId: 2 })
      expect((await handle.record())?.reset).toBeUndefined()
    },
  )

  test('is told of as overdue where the station does not come back in ten minutes, and its boot all the same later', async () => {
    const clock = createFakeClock(Date.now())
    const { csms, station, handle } = await start('Accepted', { clock, fullReports: 'onDemand' })
    const overdue = csms.once('station.reset')
    await handle.reset({ type: 'Immediate' })
    await leave(csms, station)
    await clock.advance(601_000)
    expect(await overdue).toMatchObject({ state: 'overdue' })
    const again = await arrive(version, csms)
    const ended = csms.once('station.reset')
    await again.boot({ reason: 'PowerUp' })
    expect(await ended).toMatchObject({ state: 'booted', reset: { bootReason: 'PowerUp' } })
  })

  test('is followed over a restart of the csms', async () => {
    const store = createMemoryStore()
    const { csms, station, handle } = await start('Accepted', { store })
    await handle.reset({ type: 'Immediate' })
    await leave(csms, station)
    await csms.stop({ drainMs: 0 })
    const restarted = await startCsms({ store })
    const again = await arrive(version, restarted)
    const ended = restarted.once('station.reset')
    await again.boot({ reason: 'RemoteReset' })
    expect(await ended).toMatchObject({ state: 'booted' })
  })
})

test.each([
  ['1.6', 'Rejected', []],
  ['2.0.1', 'Rejected', []],
  ['2.1', 'Accepted', [{ type: 'ImmediateAndResume' }]],
] as const)('a reset that resumes transactions is of 2.1 alone: OCPP %s answers %s', async (version, status, sent) => {
  const csms = await startCsms()
  const station = await arrive(version, csms)
  station.on('Reset', () => ({ status: 'Accepted' }))
  await station.boot()
  expect(await csms.station('CP1').reset({ type: 'ImmediateAndResume' })).toEqual({ status })
  expect(station.asked('Reset')).toEqual(sent)
})

test('the reset of a station of OCPP 1.6 is Soft or Hard, and ends with a boot (1.6 §5.14)', async () => {
  const csms = await startCsms()
  const station = await arrive('1.6', csms)
  station.on('Reset', () => ({ status: 'Accepted' }))
  await station.boot()
  for (const type of ['OnIdle', 'Immediate'] as const) {
    const ended = csms.once('station.reset')
    await csms.station('CP1').reset({ type })
    await station.boot()
    expect(await ended).toMatchObject({ state: 'booted', reset: { type } })
  }
  expect(station.asked('Reset')).toEqual([{ type: 'Soft' }, { type: 'Hard' }])
  const { id } = await csms.commands.sendUntyped('CP1', 'Reset', { type: 'Soft' })
  await csms.commands.wait(id)
  await expect.poll(async () => (await csms.station('CP1').record())?.reset).toMatchObject({ type: 'OnIdle', status: 'Accepted' })
})

describe.each(['2.0.1', '2.1'] as const)('a station of OCPP %s is triggered', (version) => {
  const start = async (status = 'Accepted') => {
    const csms = await startCsms()
    const station = await arrive(version, csms)
    station.on('TriggerMessage', () => ({ status }))
    await station.boot()
    return { station, handle: csms.station('CP1') }
  }

  test.each([
    [{ message: 'MeterValues', evseId: 1 }, { requestedMessage: 'MeterValues', evse: { id: 1 } }, 'TC_F_11_CSMS'],
    [{ message: 'MeterValues' }, { requestedMessage: 'MeterValues' }, 'TC_F_12_CSMS'],
    [{ message: 'TransactionEvent', evseId: 1 }, { requestedMessage: 'TransactionEvent', evse: { id: 1 } }, 'TC_F_13_CSMS'],
    [{ message: 'TransactionEvent' }, { requestedMessage: 'TransactionEvent' }, 'TC_F_14_CSMS'],
    [{ message: 'LogStatusNotification' }, { requestedMessage: 'LogStatusNotification' }, 'TC_F_15_CSMS'],
    [{ message: 'FirmwareStatusNotification' }, { requestedMessage: 'FirmwareStatusNotification' }, 'TC_F_18_CSMS'],
    [{ message: 'Heartbeat' }, { requestedMessage: 'Heartbeat' }, 'TC_F_20_CSMS'],
    [
      { message: 'StatusNotification', evseId: 1, connectorId: 1 },
      { requestedMessage: 'StatusNotification', evse: { id: 1, connectorId: 1 } },
      'TC_F_23_CSMS, TC_F_24_CSMS',
    ],
  ] as const)('by %j: %j (%s)', async (trigger, request, _testCase) => {
    const { station, handle } = await start()
    expect(await handle.trigger(trigger)).toEqual({ status: 'Accepted' })
    expect(station.asked('TriggerMessage')).toEqual([request])
  })

  test('in vain where it has not implemented the message (TC_F_27_CSMS)', async () => {
    const { handle } = await start('NotImplemented')
    expect(await handle.trigger({ message: 'Heartbeat' })).toEqual({ status: 'NotImplemented' })
  })
})

describe.each(versionNames)('the clock of a station of OCPP %s', (version) => {
  const minute = 60_000

  const start = async (thresholdSeconds?: number) => {
    const clock = createFakeClock(Date.now())
    const csms = await startCsms({ clock, fullReports: 'onDemand', clockDriftThresholdSeconds: thresholdSeconds })
    const station = await arrive(version, csms)
    await station.boot()
    const told: number[] = []
    csms.on('station.clockDrift', ({ driftMs }) => told.push(driftMs))
    /** Times of the station, behind by that much. */
    const send = async (...behindMs: readonly number[]) => {
      for (const behind of behindMs) await station.status(new Date(clock.now() - behind).toISOString())
    }
    return { clock, csms, station, told, send, handle: csms.station('CP1') }
  }

  test('is measured by messages that were sent at once, and told of where it is wrong by a minute', async () => {
    const { clock, told, send, handle } = await start()
    await clock.advance(minute)
    await send(-90 * 1000, -90 * 1000)
    expect(told).toEqual([])
    await send(-91 * 1000, -90 * 1000)
    expect(told).toEqual([-90_000])
    await until(async () => (await handle.record())?.clock)
    expect((await handle.record())?.clock).toMatchObject({ driftMs: -90_000 })
  })

  test('is not judged by what comes first on a connection: it may have waited since long ago', async () => {
    const { clock, told, send, handle } = await start()
    await send(minute * 60, minute * 50, minute * 40, minute * 30)
    await clock.advance(minute)
    await send(100, 100, 100)
    await until(async () => (await handle.record())?.clock)
    expect((await handle.record())?.clock?.driftMs).toBe(100)
    expect(told).toEqual([])
  })

  test('may be wrong by as much as the program says, and one late message moves nothing', async () => {
    const { clock, told, send } = await start(600)
    await clock.advance(minute)
    await send(minute * 5, minute * 5, minute * 120, minute * 5)
    expect(told).toEqual([])
  })
})

test('a TransactionEvent that happened offline says nothing of the clock', async () => {
  const clock = createFakeClock(Date.now())
  const csms = await startCsms({ clock, fullReports: 'onDemand' })
  const station = await arrive('2.0.1', csms)
  await station.boot()
  const told: number[] = []
  csms.on('station.clockDrift', ({ driftMs }) => told.push(driftMs))
  await clock.advance(60_000)
  const event = (seqNo: number, offline: boolean, behindMs: number) =>
    station.connection.callUntyped('TransactionEvent', {
      eventType: seqNo === 0 ? 'Started' : 'Updated',
      timestamp: new Date(clock.now() - behindMs).toISOString(),
      triggerReason: 'Authorized',
      seqNo,
      offline,
      transactionInfo: { transactionId: 'T1' },
    })
  for (const seqNo of [0, 1, 2, 3, 4]) await event(seqNo, true, 3_600_000)
  for (const seqNo of [5, 6, 7]) await event(seqNo, false, 2_000)
  const found = await until(async () => (await csms.station('CP1').record())?.clock)
  expect(found.driftMs).toBe(2_000)
  expect(told).toEqual([])
})
