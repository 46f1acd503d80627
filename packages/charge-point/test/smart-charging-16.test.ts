import { describe, expect, it } from 'vitest'
import { createMemoryStateStore } from '../src/index.js'
import { bigEv, inS, profile16, setUpCharging, stepsOf } from './support/charging.js'
import { type Payload, settle, type TestCsms } from './support/csms.js'
import { ocpp16 } from './support/versions.js'

const accepted = { status: 'Accepted' }
const rejected = { status: 'Rejected' }

const set = (csms: TestCsms, connectorId: number, csChargingProfiles: Payload): Promise<Payload> =>
  csms.call('SetChargingProfile', { connectorId, csChargingProfiles })

const composite = async (csms: TestCsms, connectorId: number, duration = 60) => {
  const { status, chargingSchedule } = await csms.call('GetCompositeSchedule', { connectorId, duration, chargingRateUnit: 'A' })
  expect(status).toBe('Accepted')
  return stepsOf(chargingSchedule)
}

const tx = (transactionId?: number) => ({
  chargingProfilePurpose: 'TxProfile',
  ...(transactionId === undefined ? {} : { transactionId }),
})

describe('in 1.6, a charging profile', () => {
  it('limits what flows, at the connector it is for (1.6 §5.16.4)', async () => {
    const { station, csms } = await setUpCharging(ocpp16, { evses: [{}, {}] })
    await station.startCharging({ idToken: 'CARD', evseId: 2, ev: bigEv })
    expect(await set(csms, 1, profile16(1, [[0, 6]]))).toEqual(accepted)
    expect(station.readMeter(2).powerW).toBe(22_000)
    expect(await set(csms, 2, profile16(2, [[0, 6]]))).toEqual(accepted)
    expect(station.readMeter(2).powerW).toBeCloseTo(6 * 690)
    await settle()
    expect(csms.actions).not.toContain('TransactionEvent')
    await station.stop()
  })

  it('replaces the one of the same stack level, purpose and connector, or of the same id (1.6 §3.13.2, §5.16.4)', async () => {
    const { station, csms } = await setUpCharging(ocpp16, { evses: [{}, {}], settings: { maxChargingProfiles: 2 } })
    await set(csms, 1, profile16(1, [[0, 6]]))
    await set(csms, 2, profile16(2, [[0, 7]]))
    expect(await set(csms, 1, profile16(3, [[0, 8]]))).toEqual(accepted)
    expect(await composite(csms, 1)).toEqual([[0, 8]])
    expect(await composite(csms, 2)).toEqual([[0, 7]])
    expect(await set(csms, 1, profile16(2, [[0, 9]], { stackLevel: 1 }))).toEqual(accepted)
    expect(await composite(csms, 1)).toEqual([[0, 9]])
    expect(await composite(csms, 2)).toEqual([[0, 31.8]])
    await station.stop()
  })

  it('for all connectors gives way at the connector that has its own (1.6 §3.13.1)', async () => {
    const { station, csms } = await setUpCharging(ocpp16, { evses: [{}, {}] })
    await set(csms, 0, profile16(1, [[0, 6]]))
    await set(csms, 1, profile16(2, [[0, 8]], { schedule: { duration: 30 } }))
    expect(await composite(csms, 1)).toEqual([
      [0, 8],
      [30, 31.8],
    ])
    expect(await composite(csms, 2)).toEqual([[0, 6]])
    await station.stop()
  })

  it('is for one connector of an EVSE that has several', async () => {
    const { station, csms } = await setUpCharging(ocpp16, { evses: [{ connectors: 2 }] })
    await set(csms, 2, profile16(1, [[0, 6]]))
    expect(await composite(csms, 1)).toEqual([[0, 31.8]])
    expect(await composite(csms, 2)).toEqual([[0, 6]])
    await station.startCharging({ idToken: 'CARD', connectorId: 1, ev: bigEv })
    expect(station.readMeter().powerW).toBe(22_000)
    await station.stop()
  })

  it('with a connector that does not exist gets PropertyConstraintViolation (errata 3.39)', async () => {
    const { station, csms } = await setUpCharging(ocpp16)
    await expect(set(csms, 2, profile16(1, [[0, 6]]))).rejects.toMatchObject({ code: 'PropertyConstraintViolation' })
    await station.stop()
  })

  it('gets NotSupported from a station without smart charging (errata 3.39)', async () => {
    const { station, csms } = await setUpCharging(ocpp16, { settings: { smartCharging: false } })
    await expect(set(csms, 1, profile16(1, [[0, 6]]))).rejects.toMatchObject({ code: 'NotSupported' })
    await station.stop()
  })

  it('for a transaction needs one, at its connector, and goes with it (1.6 §3.13.1)', async () => {
    const { station, csms } = await setUpCharging(ocpp16, { evses: [{}, {}] })
    expect(await set(csms, 1, profile16(1, [[0, 6]], tx()))).toEqual(rejected)
    await station.startCharging({ idToken: 'CARD', ev: bigEv })
    await settle()
    const transactionId = Number(station.state.evses[0]?.transaction?.transactionId)
    expect(await set(csms, 0, profile16(1, [[0, 6]], tx(transactionId)))).toEqual(rejected)
    expect(await set(csms, 2, profile16(1, [[0, 6]], tx(transactionId)))).toEqual(rejected)
    expect(await set(csms, 1, profile16(1, [[0, 6]], tx(transactionId + 1)))).toEqual(rejected)
    expect(await set(csms, 1, profile16(1, [[0, 6]], tx(transactionId)))).toEqual(accepted)
    expect(await set(csms, 1, profile16(2, [[0, 8]], { ...tx(), stackLevel: 1 }))).toEqual(accepted)
    expect(station.readMeter().powerW).toBeCloseTo(8 * 690)
    await station.stopCharging()
    expect(await csms.call('ClearChargingProfile', {})).toEqual({ status: 'Unknown' })
    await station.stop()
  })

  it('of the station is for connector 0 alone, and counts for all together (1.6 §3.13.3)', async () => {
    const { station, csms } = await setUpCharging(ocpp16, { evses: [{}, {}] })
    const max = {
      chargingProfilePurpose: 'ChargePointMaxProfile',
      chargingProfileKind: 'Absolute',
      schedule: { startSchedule: inS(csms, 0) },
    }
    expect(await set(csms, 1, profile16(1, [[0, 10]], max))).toEqual(rejected)
    expect(await set(csms, 0, profile16(1, [[0, 10]], max))).toEqual(accepted)
    await station.startCharging({ idToken: 'ONE', evseId: 1, ev: bigEv })
    await station.startCharging({ idToken: 'TWO', evseId: 2, ev: bigEv })
    expect(station.readMeter(1).powerW + station.readMeter(2).powerW).toBeCloseTo(6_900)
    expect(await composite(csms, 0)).toEqual([[0, 10]])
    await station.stop()
  })

  it('outlives a power cut (errata 3.37)', async () => {
    const state = createMemoryStateStore()
    const first = await setUpCharging(ocpp16, { state })
    await set(first.csms, 1, profile16(1, [[0, 6]]))
    await first.station.stop()
    const second = await setUpCharging(ocpp16, { state })
    expect(await composite(second.csms, 1)).toEqual([[0, 6]])
    await second.station.stop()
  })

  it.each([
    ['does not begin at 0 (errata 3.45)', profile16(1, [[10, 6]])],
    [
      'has too many periods',
      profile16(
        1,
        Array.from({ length: 101 }, (_, index) => [index * 10, 6] as const),
      ),
    ],
    ['has a stack level beyond ChargeProfileMaxStackLevel', profile16(1, [[0, 6]], { stackLevel: 10 })],
    ['recurs, but does not say how often', profile16(1, [[0, 6]], { chargingProfileKind: 'Recurring' })],
  ])('is Rejected where it %s', async (_, profile) => {
    const { station, csms } = await setUpCharging(ocpp16)
    expect(await set(csms, 1, profile)).toEqual(rejected)
    await station.stop()
  })

  it('is Rejected beyond MaxChargingProfilesInstalled', async () => {
    const { station, csms } = await setUpCharging(ocpp16, { settings: { maxChargingProfiles: 1 } })
    expect(await set(csms, 1, profile16(1, [[0, 6]]))).toEqual(accepted)
    expect(await set(csms, 1, profile16(2, [[0, 6]], { stackLevel: 1 }))).toEqual(rejected)
    expect(await set(csms, 1, profile16(2, [[0, 6]]))).toEqual(accepted)
    await station.stop()
  })
})

