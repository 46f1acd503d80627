import { listProblem, maxWhole, settingRules } from '../../setting-rules.js'
import type { Settings, SettingsStore } from '../../settings.js'

export type WriteStatus = 'Accepted' | 'Rejected' | 'RebootRequired'

/** What a csms may read or set, under whatever name its version knows it. */
export interface Variable {
  readonly access: 'R' | 'RW'
  readonly dataType: 'boolean' | 'integer' | 'string' | 'MemberList' | 'SequenceList' | 'OptionList'
  readonly unit?: string | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** The values that a list may have. */
  readonly values?: readonly string[] | undefined
  read(): string
  /** Only where `access` has W. */
  write?(text: string): WriteStatus
}

type KeysOf<T> = { [K in keyof Settings]: Settings[K] extends T ? K : never }[keyof Settings]

export const fixed = (value: string | number | boolean): Variable => ({
  access: 'R',
  dataType: typeof value === 'number' ? 'integer' : typeof value === 'boolean' ? 'boolean' : 'string',
  read: () => String(value),
})

export const live = (dataType: Variable['dataType'], read: () => string): Variable => ({ access: 'R', dataType, read })

export function truth(settings: SettingsStore, key: KeysOf<boolean>): Variable {
  return {
    access: 'RW',
    dataType: 'boolean',
    read: () => String(settings.values[key]),
    write: (text) => {
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
  readonly unit?: string | undefined
}

export function whole(settings: SettingsStore, key: KeysOf<number>, { min = settingRules[key].min, unit }: Range = {}): Variable {
  return {
    access: 'RW',
    dataType: 'integer',
    unit,
    min,
    max: maxWhole,
    read: () => String(settings.values[key]),
    write: (text) => {
      const value = Number(text)
      if (!/^\s*[+-]?\d+\s*$/.test(text) || value < min || value > maxWhole) return 'Rejected'
      settings.change({ [key]: value })
      return 'Accepted'
    },
  }
}

/** A list with commas between its members, each of a fixed set; unknown ones are refused, doubled ones too. */
export function list(settings: SettingsStore, key: KeysOf<readonly string[]>): Variable {
  const rule = settingRules[key]
  return {
    access: 'RW',
    dataType: 'MemberList',
    values: rule.values,
    read: () => settings.values[key].join(','),
    write: (text) => {
      const members = text.split(',').map((member) => member.trim())
      const chosen = members.length === 1 && members[0] === '' ? [] : members
      if (listProblem(chosen, rule) !== undefined) return 'Rejected'
      settings.change({ [key]: chosen })
      return 'Accepted'
    },
  }
}

/** A value that can be set and read back, and has no effect in this station. */
export function remembered(
  initial: string,
  accepts: (text: string) => boolean = () => true,
  dataType: Variable['dataType'] = 'string',
): Variable {
  let value = initial
  return {
    access: 'RW',
    dataType,
    read: () => value,
    write: (text) => {
      if (!accepts(text)) return 'Rejected'
      value = text
      return 'Accepted'
    },
  }
}
