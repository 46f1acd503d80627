import type { Quirk } from './quirk.js'

/** The part of a quirk that is about payloads. */
export type Spoiling = Pick<Quirk, 'omits' | 'says' | 'zonelessDates' | 'numericValues' | 'lowerCaseUnits'>

/** A date-time as stations write it. */
const date = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|[+-]\d\d:\d\d)$/

/** Whether it changes payloads at all. */
export const isSpoiling = ({ omits = {}, says = {}, zonelessDates, numericValues, lowerCaseUnits }: Spoiling): boolean =>
  zonelessDates === true ||
  numericValues === true ||
  lowerCaseUnits === true ||
  Object.keys(omits).length > 0 ||
  Object.keys(says).length > 0

/** A payload as a station with these quirks writes it. */
export function spoil(quirk: Spoiling, action: string, payload: object): object {
  const own = Object.hasOwn(quirk.omits ?? {}, action) ? quirk.omits?.[action] : undefined
  const said = Object.hasOwn(quirk.says ?? {}, action) ? quirk.says?.[action] : undefined
  let spoilt: unknown = spoilValues(quirk, payload)
  for (const path of own ?? []) spoilt = changeAt(spoilt, path.split('.'), undefined)
  for (const [path, value] of Object.entries(said ?? {})) spoilt = changeAt(spoilt, path.split('.'), { value })
  return spoilt as object
}

function spoilValues(quirk: Spoiling, value: unknown, key = ''): unknown {
  if (typeof value === 'string') return spoilText(quirk, key, value)
  if (Array.isArray(value)) return value.map((element) => spoilValues(quirk, element, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoilValues(quirk, one, name)]))
}

function spoilText({ zonelessDates, numericValues, lowerCaseUnits }: Spoiling, key: string, text: string): unknown {
  if (lowerCaseUnits === true && key === 'unit') return text.toLowerCase()
  if (numericValues === true && key === 'value' && text !== '' && Number.isFinite(Number(text))) return Number(text)
  const [, withoutZone] = zonelessDates === true ? (date.exec(text) ?? []) : []
  return withoutZone ?? text
}

/** Takes a field away, or puts a value there; what is not there on the way is made for a value, and left alone otherwise. */
function changeAt(target: unknown, path: readonly string[], change: { readonly value: unknown } | undefined): unknown {
  const [key, ...rest] = path
  if (key === undefined) return change?.value
  if (Array.isArray(target)) return target.map((element) => changeAt(element, path, change))
  if (typeof target !== 'object' || target === null) return target
  const { [key]: old, ...others } = target as Readonly<Record<string, unknown>>
  if (rest.length === 0) return change === undefined ? others : { ...target, [key]: change.value }
  if (old === undefined && change === undefined) return target
  return { ...target, [key]: changeAt(old ?? {}, rest, change) }
}
