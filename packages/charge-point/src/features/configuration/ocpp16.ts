import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { accessOf, type Variable } from './configuration.js'
import { checkCount, maxKeysPerRequest } from './message-limits.js'

/** Keys of 1.6 by the name that the specification gives them; requests may use any case. */
export type Keys = Readonly<Record<string, Variable>>

const nowhere = {}

export function configuration(station: Station, table: Keys): HandlerMap<Ocpp16, 'station'> {
  const keys = folded(table)
  return {
    GetConfiguration: ({ key: wanted = [] }) => {
      checkCount(wanted, maxKeysPerRequest)
      const names = wanted.length === 0 ? [...keys.keys()] : wanted.map((name) => name.toLowerCase())
      // What can only be written is not told, not even that it is there.
      const found = names.flatMap((name) => {
        const entry = keys.get(name)
        return entry === undefined || entry[1].access === 'W' ? [] : [entry]
      })
      const unknownKey = wanted.filter((name) => !keys.has(name.toLowerCase()))
      return {
        configurationKey: found.map(([key, variable]) => ({
          key,
          readonly: accessOf(variable, station) === 'R',
          value: variable.read(station, nowhere),
        })),
        ...(unknownKey.length === 0 ? {} : { unknownKey }),
      }
    },
    ChangeConfiguration: ({ key, value }) => {
      const variable = keys.get(key.toLowerCase())?.[1]
      if (variable === undefined) return { status: 'NotSupported' }
      if (accessOf(variable, station) === 'R') return { status: 'Rejected' }
      return { status: variable.write?.(station, value, nowhere) ?? 'Rejected' }
    },
  }
}

/** Tables are the same for all stations of a version, and so are their indexes. */
const indexes = new WeakMap<Keys, ReadonlyMap<string, readonly [string, Variable]>>()

function folded(table: Keys): ReadonlyMap<string, readonly [string, Variable]> {
  const known = indexes.get(table)
  if (known !== undefined) return known
  const index = new Map(Object.entries(table).map(([key, variable]) => [key.toLowerCase(), [key, variable] as const]))
  indexes.set(table, index)
  return index
}
