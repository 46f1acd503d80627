import { InvalidArgumentError, Option } from 'commander'
import { ConfigError } from './config-error.js'

export interface Setting {
  /** As a flag without its dashes, and as a key of the config file. */
  readonly name: string
  /** What stands for the value in the help. */
  readonly value: string
  readonly meaning: string
  readonly fallback?: unknown
  /** How the default reads in the help, where it does not say enough. */
  readonly fallbackMeaning?: string
  readonly choices?: readonly string[]
  /** @throws InvalidArgumentError saying what it must be */
  readonly read?: (text: string) => unknown
  /** It may be given several times, or as a list with commas. */
  readonly isList?: boolean
  /** A config file may have it as a number; of a text the zeros before a number and the digits behind its 15th would be lost. */
  readonly isNumber?: boolean
  /** It is not repeated where it is wrong. */
  readonly isSecret?: boolean
}

/** Beside the settings: where a config file is. */
export const configName = 'config'

export const envNameOf = (name: string): string => `OCPP_CSMS_${name.replaceAll('-', '_').toUpperCase()}`

/** The option of the command line for a setting; commander reads its environment variable as well. */
export function optionOf(setting: Setting): Option {
  const { name, value, fallback, fallbackMeaning, choices, isList = false } = setting
  const option = new Option(`--${name} <${value}>`, describe(setting)).env(envNameOf(name))
  if (fallback !== undefined && !isList) option.default(fallback, fallbackMeaning)
  if (choices !== undefined) return option.choices(choices)
  return option.argParser((text: string, before: unknown) =>
    isList
      ? [...asList(before), ...readList(setting, text)]
      : setting.isSecret === true
        ? readSecret(setting, text)
        : readOne(setting, text),
  )
}

/** What commander says of a wrong value has the value in it. */
function readSecret(setting: Setting, text: string): unknown {
  try {
    return readOne(setting, text)
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error
    throw new ConfigError(`--${setting.name}, or ${envNameOf(setting.name)}, is invalid. ${error.message}`)
  }
}

/** How the default of a setting reads; undefined where it has none. */
export const fallbackOf = ({ fallback, fallbackMeaning, isList = false }: Setting): string | undefined =>
  fallbackMeaning ?? (fallback === undefined || isList ? undefined : String(fallback))

function describe(setting: Setting): string {
  const { meaning, choices, isList = false } = setting
  const oneOf = choices === undefined ? '' : `: ${choices.join(', ')}`
  const several = isList ? '; may be given several times' : ''
  const fallback = fallbackOf(setting)
  return `${meaning}${oneOf}${several}${fallback === undefined ? '' : ` (default: ${fallback})`}`
}

/** @throws InvalidArgumentError saying what it must be */
export function readOne({ read, choices }: Setting, text: string): unknown {
  if (choices !== undefined && !choices.includes(text)) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`)
  return read === undefined ? text : read(text)
}

export const readList = (setting: Setting, text: string): readonly unknown[] => text.split(',').map((one) => readOne(setting, one.trim()))

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
