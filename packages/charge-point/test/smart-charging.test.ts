import { describe, expect, it } from 'vitest'
import { createMemoryStateStore } from '../src/index.js'
import { bigEv, inS, profile2, runClock, setUpCharging, stepsOf, watchTimers } from './support/charging.js'
import { type Payload, type Setup, settle, setUp, type TestCsms } from './support/csms.js'
import { versions2 } from './support/versions.js'

const accepted = { status: 'Accepted' }

const set = (csms: TestCsms, evseId: number, chargingProfile: Payload): Promise<Payload> =>
  csms.call('SetChargingProfile', { evseId, chargingProfile })

/** What is reported of the profiles that are asked for. */
async function reported(csms: TestCsms, chargingProfile: object, evseId?: number): Promise<readonly Payload[]> {
  csms.forget()
  const request = { requestId: 7, chargingProfile, ...(evseId === undefined ? {} : { evseId }) }
  const { status } = await csms.call('GetChargingProfiles', request)
  const reports = csms.of('ReportChargingProfiles')
  expect(status).toBe(reports.length === 0 ? 'NoProfiles' : 'Accepted')
  expect(reports.every(({ requestId }) => requestId === 7)).toBe(true)
  return reports
}

const idsOf = (reports: readonly Payload[]): number[] =>
  reports.flatMap(({ chargingProfile }) => (chargingProfile as Payload[]).map(({ id }) => id as number))

const composite = (csms: TestCsms, evseId: number, duration: number, chargingRateUnit = 'A'): Promise<Payload> =>
  csms.call('GetCompositeSchedule', { evseId, duration, chargingRateUnit })

const transactionId = ({ station }: Pick<Setup<never>, 'station'> | { station: { state: Setup<never>['station']['state'] } }): string =>
  station.state.evses[0]?.transaction?.transactionId ?? ''

const powerW = ({ station }: { station: { readMeter(evseId?: number): { readonly powerW: number } } }, evseId = 1): number =>
  Math.round(station.readMeter(evseId).powerW)

const twoEvses = { evses: [{}, {}] }

