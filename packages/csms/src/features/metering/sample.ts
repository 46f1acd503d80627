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
  /** How signed data is to be read, where the station says so beside it. */
  readonly signature?: SampleSignature | undefined
}

/** As the station sent it; nothing is checked. */
export interface SampleSignature {
  /** Format of the data, such as `OCMF` or `EDL`. */
  readonly encodingMethod: string
  /** How it was signed, where that is not part of the data. */
  readonly signingMethod?: string | undefined
  /** Base64; may be empty where the station sends it only once. */
  readonly publicKey?: string | undefined
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

const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/
const powerOfUnit: Readonly<Record<string, number>> = { Wh: 3, kWh: 6 }

/** A decimal number without a float in between: `digits` × 10^`power`. */
interface Decimal {
  readonly isNegative: boolean
  readonly digits: string
  readonly power: number
}

/** Beyond these powers of ten nothing is measured. */
const maxPower = 40

function readDecimal(value: string, shift: number): Decimal | undefined {
  const parts = decimal.exec(value.trim())
  if (parts === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts
  const power = shift + Number(exponent) - fraction.length
  if ((whole === '' && fraction === '') || !Number.isInteger(power) || Math.abs(power) > maxPower) return undefined
  return { isNegative: sign === '-', digits: whole + fraction, power }
}

/** The exact integer of mWh; `undefined` for what is no energy, or beyond what a register can show. */
export function toMilliWh({ value, unit, multiplier = 0 }: Pick<MeterSample, 'value' | 'unit' | 'multiplier'>): number | undefined {
  const unitPower = powerOfUnit[unit ?? 'Wh']
  const read = unitPower === undefined ? undefined : readDecimal(value, unitPower + multiplier)
  if (read === undefined) return undefined
  const digits = BigInt(read.digits)
  const magnitude = read.power >= 0 ? digits * 10n ** BigInt(read.power) : divideRounded(digits, 10n ** BigInt(-read.power))
  const result = Number(read.isNegative ? -magnitude : magnitude)
  return Number.isSafeInteger(result) ? result : undefined
}

const divideRounded = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor / 2n) / divisor

/** The number times 10^`power` in plain decimal, exact; `undefined` for what is no number. */
export function shiftDecimal(value: string, power: number): string | undefined {
  const read = readDecimal(value, power)
  if (read === undefined) return undefined
  const places = Math.max(0, -read.power)
  const digits = (read.digits + '0'.repeat(Math.max(0, read.power))).padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places).replace(/^0+(?=\d)/, '')
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '')
  const magnitude = fraction === '' ? whole : `${whole}.${fraction}`
  return read.isNegative && magnitude !== '0' ? `-${magnitude}` : magnitude
}
