import { checkList, checkNumber, checkObject, checkOneOf, checkText, checkTruth } from '../checks.js'
import { type QuirkName, quirkNames } from './profiles.js'
import type { Quirk, QuirkStatus } from './quirk.js'

const statuses: readonly QuirkStatus[] = ['Available', 'Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Unavailable']

type Check = (path: string, value: unknown) => void

const truth: Check = checkTruth
const ms: Check = (path, value) => void checkNumber(path, value as number, 0, 0, 86_400_000)
const text: Check = (path, value) => void checkText(path, value, 200)
const anything: Check = () => {}

const list =
  (check: Check): Check =>
  (path, value) =>
    checkList(path, value as readonly unknown[], []).forEach((element, index) => {
      check(`${path}[${index}]`, element)
    })

const record =
  (check: Check): Check =>
  (path, value) => {
    for (const [key, one] of Object.entries(checkObject(path, value as object))) check(`${path}.${key}`, one)
  }

const fields: { readonly [K in keyof Required<Quirk>]: Check } = {
  statusAfterRemoteStop: (path, value) => void checkOneOf(path, value, statuses, undefined),
  omits: record(list(text)),
  says: record(record(anything)),
  zonelessDates: truth,
  numericValues: truth,
  lowerCaseUnits: truth,
  sendsLateMs: record(ms),
  answersLateMs: record(ms),
  lacks: list(text),
  bootsOnReconnect: truth,
  noPong: truth,
}

/**
 * Takes quirks as they come from outside: names, or quirks of one's own. An action that the version lacks is let pass: a quirk may be
 * for stations of several.
 * @throws TypeError naming what is wrong by its path, such as `quirks[1].lacks[0]`
 */
export function checkQuirks(value: readonly (QuirkName | Quirk)[]): readonly (QuirkName | Quirk)[] {
  return checkList('quirks', value, []).map((quirk, index) => {
    const path = `quirks[${index}]`
    if (typeof quirk === 'string') return checkOneOf(path, quirk, quirkNames, quirk)
    for (const [name, one] of Object.entries(checkObject(path, quirk))) {
      if (!Object.hasOwn(fields, name))
        throw new TypeError(`${path}.${name} is not known here; there are ${Object.keys(fields).join(', ')}`)
      if (one !== undefined) fields[name as keyof Quirk](`${path}.${name}`, one)
    }
    return quirk
  })
}
