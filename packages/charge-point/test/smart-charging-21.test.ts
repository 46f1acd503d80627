import { describe, expect, it } from 'vitest'
import { bigEv, inS, profile2, setUpCharging, stepsOf } from './support/charging.js'
import { type Payload, settle, type TestCsms } from './support/csms.js'
import { versions2 } from './support/versions.js'

const version = versions2[1][1]
const accepted = { status: 'Accepted' }

const set = (csms: TestCsms, evseId: number, chargingProfile: Payload): Promise<Payload> =>
  csms.call('SetChargingProfile', { evseId, chargingProfile })

const dynamic = { chargingProfileKind: 'Dynamic' }

const charging = async () => {
  const setup = await setUpCharging(version)
  await setup.station.startCharging({ idToken: 'CARD', ev: bigEv })
  await settle()
  setup.csms.forget()
  return { ...setup, transactionId: setup.station.state.evses[0]?.transaction?.transactionId ?? '' }
}

const reportedWire = async (csms: TestCsms): Promise<Payload> => {
  csms.forget()
  await csms.call('GetChargingProfiles', { requestId: 1, chargingProfile: {} })
  return (csms.last('ReportChargingProfiles')['chargingProfile'] as [Payload])[0]
}

describe('in 2.1, a dynamic profile', () => {
  it('changes when the csms says so, and says when it did (K28.FR.05–06, FR.09)', async () => {
    const { station, csms } = await charging()
    expect(await set(csms, 1, profile2(1, [[0, 10]], dynamic))).toEqual(accepted)
    expect((await reportedWire(csms))['dynUpdateTime']).toBe(inS(csms, 0))
    expect(station.readMeter().powerW).toBeCloseTo(6_900)
    await csms.pass(60_000)
    const update = { chargingProfileId: 1, scheduleUpdate: { limit: 6 } }
    expect(await csms.call('UpdateDynamicSchedule', update)).toEqual(accepted)
    expect(station.readMeter().powerW).toBeCloseTo(6 * 690)
    expect(await reportedWire(csms)).toMatchObject({
      dynUpdateTime: inS(csms, 0),
      chargingSchedule: [{ chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] }],
    })
    await station.stop()
  })

  it('is asked for at its interval, and again where no answer comes (K28.FR.08, FR.10)', async () => {
    const { station, csms } = await charging()
    let limit = 8
    csms.answers['PullDynamicScheduleUpdate'] = () => {
      limit -= 1
      return limit === 6 ? { status: 'Rejected' } : { status: 'Accepted', scheduleUpdate: { limit } }
    }
    await set(csms, 1, profile2(1, [[0, 10]], { ...dynamic, dynUpdateInterval: 60 }))
    await csms.pass(60_000)
    expect(csms.of('PullDynamicScheduleUpdate')).toEqual([{ chargingProfileId: 1 }])
    expect(station.readMeter().powerW).toBeCloseTo(7 * 690)
    await csms.pass(60_000)
    expect(station.readMeter().powerW).toBeCloseTo(7 * 690)
    await csms.pass(60_000)
    expect(csms.of('PullDynamicScheduleUpdate')).toHaveLength(3)
    expect(station.readMeter().powerW).toBeCloseTo(5 * 690)
    await csms.call('ClearChargingProfile', {})
    await csms.pass(120_000)
    expect(csms.of('PullDynamicScheduleUpdate')).toHaveLength(3)
    await station.stop()
  })

  it('is the only kind that can be updated (K28.FR.11)', async () => {
    const { station, csms } = await charging()
    await set(csms, 1, profile2(1, [[0, 10]]))
    const update = { chargingProfileId: 1, scheduleUpdate: { limit: 6 } }
    expect(await csms.call('UpdateDynamicSchedule', update)).toMatchObject({
      status: 'Rejected',
      statusInfo: { reasonCode: 'InvalidProfile' },
    })
    expect(station.readMeter().powerW).toBeCloseTo(6_900)
    await station.stop()
  })
})

