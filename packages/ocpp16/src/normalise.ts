import { dateTimeFields } from './generated/date-times.js'

/** Mends a payload, or returns the same object when there is nothing to mend. */
export type Normalise = (action: string, kind: 'request' | 'response', payload: object) => object

/** Names of the quirks that are known. */
export type Quirk = keyof typeof mends

/** A date-time with no zone: what RFC 3339 asks for is missing, so it fails the schema. */
const zoneless = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?$/

const timeFields: ReadonlySet<string> = new Set(dateTimeFields)

/** Enumerations are matched exactly (OCPP 1.6 §7); these fields are mended when only the case of the letters is wrong. */
const unitSpellings: ReadonlyMap<string, string> = new Map(
  ['Wh', 'kWh', 'varh', 'kvarh', 'W', 'kW', 'VA', 'kVA', 'var', 'kvar', 'A', 'V', 'K', 'Celsius', 'Fahrenheit', 'Percent'].map((unit) => [
    unit.toLowerCase(),
    unit,
  ]),
)

const mends = {
  /** Dates without a zone are read as UTC, which is what §3.15 recommends to send. */
  zonelessDates: (key: string, value: unknown): unknown =>
    timeFields.has(key) && typeof value === 'string' && zoneless.test(value) ? `${value.replace(' ', 'T')}Z` : value,
  /** Optional fields that are sent as null are left out; JSON's null is not a way to leave a field empty (OCPP-J 1.6 §4.1.1). */
  nulls: (_key: string, value: unknown): unknown => (value === null ? undefined : value),
  /** Numbers where a sampled value should be a string (OCPP 1.6 §7.43). */
  numericValues: (key: string, value: unknown): unknown => (key === 'value' && typeof value === 'number' ? String(value) : value),
  /** Units in the wrong case, such as `wh`, and the sign `%` for `Percent` (OCPP 1.6 §7.45). */
  unitCase: (key: string, value: unknown): unknown => {
    if (key !== 'unit' || typeof value !== 'string') return value
    return value === '%' ? 'Percent' : (unitSpellings.get(value.toLowerCase()) ?? value)
  },
}

/** All quirks, by name. */
export const quirks: readonly Quirk[] = Object.keys(mends) as Quirk[]

/**
 * A normaliser for the quirks named, all by default; for the `normalise` option of `@ocpp-kit/rpc`. What the peer sends, requests and
 * answers alike, is mended before it is checked; the schema stays as it is. `Celcius` needs no mending: the schema has both spellings.
 * @throws TypeError a name is not among {@link quirks}
 */
export function createNormaliser(names: readonly Quirk[] = quirks): Normalise {
  const chosen = names.map((name) => {
    if (!Object.hasOwn(mends, name)) throw new TypeError(`no quirk "${name}"; known are ${quirks.join(', ')}`)
    return mends[name]
  })
  const mendField = (key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null ? mendItem(value) : chosen.reduce((current, apply) => apply(key, current), value)
  const mendItem = (item: unknown): unknown => {
    if (Array.isArray(item)) return mendList(item)
    return typeof item === 'object' && item !== null ? mendObject(item as Readonly<Record<string, unknown>>) : item
  }
  const mendList = (list: readonly unknown[]): readonly unknown[] => {
    const mended = list.map(mendItem)
    return mended.every((item, index) => item === list[index]) ? list : mended
  }
  const mendObject = (values: Readonly<Record<string, unknown>>): object => {
    const entries = Object.entries(values).map(([key, value]) => [key, mendField(key, value)] as const)
    if (entries.every(([key, value]) => value === values[key])) return values
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  }
  return (_action, _kind, payload) => mendObject(payload as Readonly<Record<string, unknown>>)
}
