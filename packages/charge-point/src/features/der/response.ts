import { type EvseState, type Grid, type GridLimit, givableW, pluggedConnector, takableW } from '../../body/index.js'
import type { ControlType, DerControl, Point } from './control.js'

/** Why the csms is told that a station does something else than it was to do (GridEventFaultEnumType). */
export const gridEventFaults = [
  'CurrentImbalance',
  'LocalEmergency',
  'LowInputPower',
  'OverCurrent',
  'OverFrequency',
  'OverVoltage',
  'PhaseRotation',
  'RemoteEmergency',
  'UnderFrequency',
  'UnderVoltage',
  'VoltageImbalance',
] as const

export type GridEventFault = (typeof gridEventFaults)[number]

/** A control that changes what would flow otherwise (R05.FR.01). */
export interface Deviation {
  readonly type: ControlType
  /** Undefined where the grid is not the reason, as with LimitMaxDischarge. */
  readonly fault: GridEventFault | undefined
}

export interface Response {
  readonly limits: readonly GridLimit[]
  /** The one that takes most away. */
  readonly deviation: Deviation | undefined
}

interface Scene {
  readonly inForce: ReadonlyMap<ControlType, DerControl>
  readonly grid: Grid
  /** The control that keeps the station off the grid. */
  readonly tripped: ControlType | undefined
}

interface Cap extends Deviation {
  readonly importW?: number | undefined
  readonly exportW?: number | undefined
}

/** What the controls in force leave of what would flow at each EVSE. They never ask for more than that. */
export function respond(evses: readonly EvseState[], scene: Scene): Response {
  let most = 0
  let deviation: Deviation | undefined
  const limits = evses.map((evse): GridLimit => {
    const [takesW, givesW] = [takableW(evse), givableW(evse)]
    const caps = capsAt(evse, scene, takesW, givesW)
    for (const { type, fault, importW = takesW, exportW = givesW } of caps) {
      const withheldW = Math.max(0, takesW - importW) + Math.max(0, givesW - exportW)
      if (withheldW <= most + toleranceW) continue
      most = withheldW
      deviation = { type, fault }
    }
    return { evseId: evse.evseId, importW: least(caps.map(({ importW }) => importW)), exportW: least(caps.map(({ exportW }) => exportW)) }
  })
  return { limits, deviation }
}

/** Less is rounding. */
const toleranceW = 0.001

const least = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce((lowest, value) => (value === undefined ? lowest : Math.min(lowest ?? value, value)), undefined)

function capsAt(evse: EvseState, { inForce, grid, tripped }: Scene, takesW: number, givesW: number): readonly Cap[] {
  const caps: Cap[] = []
  if (tripped !== undefined) caps.push({ type: tripped, fault: faultOf(tripped, grid), importW: 0, exportW: 0 })
  const limit = inForce.get('LimitMaxDischarge')?.setting.pctMaxDischargePower
  if (limit !== undefined) caps.push({ type: 'LimitMaxDischarge', fault: undefined, exportW: (ratedW(evse) * limit) / 100 })
  const droop = inForce.get('FreqDroop')
  if (droop !== undefined) caps.push(...droopCaps(evse, droop, grid, takesW, givesW))
  for (const [type, x] of [
    ['FreqWatt', grid.frequencyHz],
    ['VoltWatt', grid.voltagePercent],
  ] as const) {
    const { curveData, yUnit } = inForce.get(type)?.setting ?? {}
    if (curveData === undefined) continue
    const fullW = yUnit === 'PctWAvail' ? givesW : ratedW(evse)
    caps.push({ type, fault: faultOf(type, grid), exportW: (fullW * Math.max(0, valueAt(curveData, x))) / 100 })
  }
  return caps
}

/** What can be given back at most: by the inverter of a DC EVSE (R01), or by that of the car (R03). */
const ratedW = (evse: EvseState): number => (evse.kind === 'DC' ? evse.maxPowerW : (pluggedConnector(evse)?.ev?.maxDischargeW ?? 0))

/** Above the band less is given back, below it less is taken: by a part of the rated power for each part of the nominal frequency (IEEE 1547). */
function droopCaps(evse: EvseState, { type, setting }: DerControl, { frequencyHz }: Grid, takesW: number, givesW: number): readonly Cap[] {
  const { overFreq = 0, underFreq = 0, overDroop = 1, underDroop = 1 } = setting
  const nominalHz = frequencyHz > 55 ? 60 : 50
  const shareW = (deviationHz: number, droop: number): number => (deviationHz / (nominalHz * droop)) * evse.maxPowerW
  if (frequencyHz > overFreq) {
    return [{ type, fault: 'OverFrequency', exportW: Math.max(0, givesW - shareW(frequencyHz - overFreq, overDroop)) }]
  }
  if (frequencyHz < underFreq) {
    return [{ type, fault: 'UnderFrequency', importW: Math.max(0, takesW - shareW(underFreq - frequencyHz, underDroop)) }]
  }
  return []
}

/** A line from point to point, level before the first and after the last. */
export function valueAt(points: readonly Point[], x: number): number {
  const next = points.findIndex((point) => point.x > x)
  const after = points[next]
  const before = points[next === -1 ? points.length - 1 : next - 1]
  if (after === undefined) return before?.y ?? 0
  if (before === undefined) return after.y
  return before.y + ((after.y - before.y) * (x - before.x)) / (after.x - before.x)
}

function faultOf(type: ControlType, { frequencyHz, voltagePercent }: Grid): GridEventFault {
  if (type === 'FreqWatt') return frequencyHz > 50 ? 'OverFrequency' : 'UnderFrequency'
  if (type === 'VoltWatt') return voltagePercent > 100 ? 'OverVoltage' : 'UnderVoltage'
  const isHigh = type.startsWith('H')
  if (type[1] === 'F') return isHigh ? 'OverFrequency' : 'UnderFrequency'
  return isHigh ? 'OverVoltage' : 'UnderVoltage'
}
