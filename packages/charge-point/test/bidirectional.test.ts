import { describe, expect, it } from 'vitest'
import type { ChargePointOptions, EvOptions } from '../src/index.js'
import { inS, profile2, setUpCharging } from './support/charging.js'
import { type Payload, type Setup, settle, type TestCsms } from './support/csms.js'
import { ocpp16, ocpp21, ocpp201 } from './support/versions.js'

type Station = Setup<typeof ocpp21>['station']

/** A car that gives back what it is asked for, for hours. */
const v2xEv: EvOptions = { batteryCapacityWh: 1_000_000, socPercent: 50, maxPowerW: 11_000, maxDischargeW: 10_000, taperFromPercent: 100 }

const accepted = { status: 'Accepted' }
const rejected = (reasonCode: string): object => ({ status: 'Rejected', statusInfo: { reasonCode } })

const charging = async (options: Partial<ChargePointOptions<typeof ocpp21>> = {}, ev: EvOptions = v2xEv) => {
  const setup = await setUpCharging(ocpp21, options)
  await setup.station.startCharging({ idToken: 'CARD', ev })
  await settle()
  setup.csms.forget()
  return { ...setup, transactionId: setup.station.state.evses[0]?.transaction?.transactionId ?? '' }
}

/** Periods in W for the transaction at an EVSE. */
const set = (csms: TestCsms, periods: readonly object[], more: Payload = {}, evseId = 1): Promise<Payload> => {
  const { schedule = {}, ...at } = more
  const chargingSchedulePeriod = periods.map((period) => ({ startPeriod: 0, ...period }))
  const own = { chargingRateUnit: 'W', chargingSchedulePeriod, ...(schedule as object) }
  return csms.call('SetChargingProfile', { evseId, chargingProfile: profile2(1, [], { ...at, schedule: own }) })
}

const dynamic = { chargingProfileKind: 'Dynamic' }
const central = (setpoint: number): object => ({ operationMode: 'CentralSetpoint', setpoint })

/** What flows into the car; negative: out of it. */
const flowW = (station: Station, evseId = 1): number => {
  const { powerW, exportW } = station.readMeter(evseId)
  return Math.round(powerW - exportW)
}

const wireOf = async (csms: TestCsms, criteria: object = {}): Promise<Payload> => {
  await csms.call('GetChargingProfiles', { requestId: 1, chargingProfile: criteria })
  return (csms.last('ReportChargingProfiles')['chargingProfile'] as [Payload])[0]
}

const write = (csms: TestCsms, name: string, value: string, instance?: string): Promise<Payload> =>
  csms.call('SetVariables', {
    setVariableData: [
      {
        component: { name: 'V2XChargingCtrlr', evse: { id: 1 } },
        variable: { name, ...(instance === undefined ? {} : { instance }) },
        attributeValue: value,
      },
    ],
  })

const read = async (csms: TestCsms, component: string, name: string, instance?: string): Promise<unknown> => {
  const answer = await csms.call('GetVariables', {
    getVariableData: [
      { component: { name: component, evse: { id: 1 } }, variable: { name, ...(instance === undefined ? {} : { instance }) } },
    ],
  })
  return (answer['getVariableResult'] as [Payload])[0]['attributeValue']
}

