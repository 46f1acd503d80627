import { InvalidArgumentError } from 'commander'

/** What the command line comes to. */
export interface CliOptions {
  readonly csms: string
  readonly id: string
  /** How many stations; with 0 there is the control alone. */
  readonly count: number
  /** Time over which they are switched on, ms. */
  readonly ramp: number
  readonly seed?: string
  /** Folder of the state files. */
  readonly state?: string
  readonly controlPort?: number
  readonly controlHost: string
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

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** A timer of Node that is to wait longer fires at once. */
const maxTimerMs = 2_147_483_647

/** `90`, `90s`, `5m`, `500ms`; a bare number counts seconds. At most 24.8 days. */
export function durationMs(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
  const factor = unitMs[unit]
  if (digits === undefined || factor === undefined) throw new InvalidArgumentError('It must be a duration such as 30s, 5m or 1h.')
  const ms = Number(digits) * factor
  if (ms > maxTimerMs) throw new InvalidArgumentError('It must be at most 596h (24.8 days).')
  return ms
}

export function socketUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'ws:' || url?.protocol === 'wss:') return text
  throw new InvalidArgumentError('It must be an address such as ws://127.0.0.1:9000.')
}
