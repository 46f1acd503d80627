import type { IncomingMessage } from 'node:http'
import type { Protocol } from '@ocpp-kit/rpc'
import { type ListenerTls, type ListenOptions, passwordsEqual } from '@ocpp-kit/rpc/ws'
import { fold } from './identifier.js'
import type { ResolvedOptions } from './options.js'

type SecurityOptions = Pick<ListenOptions<Protocol>, 'securityProfile' | 'authenticate' | 'verifyCertificate'>

/** What `listen()` needs for a security profile; it refuses to start where something is missing. */
export function securityOptions({ securityProfile, passwords }: ResolvedOptions, tls: ListenerTls | undefined): SecurityOptions {
  const profile = securityProfile ?? (tls?.clientCa !== undefined ? 3 : passwords === undefined ? 0 : tls === undefined ? 1 : 2)
  return {
    securityProfile: profile,
    ...(passwords !== undefined && { authenticate: ({ identity, password }) => isPassword(passwords, identity, password) }),
    // Trusted by the client CA is all that is asked: whose certificate it is, a stand-in does not know.
    ...(profile === 3 && { verifyCertificate: () => true }),
  }
}

function isPassword(passwords: NonNullable<ResolvedOptions['passwords']>, identity: string, given: Buffer | undefined): boolean {
  const expected =
    typeof passwords === 'string' ? passwords : Object.entries(passwords).find(([name]) => fold(name) === fold(identity))?.[1]
  return expected !== undefined && given !== undefined && passwordsEqual(given, expected)
}

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