describe('in 1.6, ClearChargingProfile', () => {
  it('takes the id alone, or all that is given together, or everything (errata 3.25, 3.26)', async () => {
    const { station, csms } = await setUpCharging(ocpp16, { evses: [{}, {}] })
    await set(csms, 1, profile16(1, [[0, 6]]))
    await set(csms, 2, profile16(2, [[0, 6]]))
    await set(csms, 0, profile16(3, [[0, 6]], { stackLevel: 1 }))
    expect(await csms.call('ClearChargingProfile', { id: 9 })).toEqual({ status: 'Unknown' })
    expect(await csms.call('ClearChargingProfile', { connectorId: 1, stackLevel: 1 })).toEqual({ status: 'Unknown' })
    expect(await csms.call('ClearChargingProfile', { connectorId: 7 })).toEqual({ status: 'Unknown' })
    expect(await csms.call('ClearChargingProfile', { id: 2, connectorId: 1, stackLevel: 8 })).toEqual(accepted)
    const byPurpose = { chargingProfilePurpose: 'TxDefaultProfile', connectorId: 0 }
    expect(await csms.call('ClearChargingProfile', byPurpose)).toEqual(accepted)
    expect(await composite(csms, 1)).toEqual([[0, 6]])
    expect(await csms.call('ClearChargingProfile', {})).toEqual(accepted)
    expect(await composite(csms, 1)).toEqual([[0, 31.8]])
    await station.stop()
  })
})

