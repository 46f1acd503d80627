import { InvalidArgumentError } from 'commander'
import { maxSeconds, registrations, tokenStatuses } from '../options.js'
import type { Registration, Token } from '../version.js'
import { readTokens } from './token-file.js'

/** What the command line comes to. */
export interface CliOptions {
  readonly port: number
  readonly host: string
  readonly versions: readonly string[]
  readonly command: readonly NamedCommand[]
  readonly period?: number
  readonly param: readonly string[]
  readonly checkFirmware?: true
  readonly firmware?: readonly string[]
  readonly boot: readonly Registration[]
  readonly token: readonly Token[]
  readonly unknownTokens?: 'accept' | 'refuse'
  readonly interval: number
  readonly script: readonly string[]
  readonly faults?: string
  readonly seed?: string
  readonly securityProfile?: 0 | 1 | 2 | 3
  readonly password?: string
  readonly user: readonly User[]
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly clientCa?: string
  readonly commonName?: CommonNames
  readonly record?: string
  readonly raw: boolean
  readonly controlPort?: number
  readonly controlHost?: string
  readonly quiet: boolean
  readonly json: boolean
}

/** `Reset:60`, or `Reset` alone. */
export interface NamedCommand {
  readonly action: string
  readonly periodSeconds: number | undefined
}

/** Of client certificates: the identity, or one by identity. */
export type CommonNames = 'identity' | Readonly<Record<string, string>>

export interface User {
  readonly identity: string
  readonly password: string
}

const isWhole = (text: string, min: number, max: number): boolean => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max

export const wholeFrom =
  (min: number, max: number) =>
  (text: string): number => {
    if (isWhole(text, min, max)) return Number(text)
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }

/** A list such as `2.0.1,1.6`, each at most once. */
export const listOf =
  (names: readonly string[]) =>
  (text: string): string[] => {
    const given = text.split(',').map((name) => name.trim())
    if (given.every((name) => names.includes(name)) && new Set(given).size === given.length) return given
    throw new InvalidArgumentError(`It must be a list of ${names.join(', ')}, each at most once.`)
  }

/** A list such as `Pending,Pending,Accepted`. */
export function bootSequence(text: string): Registration[] {
  const given = text.split(',').map((name) => name.trim())
  const isRegistration = (name: string): name is Registration => (registrations as readonly string[]).includes(name)
  if (given.every(isRegistration)) return given
  throw new InvalidArgumentError(`It must be a list of ${registrations.join(', ')}, such as Pending,Pending,Accepted.`)
}

/** A list such as `1.2.0,1.3.*`. */
export function patternList(text: string): string[] {
  const given = text.split(',').map((pattern) => pattern.trim())
  if (given.every((pattern) => pattern !== '')) return given
  throw new InvalidArgumentError('It must be a list such as 1.2.0,1.3.*')
}

export function command(text: string, previous: readonly NamedCommand[] = []): NamedCommand[] {
  const [, action, period] = /^(\w+)(?::(.*))?$/s.exec(text) ?? []
  if (action === undefined) throw new InvalidArgumentError('It must be a command such as Reset, or with a period in seconds Reset:60.')
  if (period !== undefined && !isWhole(period, 1, maxSeconds)) {
    throw new InvalidArgumentError(`The period behind the colon must be a whole number of seconds from 1 to ${maxSeconds}.`)
  }
  return [...previous, { action, periodSeconds: period === undefined ? undefined : Number(period) }]
}

export const collect = (text: string, previous: readonly string[] = []): string[] => [...previous, text]

/** `CP1:secret`: the password is all behind the first colon. */
export function user(text: string, previous: readonly User[] = []): User[] {
  const [, identity, password] = /^([^:]+):(.*)$/s.exec(text) ?? []
  if (identity === undefined || password === undefined)
    throw new InvalidArgumentError('It must be an identity and its password, such as CP1:secret.')
  return [...previous, { identity, password }]
}

/** `identity`, or `CP1:SERIAL-1`. */
export function commonName(text: string, previous?: CommonNames): CommonNames {
  if (text === 'identity' && previous === undefined) return text
  const [, identity, name] = /^([^:]+):(.+)$/s.exec(text) ?? []
  if (identity !== undefined && name !== undefined && previous !== 'identity') return { ...previous, [identity]: name }
  throw new InvalidArgumentError('It must be `identity` alone, or a station and the common name of its certificate, such as CP1:SERIAL-1.')
}

const tokenForm =
  'It must be an id token, such as CARD-1 or CARD-1,status=Blocked,group=FAMILY,expires=2026-12-31T00:00:00Z, or a file of such, @tokens.yaml.'

/** `CARD-1,status=Blocked,group=FAMILY,expires=2026-12-31`, or `@file`. */
export const token = (text: string, previous: readonly Token[] = []): Token[] => [
  ...previous,
  ...(text.startsWith('@') ? readTokens(text.slice(1), oneToken) : [oneToken(text)]),
]

function oneToken(text: string): Token {
  const [idToken = '', ...parts] = text.split(',').map((part) => part.trim())
  if (idToken === '') throw new InvalidArgumentError(tokenForm)
  return Object.assign({ idToken }, ...parts.map(tokenPart))
}

function tokenPart(part: string): Partial<Token> {
  const [, name, value = ''] = /^(status|group|expires)=(.+)$/.exec(part) ?? []
  if (name === 'group') return { group: value }
  if (name === 'status') {
    const status = tokenStatuses.find((one) => one === value)
    if (status !== undefined) return { status }
    throw new InvalidArgumentError(`The status must be one of ${tokenStatuses.join(', ')}.`)
  }
  if (name === undefined) throw new InvalidArgumentError(tokenForm)
  const expiresAt = new Date(value)
  if (!Number.isNaN(expiresAt.getTime())) return { expiresAt }
  throw new InvalidArgumentError('expires must be a time in ISO 8601, such as 2026-12-31T00:00:00Z.')
}