describe.each(versions2)('in %s, a charging profile', (_, version) => {
  it('for one EVSE is accepted, and reported as it was set (K01.FR.15, TC_K_01)', async () => {
    const { station, csms } = await setUpCharging(version)
    const chargingProfile = profile2(1, [[0, 6]], { schedule: { duration: 600 } })
    expect(await set(csms, 1, chargingProfile)).toEqual(accepted)
    expect(await reported(csms, { chargingProfileId: [1] })).toEqual([
      { requestId: 7, evseId: 1, chargingLimitSource: 'CSO', chargingProfile: [chargingProfile], tbc: false },
    ])
    await station.stop()
  })

  it('may carry data of a vendor at all its levels, which is kept and does nothing (TC_P_04)', async () => {
    const { station, csms } = await setUpCharging(version)
    const customData = { vendorId: 'com.example', colour: 'green' }
    const period = { startPeriod: 0, limit: 6, numberPhases: 3, customData }
    const schedule = { id: 1, duration: 600, chargingRateUnit: 'A', chargingSchedulePeriod: [period], customData }
    const chargingProfile = { ...profile2(1, []), chargingSchedule: [schedule], customData }
    const request = { evseId: 1, chargingProfile, customData }
    expect(await csms.call('SetChargingProfile', request)).toEqual(accepted)
    expect(await reported(csms, { chargingProfileId: [1] })).toMatchObject([{ chargingProfile: [chargingProfile] }])
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    expect(powerW({ station })).toBe(6 * 3 * 230)
    await station.stop()
  })

  it('for a transaction is refused where none runs (K01.FR.09, TC_K_02)', async () => {
    const { station, csms } = await setUpCharging(version)
    const chargingProfile = profile2(1, [[0, 6]], { chargingProfilePurpose: 'TxProfile', transactionId: 'nobody knows' })
    expect(await set(csms, 1, chargingProfile)).toMatchObject({ status: 'Rejected', statusInfo: { reasonCode: 'TxNotFound' } })
    await station.stop()
  })

  it('for the station is accepted at EVSE 0 (TC_K_03) and nowhere else (K04.FR.03)', async () => {
    const { station, csms } = await setUpCharging(version)
    const chargingProfile = profile2(1, [[0, 6]], {
      chargingProfilePurpose: 'ChargingStationMaxProfile',
      chargingProfileKind: 'Absolute',
      schedule: { startSchedule: inS(csms, 0), duration: 600 },
    })
    expect(await set(csms, 1, chargingProfile)).toMatchObject({ status: 'Rejected' })
    expect(await set(csms, 0, chargingProfile)).toEqual(accepted)
    expect(await reported(csms, { chargingProfileId: [1] })).toMatchObject([{ evseId: 0, chargingProfile: [chargingProfile] }])
    await station.stop()
  })

  it('replaces the one of the same id (K01.FR.05, TC_K_04)', async () => {
    const { station, csms } = await setUpCharging(version)
    await set(csms, 1, profile2(1, [[0, 6]]))
    const chargingProfile = profile2(1, [[0, 10]])
    expect(await set(csms, 1, chargingProfile)).toEqual(accepted)
    expect(await reported(csms, { chargingProfileId: [1] })).toMatchObject([{ evseId: 1, chargingProfile: [chargingProfile] }])
    await station.stop()
  })

  it('for all EVSEs is applied to each, not copied (K01.FR.14, TC_K_10)', async () => {
    const { station, csms } = await setUpCharging(version, twoEvses)
    const chargingProfile = profile2(1, [[0, 6]])
    expect(await set(csms, 0, chargingProfile)).toEqual(accepted)
    expect(await reported(csms, { chargingProfileId: [1] })).toMatchObject([{ evseId: 0, chargingProfile: [chargingProfile] }])
    for (const evseId of [1, 2]) expect(stepsOf((await composite(csms, evseId, 60))['schedule'])).toEqual([[0, 6]])
    await station.stop()
  })

  it('for a transaction is refused for all EVSEs at once (K01.FR.16, TC_K_11)', async () => {
    const setup = await setUpCharging(version)
    await setup.station.startCharging({ idToken: 'CARD', ev: bigEv })
    const chargingProfile = profile2(1, [[0, 6]], { chargingProfilePurpose: 'TxProfile', transactionId: transactionId(setup) })
    expect(await set(setup.csms, 0, chargingProfile)).toMatchObject({ status: 'Rejected' })
    await setup.station.stop()
  })

  it('in a unit that is not supported is refused (K01.FR.26, TC_K_12)', async () => {
    const { station, csms } = await setUpCharging(version, { settings: { chargingRateUnits: ['A'] } })
    expect(await set(csms, 1, profile2(1, [[0, 6_000]], { schedule: { chargingRateUnit: 'W' } }))).toMatchObject({
      status: 'Rejected',
      statusInfo: { reasonCode: 'UnsupportedRateUnit' },
    })
    await station.stop()
  })

  it('outlives a reboot and a power cut (K01.FR.27, TC_K_13)', async () => {
    const state = createMemoryStateStore()
    const first = await setUpCharging(version, { state, rebootMs: 1_000 })
    const chargingProfile = profile2(1, [[0, 6]])
    await set(first.csms, 1, chargingProfile)
    await first.csms.call('Reset', { type: 'Immediate' })
    await first.csms.pass(5_000)
    expect(idsOf(await reported(first.csms, {}))).toEqual([1])
    await first.station.stop()

    const second = await setUpCharging(version, { state })
    expect(await reported(second.csms, { chargingProfileId: [1] })).toMatchObject([{ evseId: 1, chargingProfile: [chargingProfile] }])
    await second.station.startCharging({ idToken: 'CARD', ev: bigEv })
    expect(powerW(second)).toBe(6 * 230 * 3)
    await second.station.stop()
  })

  it('of a transaction goes with it, also where a power cut ended it (K02.FR.05)', async () => {
    const state = createMemoryStateStore()
    const setup = await setUpCharging(version, { state })
    await setup.station.startCharging({ idToken: 'CARD', ev: bigEv })
    const own = { chargingProfilePurpose: 'TxProfile', transactionId: transactionId(setup) }
    await set(setup.csms, 1, profile2(1, [[0, 6]], own))
    // The cut: another station finds the state of this one, and cannot go on with the transaction.
    const after = await setUpCharging(version, { state, settings: { txResumptionTimeoutS: 0 } })
    await settle()
    expect(await reported(after.csms, {})).toEqual([])
    await after.station.stop()
    await setup.station.stopCharging()
    await settle()
    expect(await reported(setup.csms, {})).toEqual([])
    await setup.station.stop()
  })

  it('for an EVSE that does not exist is refused (K01.FR.28, TC_K_14)', async () => {
    const { station, csms } = await setUpCharging(version)
    expect(await set(csms, 2, profile2(1, [[0, 6]]))).toMatchObject({ status: 'Rejected', statusInfo: { reasonCode: 'UnknownEvse' } })
    await station.stop()
  })

  it('gets NotSupported from a station without smart charging, as all its messages do (K01.FR.29, TC_K_15)', async () => {
    const { station, csms } = await setUpCharging(version, { settings: { smartCharging: false } })
    await expect(set(csms, 1, profile2(1, [[0, 6]]))).rejects.toMatchObject({ code: 'NotSupported' })
    await expect(composite(csms, 1, 60)).rejects.toMatchObject({ code: 'NotSupported' })
    await expect(csms.call('ClearChargingProfile', {})).rejects.toMatchObject({ code: 'NotSupported' })
    await expect(csms.call('GetChargingProfiles', { requestId: 1, chargingProfile: {} })).rejects.toMatchObject({ code: 'NotSupported' })
    await station.stop()
  })

  it('for a transaction that is not the one that runs is refused (K01.FR.33, TC_K_16)', async () => {
    const { station, csms } = await setUpCharging(version)
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    const chargingProfile = profile2(1, [[0, 6]], { chargingProfilePurpose: 'TxProfile', transactionId: 'nobody knows' })
    expect(await set(csms, 1, chargingProfile)).toMatchObject({ status: 'Rejected' })
    const { transactionId: _, ...without } = chargingProfile
    expect(await set(csms, 1, without)).toMatchObject({ status: 'Rejected', statusInfo: { reasonCode: 'MissingParam' } })
    await station.stop()
  })

  it('may recur (K01.FR.40, TC_K_19), and falls back in between (K01.FR.13)', async () => {
    const { station, csms } = await setUpCharging(version)
    const chargingProfile = profile2(1, [[0, 6]], {
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Daily',
      schedule: { startSchedule: inS(csms, -86_400 * 3), duration: 600 },
    })
    expect(await set(csms, 1, chargingProfile)).toEqual(accepted)
    expect(stepsOf((await composite(csms, 1, 86_400 + 60))['schedule'])).toEqual([
      [0, 6],
      [600, 31.8],
      [86_400, 6],
    ])
    await station.stop()
  })

  it('is in force from validFrom on (K01.FR.36, TC_K_21)', async () => {
    const { station, csms } = await setUpCharging(version)
    expect(await set(csms, 1, profile2(1, [[0, 6]], { validFrom: inS(csms, 300) }))).toEqual(accepted)
    const { schedule, status } = await composite(csms, 1, 400)
    expect(status).toBe('Accepted')
    expect(schedule).toMatchObject({ evseId: 1, chargingRateUnit: 'A', duration: 400, scheduleStart: inS(csms, 0) })
    expect(stepsOf(schedule)).toEqual([
      [0, 31.8],
      [300, 6],
    ])
    await station.stop()
  })

  it('is in force until validTo, for the station as often as it has EVSEs (K01.FR.37, TC_K_22)', async () => {
    const { station, csms } = await setUpCharging(version, twoEvses)
    const absolute = { chargingProfileKind: 'Absolute', schedule: { startSchedule: inS(csms, 0) } }
    expect(await set(csms, 0, profile2(1, [[0, 6]], { ...absolute, validFrom: inS(csms, -60), validTo: inS(csms, 300) }))).toEqual(accepted)
    for (const evseId of [0, 1, 2]) {
      const { schedule } = await composite(csms, evseId, 400)
      expect(schedule).toMatchObject({ evseId, duration: 400, chargingRateUnit: 'A' })
      expect(stepsOf(schedule)).toEqual([
        [0, evseId === 0 ? 12 : 6],
        [300, evseId === 0 ? 63.7 : 31.8],
      ])
    }
    await station.stop()
  })

  it('is in force from startSchedule on (K01.FR.30, TC_K_23)', async () => {
    const { station, csms } = await setUpCharging(version)
    const chargingProfile = profile2(1, [[0, 6]], {
      chargingProfileKind: 'Absolute',
      validFrom: inS(csms, 50),
      validTo: inS(csms, 400),
      schedule: { startSchedule: inS(csms, 60) },
    })
    expect(await set(csms, 1, chargingProfile)).toEqual(accepted)
    expect(stepsOf((await composite(csms, 1, 300))['schedule'])).toEqual([
      [0, 31.8],
      [60, 6],
    ])
    await station.stop()
  })

  it('by default counts for a transaction that runs already, and no longer once it is cleared (K01.FR.32, K10.FR.05, FR.07, TC_K_09, TC_K_28)', async () => {
    const setup = await setUpCharging(version)
    const { station, csms } = setup
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    expect(powerW(setup)).toBe(22_000)
    await settle()
    csms.forget()
    const absolute = { chargingProfileKind: 'Absolute', schedule: { startSchedule: inS(csms, -10), duration: 310 } }
    expect(await set(csms, 1, profile2(1, [[0, 6]], absolute))).toEqual(accepted)
    expect(stepsOf((await composite(csms, 1, 300))['schedule'])).toEqual([[0, 6]])
    expect(powerW(setup)).toBe(6 * 230 * 3)
    expect(csms.of('TransactionEvent')).toMatchObject([{ eventType: 'Updated', triggerReason: 'ChargingRateChanged' }])
    const chargingProfileCriteria = { chargingProfilePurpose: 'TxDefaultProfile' }
    expect(await csms.call('ClearChargingProfile', { chargingProfileCriteria })).toEqual(accepted)
    expect(stepsOf((await composite(csms, 1, 300))['schedule'])).toEqual([[0, 31.8]])
    expect(powerW(setup)).toBe(22_000)
    expect(csms.of('TransactionEvent')).toHaveLength(2)
    await station.stop()
  })

  it('of a transaction is accepted while it runs, and overrules the default until it ends (K01.FR.04, K02.FR.04, FR.08, TC_K_60)', async () => {
    const setup = await setUpCharging(version)
    const { station, csms } = setup
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    await set(csms, 1, profile2(1, [[0, 6]]))
    const own = { chargingProfilePurpose: 'TxProfile', transactionId: transactionId(setup), schedule: { duration: 60 } }
    const chargingProfile = profile2(2, [[0, 10]], own)
    expect(await set(csms, 1, chargingProfile)).toEqual(accepted)
    expect(await reported(csms, { chargingProfileId: [2] })).toMatchObject([{ evseId: 1, chargingProfile: [chargingProfile] }])
    expect(powerW(setup)).toBe(10 * 230 * 3)
    await csms.pass(61_000)
    expect(powerW(setup)).toBe(6 * 230 * 3)
    await station.stop()
  })
})