describe('in 2.1, priority charging', () => {
  const priority = { chargingProfilePurpose: 'PriorityCharging' }

  it('takes the place of the profiles of the transaction while it lasts, not of the station (K21.FR.03–08)', async () => {
    const { station, csms, transactionId } = await charging()
    const max = {
      chargingProfilePurpose: 'ChargingStationMaxProfile',
      chargingProfileKind: 'Absolute',
      schedule: { startSchedule: inS(csms, 0) },
    }
    await set(csms, 0, profile2(1, [[0, 20]], max))
    await set(csms, 1, profile2(2, [[0, 6]]))
    await set(csms, 0, profile2(3, [[0, 30]], priority))
    expect(station.readMeter().powerW).toBeCloseTo(6 * 690)
    expect(await csms.call('UsePriorityCharging', { transactionId, activate: true })).toEqual(accepted)
    expect(station.readMeter().powerW).toBeCloseTo(20 * 690)
    expect(csms.of('NotifyPriorityCharging')).toEqual([{ transactionId, activated: true }])
    expect(await csms.call('UsePriorityCharging', { transactionId, activate: false })).toEqual(accepted)
    expect(await csms.call('UsePriorityCharging', { transactionId, activate: false })).toEqual(accepted)
    expect(station.readMeter().powerW).toBeCloseTo(6 * 690)
    expect(csms.of('NotifyPriorityCharging')).toHaveLength(2)
    await station.stop()
  })

  it('needs a transaction and a profile (K21.FR.01–02)', async () => {
    const { station, csms, transactionId } = await charging()
    expect(await csms.call('UsePriorityCharging', { transactionId, activate: true })).toMatchObject({ status: 'NoProfile' })
    expect(await csms.call('UsePriorityCharging', { transactionId: 'none', activate: true })).toMatchObject({
      status: 'Rejected',
      statusInfo: { reasonCode: 'TxNotFound' },
    })
    expect(() => station.setPriorityCharging({ isActive: true })).toThrow(expect.objectContaining({ code: 'NO_PRIORITY_PROFILE' }))
    await station.stopCharging()
    expect(() => station.setPriorityCharging({ isActive: true })).toThrow(expect.objectContaining({ code: 'NO_TRANSACTION' }))
    await station.stop()
  })

  it('is for the driver to ask at the station too, told later where the csms is out of reach (K22.FR.02–05)', async () => {
    const { station, csms, transactionId } = await charging()
    await set(csms, 1, profile2(2, [[0, 6]]))
    await set(csms, 1, profile2(3, [[0, 30]], priority))
    await csms.cut()
    station.setPriorityCharging({ isActive: true })
    expect(station.readMeter().powerW).toBeCloseTo(30 * 690)
    await csms.restore()
    expect(csms.of('NotifyPriorityCharging')).toEqual([{ transactionId, activated: true }])
    await station.stopCharging()
    await station.startCharging({ idToken: 'CARD' })
    expect(station.readMeter().powerW).toBeCloseTo(6 * 690)
    await station.stop()
  })
})

describe('in 2.1, a profile', () => {
  it('loses its validity while the station is offline for too long (K01.FR.101–103)', async () => {
    const { station, csms } = await charging()
    await set(csms, 1, profile2(1, [[0, 6]]))
    await set(csms, 1, profile2(2, [[0, 16]], { stackLevel: 1, maxOfflineDuration: 60 }))
    await set(csms, 1, profile2(3, [[0, 20]], { stackLevel: 2, maxOfflineDuration: 30, invalidAfterOfflineDuration: true }))
    expect(station.readMeter().powerW).toBeCloseTo(20 * 690)
    await csms.cut()
    await csms.pass(31_000)
    expect(station.readMeter().powerW).toBeCloseTo(16 * 690)
    await csms.pass(30_000)
    expect(station.readMeter().powerW).toBeCloseTo(6 * 690)
    await csms.restore()
    expect(station.readMeter().powerW).toBeCloseTo(16 * 690)
    await station.stop()
  })

  it('may begin its periods at random, the first excepted, and keeps to that during the transaction (K01.FR.92–93)', async () => {
    const { station, csms } = await charging()
    const steps = [
      [0, 6],
      [100, 8],
      [200, 10],
    ] as const
    await set(csms, 1, profile2(1, steps, { schedule: { randomizedDelay: 50, duration: 300 } }))
    const composite = async () =>
      stepsOf((await csms.call('GetCompositeSchedule', { evseId: 1, duration: 400, chargingRateUnit: 'A' }))['schedule'])
    const delayed = await composite()
    expect(await composite()).toEqual(delayed)
    const [first, second, third, last] = delayed.map(([start]) => start)
    expect([first, last]).toEqual([0, 300])
    expect([second, third]).not.toEqual([100, 200])
    expect(second).toBeGreaterThanOrEqual(100)
    expect(second).toBeLessThanOrEqual(150)
    expect(third).toBeGreaterThanOrEqual(200)
    expect(third).toBeLessThanOrEqual(250)
    await station.stopCharging()
    station.unplug()
    await settle()
    // Without a transaction there is no delay (K08.FR.06).
    expect((await composite()).map(([start]) => start)).toEqual([0, 100, 200, 300])
    await station.stop()
  })

  it('with a setpoint lets the car take that and no more, within its limits (K08.FR.08, V2X.03–05)', async () => {
    const { station, csms, transactionId } = await charging()
    const own = { chargingProfilePurpose: 'TxProfile', transactionId }
    const period = { startPeriod: 0, operationMode: 'CentralSetpoint', limit: 8_000, dischargeLimit: -5_000 }
    const with2 = (setpoint: number): object => ({ chargingRateUnit: 'W', chargingSchedulePeriod: [{ ...period, setpoint }] })
    await set(csms, 1, profile2(1, [], { ...own, schedule: with2(4_000) }))
    expect(station.readMeter().powerW).toBeCloseTo(4_000)
    expect(await set(csms, 1, profile2(1, [], { ...own, schedule: with2(-9_000) }))).toMatchObject({
      status: 'Rejected',
      statusInfo: { reasonCode: 'InvalidSchedule' },
    })
    await set(csms, 1, profile2(1, [], { ...own, schedule: with2(-5_000) }))
    station.setExternalLimit({ evseId: 1, dischargeLimitW: 3_000 })
    expect(station.readMeter().powerW).toBe(0)
    expect(station.state.evses[0]?.scheduledW).toBe(0)
    const { schedule } = await csms.call('GetCompositeSchedule', { evseId: 1, duration: 60, chargingRateUnit: 'W' })
    expect((schedule as { chargingSchedulePeriod: Payload[] }).chargingSchedulePeriod).toEqual([
      { startPeriod: 0, limit: 8_000, dischargeLimit: -3_000, setpoint: -3_000, numberPhases: 3 },
    ])
    await station.stop()
  })
})