describe('a setpoint of the csms', () => {
  it('lets the car give back and take, and the csms hears of the mode (Q03.FR.01, K01.FR.110)', async () => {
    const { station, csms } = await charging()
    expect(await set(csms, [central(-6_000), { startPeriod: 3_600, ...central(4_000) }])).toEqual(accepted)
    expect(flowW(station)).toBe(-6_000)
    expect(csms.of('TransactionEvent')).toMatchObject([
      { triggerReason: 'OperationModeChanged', transactionInfo: { operationMode: 'CentralSetpoint', chargingState: 'Charging' } },
      { triggerReason: 'ChargingRateChanged' },
    ])
    await csms.pass(3_600_000, 60_000)
    expect(flowW(station)).toBe(4_000)
    expect(station.readMeter().exportWh).toBeCloseTo(6_000)
    expect(csms.of('TransactionEvent').filter(({ triggerReason }) => triggerReason === 'OperationModeChanged')).toHaveLength(1)
    await csms.call('ClearChargingProfile', { chargingProfileId: 1 })
    expect(csms.of('TransactionEvent').filter(({ triggerReason }) => triggerReason === 'OperationModeChanged')).toMatchObject([
      {},
      { transactionInfo: { operationMode: 'ChargingOnly' } },
    ])
    await station.stop()
  })

  it('changes at any time where it is dynamic, and ends without news (Q04, Q07.FR.04)', async () => {
    const { station, csms } = await charging()
    await set(csms, [{ operationMode: 'CentralFrequency', setpoint: 3_000 }], { ...dynamic, schedule: { duration: 60 } })
    expect(flowW(station)).toBe(3_000)
    await csms.pass(50_000)
    await csms.call('UpdateDynamicSchedule', { chargingProfileId: 1, scheduleUpdate: { setpoint: -2_000 } })
    expect(flowW(station)).toBe(-2_000)
    await csms.pass(59_000)
    expect(flowW(station)).toBe(-2_000)
    await csms.pass(2_000)
    expect(flowW(station)).toBe(11_000)
    expect(csms.of('TransactionEvent')).toContainEqual(
      expect.objectContaining({ transactionInfo: expect.objectContaining({ operationMode: 'ChargingOnly' }) }),
    )
    await station.stop()
  })

  it('stays within the limits on its side of zero (V2X.03–04)', async () => {
    const { station, csms } = await charging()
    station.setExternalLimit({ evseId: 1, limitW: 1_500, dischargeLimitW: 2_500 })
    await set(csms, [central(-6_000)], dynamic)
    expect(flowW(station)).toBe(-2_500)
    await csms.call('UpdateDynamicSchedule', { chargingProfileId: 1, scheduleUpdate: { setpoint: 5_000 } })
    expect(flowW(station)).toBe(1_500)
    await station.stop()
  })

  it('asks for reactive power too, which the meter counts (V2X.02)', async () => {
    const settings = { alignedMeasurands: ['Power.Reactive.Export', 'Power.Factor', 'Energy.Reactive.Export.Register'] }
    const { station, csms } = await charging({ settings })
    await set(csms, [{ ...central(-6_000), setpointReactive: -8_000 }])
    await csms.pass(3_600_000, 60_000)
    csms.forget()
    await csms.call('TriggerMessage', { requestedMessage: 'MeterValues', evse: { id: 1 } })
    const [{ sampledValue }] = csms.last('MeterValues')['meterValue'] as [{ sampledValue: Payload[] }]
    expect(sampledValue).toMatchObject([
      { measurand: 'Power.Reactive.Export', value: 8_000, unitOfMeasure: { unit: 'var' } },
      { measurand: 'Power.Factor', value: 0.6 },
      { measurand: 'Energy.Reactive.Export.Register', value: 8_000 },
    ])
    await station.stop()
  })

  it('is none of a car that cannot give back, nor where V2X is off (K01.FR.115)', async () => {
    const { station, csms } = await charging({}, { ...v2xEv, maxDischargeW: 0 })
    await set(csms, [central(-6_000)])
    expect(flowW(station)).toBe(0)
    await write(csms, 'Enabled', 'false')
    expect(await set(csms, [central(-5_000)])).toMatchObject(rejected('InvalidOperationMode'))
    expect(await set(csms, [{ operationMode: 'ExternalLimits' }])).toEqual(accepted)
    await station.stop()
  })

  it('ends with what was allowed where V2X is switched off meanwhile', async () => {
    const { station, csms } = await charging()
    await set(csms, [central(-6_000)])
    expect(flowW(station)).toBe(-6_000)
    await write(csms, 'Enabled', 'false')
    expect(flowW(station)).toBe(0)
    await station.stop()
  })

  it('leaves no room for others who want energy back, and ChargingOnly lets nobody have any (Q §2.2)', async () => {
    const { station, csms } = await charging()
    station.setDischarge({ dischargeW: 9_000 })
    expect(flowW(station)).toBe(-9_000)
    await set(csms, [central(-1_000)])
    expect(flowW(station)).toBe(-1_000)
    await set(csms, [{ operationMode: 'ChargingOnly', limit: 5_000 }])
    expect(flowW(station)).toBe(5_000)
    await csms.call('ClearChargingProfile', { chargingProfileId: 1 })
    expect(flowW(station)).toBe(-9_000)
    await station.stop()
  })

  it('falls back to the next profile while the station is offline for too long, and comes back (Q11, Q12)', async () => {
    const { station, csms } = await charging()
    await csms.call('SetChargingProfile', {
      evseId: 1,
      chargingProfile: profile2(2, [[0, 6]], { stackLevel: 0 }),
    })
    await set(csms, [central(-6_000)], { stackLevel: 1, maxOfflineDuration: 60 })
    await csms.cut()
    await csms.pass(59_000)
    expect(flowW(station)).toBe(-6_000)
    await csms.pass(3_000)
    expect(flowW(station)).toBe(6 * 690)
    await csms.restore()
    expect(flowW(station)).toBe(-6_000)
    await station.stop()
  })
})