describe.each(versions2)('in %s, ClearChargingProfile', (_, version) => {
  it('clears by id (K10.FR.03, TC_K_05)', async () => {
    const { station, csms } = await setUpCharging(version)
    await set(csms, 1, profile2(1, [[0, 6]]))
    await set(csms, 1, profile2(2, [[0, 6]], { stackLevel: 1 }))
    expect(await csms.call('ClearChargingProfile', { chargingProfileId: 1 })).toEqual(accepted)
    expect(await reported(csms, { chargingProfileId: [1] })).toEqual([])
    expect(idsOf(await reported(csms, {}))).toEqual([2])
    await station.stop()
  })

  it('clears by stack level and purpose, during a transaction too (K10.FR.04, TC_K_06)', async () => {
    const { station, csms } = await setUpCharging(version)
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    await set(csms, 1, profile2(1, [[0, 6]], { stackLevel: 2 }))
    const criteria = { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 2 }
    expect(await csms.call('ClearChargingProfile', { chargingProfileCriteria: criteria })).toEqual(accepted)
    expect(await reported(csms, criteria)).toEqual([])
    await station.stop()
  })

  it('clears on all EVSEs where none is named, and on the named one alone (K10.FR.04, TC_K_24)', async () => {
    const { station, csms } = await setUpCharging(version, twoEvses)
    const criteria = { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 0 }
    await set(csms, 1, profile2(1, [[0, 6]]))
    await set(csms, 2, profile2(2, [[0, 6]]))
    expect(await csms.call('ClearChargingProfile', { chargingProfileCriteria: { ...criteria, evseId: 2 } })).toEqual(accepted)
    expect(idsOf(await reported(csms, {}))).toEqual([1])
    await set(csms, 2, profile2(2, [[0, 6]]))
    expect(await csms.call('ClearChargingProfile', { chargingProfileCriteria: criteria })).toEqual(accepted)
    expect(await reported(csms, criteria)).toEqual([])
    await station.stop()
  })

  it('answers Unknown where nothing fits, and leaves the rest (K10.FR.01, TC_K_07, TC_K_08)', async () => {
    const { station, csms } = await setUpCharging(version)
    expect(await csms.call('ClearChargingProfile', { chargingProfileId: 5 })).toEqual({ status: 'Unknown' })
    await set(csms, 1, profile2(1, [[0, 6]], { stackLevel: 1 }))
    const criteria = { chargingProfilePurpose: 'ChargingStationMaxProfile', stackLevel: 0 }
    expect(await csms.call('ClearChargingProfile', { chargingProfileCriteria: criteria })).toEqual({ status: 'Unknown' })
    expect(idsOf(await reported(csms, {}))).toEqual([1])
    await station.stop()
  })
})

