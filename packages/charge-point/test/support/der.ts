import type { ChargePointOptions } from '../../src/index.js'
import { bigEv, inS, setUpCharging } from './charging.js'
import { type Payload, type Setup, settle } from './csms.js'
import { ocpp21 } from './versions.js'

export type V = typeof ocpp21
type Csms = Pick<Setup<V>, 'csms'>

export const dc = { evses: [{ kind: 'DC', maxPowerW: 50_000 }] } as const
/** A car that gives back 20 kW. */
const v2x = { ...bigEv, socPercent: 80, maxDischargeW: 20_000 }

export const ready = (options: Partial<ChargePointOptions<V>> = {}): Promise<Setup<V>> => setUpCharging(ocpp21, options)

/** …and gives back 10 kW of the 20 that the car could. */
export async function giving(options: Partial<ChargePointOptions<V>> = dc): Promise<Setup<V>> {
  const setup = await ready(options)
  await setup.station.startCharging({ idToken: 'CARD', ev: v2x })
  setup.station.setDischarge({ dischargeW: 10_000 })
  await settle()
  setup.csms.forget()
  return setup
}

export const set = ({ csms }: Csms, request: object): Promise<Payload> => csms.call('SetDERControl', { isDefault: true, ...request })

export const droop = { overFreq: 50.2, underFreq: 49.8, overDroop: 0.05, underDroop: 0.05, responseTime: 1 }
export const curve = (yUnit: string, ...points: readonly (readonly [number, number])[]): object => ({
  priority: 1,
  yUnit,
  curveData: points.map(([x, y]) => ({ x, y })),
})
export const trip = (...points: readonly (readonly [number, number])[]): object => curve('Not_Applicable', ...points)

export const limit = (controlId: string, pctMaxDischargePower: number, more: object = {}, priority = 1): object => ({
  controlId,
  controlType: 'LimitMaxDischarge',
  limitMaxDischarge: { priority, pctMaxDischargePower, ...more },
})

/** A scheduled limit, from so many seconds on for so many. */
export const timed = (setup: Csms, controlId: string, percent: number, from: number, duration: number, priority = 1): Promise<Payload> =>
  set(setup, { ...limit(controlId, percent, { startTime: inS(setup.csms, from), duration }, priority), isDefault: false })

export async function get(
  { csms }: Csms,
  query: object = {},
): Promise<{ readonly status: unknown; readonly ids: unknown[]; readonly parts: Payload[] }> {
  csms.forget()
  const { status } = await csms.call('GetDERControl', { requestId: 7, ...query })
  const parts = csms.of('ReportDERControl')
  const ids = parts.flatMap((part) =>
    Object.values(part).flatMap((list) => (Array.isArray(list) ? (list as Payload[]).map(({ id }) => id) : [])),
  )
  return { status, ids, parts }
}

export const clear = async ({ csms }: Csms, request: object): Promise<unknown> =>
  (await csms.call('ClearDERControl', { isDefault: true, ...request }))['status']

export const startsAndStops = ({ csms }: Csms): unknown[] =>
  csms.of('NotifyDERStartStop').map(({ controlId, started, supersededIds }) => [controlId, started, ...((supersededIds as string[]) ?? [])])

export const alarms = ({ csms }: Csms): unknown[] =>
  csms.of('NotifyDERAlarm').map(({ controlType, gridEventFault, alarmEnded = false }) => [controlType, gridEventFault, alarmEnded])

export const givenW = ({ station }: Setup<V>): number => Math.round(station.readMeter().exportW)

/** One that is right for each type. */
export const all: readonly Payload[] = [
  { controlType: 'EnterService', enterService: { priority: 1, highVoltage: 110, lowVoltage: 90, highFreq: 50.2, lowFreq: 49.8 } },
  { controlType: 'FixedPFAbsorb', fixedPFAbsorb: { priority: 1, displacement: 0.95, excitation: true } },
  { controlType: 'FixedPFInject', fixedPFInject: { priority: 1, displacement: 0.95, excitation: false } },
  { controlType: 'FixedVar', fixedVar: { priority: 1, setpoint: -20, unit: 'PctMaxVar' } },
  { controlType: 'FreqDroop', freqDroop: { priority: 1, ...droop } },
  { controlType: 'Gradients', gradient: { priority: 1, gradient: 10, softGradient: 0 } },
  { controlType: 'LimitMaxDischarge', limitMaxDischarge: { priority: 1, pctMaxDischargePower: 50 } },
  { controlType: 'FreqWatt', curve: curve('PctMaxW', [50, 100], [52, 0]) },
  { controlType: 'VoltWatt', curve: curve('PctWAvail', [106, 100], [110, 0]) },
  { controlType: 'VoltVar', curve: curve('PctMaxVar', [90, 44], [110, -44]) },
  { controlType: 'WattVar', curve: curve('PctVarAvail', [0, 0], [100, 44]) },
  { controlType: 'WattPF', curve: curve('Not_Applicable', [0, 1], [100, -0.9]) },
  ...['HFMayTrip', 'HFMustTrip', 'HVMayTrip', 'HVMomCess', 'HVMustTrip', 'LFMustTrip', 'LVMayTrip', 'LVMomCess', 'LVMustTrip'].map(
    (controlType) => ({ controlType, curve: trip([52, 1], [53, 0.1]) }),
  ),
  { controlType: 'PowerMonitoringMustTrip', curve: curve('Not_Applicable', [0, 100], [10, 60]) },
].map((request, index) => ({ controlId: `control-${index}`, ...request }))
