import type { ValidationPolicy } from '@ocpp-kit/rpc'
import { InvalidArgumentError } from 'commander'
import { parseDuration } from '../duration.js'
import type { QuirkName } from '../quirks/profiles.js'
import type { StationVersion } from '../version.js'
import type { PlannedShape } from './shape.js'

/** Loads a version when it is chosen. */
export type Versions = Readonly<Record<CliOptions['version'], () => Promise<StationVersion>>>

/** What the command line comes to. */
export interface CliOptions {
  readonly csms: string
  readonly id: string
  /** How many stations; with 0 there is the control alone. */
  readonly count: number
  /** Time over which they are switched on, ms. */
  readonly ramp: number
  readonly seed?: string
  /** What happens to all of them together. */
  readonly shape: readonly PlannedShape[]
  /** File of fault rules. */
  readonly faults?: string
  readonly quirks?: readonly QuirkName[]
  readonly validation?: ValidationPolicy
  /** File or folder of transcripts. */
  readonly record?: string
  readonly raw: boolean
  /** Folder of the state files. */
  readonly state?: string
  readonly controlPort?: number
  readonly controlHost: string
  /** Files of scenarios to run instead. */
  readonly scenario: readonly string[]
  /** File for a report of the scenarios. */
  readonly junit?: string
  readonly version: '1.6' | '2.0.1' | '2.1'
  readonly evses: number
  readonly connectors: number
  readonly power: number
  readonly password?: string
  readonly vendor: string
  readonly model: string
  readonly serial?: string
  readonly firmware?: string
  readonly ev: 'auto' | 'none'
  readonly battery: number
  readonly soc: number
  readonly sample?: number
  readonly plug: boolean
  readonly card?: string
  readonly duration?: number
  readonly giveUp?: number
  readonly json: boolean
}

export const wholeFrom =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }

/** See {@link parseDuration}. */
export function durationMs(text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    throw new InvalidArgumentError(`It ${(error as RangeError).message}.`)
  }
}

export function socketUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'ws:' || url?.protocol === 'wss:') return text
  throw new InvalidArgumentError('It must be an address such as ws://127.0.0.1:9000.')
}
