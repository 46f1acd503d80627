import { type ControlType, type DerControl, type DerSetting, endMs, type Point } from './control.js'

/** These exist as defaults alone (R04.FR.15). */
const defaultsOnly: ReadonlySet<ControlType> = new Set(['EnterService', 'Gradients'])

type Range = readonly [min: number, max: number]

const any: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
const positive: Range = [Number.MIN_VALUE, Number.POSITIVE_INFINITY]
const fromZero: Range = [0, Number.POSITIVE_INFINITY]

/** How far the parameters of all types go. */
const ranges: Readonly<Partial<Record<keyof DerSetting, Range>>> = {
  duration: positive,
  displacement: [0, 1],
  setpoint: [-100, 100],
  pctMaxDischargePower: [0, 100],
  overFreq: positive,
  underFreq: positive,
  overDroop: positive,
  underDroop: positive,
  responseTime: fromZero,
  highVoltage: any,
  lowVoltage: fromZero,
  highFreq: any,
  lowFreq: fromZero,
  delay: fromZero,
  randomDelay: fromZero,
  rampRate: fromZero,
  gradient: fromZero,
  softGradient: fromZero,
}

/** What the Y axis of a curve can be; all other curves have seconds or a power factor there. */
const units: Readonly<Partial<Record<ControlType, readonly string[]>>> = {
  FreqWatt: ['PctMaxW', 'PctWAvail'],
  VoltWatt: ['PctMaxW', 'PctWAvail'],
  VoltVar: ['PctMaxW', 'PctMaxVar', 'PctVarAvail'],
  WattVar: ['PctMaxW', 'PctMaxVar', 'PctVarAvail'],
}

/** What is wrong with a control, as a reason code; undefined if nothing is (R04.FR.13, FR.15). */
export function controlProblem(control: DerControl, nowMs: number): string | undefined {
  const { type, isDefault, setting } = control
  const isTimed = setting.startTime !== undefined || setting.duration !== undefined
  if (isDefault && isTimed) return 'InvalidValue'
  if (!isDefault) {
    if (defaultsOnly.has(type)) return 'InvalidValue'
    if (setting.startTime === undefined || setting.duration === undefined) return 'MissingParam'
  }
  const isOut = Object.entries(ranges).some(([name, [min, max]]) => {
    const value = setting[name as keyof DerSetting]
    return typeof value === 'number' && !(value >= min && value <= max)
  })
  if (isOut) return 'ValueOutOfRange'
  // It would be over before it began (R04.FR.10).
  if (endMs(control) <= nowMs) return 'InvalidValue'
  return relationProblem(setting, type)
}

/** What the parameters have to do with each other. */
function relationProblem(setting: DerSetting, type: ControlType): string | undefined {
  const { curveData, voltageParams = {}, overFreq, underFreq, highVoltage, lowVoltage, highFreq, lowFreq } = setting
  if (isBelow(overFreq, underFreq) || isBelow(highVoltage, lowVoltage) || isBelow(highFreq, lowFreq)) return 'InvalidValue'
  if (type === 'LimitMaxDischarge' && setting.pctMaxDischargePower === undefined && setting.powerMonitoringMustTrip === undefined) {
    return 'MissingParam'
  }
  // Each of the two is mandatory with the other (§2.120).
  if ((voltageParams.hv10MinMeanValue === undefined) !== (voltageParams.hv10MinMeanTripDelay === undefined)) return 'MissingParam'
  if (curveData === undefined) return undefined
  const allowed = units[type]
  if (allowed !== undefined) return allowed.includes(setting.yUnit ?? '') && isRising(curveData) ? undefined : 'InvalidValue'
  return isTrip(type) && curveData.some(({ y }) => y < 0) ? 'ValueOutOfRange' : undefined
}

const isBelow = (high: number | undefined, low: number | undefined): boolean => high !== undefined && low !== undefined && high < low

/** A line from point to point goes one way; it may have steps. */
const isRising = (points: readonly Point[]): boolean => points.every(({ x }, index) => x >= (points[index - 1]?.x ?? x))

/** Curves of limits and the seconds for which they may be exceeded. */
export const isTrip = (type: ControlType): boolean => /^[HL][FV](Must|May|Mom)/.test(type)
