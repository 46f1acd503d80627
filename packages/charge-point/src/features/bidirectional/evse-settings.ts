import type { Core } from '../../core.js'
import type { LoadBand } from '../smart-charging/local-control.js'
import type { OperationMode } from '../smart-charging/profile.js'

/** V2XChargingCtrlr is a component of each EVSE (2.1 part 2 §2.18), so that what a csms sets there holds for this EVSE alone. */
const section = 'v2x settings'

type Place = Pick<Core, 'state' | 'settings'>

/** What was set at an EVSE, as text; undefined: nothing. */
export const setAt = ({ state }: Pick<Place, 'state'>, evseId: number, name: string): string | undefined => {
  const value = state.load(section).get(`${evseId} ${name}`)
  return typeof value === 'string' ? value : undefined
}

/** Sets it; an empty text takes it back. */
export function setValue({ state }: Pick<Place, 'state'>, evseId: number, name: string, value: string): void {
  const key = `${evseId} ${name}`
  if (value === '') state.remove(section, key)
  else state.put(section, key, value)
}

/** Whether cars may give energy back at an EVSE. */
export const isV2xEnabled = (core: Place, evseId: number): boolean =>
  (setAt(core, evseId, 'Enabled') ?? String(core.settings.values.v2xEnabled)) === 'true'

/** By how much the frequency must change for the setpoint to be worked out anew (Q08.FR.07). */
export const frequencyThresholdMilliHz = (core: Place, evseId: number): number =>
  Number(setAt(core, evseId, 'LocalFrequencyUpdateThreshold') ?? 10)

const bandNames = ['UpperThreshold', 'LowerThreshold', 'UpperOffset', 'LowerOffset'] as const

/** What the load of the building is to be; undefined where it is not, or not well, set (Q09.FR.02). */
export function loadBandOf(core: Place, evseId: number): LoadBand | undefined {
  const [upperThresholdW, lowerThresholdW, upperOffsetW, lowerOffsetW] = bandNames.map((name) => {
    const value = setAt(core, evseId, `LocalLoadBalancing[${name}]`)
    return value === undefined ? undefined : Number(value)
  })
  if (upperThresholdW === undefined || lowerThresholdW === undefined || upperOffsetW === undefined || lowerOffsetW === undefined) {
    return undefined
  }
  return upperThresholdW > lowerThresholdW ? { upperThresholdW, lowerThresholdW, upperOffsetW, lowerOffsetW } : undefined
}

/** What is measured in a transaction beside the usual, while it goes on in this mode (Q01.FR.33–35). */
export const moreMeasurands = (core: Place, evseId: number, use: MeasurandUse, mode: OperationMode): readonly string[] =>
  setAt(core, evseId, `${use}[${mode}]`)?.split(',') ?? []

export type MeasurandUse = 'TxStartedMeasurands' | 'TxUpdatedMeasurands' | 'TxEndedMeasurands'
export const measurandUses: readonly MeasurandUse[] = ['TxStartedMeasurands', 'TxUpdatedMeasurands', 'TxEndedMeasurands']
export const loadBandNames = bandNames