describe.each(versions2)('in %s, GetChargingProfiles', (_, version) => {
  const max = { chargingProfilePurpose: 'ChargingStationMaxProfile', chargingProfileKind: 'Absolute' }

  const withTwo = async () => {
    const setup = await setUpCharging(version)
    const { csms } = setup
    await set(csms, 0, profile2(1, [[0, 20]], { ...max, schedule: { startSchedule: inS(csms, 0) } }))
    await set(csms, 1, profile2(2, [[0, 6]], { stackLevel: 1 }))
    return setup
  }

  it.each([
    ['those of the station (K09.FR.05, TC_K_29)', 0, {}, [1]],
    ['those of an EVSE (K09.FR.04, TC_K_30)', 1, {}, [2]],
    ['all of them (K09.FR.06, TC_K_31)', undefined, {}, [1, 2]],
    ['one by its id (K09.FR.01, TC_K_32)', undefined, { chargingProfileId: [1] }, [1]],
    ['those of a stack level at an EVSE (TC_K_33)', 1, { stackLevel: 1 }, [2]],
    ['none of another stack level', 1, { stackLevel: 0 }, []],
    ['those of a source at an EVSE (TC_K_34)', 1, { chargingLimitSource: ['CSO'] }, [2]],
    ['none of a source that has set none (TC_K_34)', 1, { chargingLimitSource: ['EMS'] }, []],
    ['those of a purpose at an EVSE (TC_K_35)', 1, { chargingProfilePurpose: 'TxDefaultProfile' }, [2]],
    ['those of a purpose and stack level (TC_K_36)', 1, { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 }, [2]],
    ['none where one criterion fails', 1, { chargingProfilePurpose: 'TxProfile', stackLevel: 1 }, []],
  ])('reports %s', async (__, evseId, criteria, ids) => {
    const { station, csms } = await withTwo()
    expect(idsOf(await reported(csms, criteria, evseId))).toEqual(ids)
    await station.stop()
  })

  it('reports many in parts, each but the last to be continued (K09.FR.02)', async () => {
    const { station, csms } = await setUpCharging(version, { settings: { maxChargingStackLevel: 30, maxChargingProfiles: 30 } })
    for (let id = 1; id <= 21; id += 1) await set(csms, 1, profile2(id, [[0, id]], { stackLevel: id }))
    const reports = await reported(csms, {})
    expect(reports.map(({ tbc }) => tbc)).toEqual([true, true, false])
    expect(idsOf(reports)).toEqual(Array.from({ length: 21 }, (__, index) => index + 1))
    await station.stop()
  })
})

