import { InvalidArgumentError } from 'commander'
import type { Registration } from '../features/provisioning/station-record.js'

/** What the command line comes to. */
export interface CliOptions {
  readonly port: number
  readonly host: string
  readonly versions: readonly VersionName[]
  readonly accept: Lowercase<Registration>
  readonly token: readonly string[]
  readonly unknownTokens: 'accept' | 'refuse'
  readonly heartbeat: number
  readonly retry: number
  readonly json: boolean
  readonly logLevel: LogLevel
}

export const versionNames = ['2.1', '2.0.1', '1.6'] as const
export type VersionName = (typeof versionNames)[number]

/** `error`: what went wrong · `info`: stations, transactions and every message · `debug`: payloads too. */
export const logLevels = ['silent', 'error', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

export const wholeFrom =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }

/** A list such as `2.0.1,1.6`, in order of preference. */
export function versionList(text: string): VersionName[] {
  const names = text.split(',').map((name) => name.trim())
  const isVersion = (name: string): name is VersionName => (versionNames as readonly string[]).includes(name)
  const known = names.filter(isVersion)
  if (known.length === names.length && new Set(known).size === known.length) return known
  throw new InvalidArgumentError(`It must be a list of ${versionNames.join(', ')}, each once, such as 2.0.1,1.6.`)
}

/** Collects an option that may be given several times; an idToken has at most 36 characters. */
export function tokenList(text: string, previous: readonly string[] = []): string[] {
  if (text.length >= 1 && text.length <= 36) return [...previous, text]
  throw new InvalidArgumentError('It must have 1 to 36 characters.')
}

/** The domain's word for what `--accept` says. */
export const registrationOf: Readonly<Record<CliOptions['accept'], Registration>> = {
  accepted: 'Accepted',
  pending: 'Pending',
  rejected: 'Rejected',
}
