import type { Station } from '../../station.js'
import { isMonitorable, limitsOf, type Variable } from '../configuration/configuration.js'
import type { Found } from '../configuration/device-model.js'
import type { Monitor, MonitorType } from './adapter.js'

const isNumeric = ({ dataType }: Variable): boolean => dataType === 'integer' || dataType === 'decimal'

export const isPeriodic = ({ type }: Pick<Monitor, 'type'>): boolean => type === 'Periodic' || type === 'PeriodicClockAligned'

const isThreshold = (type: MonitorType): boolean => type === 'UpperThreshold' || type === 'LowerThreshold'

/** What a csms wants watched. */
export type MonitorWish = Pick<Monitor, 'type' | 'value' | 'severity' | 'isTransactional'>

/** Whether a variable can be watched in this way (N04.FR.05). */
export function supports(variable: Variable, type: MonitorType, types: readonly MonitorType[]): boolean {
  if (!types.includes(type) || !isMonitorable(variable)) return false
  if (type === 'Delta') return true
  // What cannot be read back can only be told to have changed (N07.FR.10).
  if (variable.access === 'W') return false
  if (type === 'TargetDelta' || type === 'TargetDeltaRelative') return isNumeric(variable) && variable.others?.Target !== undefined
  return isThreshold(type) ? isNumeric(variable) : true
}

/** What is wrong with the numbers of a monitor, as a reason code; undefined if nothing is (N04.FR.06, N04.FR.14). */
export function problemOf(station: Station, { variable, at }: Found, { type, value, severity }: MonitorWish): string | undefined {
  if (!Number.isInteger(severity) || severity < 0 || severity > 9) return 'ValueOutOfRange'
  if (isThreshold(type)) {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limitsOf(variable, station, at)
    return value < min || value > max ? 'ValueOutOfRange' : undefined
  }
  if (value < 0) return 'ValuePositiveOnly'
  // Often enough for anybody; a fraction of a second is not what an interval in seconds means.
  return isPeriodic({ type }) && value < 1 ? 'ValueTooLow' : undefined
}

/** Whether a value is beyond what a threshold allows; on it is not beyond it (N07.FR.16–17, N07.FR.22–23). */
export function isBeyond({ type, value }: Pick<Monitor, 'type' | 'value'>, actual: number, target: number | undefined): boolean {
  switch (type) {
    case 'UpperThreshold':
      return actual > value
    case 'LowerThreshold':
      return actual < value
    case 'TargetDelta':
      return target !== undefined && Math.abs(actual - target) > value
    case 'TargetDeltaRelative':
      return target !== undefined && Math.abs(actual - target) > Math.abs(value * target)
    default:
      return false
  }
}

/** Whether a value differs enough from the one last told; any change of what is not a number does (N07.FR.18–19). */
export function isDifferent(variable: Variable, value: number, before: string, now: string): boolean {
  if (before === now) return false
  if (!isNumeric(variable) || before === '' || now === '') return true
  return Math.abs(Number(now) - Number(before)) > value
}

/** How long until a clock-aligned monitor is due: at the next multiple of its interval, counted as clocks count (N08.FR.07). */
export const msToNextTick = (nowMs: number, intervalS: number): number => intervalS * 1000 - (nowMs % (intervalS * 1000))
