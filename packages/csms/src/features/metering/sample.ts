/** One sampled value in the terms of 2.x, defaults filled in. */
export interface MeterSample {
  /** ISO 8601, UTC. */
  readonly at: string
  /** The number exactly as it was sent, in decimal; signed data as it is. */
  readonly value: string
  readonly measurand: string
  readonly context: string
  readonly location: string
  readonly phase?: string | undefined
  readonly unit?: string | undefined
  /** Power of ten that the value is to be multiplied with. Default 0. */
  readonly multiplier?: number | undefined
  readonly format: 'Raw' | 'SignedData'
}

/** What an unqualified sample means (1.6 §7.45, 2.x Part 2 SampledValueType). */
export const sampleDefaults = {
  measurand: 'Energy.Active.Import.Register',
  context: 'Sample.Periodic',
  location: 'Outlet',
} as const

/** What makes two samples of one meter the same reading; Raw and SignedData share the rest. */
export const sampleKey = ({ at, measurand, phase, location, context, unit, format }: MeterSample): string =>
  [at, measurand, phase ?? '', location, context, unit ?? '', format].join('|')

const isRegister = ({ measurand, phase, location, format }: MeterSample): boolean =>
  measurand === 'Energy.Active.Import.Register' && phase === undefined && location === 'Outlet' && format === 'Raw'

const contextRank = (context: string): number => (context === 'Transaction.Begin' ? 0 : context === 'Transaction.End' ? 2 : 1)

/** Readings of the imported energy in mWh, in the order in which the meter went through them. */
export function energyReadings(samples: readonly MeterSample[]): number[] {
  return samples
    .filter(isRegister)
    .toSorted((left, right) => contextRank(left.context) - contextRank(right.context) || Date.parse(left.at) - Date.parse(right.at))
    .map((sample) => toMilliWh(sample))
    .filter((reading) => reading !== undefined)
}

const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/
const powerOfUnit: Readonly<Record<string, number>> = { Wh: 3, kWh: 6 }

/** The exact integer of mWh; `undefined` for what is no energy, or beyond what a register can show. */
export function toMilliWh({ value, unit, multiplier = 0 }: Pick<MeterSample, 'value' | 'unit' | 'multiplier'>): number | undefined {
  const parts = decimal.exec(value.trim())
  const unitPower = powerOfUnit[unit ?? 'Wh']
  if (parts === null || unitPower === undefined) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts
  if (whole === '' && fraction === '') return undefined
  const shift = unitPower + multiplier + Number(exponent) - fraction.length
  if (Math.abs(shift) > 40) return undefined
  const digits = BigInt(whole + fraction)
  const magnitude = shift >= 0 ? digits * 10n ** BigInt(shift) : divideRounded(digits, 10n ** BigInt(-shift))
  const result = Number(sign === '-' ? -magnitude : magnitude)
  return Number.isSafeInteger(result) ? result : undefined
}

const divideRounded = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor / 2n) / divisor
