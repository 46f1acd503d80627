import { isIP } from 'node:net'
import { InvalidArgumentError } from 'commander'
import { expectedOfValue } from '../features/authorization/token-check.js'
import type { ListScope } from '../features/local-list/list-state.js'

/* What settings are read by: each takes a text, and throws InvalidArgumentError saying what it must be. */

export const versionNames = ['2.1', '2.0.1', '1.6'] as const
export type VersionName = (typeof versionNames)[number]

export function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

export const yesNo = ['yes', 'no'] as const
export type YesNo = (typeof yesNo)[number]

/** A number of at least 0, or `off`, which is false. */
export function numberOrOff(text: string): number | false {
  if (text === 'off') return false
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a number of at least 0, or off.')
}

/** `label=` stands before a label, which may be called as the others are. */
export function listScope(text: string): ListScope {
  if (text === 'off' || text === 'empty' || text === 'all') return text
  const [, label] = /^label=(.+)$/.exec(text) ?? []
  if (label !== undefined) return { label }
  throw new InvalidArgumentError('It must be off, empty, all, or a label such as label=fleet.')
}

export function notEmpty(text: string): string {
  if (text !== '') return text
  throw new InvalidArgumentError('It must not be empty.')
}

export function urlPath(text: string): string {
  if (/^\/[^?#\s]*$/.test(text)) return text
  throw new InvalidArgumentError('It must begin with /, such as /ocpp.')
}

/** A list such as `2.0.1,1.6`. */
export function versionList(text: string): VersionName[] {
  const names = text.split(',').map((name) => name.trim())
  const isVersion = (name: string): name is VersionName => (versionNames as readonly string[]).includes(name)
  const known = names.filter(isVersion)
  if (known.length === names.length && new Set(known).size === known.length) return known
  throw new InvalidArgumentError(`It must be a list of ${versionNames.join(', ')}, each once, such as 2.0.1,1.6.`)
}

/** A token without a type. */
export function idToken(text: string): string {
  const expected = expectedOfValue({ idToken: text })
  if (expected === undefined) return text
  throw new InvalidArgumentError(`It must be ${expected}.`)
}

export function adminToken(text: string): string {
  if (/^[\x21-\x7e]{16,200}$/.test(text)) return text
  throw new InvalidArgumentError('It must have 16 to 200 characters without spaces; make one with: openssl rand -base64 32')
}

export function passwordKey(text: string): string {
  if (text.length >= 16) return text
  throw new InvalidArgumentError('It must have at least 16 characters; make one with: openssl rand -base64 32')
}

export function origin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text
  throw new InvalidArgumentError('It must be an origin such as https://operator.example.')
}

export function addressOrNetwork(text: string): string {
  const [address = '', bits, ...more] = text.split('/')
  const most = { 4: 32, 6: 128 }[isIP(address)] ?? -1
  const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most)
  if (most > 0 && isNetwork && more.length === 0) return text
  throw new InvalidArgumentError('It must be an address, or a network such as 10.0.0.0/8.')
}
