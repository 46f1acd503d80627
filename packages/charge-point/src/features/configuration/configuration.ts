import { listProblem, maxWhole, settingRules } from '../../setting-rules.js'
import type { Settings } from '../../settings.js'
import type { Station } from '../../station.js'

export type WriteStatus = 'Accepted' | 'Rejected' | 'RebootRequired'

/** Which EVSE or connector a variable belongs to; neither: the station itself. */
export interface ComponentPlace {
  readonly evseId?: number | undefined
  readonly connectorId?: number | undefined
}

/**
 * What a csms may read or set, under whatever name its version knows it. There is one for all stations, so that a station costs
 * nothing for it: it looks at the one it is asked about.
 */
export interface Variable {
  readonly access: 'R' | 'RW'
  readonly dataType: 'boolean' | 'integer' | 'string' | 'MemberList' | 'SequenceList' | 'OptionList'
  readonly unit?: string | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** The values that a list may have. */
  readonly values?: readonly string[] | undefined
  read(station: Station, at: ComponentPlace): string
  /** Only where `access` has W. */
  write?(station: Station, text: string, at: ComponentPlace): WriteStatus
}

export type SettingOf<T> = { [K in keyof Settings]: Settings[K] extends T ? K : never }[keyof Settings]

export const fixed = (value: string | number | boolean): Variable => ({
  access: 'R',
  dataType: typeof value === 'number' ? 'integer' : typeof value === 'boolean' ? 'boolean' : 'string',
  read: () => String(value),
})

export const live = (dataType: Variable['dataType'], read: Variable['read']): Variable => ({ access: 'R', dataType, read })

export function truth(key: SettingOf<boolean>): Variable {
  return {
    access: 'RW',
    dataType: 'boolean',
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
  readonly unit?: string | undefined
}

export function whole(key: SettingOf<number>, { min = settingRules[key].min, unit }: Range = {}): Variable {
  return {
    access: 'RW',
    dataType: 'integer',
    unit,
    min,
    max: maxWhole,
    read: ({ settings }) => String(settings.values[key]),
    write: ({ settings }, text) => {
      const value = Number(text)
      if (!/^\s*[+-]?\d+\s*$/.test(text) || value < min || value > maxWhole) return 'Rejected'
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

/** A text whose form is that of the setting. */
export function text(key: SettingOf<string>): Variable {
  const { form } = settingRules[key]
  return {
    access: 'RW',
    dataType: 'string',
    read: ({ settings }) => settings.values[key],
    write: ({ settings }, value) => {
      if (!form.test(value)) return 'Rejected'
      settings.change({ [key]: value })
      return 'Accepted'
    },
  }
}
