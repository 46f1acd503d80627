import type { IncomingMessage } from 'node:http'
import type { Protocol } from '@ocpp-kit/rpc'
import { type ListenerTls, type ListenOptions, passwordsEqual } from '@ocpp-kit/rpc/ws'
import { fold } from './identifier.js'
import type { ResolvedOptions } from './options.js'

type SecurityOptions = Pick<ListenOptions<Protocol>, 'securityProfile' | 'authenticate' | 'verifyCertificate'>

/** What `listen()` needs for a security profile; it refuses to start where something is missing. */
export function securityOptions(
  { securityProfile, passwords, commonNames }: ResolvedOptions,
  tls: ListenerTls | undefined,
): SecurityOptions {
  const profile = securityProfile ?? (tls?.clientCa !== undefined ? 3 : passwords === undefined ? 0 : tls === undefined ? 1 : 2)
  return {
    securityProfile: profile,
    ...(passwords !== undefined && { authenticate: ({ identity, password }) => isPassword(passwords, identity, password) }),
    ...(profile === 3 && { verifyCertificate: ({ identity, certificate }) => isOwner(commonNames, identity, certificate?.commonName) }),
  }
}

function isPassword(passwords: NonNullable<ResolvedOptions['passwords']>, identity: string, given: Buffer | undefined): boolean {
  const expected = typeof passwords === 'string' ? passwords : byIdentity(passwords, identity)
  return expected !== undefined && given !== undefined && passwordsEqual(given, expected)
}

/** Whether a certificate that the client CA has signed is this station's. */
function isOwner(commonNames: ResolvedOptions['commonNames'], identity: string, commonName: string | undefined): boolean {
  if (commonNames === 'any') return true
  if (commonName === undefined) return false
  return commonNames === 'identity' ? fold(commonName) === fold(identity) : byIdentity(commonNames, identity) === commonName
}

const byIdentity = (texts: Readonly<Record<string, string>>, identity: string): string | undefined =>
  Object.entries(texts).find(([name]) => fold(name) === fold(identity))?.[1]

/** Names for stations whose URL names none: the user name of Basic authentication, else `unnamed-1`, `unnamed-2`, … */
export function createNames(): (request: IncomingMessage) => string {
  let last = 0
  return ({ headers: { authorization = '' } }) => {
    const [, credentials = ''] = /^basic (.*)$/i.exec(authorization) ?? []
    const [, username] = /^([^:/]{1,48}):/.exec(Buffer.from(credentials, 'base64').toString()) ?? []
    if (username !== undefined) return username
    last += 1
    return `unnamed-${last}`
  }
}
