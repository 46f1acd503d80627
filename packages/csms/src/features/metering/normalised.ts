import { type MeterSample, type SampleSignature, shiftDecimal } from './sample.js'

/** When a sample was taken, in the words of people. */
export type SampleMoment = 'begin' | 'end' | 'periodic' | 'clockAligned' | 'interruptionBegin' | 'interruptionEnd' | 'trigger' | 'other'

/** A sample in units that need no further reading. */
export interface NormalisedSample {
  /** ISO 8601, UTC, by the station's clock. */
  readonly at: string
  readonly measurand: string
  /** A decimal number in `unit`, exact but for temperatures; `undefined` for signed data, and for what is no number. */
  readonly value: string | undefined
  /** Wh, W, varh, var, VAh, VA, A, V, Hz, Percent, Celsius; others as they came. */
  readonly unit: string | undefined
  readonly moment: SampleMoment
  /** As the station sent it, defaults filled in. */
  readonly context: string
  readonly location: string
  readonly phase: string | undefined
  /** Signed data as it came, to be checked by whoever has the key. */
  readonly signed: (Partial<SampleSignature> & { readonly data: string }) | undefined
  /** The value as it came. */
  readonly sent: string
}

/** Brings the spellings of all versions into one: unit, multiplier, defaults. Pure; what was sent stays beside it. */
export function normaliseSample(sample: MeterSample): NormalisedSample {
  const { at, measurand, context, location, phase, value: sent, format, signature } = sample
  const about = { at, measurand, moment: momentOf(context), context, location, phase, sent }
  if (format === 'SignedData') return { ...about, value: undefined, unit: undefined, signed: { ...signature, data: sent } }
  const { unit, value } = inBaseUnit(sample)
  return { ...about, value, unit, signed: undefined }
}

function inBaseUnit({ value, unit, multiplier = 0, measurand }: MeterSample): Pick<NormalisedSample, 'unit' | 'value'> {
  const sent = unit ?? unitOf[measurand.split('.')[0] ?? '']
  if (sent === undefined) return { unit: undefined, value: shiftDecimal(value, multiplier) }
  const celsius = toCelsius[sent]
  if (celsius !== undefined) return { unit: 'Celsius', value: celsius(shiftDecimal(value, multiplier)) }
  const [base, power] = thousands[sent] ?? [sent, 0]
  return { unit: base, value: shiftDecimal(value, power + multiplier) }
}

const thousands: Readonly<Record<string, readonly [base: string, power: number]>> = {
  kWh: ['Wh', 3],
  kW: ['W', 3],
  kvarh: ['varh', 3],
  kvar: ['var', 3],
  kVAh: ['VAh', 3],
  kVA: ['VA', 3],
}

/** What a measurand is measured in where the station leaves the unit out. */
const unitOf: Readonly<Record<string, string>> = {
  Power: 'W',
  Current: 'A',
  Voltage: 'V',
  Frequency: 'Hz',
  SoC: 'Percent',
  Temperature: 'Celsius',
}

const thousandths = (value: number): string => String(Math.round(value * 1000) / 1000)
const fromNumber =
  (convert: (value: number) => number) =>
  (value: string | undefined): string | undefined =>
    value === undefined ? undefined : thousandths(convert(Number(value)))

/** 1.6 has both spellings (1.6-J errata 2.1). */
const toCelsius: Readonly<Record<string, (value: string | undefined) => string | undefined>> = {
  Celsius: (value) => value,
  Celcius: (value) => value,
  Fahrenheit: fromNumber((value) => ((value - 32) * 5) / 9),
  K: fromNumber((value) => value - 273.15),
}

const moments: Readonly<Record<string, SampleMoment>> = {
  'Transaction.Begin': 'begin',
  'Transaction.End': 'end',
  'Sample.Periodic': 'periodic',
  'Sample.Clock': 'clockAligned',
  'Interruption.Begin': 'interruptionBegin',
  'Interruption.End': 'interruptionEnd',
  Trigger: 'trigger',
}

const momentOf = (context: string): SampleMoment => moments[context] ?? 'other'