describe.each(versions2)('in %s, GetCompositeSchedule', (_, version) => {
  it('tells the own limits where there is no profile (K08.FR.02–03, FR.06, TC_K_39)', async () => {
    const { station, csms } = await setUpCharging(version, { ...twoEvses, maxPowerW: 30_000 })
    const { status, schedule } = await composite(csms, 0, 300, 'W')
    expect(status).toBe('Accepted')
    expect(schedule).toMatchObject({ evseId: 0, duration: 300, chargingRateUnit: 'W', scheduleStart: inS(csms, 0) })
    expect(stepsOf(schedule)).toEqual([[0, 30_000]])
    await station.stop()
  })

  it('stacks profiles of one purpose (K08.FR.02, TC_K_40)', async () => {
    const { station, csms } = await setUpCharging(version)
    const absolute = (duration: number) => ({
      chargingProfileKind: 'Absolute',
      validFrom: inS(csms, -2),
      validTo: inS(csms, 401),
      schedule: { startSchedule: inS(csms, -2), duration: duration + 2 },
    })
    const first = [
      [0, 6],
      [100, 8],
      [200, 10],
    ] as const
    const second = [
      [0, 7],
      [100, 9],
    ] as const
    expect(await set(csms, 1, profile2(1, first, absolute(400)))).toEqual(accepted)
    expect(await set(csms, 1, profile2(2, second, { ...absolute(150), stackLevel: 1 }))).toEqual(accepted)
    const { schedule } = await composite(csms, 1, 350)
    expect(schedule).toMatchObject({ evseId: 1, duration: 350, chargingRateUnit: 'A' })
    expect(stepsOf(schedule)).toEqual([
      [0, 7],
      [98, 9],
      [150, 8],
      [198, 10],
    ])
    await station.stop()
  })

  it('takes the lowest of the purposes (K08.FR.04, TC_K_41)', async () => {
    const setup = await setUpCharging(version)
    const { station, csms } = setup
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    const from = (duration: number) => ({ startSchedule: inS(csms, -4), duration })
    const valid = { chargingProfileKind: 'Absolute', validFrom: inS(csms, -4), validTo: inS(csms, 405) }
    const max = { chargingProfilePurpose: 'ChargingStationMaxProfile', chargingProfileKind: 'Absolute', schedule: from(86_400) }
    const byDefault = [
      [0, 6],
      [60, 10],
      [120, 8],
      [180, 15],
      [260, 8],
    ] as const
    const own = [
      [0, 8],
      [50, 11],
      [140, 16],
      [200, 6],
      [240, 12],
    ] as const
    expect(await set(csms, 0, profile2(1, [[0, 10]], max))).toEqual(accepted)
    expect(await set(csms, 1, profile2(2, byDefault, { ...valid, schedule: from(300) }))).toEqual(accepted)
    const txProfile = { ...valid, chargingProfilePurpose: 'TxProfile', transactionId: transactionId(setup), schedule: from(260) }
    expect(await set(csms, 1, profile2(3, own, txProfile))).toEqual(accepted)
    expect(stepsOf((await composite(csms, 1, 400))['schedule'])).toEqual([
      [0, 8],
      [46, 10],
      [196, 6],
      [236, 10],
      [256, 8],
      [296, 10],
    ])
    await station.stop()
  })

  it('is Rejected in a unit that is not supported (K08.FR.07, TC_K_42)', async () => {
    const { station, csms } = await setUpCharging(version, { settings: { chargingRateUnits: ['A'] } })
    expect(await composite(csms, 0, 300, 'W')).toEqual({ status: 'Rejected' })
    await station.stop()
  })

  it('is Rejected for an EVSE that does not exist (K08.FR.05, TC_K_47)', async () => {
    const { station, csms } = await setUpCharging(version)
    expect(await composite(csms, 2, 300)).toEqual({ status: 'Rejected' })
    await station.stop()
  })

  it('tells nothing of phases at a DC outlet', async () => {
    const { station, csms } = await setUpCharging(version, { evses: [{ kind: 'DC', maxPowerW: 50_000 }] })
    await set(csms, 1, profile2(1, [[0, 20_000]], { schedule: { chargingRateUnit: 'W' } }))
    expect((await csms.call('GetCompositeSchedule', { evseId: 1, duration: 60 }))['schedule']).toMatchObject({
      chargingRateUnit: 'W',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 20_000 }],
    })
    await station.stop()
  })
})