describe('values from outside for a profile that asks for them', () => {
  it('are those of its setpoint, and say when they came (Q05.FR.01, FR.03, FR.05)', async () => {
    const { station, csms } = await charging()
    await set(csms, [{ operationMode: 'ExternalSetpoint', limit: 8_000 }], dynamic)
    expect(flowW(station)).toBe(8_000)
    await csms.pass(10_000)
    expect(station.setExternalLimit({ evseId: 1, setpointW: -4_000, setpointVar: 500 })).toBe(true)
    expect(flowW(station)).toBe(-4_000)
    expect(station.readMeter().reactiveVar).toBe(500)
    expect(await wireOf(csms)).toMatchObject({
      dynUpdateTime: inS(csms, 0),
      chargingSchedule: [{ chargingSchedulePeriod: [{ limit: 8_000, setpoint: -4_000, setpointReactive: 500 }] }],
    })
    expect(csms.of('NotifyChargingLimit')).toEqual([])
    station.setExternalLimit({ evseId: 1, setpointW: 20_000 })
    expect(flowW(station)).toBe(8_000)
    await station.stop()
  })

  it('are those of its limits (Q05.FR.02, FR.04, FR.06)', async () => {
    const { station, csms } = await charging()
    station.setDischarge({ dischargeW: 9_000 })
    await set(csms, [{ operationMode: 'ExternalLimits' }], dynamic)
    station.setExternalLimit({ evseId: 1, limitW: 5_000, dischargeLimitW: 3_000 })
    expect(flowW(station)).toBe(-3_000)
    expect(await wireOf(csms)).toMatchObject({ chargingSchedule: [{ chargingSchedulePeriod: [{ limit: 5_000, dischargeLimit: -3_000 }] }] })
    station.setDischarge({ dischargeW: 0 })
    expect(flowW(station)).toBe(5_000)
    await station.stop()
  })

  it('count in the periods of a schedule that ask for them, and in no others (Q05.FR.01)', async () => {
    const { station, csms } = await charging()
    const periods = [
      { operationMode: 'ChargingOnly', limit: 2_000 },
      { startPeriod: 60, operationMode: 'ExternalSetpoint' },
    ]
    station.setExternalLimit({ evseId: 1, setpointW: -1_000 })
    station.setExternalLimit({ evseId: 1 })
    await set(csms, periods, { schedule: { chargingRateUnit: 'W' } })
    expect(station.setExternalLimit({ evseId: 1, setpointW: -4_000 })).toBe(true)
    expect(flowW(station)).toBe(2_000)
    await csms.pass(60_000)
    expect(flowW(station)).toBe(-4_000)
    await station.stop()
  })

  it('end with the duration of the schedule, and begin again with the next ones (Q05.FR.07–08)', async () => {
    const { station, csms } = await charging()
    await set(csms, [{ operationMode: 'ExternalSetpoint' }], { ...dynamic, schedule: { duration: 60 } })
    station.setExternalLimit({ evseId: 1, setpointW: -4_000 })
    await csms.pass(61_000)
    expect(flowW(station)).toBe(11_000)
    station.setExternalLimit({ evseId: 1, setpointW: -3_000 })
    expect(flowW(station)).toBe(-3_000)
    await station.stop()
  })
})

describe('a profile of somebody outside', () => {
  const constraints = { chargingProfilePurpose: 'ChargingStationExternalConstraints' }

  it('is dynamic for one value and absolute for several, with its mode, and told (Q06.FR.01–07, FR.10–11, K29.FR.04–06)', async () => {
    const { station, csms } = await charging()
    station.setExternalLimit({ evseId: 1, limitW: 4_000, dischargeLimitW: 2_000 })
    await settle()
    expect(csms.last('NotifyChargingLimit')).toMatchObject({
      evseId: 1,
      chargingLimit: { chargingLimitSource: 'EMS' },
      chargingSchedule: [{ chargingSchedulePeriod: [{ operationMode: 'ExternalLimits', limit: 4_000, dischargeLimit: -2_000 }] }],
    })
    expect(await wireOf(csms, constraints)).toMatchObject({ chargingProfileKind: 'Dynamic', dynUpdateTime: inS(csms, 0) })
    await csms.pass(5_000)
    station.setExternalLimit({ evseId: 1, limitW: 4_001, dischargeLimitW: 2_000 })
    await settle()
    expect(csms.of('NotifyChargingLimit')).toHaveLength(1)
    expect(await wireOf(csms, constraints)).toMatchObject({ dynUpdateTime: inS(csms, 0) })
    const schedule = [
      { startS: 0, setpointW: 3_000 },
      { startS: 60, setpointW: 1_000 },
    ]
    station.setExternalLimit({ evseId: 1, schedule })
    await settle()
    expect(flowW(station)).toBe(3_000)
    expect(csms.last('NotifyChargingLimit')).toMatchObject({
      chargingSchedule: [{ chargingSchedulePeriod: [{ operationMode: 'ExternalSetpoint', setpoint: 3_000 }, { setpoint: 1_000 }] }],
    })
    expect(await wireOf(csms, constraints)).toMatchObject({ chargingProfileKind: 'Absolute' })
    await csms.pass(60_000)
    expect(flowW(station)).toBe(1_000)
    await station.stop()
  })

  it('is valid for its duration, and again with the next value (Q06.FR.40–41)', async () => {
    const { station, csms } = await charging()
    station.setExternalLimit({ evseId: 1, limitW: 4_000, durationS: 60 })
    await csms.pass(61_000)
    expect(flowW(station)).toBe(11_000)
    station.setExternalLimit({ evseId: 1, limitW: 3_000, durationS: 60 })
    expect(flowW(station)).toBe(3_000)
    await station.stop()
  })

  it('is refused where the csms does not want such profiles (Q06.FR.08)', async () => {
    const { station, csms } = await charging({ settings: { externalConstraintsDisallowed: true } })
    expect(station.setExternalLimit({ evseId: 1, setpointW: 4_000 })).toBe(false)
    await settle()
    expect(csms.of('NotifyChargingLimit')).toEqual([])
    await station.stop()
  })

  it('goes before the setpoint of the csms, or after it, as is configured (Q06.FR.20–22)', async () => {
    const { station, csms } = await charging()
    await set(csms, [central(-6_000)])
    station.setExternalLimit({ evseId: 1, setpointW: -2_000 })
    expect(flowW(station)).toBe(-2_000)
    await settle()
    station.configure({ setpointPriority: 'CSMS' })
    expect(flowW(station)).toBe(-6_000)
    await settle()
    expect(csms.of('TransactionEvent').flatMap(({ transactionInfo }) => (transactionInfo as Payload)['operationMode'] ?? [])).toEqual([
      'CentralSetpoint',
      'ExternalSetpoint',
      'CentralSetpoint',
    ])
    await station.stop()
  })

  it('lets nothing be given back unless a profile of the transaction is about that (Q06, prerequisites)', async () => {
    const { station } = await charging()
    station.setExternalLimit({ evseId: 1, setpointW: -2_000 })
    expect(flowW(station)).toBe(0)
    await station.stop()
  })

  it('for the station is shared by its EVSEs (Q06.FR.30–31)', async () => {
    const { station, csms } = await charging({ evses: [{}, {}, {}] })
    await station.startCharging({ idToken: 'TWO', evseId: 2, ev: v2xEv })
    await station.startCharging({ idToken: 'THREE', evseId: 3, ev: { ...v2xEv, maxDischargeW: 0 } })
    const all = (): number[] => [1, 2, 3].map((evseId) => flowW(station, evseId))
    const periods = [{ startPeriod: 0, operationMode: 'CentralSetpoint', setpoint: -9_000 }]
    const chargingProfile = profile2(1, [], { schedule: { chargingRateUnit: 'W', chargingSchedulePeriod: periods } })
    expect(await csms.call('SetChargingProfile', { evseId: 0, chargingProfile })).toEqual(accepted)
    expect(all()).toEqual([-9_000, -9_000, 0])
    station.setExternalLimit({ dischargeLimitW: 5_000 })
    expect(all()).toEqual([-2_500, -2_500, 0])
    station.setExternalLimit({ setpointW: -8_000 })
    expect(all()).toEqual([-4_000, -4_000, 0])
    station.setExternalLimit({ setpointW: 9_000 })
    expect(all()).toEqual([3_000, 3_000, 3_000])
    await station.stop()
  })

  it.each([
    ['1.6', ocpp16],
    ['2.0.1', ocpp201],
  ] as const)('knows nothing but limits of charging in %s', async (_, version) => {
    const { station } = await setUpCharging(version)
    expect(station.setExternalLimit({ evseId: 1, setpointW: 4_000 })).toBe(false)
    expect(station.setExternalLimit({ evseId: 1, limitW: 4_000, dischargeLimitW: 1_000 })).toBe(false)
    expect(() => station.setExternalLimit({ dischargeLimitW: -1 })).toThrow(TypeError)
    await station.stop()
  })
})

