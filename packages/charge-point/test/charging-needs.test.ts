import { describe, expect, it } from 'vitest'
import { bigEv, inS, profile2, setUpCharging, stepsOf } from './support/charging.js'
import { type Payload, settle, type TestCsms } from './support/csms.js'
import { ocpp16, ocpp201, versions2 } from './support/versions.js'

/** A csms that answers needs with this status, and EV schedules with that one. */
function answer(csms: TestCsms, needs: string, schedule = 'Accepted'): void {
  csms.answers['NotifyEVChargingNeeds'] = () => ({ status: needs })
  csms.answers['NotifyEVChargingSchedule'] = () => ({ status: schedule })
}

const txProfile = (transactionId: string | undefined, steps: readonly (readonly [number, number])[], more: object = {}): object => ({
  evseId: 1,
  chargingProfile: profile2(9, steps, { chargingProfilePurpose: 'TxProfile', transactionId, ...more }),
})

describe.each(versions2)('in %s, a car that tells its needs', (_, version) => {
  const charging = async (schedule = 'Accepted') => {
    const setup = await setUpCharging(version)
    answer(setup.csms, 'Accepted', schedule)
    await setup.station.startCharging({ idToken: 'CARD', ev: { ...bigEv, maxPowerW: 6_900 } })
    await settle()
    setup.csms.forget()
    return { ...setup, transactionId: setup.station.state.evses[0]?.transaction?.transactionId }
  }

  it('gets a profile, plans within it, and charges by it (K15.FR.01, FR.06, FR.09–10, TC_K_53)', async () => {
    const { station, csms, transactionId } = await charging()
    const departureTime = new Date(inS(csms, 3_600))
    expect(await station.requestEnergy({ departureTime, energyWh: 10_000, maxScheduleTuples: 3 })).toBe('Accepted')
    expect(csms.last('NotifyEVChargingNeeds')).toEqual({
      evseId: 1,
      maxScheduleTuples: 3,
      chargingNeeds: {
        requestedEnergyTransfer: 'AC_three_phase',
        departureTime: departureTime.toISOString(),
        acChargingParameters: { energyAmount: 10_000, evMinCurrent: 6, evMaxCurrent: 10, evMaxVoltage: 230 },
      },
    })
    const steps = [
      [0, 16],
      [100, 8],
    ] as const
    expect(await csms.call('SetChargingProfile', txProfile(transactionId, steps, { schedule: { duration: 300 } }))).toEqual({
      status: 'Accepted',
    })
    const { timeBase, chargingSchedule, evseId } = csms.last('NotifyEVChargingSchedule')
    expect({ evseId, timeBase }).toEqual({ evseId: 1, timeBase: inS(csms, 0) })
    expect(chargingSchedule).toMatchObject({ id: 1, duration: 300, chargingRateUnit: 'A' })
    // It takes 10 A at most, whatever it may.
    expect(stepsOf(chargingSchedule)).toEqual([
      [0, 10],
      [100, 8],
    ])
    await csms.pass(101_000)
    expect(station.readMeter().powerW).toBeCloseTo(8 * 690)
    await station.stop()
  })

  it('counts in the composite schedule once the csms agrees to the plan (K15.FR.14)', async () => {
    const { station, csms, transactionId } = await charging()
    await station.requestEnergy()
    await csms.call('SetChargingProfile', txProfile(transactionId, [[0, 16]]))
    const { schedule } = await csms.call('GetCompositeSchedule', { evseId: 1, duration: 60, chargingRateUnit: 'A' })
    expect(stepsOf(schedule)).toEqual([[0, 10]])
    await station.stop()
  })

  it('does not count where the csms refuses the plan (K15.FR.12)', async () => {
    const { station, csms, transactionId } = await charging('Rejected')
    await station.requestEnergy()
    await csms.call('SetChargingProfile', txProfile(transactionId, [[0, 16]]))
    const { schedule } = await csms.call('GetCompositeSchedule', { evseId: 1, duration: 60, chargingRateUnit: 'A' })
    expect(stepsOf(schedule)).toEqual([[0, 16]])
    await station.stop()
  })

  it('goes on by the default where the csms has no profile for it (K15.FR.04, K17.FR.04, FR.15, TC_K_54)', async () => {
    const { station, csms } = await setUpCharging(version)
    answer(csms, 'Rejected')
    await csms.call('SetChargingProfile', { evseId: 1, chargingProfile: profile2(1, [[0, 6]]) })
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    expect(await station.requestEnergy()).toBe('Rejected')
    expect(csms.last('NotifyEVChargingNeeds')).toMatchObject({ evseId: 1 })
    expect(station.readMeter().powerW).toBeCloseTo(6 * 690)
    expect(csms.last('TransactionEvent')).toMatchObject({
      triggerReason: 'ChargingStateChanged',
      transactionInfo: { chargingState: 'Charging' },
    })
    await station.stop()
  })

  it('goes on by the default while the csms is out of reach (K15.FR.15, K17.FR.15, TC_K_56)', async () => {
    const { station, csms } = await setUpCharging(version, { settings: { offlineTxForUnknownId: true } })
    answer(csms, 'Accepted')
    const absolute = { chargingProfileKind: 'Absolute', schedule: { startSchedule: inS(csms, 0), duration: 400 } }
    await csms.call('SetChargingProfile', { evseId: 1, chargingProfile: profile2(1, [[0, 6]], absolute) })
    await csms.cut()
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    expect(await station.requestEnergy()).toBe('Offline')
    expect(station.readMeter().powerW).toBeCloseTo(6 * 690)
    await csms.pass(90_000)
    await csms.restore()
    expect(csms.last('TransactionEvent')).toMatchObject({
      triggerReason: 'ChargingStateChanged',
      transactionInfo: { chargingState: 'Charging' },
      offline: true,
    })
    await station.stop()
  })

  it('asks anew when it changes its mind (K17.FR.01, FR.09–10, TC_K_57)', async () => {
    const { station, csms, transactionId } = await charging()
    await station.requestEnergy()
    await csms.call('SetChargingProfile', txProfile(transactionId, [[0, 10]]))
    csms.forget()
    expect(await station.requestEnergy({ energyWh: 5_000 })).toBe('Accepted')
    expect(csms.last('NotifyEVChargingNeeds')).toMatchObject({
      evseId: 1,
      chargingNeeds: { acChargingParameters: { energyAmount: 5_000 } },
    })
    expect(await csms.call('SetChargingProfile', txProfile(transactionId, [[0, 5]]))).toEqual({ status: 'Accepted' })
    expect(csms.last('NotifyEVChargingSchedule')).toMatchObject({ evseId: 1 })
    expect(csms.of('TransactionEvent')).toMatchObject([{ triggerReason: 'ChargingRateChanged' }])
    await station.stop()
  })

  it('plans anew when the csms sends another profile (K16.FR.01–05, TC_K_58)', async () => {
    const { station, csms, transactionId } = await charging()
    await station.requestEnergy()
    await csms.call('SetChargingProfile', txProfile(transactionId, [[0, 10]]))
    csms.forget()
    expect(await csms.call('SetChargingProfile', txProfile(transactionId, [[0, 8]]))).toEqual({ status: 'Accepted' })
    expect(csms.of('NotifyEVChargingNeeds')).toEqual([])
    expect(stepsOf(csms.last('NotifyEVChargingSchedule')['chargingSchedule'])).toEqual([[0, 8]])
    expect(csms.of('TransactionEvent')).toMatchObject([{ triggerReason: 'ChargingRateChanged' }])
    await station.stop()
  })

  it('may be offered three schedules, of which it takes the first (K01.FR.34, K15.FR.07)', async () => {
    const { station, csms, transactionId } = await charging()
    const one = (id: number, limit: number): object => ({ id, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] })
    const request = txProfile(transactionId, [], { chargingSchedule: [one(4, 7), one(5, 9)] })
    expect(await csms.call('SetChargingProfile', request)).toMatchObject({ status: 'Rejected' })
    await station.requestEnergy()
    expect(await csms.call('SetChargingProfile', request)).toEqual({ status: 'Accepted' })
    expect(station.readMeter().powerW).toBeCloseTo(7 * 690)
    expect(csms.last('NotifyEVChargingSchedule')['chargingSchedule']).toMatchObject({ id: 4 })
    await station.stop()
  })

  it('tells them in watts and with its battery at a DC outlet (K15.FR.06)', async () => {
    const { station, csms } = await setUpCharging(version, { evses: [{ kind: 'DC', maxPowerW: 100_000, voltageV: 400 }] })
    answer(csms, 'Processing')
    await station.startCharging({ idToken: 'CARD', ev: { batteryCapacityWh: 50_000, socPercent: 20, maxPowerW: 80_000 } })
    expect(await station.requestEnergy()).toBe('Processing')
    expect(csms.last('NotifyEVChargingNeeds')['chargingNeeds']).toEqual({
      requestedEnergyTransfer: 'DC',
      dcChargingParameters: {
        evMaxCurrent: 200,
        evMaxVoltage: 400,
        energyAmount: 40_000,
        evMaxPower: 80_000,
        stateOfCharge: 20,
        evEnergyCapacity: 50_000,
      },
    })
    await station.stop()
  })
})

