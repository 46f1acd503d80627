import { describe, expect, it } from 'vitest'
import { bigEv, inS, profile2, setUpCharging } from './support/charging.js'
import { type Payload, settle } from './support/csms.js'
import { ocpp16, ocpp201, versions2 } from './support/versions.js'

describe.each(versions2)('in %s, a limit from outside', (_, version) => {
  it('is obeyed, told, and told again when it changes or is lifted (K11.FR.01–05, K13.FR.01–03)', async () => {
    const { station, csms } = await setUpCharging(version)
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    await settle()
    csms.forget()
    expect(station.setExternalLimit({ evseId: 1, limitW: 6_000, source: 'SO', isGridCritical: true })).toBe(true)
    await settle()
    expect(station.readMeter().powerW).toBeCloseTo(6_000)
    const [limit] = csms.of('NotifyChargingLimit')
    expect(limit).toEqual({ evseId: 1, chargingLimit: { chargingLimitSource: 'SO', isGridCritical: true } })
    expect(csms.of('TransactionEvent')).toMatchObject([{ triggerReason: 'ChargingRateChanged' }])
    station.setExternalLimit({ evseId: 1, limitW: 6_030, source: 'SO' })
    await settle()
    expect(station.readMeter().powerW).toBeCloseTo(6_030)
    expect(csms.of('NotifyChargingLimit')).toHaveLength(1)
    station.setExternalLimit({ evseId: 1, source: 'SO' })
    await settle()
    expect(station.readMeter().powerW).toBe(22_000)
    expect(csms.of('ClearedChargingLimit')).toEqual([{ chargingLimitSource: 'SO', evseId: 1 }])
    expect(csms.of('TransactionEvent')).toHaveLength(2)
    await station.stop()
  })

  it('is reported as ChargingStationExternalConstraints (K11.FR.06, K12.FR.05, TC_K_52)', async () => {
    const { station, csms } = await setUpCharging(version)
    station.setExternalLimit({ limitW: 6_000 })
    await settle()
    const chargingProfile = { chargingProfilePurpose: 'ChargingStationExternalConstraints' }
    expect(await csms.call('GetChargingProfiles', { requestId: 3, chargingProfile })).toEqual({ status: 'Accepted' })
    expect(csms.last('ReportChargingProfiles')).toMatchObject({
      requestId: 3,
      evseId: 0,
      chargingLimitSource: 'EMS',
      chargingProfile: [chargingProfile],
    })
    await station.stop()
  })

  it('goes with the power, and so does all that came of it', async () => {
    const { station } = await setUpCharging(version)
    station.setExternalLimit({ evseId: 1, limitW: 1_000 })
    expect(station.state.evses[0]?.scheduledW).toBe(1_000)
    station.powerCut()
    await station.powerRestored()
    expect(station.state.evses[0]?.scheduledW).toBeUndefined()
    await station.stop()
  })

  it('for the station is one for all EVSEs together (K12.FR.01)', async () => {
    const { station } = await setUpCharging(version, { evses: [{}, {}] })
    station.setExternalLimit({ limitW: 9_000 })
    await station.startCharging({ idToken: 'ONE', evseId: 1, ev: bigEv })
    await station.startCharging({ idToken: 'TWO', evseId: 2, ev: bigEv })
    expect(station.readMeter(1).powerW + station.readMeter(2).powerW).toBeCloseTo(9_000)
    await station.stop()
  })

  it('comes with its schedule where the csms wants that (K11.FR.03, K12.FR.03), and ends by itself', async () => {
    const { station, csms } = await setUpCharging(version, { settings: { notifyLimitWithSchedules: true } })
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    const schedule = [
      { startS: 0, limitW: 6_000 },
      { startS: 60, limitW: 9_000 },
    ]
    station.setExternalLimit({ schedule, durationS: 120 })
    await settle()
    expect(csms.last('NotifyChargingLimit')).toMatchObject({
      chargingSchedule: [
        {
          startSchedule: inS(csms, 0),
          duration: 120,
          chargingRateUnit: 'W',
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 6_000 },
            { startPeriod: 60, limit: 9_000 },
          ],
        },
      ],
    })
    await csms.pass(61_000)
    expect(station.readMeter().powerW).toBeCloseTo(9_000)
    await csms.pass(60_000)
    expect(station.readMeter().powerW).toBe(22_000)
    await station.stop()
  })

  it('can neither be cleared nor replaced by the csms (K01.FR.05, FR.22, K10.FR.03)', async () => {
    const { station, csms } = await setUpCharging(version)
    station.setExternalLimit({ limitW: 6_000 })
    await settle()
    expect(await csms.call('ClearChargingProfile', { chargingProfileId: -1 })).toEqual({ status: 'Unknown' })
    expect(await csms.call('ClearChargingProfile', {})).toEqual({ status: 'Unknown' })
    for (const chargingProfile of [
      profile2(-1, [[0, 6]]),
      profile2(5, [[0, 6]], { chargingProfilePurpose: 'ChargingStationExternalConstraints' }),
    ]) {
      expect(await csms.call('SetChargingProfile', { evseId: 1, chargingProfile })).toMatchObject({ status: 'Rejected' })
    }
    await station.stop()
  })

  it('is told after the connection is back', async () => {
    const { station, csms } = await setUpCharging(version)
    await csms.cut()
    station.setExternalLimit({ limitW: 6_000 })
    csms.forget()
    await csms.restore()
    expect(csms.of('NotifyChargingLimit')).toEqual([{ chargingLimit: { chargingLimitSource: 'EMS' } }])
    await station.stop()
  })

  it('is not listened to where the csms has said so (ExternalControlSignalsEnabled)', async () => {
    const { station, csms } = await setUpCharging(version)
    const data = { component: { name: 'SmartChargingCtrlr' }, variable: { name: 'ExternalControlSignalsEnabled' }, attributeValue: 'false' }
    await csms.call('SetVariables', { setVariableData: [data] })
    expect(station.setExternalLimit({ limitW: 6_000 })).toBe(false)
    expect(station.state.evses[0]?.scheduledW).toBeUndefined()
    await station.stop()
  })
})

