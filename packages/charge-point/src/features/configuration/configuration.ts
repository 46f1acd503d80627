import { listProblem, settingRules } from '../../setting-rules.js'
import type { Settings } from '../../settings.js'
import type { Station } from '../../station.js'

export type WriteStatus = 'Accepted' | 'Rejected' | 'RebootRequired'

/** Which EVSE or connector a variable belongs to; neither: the station itself. */
export interface ComponentPlace {
  readonly evseId?: number | undefined
  readonly connectorId?: number | undefined
}

/** What a value of a variable allows: to be read, to be written, and what becomes of it. */
export interface Attribute {
  /** `W`: it can be set and never be read back, e.g. a password. */
  readonly access: 'R' | 'W' | 'RW'
  /** Whether it is read-only at this station, whatever `access` says. Default: no. */
  isReadOnlyAt?(station: Station): boolean
  /** Survives a restart. */
  readonly isPersistent?: boolean | undefined
  /** Never changes. */
  readonly isConstant?: boolean | undefined
  /** Empty where there is no value yet (B06.FR.13); never called where `access` is `W`. */
  read(station: Station, at: ComponentPlace): string
  /** Only where `access` has W. */
  write?(station: Station, text: string, at: ComponentPlace): WriteStatus
}

/** What a station allows of a value. */
export const accessOf = (attribute: Attribute, station: Station): Attribute['access'] =>
  attribute.isReadOnlyAt?.(station) === true ? 'R' : attribute.access

/** A number, or one that depends on the station and the place, e.g. the maximum power of an EVSE. */
export type Limit = number | ((station: Station, at: ComponentPlace) => number)

/** Attributes beside the actual value (2.x part 1 §4). */
export type OtherAttribute = 'Target' | 'MinSet' | 'MaxSet'

/**
 * What a csms may read or set, under whatever name its version knows it; its own fields are those of the actual value.
 * There is one for all stations, so that a station costs nothing for it: it looks at the one it is asked about.
 */
export interface Variable extends Attribute {
  readonly dataType: 'boolean' | 'integer' | 'decimal' | 'string' | 'dateTime' | 'MemberList' | 'SequenceList' | 'OptionList'
  readonly unit?: string | undefined
  /** The smallest number, or nothing for a text. */
  readonly min?: Limit | undefined
  /** The largest number; for a text, how long it may be. */
  readonly max?: Limit | undefined
  /** The values that a list may have. */
  readonly values?: readonly string[] | ((station: Station) => readonly string[]) | undefined
  readonly others?: Readonly<Partial<Record<OtherAttribute, Attribute>>> | undefined
  /** Whether a csms may put monitors on it. Default: on all that may change. */
  readonly isMonitorable?: boolean | undefined
  /** Changes by itself while energy flows, so that a monitor has to look at it from time to time. */
  readonly isMeasured?: boolean | undefined
  /** What a technician would look up when it changes, e.g. the name of a fault. */
  techCode?(station: Station, at: ComponentPlace): string | undefined
}

/** Whether a csms may put monitors on it. */
export const isMonitorable = ({ isMonitorable: given, isConstant }: Variable): boolean => given ?? isConstant !== true

/** How far a variable goes at one place. */
export function limitsOf({ min, max }: Variable, station: Station, at: ComponentPlace): { readonly min?: number; readonly max?: number } {
  const resolve = (limit: Limit): number => (typeof limit === 'function' ? limit(station, at) : limit)
  return { ...(min === undefined ? {} : { min: resolve(min) }), ...(max === undefined ? {} : { max: resolve(max) }) }
}

export type SettingOf<T> = { [K in keyof Settings]: Settings[K] extends T ? K : never }[keyof Settings]

/** What never changes. */
export const fixed = (value: string | number | boolean): Variable => ({
  access: 'R',
  dataType: typeof value === 'number' ? 'integer' : typeof value === 'boolean' ? 'boolean' : 'string',
  isConstant: true,
  read: () => String(value),
})

