import { InvalidArgumentError } from 'commander'
import { maxDurationMs, readDuration } from '../duration.js'
import { type Expectation, readExpectation } from '../expectations.js'
import type { AnswerMode } from '../incoming.js'

export const versionNames = ['1.6', '2.0.1', '2.1'] as const
export type VersionName = (typeof versionNames)[number]

/** What the command line comes to. */
export interface CliOptions {
  readonly request?: string
  readonly url?: string
  readonly id?: string
  readonly version: VersionName
  readonly param?: string
  /** `--option=True|False`; `--optional` and `--required` say the same. */
  readonly option?: boolean
  readonly optional?: boolean
  readonly required?: boolean
  readonly seed?: string
  readonly validate: boolean
  readonly expect: readonly Expectation[]
  readonly raw?: string
  readonly sequence?: string
  readonly boot: boolean
  readonly repeat?: number
  readonly interval: number
  readonly concurrency: number
  readonly user?: string
  readonly password?: string
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly insecure: boolean
  readonly timeout: number
  readonly answer: AnswerMode
  readonly record?: string
  readonly recordRaw: boolean
  readonly json: boolean
  readonly list: boolean
}

/** Kept out of the options themselves, where the help would show them as the program counts. */
export const defaults = {
  expect: [],
  boot: false,
  interval: 0,
  concurrency: 1,
  insecure: false,
  timeout: 30_000,
  recordRaw: false,
  json: false,
  list: false,
} as const satisfies Partial<CliOptions>

export const wholeFrom =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }

/** A duration of the command line: a bare number counts seconds. */
export function duration(text: string): number {
  try {
    return readDuration(text, 's')
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

export function positiveDuration(text: string): number {
  const timeoutMs = duration(text)
  if (timeoutMs >= 1 && timeoutMs <= maxDurationMs) return timeoutMs
  throw new InvalidArgumentError('It must be at least 1ms.')
}

export function trueOrFalse(text: string): boolean {
  const lower = text.toLowerCase()
  if (lower === 'true' || lower === 'false') return lower === 'true'
  throw new InvalidArgumentError('It must be True (all fields) or False (required ones only).')
}

/** Collects `--expect`, which may be given several times. */
export function expectations(text: string, previous: readonly Expectation[] = []): readonly Expectation[] {
  try {
    return [...previous, readExpectation(text)]
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

/** Whether optional fields are generated. */
export const isWhole = ({ option, optional, required }: Pick<CliOptions, 'option' | 'optional' | 'required'>): boolean =>
  required === true ? false : (optional ?? option ?? false)