describe('frequency support at the station', () => {
  const curve = [
    [49.8, -10_000],
    [49.99, 0],
    [50.01, 0],
    [50.2, 10_000],
  ].map(([frequency, power]) => ({ frequency, power }))
  const local = { operationMode: 'LocalFrequency', v2xBaseline: 1_000, v2xFreqWattCurve: curve }
  const signals = [
    [-1, -2_000],
    [0, 0],
    [1, 2_000],
  ].map(([signal, power]) => ({ signal, power }))

  it('follows the curve whenever the frequency has changed enough (Q08.FR.06–07)', async () => {
    const { station, csms } = await charging()
    await write(csms, 'LocalFrequencyUpdateThreshold', '50')
    expect(await set(csms, [local])).toEqual(accepted)
    expect(flowW(station)).toBe(1_000)
    await settle()
    station.setGrid({ frequencyHz: 49.96 })
    expect(flowW(station)).toBe(1_000)
    station.setGrid({ frequencyHz: 49.895 })
    expect(flowW(station)).toBe(-4_000)
    station.setGrid({ frequencyHz: 51 })
    expect(flowW(station)).toBe(11_000)
    await settle()
    // What the station measures by itself is no news of a rate.
    expect(csms.of('TransactionEvent').map(({ triggerReason }) => triggerReason)).toEqual(['OperationModeChanged', 'ChargingRateChanged'])
    await station.stop()
  })

  it('adds what the signal of the grid operator asks for, from its time on (Q08.FR.10)', async () => {
    const { station, csms } = await charging()
    await set(csms, [{ ...local, v2xSignalWattCurve: signals }])
    expect(await csms.call('AFRRSignal', { timestamp: inS(csms, 30), signal: -1 })).toEqual(accepted)
    expect(flowW(station)).toBe(1_000)
    await csms.pass(30_000)
    expect(flowW(station)).toBe(-1_000)
    expect(await csms.call('AFRRSignal', { timestamp: inS(csms, 0), signal: 1 })).toEqual(accepted)
    expect(flowW(station)).toBe(3_000)
    // A later profile begins without the signals of this one.
    await csms.call('ClearChargingProfile', { chargingProfileId: 1 })
    await set(csms, [{ ...local, v2xSignalWattCurve: signals }])
    expect(flowW(station)).toBe(1_000)
    await station.stop()
  })

  it('refuses a signal that nothing listens to (Q08.FR.11)', async () => {
    const { station, csms } = await charging()
    const signal = (): Promise<Payload> => csms.call('AFRRSignal', { timestamp: inS(csms, 0), signal: 1 })
    expect(await signal()).toEqual(rejected('NoSignalWattCurve'))
    await set(csms, [local])
    expect(await signal()).toEqual(rejected('NoSignalWattCurve'))
    await set(csms, [{ ...local, v2xSignalWattCurve: signals }])
    await station.stopCharging()
    expect(await signal()).toEqual(rejected('NoSignalWattCurve'))
    await station.stop()
  })

  it('refuses a curve that is none, and says where (Q08.FR.03)', async () => {
    const { station, csms } = await charging()
    expect(await set(csms, [{ ...local, v2xFreqWattCurve: curve.slice(0, 1) }])).toMatchObject({
      status: 'Rejected',
      statusInfo: { reasonCode: 'NoFreqWattCurve', additionalInfo: expect.stringContaining('schedule 1, period at 0 s') },
    })
    await station.stop()
  })
})