describe.each(versions2)('in %s, a remote start with a profile', (_, version) => {
  const start = (chargingProfile: Payload): object => ({
    remoteStartId: 1,
    evseId: 1,
    idToken: { idToken: 'CARD', type: 'ISO14443' },
    chargingProfile,
  })
  const txProfile = profile2(4, [[0, 6]], { chargingProfilePurpose: 'TxProfile' })

  it('installs it for the transaction, which charges by it from the first moment (K05.FR.03, TC_K_37)', async () => {
    const setup = await setUpCharging(version)
    const { station, csms } = setup
    station.plugIn({ ev: bigEv })
    await settle()
    expect(await csms.call('RequestStartTransaction', start(txProfile))).toEqual(accepted)
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ triggerReason: 'RemoteStart', transactionInfo: { remoteStartId: 1 } })
    expect(powerW(setup)).toBe(6 * 230 * 3)
    expect(csms.of('TransactionEvent').some(({ triggerReason }) => triggerReason === 'ChargingRateChanged')).toBe(false)
    expect(await reported(csms, { chargingProfileId: [4] })).toMatchObject([{ evseId: 1, chargingProfile: [txProfile] }])
    await station.stopCharging()
    await settle()
    expect(await reported(csms, {})).toEqual([])
    await station.stop()
  })

  it('installs it for a transaction that runs since the cable came', async () => {
    const setup = await setUpCharging(version, { settings: { txStartPoints: ['EVConnected'] } })
    const { station, csms } = setup
    station.plugIn({ ev: bigEv })
    await settle()
    expect(await csms.call('RequestStartTransaction', start(txProfile))).toMatchObject({
      status: 'Accepted',
      transactionId: transactionId(setup),
    })
    expect(powerW(setup)).toBe(6 * 230 * 3)
    await station.stop()
  })

  it('forgets it where the driver does not come', async () => {
    const { station, csms } = await setUpCharging(version, { settings: { connectionTimeoutS: 30 } })
    await csms.call('RequestStartTransaction', start(txProfile))
    expect(idsOf(await reported(csms, {}))).toEqual([4])
    await csms.pass(31_000)
    expect(await reported(csms, {})).toEqual([])
    await station.stop()
  })

  it('ignores it without smart charging (K05.FR.04, TC_K_38)', async () => {
    const setup = await setUpCharging(version, { settings: { smartCharging: false } })
    const { station, csms } = setup
    station.plugIn({ ev: bigEv })
    await settle()
    expect(await csms.call('RequestStartTransaction', start(txProfile))).toEqual(accepted)
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ triggerReason: 'RemoteStart', transactionInfo: { remoteStartId: 1 } })
    expect(powerW(setup)).toBe(22_000)
    await station.stop()
  })

  it.each([
    ['for another purpose', profile2(4, [[0, 6]])],
    ['for a transaction', { ...txProfile, transactionId: 'some' }],
    ['that does not begin at 0', profile2(4, [[10, 6]], { chargingProfilePurpose: 'TxProfile' })],
  ])('is Rejected with a profile %s, and nothing starts (K05.FR.02, FR.05)', async (__, chargingProfile) => {
    const { station, csms } = await setUpCharging(version)
    expect(await csms.call('RequestStartTransaction', start(chargingProfile))).toMatchObject({
      status: 'Rejected',
      statusInfo: { reasonCode: expect.stringMatching(/^Invalid(Profile|Schedule)$/) },
    })
    expect(station.state.evses[0]?.idToken).toBeUndefined()
    await station.stop()
  })
})