/** A list that never changes. */
export const fixedList = (dataType: 'MemberList' | 'SequenceList' | 'OptionList', values: readonly string[]): Variable => ({
  access: 'R',
  dataType,
  values,
  isConstant: true,
  read: () => values.join(','),
})

export const live = (dataType: Variable['dataType'], read: Variable['read']): Variable => ({ access: 'R', dataType, read })

export function truth(key: SettingOf<boolean>): Variable {
  return {
    access: 'RW',
    dataType: 'boolean',
    isPersistent: true,
    read: ({ settings }) => String(settings.values[key]),
    write: ({ settings }, text) => {
      const value = text.trim().toLowerCase()
      if (value !== 'true' && value !== 'false') return 'Rejected'
      settings.change({ [key]: value === 'true' })
      return 'Accepted'
    },
  }
}

export interface Range {
  /** Where a version is stricter than the setting itself. */
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly unit?: string | undefined
}

export function whole(key: SettingOf<number>, { min = settingRules[key].min, max = settingRules[key].max, unit }: Range = {}): Variable {
  return {
    access: 'RW',
    dataType: 'integer',
    isPersistent: true,
    unit,
    min,
    max,
    read: ({ settings }) => String(settings.values[key]),
    write: ({ settings }, text) => {
      const value = Number(text)
      if (!/^\s*[+-]?\d+\s*$/.test(text) || value < min || value > max) return 'Rejected'
      settings.change({ [key]: value })
      return 'Accepted'
    },
  }
}

/** A number with or without a fraction. */
export function decimal(key: SettingOf<number>, { min = settingRules[key].min, max = settingRules[key].max, unit }: Range = {}): Variable {
  return {
    ...whole(key, { min, max, unit }),
    dataType: 'decimal',
    write: ({ settings }, text) => {
      const value = Number(text)
      if (!/^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) || value < min || value > max) return 'Rejected'
      settings.change({ [key]: value })
      return 'Accepted'
    },
  }
}

/** A list with commas between its members, each of a fixed set; unknown ones are refused, doubled ones too. */
export function list(key: SettingOf<readonly string[]>): Variable {
  const rule = settingRules[key]
  return {
    access: 'RW',
    dataType: 'MemberList',
    isPersistent: true,
    values: rule.values,
    read: ({ settings }) => settings.values[key].join(','),
    write: ({ settings }, text) => {
      const members = text.split(',').map((member) => member.trim())
      const chosen = members.length === 1 && members[0] === '' ? [] : members
      if (listProblem(chosen, rule) !== undefined) return 'Rejected'
      settings.change({ [key]: chosen })
      return 'Accepted'
    },
  }
}

/** A list of which a version allows fewer members than the setting does. */
export function listOf(key: SettingOf<readonly string[]>, values: readonly string[]): Variable {
  const all = list(key)
  return {
    ...all,
    values,
    read: ({ settings }) => settings.values[key].filter((member) => values.includes(member)).join(','),
    write: (station, text, at) => {
      const members = text.split(',').map((member) => member.trim())
      const isKnown = text.trim() === '' || members.every((member) => values.includes(member))
      return isKnown ? (all.write?.(station, text, at) ?? 'Rejected') : 'Rejected'
    },
  }
}

/** A text that is one of a few. */
export const oneOf = (key: SettingOf<string>, values: readonly string[]): Variable => ({ ...text(key), dataType: 'OptionList', values })

/** A text whose form is that of the setting. */
export function text(key: SettingOf<string>): Variable {
  const { form } = settingRules[key]
  return {
    access: 'RW',
    dataType: 'string',
    isPersistent: true,
    read: ({ settings }) => settings.values[key],
    write: ({ settings }, value) => {
      if (!form.test(value)) return 'Rejected'
      settings.change({ [key]: value })
      return 'Accepted'
    },
  }
}
