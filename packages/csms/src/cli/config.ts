import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { parse, YAMLParseError } from 'yaml'
import { didYouMean } from '../option-names.js'
import { ConfigError, whyNotRead } from './config-error.js'
import { configName, envNameOf, readList, readOne, type Setting } from './setting.js'
import { settings } from './settings.js'
import { yesNo } from './values.js'

/**
 * Reads a config file, YAML or JSON: an object whose keys are the names of flags without their dashes.
 * @returns values by name, read as those of flags are
 * @throws ConfigError naming the file, and the key that is wrong
 */
export function readConfig(file: string): ReadonlyMap<string, unknown> {
  const content = parseFile(file)
  if (content === null || content === undefined) return new Map()
  if (typeof content !== 'object' || Array.isArray(content))
    throw new ConfigError(`${file} must hold keys and values, such as "port: 9000"`)
  return new Map(Object.entries(content).map(([name, value]) => [name, readValue(file, name, value)]))
}

function parseFile(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'), { logLevel: 'error' })
  } catch (error) {
    if (error instanceof YAMLParseError) throw new ConfigError(`${file}: ${error.message.split(/:?\n/)[0]}`)
    // An alias of something that is not there, whose name may be the begin of a secret.
    if (error instanceof ReferenceError) throw new ConfigError(`${file}: a value that begins with * has to be in quotes`)
    throw new ConfigError(`the config file ${file} ${whyNotRead(error)}`)
  }
}

function readValue(file: string, name: string, value: unknown): unknown {
  const setting = settings.find((one) => one.name === name)
  if (setting === undefined) throw new ConfigError(`${file}: there is no setting "${name}"${didYouMean(name, namesOf(settings))}`)
  try {
    if (setting.isList === true) return (Array.isArray(value) ? value : [value]).flatMap((one) => readList(setting, textOf(setting, one)))
    return readOne(setting, Array.isArray(value) ? value.map((one) => textOf(setting, one)).join(',') : textOf(setting, value))
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new ConfigError(`${file}: ${name}: ${error.message}`)
    throw error
  }
}

function textOf({ isNumber = false, choices }: Setting, value: unknown): string {
  // YAML has words of its own for them.
  if (typeof value === 'boolean' && choices === yesNo) return value ? 'yes' : 'no'
  if (typeof value === 'string' || (isNumber && typeof value === 'number')) return String(value)
  if (!isNumber) throw new InvalidArgumentError('It must be a text: put it in quotes.')
  throw new InvalidArgumentError(`It must be a text or a number, not ${JSON.stringify(value)}.`)
}

const prefix = envNameOf('')

/**
 * Looks for environment variables that begin like ours and are none.
 * @throws ConfigError naming the first
 */
export function checkEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
  const known = [...settings.map(({ name }) => envNameOf(name)), envNameOf(configName)]
  const wrong = Object.keys(environment).find((name) => name.startsWith(prefix) && !known.includes(name))
  if (wrong === undefined) return
  // What all of them begin with makes none of them alike.
  const short = (name: string): string => name.slice(prefix.length)
  throw new ConfigError(`there is no setting for the environment variable ${wrong}${didYouMean(short(wrong), known.map(short), prefix)}`)
}

const namesOf = (all: readonly Setting[]): readonly string[] => all.map(({ name }) => name)