describe('requestEnergy', () => {
  it('needs a car and a transaction', async () => {
    const { station } = await setUpCharging(ocpp201)
    await expect(station.requestEnergy()).rejects.toMatchObject({ code: 'NOT_PLUGGED_IN' })
    station.plugIn({ ev: bigEv })
    await expect(station.requestEnergy()).rejects.toMatchObject({ code: 'NO_TRANSACTION' })
    await expect(station.requestEnergy({ evseId: 3 })).rejects.toMatchObject({ code: 'UNKNOWN_EVSE' })
    await station.stop()
  })

  it('finds nobody to ask in 1.6', async () => {
    const { station } = await setUpCharging(ocpp16)
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    expect(await station.requestEnergy()).toBe('NoChargingProfile')
    await station.stop()
  })

  it('tells later what was wanted when, in 2.1 (K15.FR.20, K17.FR.17)', async () => {
    const { station, csms } = await setUpCharging(versions2[1][1], { settings: { offlineTxForUnknownId: true } })
    answer(csms, 'Accepted')
    await csms.cut()
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    const timestamp = inS(csms, 0)
    await station.requestEnergy()
    await csms.pass(30_000)
    await csms.restore()
    expect(csms.of('NotifyEVChargingNeeds')).toMatchObject([{ evseId: 1, timestamp } satisfies Payload])
    await station.stop()
  })
})
