import { checkList, checkOneOf } from '../../checks.js'
import type { DisplayTraits } from './message.js'

/** Where a display can do less than its version has words for. Default: all of it. */
export interface DisplayOptions {
  readonly formats?: readonly string[] | undefined
  readonly priorities?: readonly string[] | undefined
  readonly states?: readonly string[] | undefined
}

/** @throws TypeError naming the option that is wrong */
export function resolveDisplayTraits(options: DisplayOptions | undefined, all: DisplayTraits): DisplayTraits {
  if (options === undefined) return all
  const subset = (key: keyof DisplayOptions): readonly string[] =>
    checkList(`display.${key}`, options[key], all[key]).map((name, index) => checkOneOf(`display.${key}[${index}]`, name, all[key], name))
  return { ...all, formats: subset('formats'), priorities: subset('priorities'), states: subset('states') }
}