describe('load balancing at the station', () => {
  const balance = { operationMode: 'LocalLoadBalancing' }
  const thresholds = async (csms: TestCsms): Promise<void> => {
    for (const [instance, value] of Object.entries({
      UpperThreshold: 10_000,
      LowerThreshold: -5_000,
      UpperOffset: 1_000,
      LowerOffset: -1_000,
    }))
      await write(csms, 'LocalLoadBalancing', String(value), instance)
  }

  it('needs thresholds and offsets (Q09.FR.02)', async () => {
    const { station, csms } = await charging()
    expect(await set(csms, [balance])).toMatchObject(rejected('MissingDevModelInfo'))
    await thresholds(csms)
    await write(csms, 'LocalLoadBalancing', '-5000', 'UpperThreshold')
    expect(await set(csms, [balance])).toMatchObject(rejected('MissingDevModelInfo'))
    await write(csms, 'LocalLoadBalancing', '-4999.5', 'UpperThreshold')
    expect(await set(csms, [balance])).toEqual(accepted)
    await station.stop()
  })

  it('keeps the load of the building within them (Q09.FR.03–04)', async () => {
    const { station, csms } = await charging()
    await thresholds(csms)
    await set(csms, [balance])
    expect(flowW(station)).toBe(0)
    station.setGrid({ loadW: 14_000 })
    expect(flowW(station)).toBe(-3_000)
    station.setGrid({ loadW: 12_000 })
    // 9 kW at the grid are within the band: nothing changes.
    expect(flowW(station)).toBe(-3_000)
    station.setGrid({ loadW: -12_000 })
    expect(flowW(station)).toBe(6_000)
    await station.stop()
  })

  it('stays within limit and dischargeLimit (Q09.FR.05)', async () => {
    const { station, csms } = await charging()
    await thresholds(csms)
    await set(csms, [{ ...balance, limit: 4_000, dischargeLimit: -2_000 }])
    station.setGrid({ loadW: 20_000 })
    expect(flowW(station)).toBe(-2_000)
    station.setGrid({ loadW: -20_000 })
    await csms.pass(10_000)
    expect(flowW(station)).toBe(4_000)
    await station.stop()
  })

  it('is the work of all EVSEs that do it, in equal parts', async () => {
    const { station, csms } = await charging({ evses: [{}, {}] })
    await thresholds(csms)
    for (const [instance, value] of Object.entries({
      UpperThreshold: '10000',
      LowerThreshold: '-5000',
      UpperOffset: '1000',
      LowerOffset: '-1000',
    })) {
      const component = { name: 'V2XChargingCtrlr', evse: { id: 2 } }
      const variable = { name: 'LocalLoadBalancing', instance }
      await csms.call('SetVariables', { setVariableData: [{ component, variable, attributeValue: value }] })
    }
    await station.startCharging({ idToken: 'TWO', evseId: 2, ev: v2xEv })
    expect(await set(csms, [balance], {}, 0)).toEqual(accepted)
    station.setGrid({ loadW: 17_000 })
    expect([flowW(station, 1), flowW(station, 2)]).toEqual([-3_000, -3_000])
    await station.stop()
  })

  it('is looked after while other cars come and go', async () => {
    const { station, csms } = await charging({ evses: [{}, {}] })
    await thresholds(csms)
    await set(csms, [balance])
    station.setGrid({ loadW: 9_000 })
    expect(flowW(station)).toBe(0)
    await station.startCharging({ idToken: 'TWO', evseId: 2, ev: { ...v2xEv, maxPowerW: 7_000 } })
    expect(flowW(station, 2)).toBe(7_000)
    expect(flowW(station, 1)).toBe(-5_000)
    await station.stop()
  })
})

describe('an EVSE that is Idle', () => {
  it('neither takes nor gives, and tells while it sleeps (Q10.FR.01, FR.03–04)', async () => {
    const { station, csms } = await charging()
    await set(csms, [{ operationMode: 'Idle', evseSleep: true }])
    expect(flowW(station)).toBe(0)
    station.setDischarge({ dischargeW: 5_000 })
    expect(flowW(station)).toBe(0)
    expect(csms.of('TransactionEvent').at(-1)).toMatchObject({ evseSleep: true })
    expect(csms.of('TransactionEvent')).toContainEqual(expect.objectContaining({ triggerReason: 'OperationModeChanged', evseSleep: true }))
    csms.forget()
    await set(csms, [{ operationMode: 'ChargingOnly', limit: 0 }])
    expect(csms.of('TransactionEvent').some(({ evseSleep }) => evseSleep === true)).toBe(false)
    await station.stop()
  })

  it('without sleep says nothing of it', async () => {
    const { station, csms } = await charging()
    await set(csms, [{ operationMode: 'Idle' }])
    expect(csms.last('TransactionEvent')).not.toHaveProperty('evseSleep')
    expect(await set(csms, [{ operationMode: 'Idle', limit: 0 }])).toMatchObject(rejected('InvalidSchedule'))
    await station.stop()
  })
})