describe('setExternalLimit', () => {
  it('works without a message where the version has none (1.6)', async () => {
    const { station, csms, errors } = await setUpCharging(ocpp16)
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    await settle()
    csms.forget()
    expect(station.setExternalLimit({ limitW: 6_000 })).toBe(true)
    await settle()
    expect(station.readMeter().powerW).toBeCloseTo(6_000)
    expect(await csms.call('ClearChargingProfile', {})).toEqual({ status: 'Unknown' })
    expect(station.setExternalLimit({})).toBe(true)
    expect(station.readMeter().powerW).toBe(22_000)
    expect(csms.actions).toEqual([])
    expect(errors).toEqual([])
    await station.stop()
  })

  it('refuses what makes no sense, and changes nothing', async () => {
    const { station } = await setUpCharging(ocpp201)
    expect(() => station.setExternalLimit({ evseId: 2, limitW: 1 })).toThrow(expect.objectContaining({ code: 'UNKNOWN_EVSE' }))
    expect(() => station.setExternalLimit({ limitW: -1 })).toThrow(TypeError)
    expect(() => station.setExternalLimit({ schedule: [{ startS: 5, limitW: 1 }] })).toThrow('schedule[0].startS')
    expect(station.state.evses[0]?.scheduledW).toBeUndefined()
    await station.stop()
  })
})

describe('in 2.1, a limit from outside', () => {
  const version = versions2[1][1]

  it('of local generation comes on top of the others (K27.FR.01–03)', async () => {
    const { station, csms } = await setUpCharging(version)
    await csms.call('SetChargingProfile', {
      evseId: 1,
      chargingProfile: profile2(1, [[0, 5_000]], { schedule: { chargingRateUnit: 'W' } }),
    })
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    station.setExternalLimit({ limitW: 1_000, isLocalGeneration: true })
    await settle()
    expect(station.readMeter().powerW).toBeCloseTo(6_000)
    expect(csms.last('NotifyChargingLimit')).toEqual({ chargingLimit: { chargingLimitSource: 'EMS', isLocalGeneration: true } })
    csms.forget()
    await csms.call('GetChargingProfiles', { requestId: 1, chargingProfile: { chargingProfilePurpose: 'LocalGeneration' } })
    expect((csms.last('ReportChargingProfiles')['chargingProfile'] as Payload[])[0]).toMatchObject({
      chargingProfilePurpose: 'LocalGeneration',
    })
    await station.stop()
  })

  it('fills the profile that asks for it, and counts nowhere else if the csms says so (K29.FR.03, K11.FR.07)', async () => {
    const { station, csms } = await setUpCharging(version, { settings: { externalConstraintsDisallowed: true } })
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    expect(station.setExternalLimit({ limitW: 6_000 })).toBe(false)
    expect(station.readMeter().powerW).toBe(22_000)
    const chargingProfile = profile2(1, [], {
      chargingProfileKind: 'Dynamic',
      schedule: { chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, operationMode: 'ExternalLimits' }] },
    })
    expect(await csms.call('SetChargingProfile', { evseId: 1, chargingProfile })).toEqual({ status: 'Accepted' })
    expect(station.setExternalLimit({ evseId: 1, limitW: 6_000 })).toBe(true)
    expect(station.readMeter().powerW).toBeCloseTo(6_000)
    expect(csms.of('NotifyChargingLimit')).toEqual([])
    await station.stop()
  })
})