describe.each(versions2)('in %s, the power that flows', (_, version) => {
  it('follows a schedule from step to step, and so do the events (K01.FR.12, FR.42)', async () => {
    const setup = await setUpCharging(version)
    const { station, csms } = setup
    const steps = [
      [0, 6],
      [60, 0],
      [120, 10],
    ] as const
    await set(csms, 1, profile2(1, steps))
    await csms.pass(200_000)
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    expect(powerW(setup)).toBe(6 * 690)
    await settle()
    csms.forget()
    await csms.pass(61_000)
    expect(powerW(setup)).toBe(0)
    await csms.pass(60_000)
    expect(powerW(setup)).toBe(6_900)
    expect(csms.of('TransactionEvent').map(({ transactionInfo }) => (transactionInfo as Payload)['chargingState'])).toEqual([
      'SuspendedEVSE',
      'Charging',
    ])
    await station.stop()
  })

  it('begins with a relative schedule when car and driver are there, however long the transaction has run (K01.FR.42)', async () => {
    const setup = await setUpCharging(version, { settings: { txStartPoints: ['Authorized'], connectionTimeoutS: 0 } })
    const { station, csms } = setup
    const steps = [
      [0, 6],
      [60, 10],
    ] as const
    await set(csms, 1, profile2(1, steps))
    await station.presentCard({ idToken: 'CARD' })
    await csms.pass(100_000)
    station.plugIn({ ev: bigEv })
    expect(powerW(setup)).toBe(6 * 690)
    await csms.pass(59_000)
    expect(powerW(setup)).toBe(6 * 690)
    await csms.pass(2_000)
    expect(powerW(setup)).toBe(6_900)
    await station.stop()
  })

  it('stays within the limit of the station, however many charge (K04.FR.05)', async () => {
    const setup = await setUpCharging(version, { evses: [{}, {}] })
    const { station, csms } = setup
    const max = { chargingProfilePurpose: 'ChargingStationMaxProfile', chargingProfileKind: 'Absolute' }
    await set(csms, 0, profile2(1, [[0, 16]], { ...max, schedule: { startSchedule: inS(csms, 0) } }))
    await station.startCharging({ idToken: 'ONE', evseId: 1, ev: bigEv })
    expect(powerW(setup)).toBe(16 * 690)
    await station.startCharging({ idToken: 'TWO', evseId: 2, ev: bigEv })
    expect([powerW(setup, 1), powerW(setup, 2)]).toEqual([8 * 690, 8 * 690])
    await station.stop()
  })

  it('uses as many phases as the profile allows (K01.FR.43)', async () => {
    const { station, csms } = await setUpCharging(version)
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    const onePhase = { chargingSchedulePeriod: [{ startPeriod: 0, limit: 10, numberPhases: 1 }] }
    expect(await set(csms, 1, profile2(1, [], { schedule: onePhase }))).toEqual(accepted)
    expect(station.readMeter().currentA.map(Math.round)).toEqual([10, 0, 0])
    await station.stop()
  })

  it('knows no limit that a local one does not know: the lower of both counts', async () => {
    const setup = await setUpCharging(version)
    const { station, csms } = setup
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    station.setLimit({ limitW: 3_000 })
    await set(csms, 1, profile2(1, [[0, 6]]))
    expect(powerW(setup)).toBe(3_000)
    station.setLimit({ limitW: 5_000 })
    expect(powerW(setup)).toBe(6 * 690)
    expect(station.state.evses[0]).toMatchObject({ limitW: 5_000, scheduledW: 6 * 690 })
    await station.stop()
  })

  it('keeps to the profiles while the csms is out of reach (K06.FR.01, K07.FR.01)', async () => {
    const setup = await setUpCharging(version)
    const { station, csms } = setup
    const steps = [
      [0, 6],
      [60, 10],
    ] as const
    await set(csms, 1, profile2(1, steps))
    await csms.cut()
    station.configure({ offlineTxForUnknownId: true })
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    expect(powerW(setup)).toBe(6 * 690)
    await csms.pass(61_000)
    expect(powerW(setup)).toBe(6_900)
    await station.stop()
  })

  it('is told of only where it changes by more than LimitChangeSignificance (SC.03)', async () => {
    const { station, csms } = await setUpCharging(version)
    const variable = { component: { name: 'SmartChargingCtrlr' }, variable: { name: 'LimitChangeSignificance' } }
    const data = (attributeValue: string) => ({ setVariableData: [{ ...variable, attributeValue }] })
    expect((await csms.call('SetVariables', data('10.5')))['setVariableResult']).toMatchObject([{ attributeStatus: 'Accepted' }])
    expect((await csms.call('SetVariables', data('-1')))['setVariableResult']).toMatchObject([{ attributeStatus: 'Rejected' }])
    await set(csms, 1, profile2(1, [[0, 20]]))
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    await settle()
    csms.forget()
    await set(csms, 1, profile2(1, [[0, 19]]))
    expect(csms.of('TransactionEvent')).toEqual([])
    await set(csms, 1, profile2(1, [[0, 10]]))
    expect(csms.of('TransactionEvent')).toMatchObject([{ triggerReason: 'ChargingRateChanged' }])
    await station.stop()
  })

  it('needs no timer without a profile, and none while the station is off', async () => {
    const { station, csms, clock } = await setUpCharging(version)
    const timers = watchTimers(clock)
    // The csms has timers of its own for its requests.
    await composite(csms, 1, 60)
    const idle = timers.size
    const steps = [
      [0, 6],
      [60, 10],
    ] as const
    const absolute = { chargingProfileKind: 'Absolute', schedule: { startSchedule: inS(csms, 0) } }
    await set(csms, 1, profile2(1, steps, absolute))
    await set(csms, 1, profile2(2, steps, { ...absolute, stackLevel: 1 }))
    expect(timers.size).toBe(idle + 1)
    await csms.call('ClearChargingProfile', {})
    expect(timers.size).toBe(idle)
    await set(csms, 1, profile2(1, steps, absolute))
    await station.stop()
    expect(timers.size).toBeLessThanOrEqual(idle)
  })

  it('follows the clock that the csms sets', async () => {
    const setup = await setUp(version, { settings: { sampleIntervalS: 0 } })
    const { station, csms } = setup
    runClock(csms)
    await station.start()
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    const later = inS(csms, 7_200)
    const absolute = { chargingProfileKind: 'Absolute', schedule: { startSchedule: inS(csms, 3_600) } }
    await set(csms, 1, profile2(1, [[0, 6]], absolute))
    expect(powerW(setup)).toBe(22_000)
    csms.answers['Heartbeat'] = () => ({ currentTime: later })
    await csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })
    expect(powerW(setup)).toBe(6 * 690)
    await station.stop()
  })
})

describe.each(versions2)('in %s, SmartChargingCtrlr', (_, version) => {
  it('tells what the station can do', async () => {
    const { station, csms } = await setUpCharging(version, { settings: { chargingRateUnits: ['A'], maxChargingProfiles: 5 } })
    await set(csms, 1, profile2(1, [[0, 6]]))
    const names = ['Enabled', 'RateUnit', 'ProfileStackLevel', 'PeriodsPerSchedule', 'Phases3to1']
    const component = { name: 'SmartChargingCtrlr' }
    const { getVariableResult } = await csms.call('GetVariables', {
      getVariableData: [
        ...names.map((name) => ({ component, variable: { name } })),
        { component, variable: { name: 'Entries', instance: 'ChargingProfiles' } },
      ],
    })
    expect((getVariableResult as Payload[]).map(({ attributeValue }) => attributeValue)).toEqual(['true', 'A', '9', '100', 'true', '1'])
    await station.stop()
  })
})