describe('a car that speaks ISO 15118-20', () => {
  const ev: EvOptions = { ...v2xEv, highLevel: { edition: 20, evccId: 'WMIV1234567890ABCDEX', controlMode: 'DynamicControl' } }
  const needs = (csms: TestCsms): Payload[] => csms.of('NotifyEVChargingNeeds').map(({ chargingNeeds }) => chargingNeeds as Payload)
  const requested = (csms: TestCsms): unknown[] => needs(csms).map(({ requestedEnergyTransfer }) => requestedEnergyTransfer)

  /** Allowed by the answer to Authorize; `refused` by those to the needs. */
  const arrive = async (allowed?: readonly string[], refused: readonly string[] = [], settings = {}) => {
    const setup = await setUpCharging(ocpp21, { settings })
    const { csms, station } = setup
    csms.answers['Authorize'] = () => ({
      idTokenInfo: { status: 'Accepted' },
      ...(allowed === undefined ? {} : { allowedEnergyTransfer: allowed }),
    })
    csms.answers['NotifyEVChargingNeeds'] = ({ chargingNeeds }) => ({
      status: refused.includes(String((chargingNeeds as Payload)['requestedEnergyTransfer'])) ? 'Rejected' : 'Processing',
    })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    return { ...setup, transactionId: station.state.evses[0]?.transaction?.transactionId ?? '' }
  }

  it('is named beside its driver, and tells what it wants of what is allowed (Q01.FR.01–03, K18.FR.01, FR.06, K19.FR.01)', async () => {
    const { station, csms } = await arrive(['AC_three_phase', 'AC_BPT'])
    const additionalInfo = [{ additionalIdToken: 'WMIV1234567890ABCDEX', type: 'EVCCID' }]
    expect(csms.last('Authorize')).toMatchObject({ idToken: { idToken: 'CARD', additionalInfo } })
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ eventType: 'Started', idToken: { idToken: 'CARD', additionalInfo } })
    expect(csms.actions.indexOf('NotifyEVChargingNeeds')).toBeGreaterThan(csms.actions.indexOf('TransactionEvent'))
    expect(csms.of('NotifyEVChargingNeeds')).toEqual([
      {
        evseId: 1,
        chargingNeeds: {
          requestedEnergyTransfer: 'AC_BPT',
          availableEnergyTransfer: ['AC_three_phase', 'AC_BPT'],
          controlMode: 'DynamicControl',
          v2xChargingParameters: {
            maxChargePower: 3_667,
            maxChargePower_L2: 3_667,
            maxChargePower_L3: 3_667,
            maxDischargePower: 3_333,
            maxDischargePower_L2: 3_333,
            maxDischargePower_L3: 3_333,
            maxVoltage: 230,
            evTargetEnergyRequest: 500_000,
            evMaxEnergyRequest: 500_000,
            evMinEnergyRequest: -500_000,
            evMinV2XEnergyRequest: -500_000,
            evMaxV2XEnergyRequest: 500_000,
            targetSoC: 100,
          },
        },
      },
    ])
    await set(csms, [central(-6_000)])
    expect(flowW(station)).toBe(-6_000)
    await station.stop()
  })

  it('charges alone where the csms does not say what it allows (Q01.FR.09, Q02.FR.04)', async () => {
    const { station, csms } = await arrive()
    expect(requested(csms)).toEqual(['AC_three_phase'])
    expect(needs(csms)[0]?.['availableEnergyTransfer']).toEqual(['AC_three_phase', 'AC_BPT'])
    await set(csms, [central(-6_000)])
    expect(flowW(station)).toBe(0)
    await station.stop()
  })

  it('agrees anew when the csms allows more in the middle of the transaction (Q02.FR.05–07)', async () => {
    const { station, csms, transactionId } = await arrive()
    await set(csms, [central(-6_000)])
    expect(await csms.call('NotifyAllowedEnergyTransfer', { transactionId, allowedEnergyTransfer: ['AC_BPT'] })).toEqual(accepted)
    expect(requested(csms)).toEqual(['AC_three_phase', 'AC_BPT'])
    expect(flowW(station)).toBe(-6_000)
    expect(await csms.call('NotifyAllowedEnergyTransfer', { transactionId, allowedEnergyTransfer: ['AC_three_phase'] })).toEqual(accepted)
    expect(requested(csms).at(-1)).toBe('AC_three_phase')
    expect(flowW(station)).toBe(0)
    await station.stop()
  })

  it('agrees on something else where the csms refuses what it wants (Q01.FR.05)', async () => {
    const { station, csms } = await arrive(['AC_BPT'], ['AC_BPT'])
    expect(requested(csms)).toEqual(['AC_BPT', 'AC_three_phase'])
    expect(station.state.evses[0]?.transaction?.chargingState).toBe('charging')
    await station.stop()
  })

  it.each([
    ['nothing is left', ['AC_BPT', 'AC_three_phase'], {}, ['AC_BPT', 'AC_three_phase']],
    ['the station cannot negotiate anew', ['AC_BPT'], { serviceRenegotiation: false }, ['AC_BPT']],
  ])('ends the transaction where %s (Q01.FR.06, K18.FR.23, K19.FR.16)', async (_, refused, settings, asked) => {
    const { station, csms } = await arrive(['AC_BPT', 'AC_three_phase'], refused, settings)
    expect(requested(csms)).toEqual(asked)
    expect(csms.last('TransactionEvent')).toMatchObject({
      eventType: 'Ended',
      triggerReason: 'AbnormalCondition',
      transactionInfo: { stoppedReason: 'ReqEnergyTransferRejected' },
    })
    await station.stop()
  })

  it('tells when it told what it wants, where the line was down then (K18.FR.21, K19.FR.14)', async () => {
    const { station, csms } = await setUpCharging(ocpp21, { settings: { offlineTxForUnknownId: true } })
    csms.answers['NotifyEVChargingNeeds'] = () => ({ status: 'Accepted' })
    await csms.cut()
    const startedAt = inS(csms, 0)
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(60_000)
    expect(csms.of('NotifyEVChargingNeeds')).toEqual([])
    await csms.restore()
    await settle()
    expect(csms.of('NotifyEVChargingNeeds')).toMatchObject([{ evseId: 1, timestamp: startedAt }])
    await station.stop()
  })

  it('may have a limit for each phase of its own (V2X.08–10)', async () => {
    const { station, csms, transactionId } = await arrive(['AC_BPT'])
    const tx = { chargingProfilePurpose: 'TxProfile', transactionId }
    const phases = { ...central(-3_000), setpoint_L2: -2_000, setpoint_L3: -1_000 }
    expect(await set(csms, [phases], tx)).toEqual(accepted)
    expect(flowW(station)).toBe(-6_000)
    expect(await set(csms, [phases], { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 })).toMatchObject(
      rejected('PhaseConflict'),
    )
    await station.stop()
  })

  it('tells its needs by hand too, with what it has agreed on', async () => {
    const { station, csms } = await arrive(['AC_BPT'])
    csms.forget()
    const departureTime = new Date(inS(csms, 3_600))
    expect(await station.requestEnergy({ departureTime, energyWh: 10_000 })).toBe('Processing')
    expect(needs(csms)).toMatchObject([
      {
        requestedEnergyTransfer: 'AC_BPT',
        departureTime: departureTime.toISOString(),
        v2xChargingParameters: { evTargetEnergyRequest: 10_000 },
      },
    ])
    await station.stop()
  })

  it('is not asked for more where it is unknown, V2X is off, or the car cannot', async () => {
    const { station, csms, transactionId } = await arrive()
    const notify = (id: string): Promise<Payload> =>
      csms.call('NotifyAllowedEnergyTransfer', { transactionId: id, allowedEnergyTransfer: ['AC_BPT'] })
    expect(await notify('nobody')).toEqual(rejected('TxNotFound'))
    await write(csms, 'Enabled', 'false')
    expect(await notify(transactionId)).toEqual(rejected('NotEnabled'))
    await write(csms, 'Enabled', 'true')
    await station.stopCharging()
    station.unplug()
    await station.startCharging({ idToken: 'CARD', ev: v2xEv })
    await settle()
    expect(await notify(station.state.evses[0]?.transaction?.transactionId ?? '')).toEqual(rejected('UnsupportedRequest'))
    await station.stop()
  })

  it('charges alone and stays unnamed where V2X is off, and is held to the same answers (K18.FR.01, FR.23)', async () => {
    const { station, csms } = await arrive(undefined, [], { v2xEnabled: false })
    expect(needs(csms)).toMatchObject([
      {
        requestedEnergyTransfer: 'AC_three_phase',
        availableEnergyTransfer: ['AC_three_phase'],
        v2xChargingParameters: { maxVoltage: 230 },
      },
    ])
    expect(needs(csms)[0]?.['v2xChargingParameters']).not.toHaveProperty('maxDischargePower')
    expect(csms.last('Authorize')['idToken']).not.toHaveProperty('additionalInfo')
    await station.stop()
    const other = await arrive(undefined, ['AC_three_phase'], { v2xEnabled: false })
    expect(other.csms.last('TransactionEvent')).toMatchObject({ transactionInfo: { stoppedReason: 'ReqEnergyTransferRejected' } })
    await other.station.stop()
  })

  it('tells currents where it charges with DC', async () => {
    const { station, csms } = await setUpCharging(ocpp21, { evses: [{ kind: 'DC', maxPowerW: 50_000 }] })
    csms.answers['Authorize'] = () => ({ idTokenInfo: { status: 'Accepted' }, allowedEnergyTransfer: ['DC_BPT'] })
    csms.answers['NotifyEVChargingNeeds'] = () => ({ status: 'NoChargingProfile' })
    await station.startCharging({ idToken: 'CARD', ev: { ...ev, maxPowerW: 80_000 } })
    await settle()
    expect(needs(csms)).toMatchObject([
      {
        requestedEnergyTransfer: 'DC_BPT',
        v2xChargingParameters: { maxChargePower: 50_000, maxChargeCurrent: 125, maxDischargePower: 10_000, maxDischargeCurrent: 25 },
      },
    ])
    await station.stop()
  })

  it('says nothing of itself in 2.0.1', async () => {
    const { station, csms } = await setUpCharging(ocpp201)
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(csms.of('NotifyEVChargingNeeds')).toEqual([])
    expect(csms.of('TransactionEvent')[0]?.['idToken']).toEqual({ idToken: 'CARD', type: 'ISO14443' })
    await station.stop()
  })
})