describe('in 1.6, GetCompositeSchedule', () => {
  it('names start, duration and unit, but no startSchedule (errata 3.57)', async () => {
    const { station, csms } = await setUpCharging(ocpp16)
    await set(csms, 1, profile16(1, [[0, 4_140]], { schedule: { chargingRateUnit: 'W', duration: 30 } }))
    expect(await csms.call('GetCompositeSchedule', { connectorId: 1, duration: 60, chargingRateUnit: 'W' })).toEqual({
      status: 'Accepted',
      connectorId: 1,
      scheduleStart: inS(csms, 0),
      chargingSchedule: {
        duration: 60,
        chargingRateUnit: 'W',
        chargingSchedulePeriod: [
          { startPeriod: 0, limit: 4_140, numberPhases: 3 },
          { startPeriod: 30, limit: 22_000, numberPhases: 3 },
        ],
      },
    })
    expect((await csms.call('GetCompositeSchedule', { connectorId: 1, duration: 60 }))['chargingSchedule']).toMatchObject({
      chargingRateUnit: 'A',
    })
    await station.stop()
  })

  it('is Rejected for an unknown connector (1.6 §5.7) and a unit that is not supported', async () => {
    const { station, csms } = await setUpCharging(ocpp16, { settings: { chargingRateUnits: ['W'] } })
    expect(await csms.call('GetCompositeSchedule', { connectorId: 2, duration: 60 })).toEqual(rejected)
    expect(await csms.call('GetCompositeSchedule', { connectorId: 1, duration: 60, chargingRateUnit: 'A' })).toEqual(rejected)
    expect((await csms.call('GetCompositeSchedule', { connectorId: 1, duration: 60 }))['chargingSchedule']).toMatchObject({
      chargingRateUnit: 'W',
    })
    await station.stop()
  })
})

describe('in 1.6, a remote start with a profile', () => {
  const start = (chargingProfile: Payload): object => ({ idTag: 'CARD', connectorId: 1, chargingProfile })

  it('charges by it, and a profile for the transaction replaces it (1.6 §5.16.2, errata 3.42)', async () => {
    const { station, csms } = await setUpCharging(ocpp16)
    station.plugIn({ ev: bigEv })
    await settle()
    expect(await csms.call('RemoteStartTransaction', start(profile16(1, [[0, 6]], tx())))).toEqual(accepted)
    expect(station.readMeter().powerW).toBeCloseTo(6 * 690)
    const transactionId = Number(station.state.evses[0]?.transaction?.transactionId)
    expect(await set(csms, 1, profile16(2, [[0, 8]], tx(transactionId)))).toEqual(accepted)
    expect(await csms.call('ClearChargingProfile', { id: 1 })).toEqual({ status: 'Unknown' })
    expect(station.readMeter().powerW).toBeCloseTo(8 * 690)
    await station.stop()
  })

  it.each([
    ['with a transactionId (errata 3.41)', profile16(1, [[0, 6]], tx(5))],
    ['for another purpose', profile16(1, [[0, 6]])],
  ])('is Rejected %s', async (_, profile) => {
    const { station, csms } = await setUpCharging(ocpp16)
    expect(await csms.call('RemoteStartTransaction', start(profile))).toEqual(rejected)
    await station.stop()
  })
})

describe('in 1.6, the keys of smart charging', () => {
  it('tell what the station can do (1.6 §9.4)', async () => {
    const { station, csms } = await setUpCharging(ocpp16)
    const key = [
      'ChargeProfileMaxStackLevel',
      'ChargingScheduleAllowedChargingRateUnit',
      'ChargingScheduleMaxPeriods',
      'ConnectorSwitch3to1PhaseSupported',
      'MaxChargingProfilesInstalled',
    ]
    const { configurationKey } = await csms.call('GetConfiguration', { key })
    expect((configurationKey as Payload[]).map(({ value }) => value)).toEqual(['9', 'Current,Power', '100', 'true', '20'])
    expect((configurationKey as Payload[]).every(({ readonly }) => readonly === true)).toBe(true)
    expect(await csms.call('ChangeConfiguration', { key: 'MaxChargingProfilesInstalled', value: '1' })).toEqual(rejected)
    await station.stop()
  })
})