describe('the device model of V2X', () => {
  it('tells what station and car can do (Q01.FR.30–32, FR.36, Q07.FR.01, Q08.FR.20)', async () => {
    const highLevel = { edition: 20, evccId: 'WMI1', certificates: ['leaf', 'sub', 'root'] } as const
    const { station, csms } = await charging({ evses: [{ kind: 'DC' }] }, { ...v2xEv, highLevel })
    expect(await read(csms, 'V2XChargingCtrlr', 'Enabled')).toBe('true')
    expect(await read(csms, 'V2XChargingCtrlr', 'SupportedEnergyTransferModes')).toBe('DC,DC_BPT')
    expect(String(await read(csms, 'V2XChargingCtrlr', 'SupportedOperationModes')).split(',')).toEqual(
      expect.arrayContaining(['ChargingOnly', 'CentralSetpoint', 'CentralFrequency', 'LocalFrequency', 'LocalLoadBalancing']),
    )
    expect(await read(csms, 'ConnectedEV', 'Available')).toBe('true')
    expect(await read(csms, 'ConnectedEV', 'VehicleID')).toBe('WMI1')
    expect(await read(csms, 'ConnectedEV', 'ProtocolAgreed')).toBe('urn:iso:std:iso:15118:-20:DC,1,0')
    expect(await read(csms, 'ConnectedEV', 'ProtocolSupportedByEV', '2')).toBe('urn:iso:15118:2:2013:MsgDef,2,0')
    expect(await read(csms, 'ConnectedEV', 'VehicleCertificate', 'Leaf')).toBe('leaf')
    expect(await read(csms, 'ConnectedEV', 'VehicleCertificate', 'SubCA1')).toBe('sub')
    expect(await read(csms, 'ConnectedEV', 'VehicleCertificate', 'SubCA2')).toBe('')
    expect(await read(csms, 'ConnectedEV', 'VehicleCertificate', 'Root')).toBe('root')
    expect(await read(csms, 'ISO15118Ctrlr', 'ServiceRenegotiationSupport')).toBe('true')
    station.unplug()
    expect(await read(csms, 'ConnectedEV', 'Available')).toBe('false')
    expect(await read(csms, 'ConnectedEV', 'VehicleID')).toBe('')
    await station.stop()
  })

  it('takes what is right for one EVSE alone, and keeps it through a restart', async () => {
    const { station, csms } = await charging({ evses: [{}, {}] })
    const status = async (name: string, value: string, instance?: string): Promise<unknown> =>
      ((await write(csms, name, value, instance))['setVariableResult'] as [Payload])[0]['attributeStatus']
    expect(await status('Enabled', 'perhaps')).toBe('Rejected')
    expect(await status('LocalFrequencyUpdateThreshold', '0')).toBe('Rejected')
    expect(await status('LocalLoadBalancing', 'much', 'UpperOffset')).toBe('Rejected')
    expect(await status('TxUpdatedMeasurands', 'Nonsense', 'Idle')).toBe('Rejected')
    expect(await status('Enabled', 'false')).toBe('Accepted')
    const component = { name: 'V2XChargingCtrlr', evse: { id: 2 } }
    const other = await csms.call('GetVariables', { getVariableData: [{ component, variable: { name: 'Enabled' } }] })
    expect(other['getVariableResult']).toMatchObject([{ attributeValue: 'true' }])
    station.powerCut()
    void station.powerRestored()
    await settle()
    expect(await read(csms, 'V2XChargingCtrlr', 'Enabled')).toBe('false')
    await station.stop()
  })

  it('adds what is measured in a mode to what is measured anyway (Q01.FR.33–35)', async () => {
    const settings = {
      sampleIntervalS: 60,
      startedMeasurands: ['SoC'],
      sampledMeasurands: ['Power.Active.Export', 'SoC'],
      endedMeasurands: ['SoC'],
    }
    const { station, csms } = await setUpCharging(ocpp21, { settings })
    await write(csms, 'TxStartedMeasurands', 'Frequency', 'CentralSetpoint')
    await write(csms, 'TxUpdatedMeasurands', 'Power.Active.Setpoint,Power.Active.Residual,Power.Active.Export', 'CentralSetpoint')
    await write(csms, 'TxEndedMeasurands', 'Energy.Active.Export.Register', 'CentralSetpoint')
    await set(csms, [central(-12_000)])
    await station.startCharging({ idToken: 'CARD', ev: v2xEv })
    await csms.pass(60_000)
    await station.stopCharging()
    await settle()
    const values = (event: Payload | undefined): (readonly [unknown, unknown])[] =>
      (event?.['meterValue'] as { sampledValue: Payload[] }[] | undefined)
        ?.flatMap(({ sampledValue }) => sampledValue)
        .map(({ measurand, value }) => [measurand, value] as const) ?? []
    const find = (name: string, value: string): Payload | undefined => csms.of('TransactionEvent').find((event) => event[name] === value)
    expect(values(find('eventType', 'Started')).map(([measurand]) => measurand)).toEqual(['SoC', 'Frequency'])
    // 10 kW are all that the car has to give: 2 kW less than was asked for (Q §2.4).
    expect(values(find('triggerReason', 'MeterValuePeriodic'))).toEqual([
      ['Power.Active.Export', 10_000],
      ['SoC', 50],
      ['Power.Active.Setpoint', -12_000],
      ['Power.Active.Residual', -2_000],
    ])
    expect(values(find('eventType', 'Ended')).map(([measurand]) => measurand)).toContain('Energy.Active.Export.Register')
    await station.stop()
  })
})
