import type { Protocol } from '../protocol.js'

/** Longest identity (2.x Part 4 §3.1.1; 1.6 names no limit, so the same holds there). */
const maxIdentityLength = 48

/** A request target's path, without its query. */
export const pathOf = (target: string): string => {
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}

/** Whether a path lies under a prefix, segment by segment. */
export const isBelow = (path: string, prefix: string): boolean => path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[\u0000-\u001f\u007f-\u009f/\p{Surrogate}]|^\.{1,2}$/u

/**
 * Whether a station may be called so in one version or another: text of 1 to 48 characters, none of them a `/`, a control character
 * or half of a surrogate pair. `.` and `..` are none, since a URL loses them (RFC 3986 §5.2.4).
 */
export const isIdentity = (identity: unknown): identity is string =>
  typeof identity === 'string' && identity !== '' && identity.length <= maxIdentityLength && !forbidden.test(identity)

/** Whether a version has such identities: 2.x has none with a colon, which ends the user name of Basic authentication (Part 4 §3.1.1). */
export const hasIdentity = ({ colonInIdentity = false }: Protocol, identity: string): boolean => colonInIdentity || !identity.includes(':')

/**
 * The identity that a connection URL names: its last path segment, percent-decoded once (OCPP-J 1.6 §3.1.1, 2.x Part 4 §3.1.1).
 * `undefined`: wrongly encoded, or no identity.
 */
export function parseIdentity(path: string): string | undefined {
  const segment = path.slice(path.lastIndexOf('/') + 1)
  let identity = segment
  if (segment.includes('%')) {
    try {
      identity = decodeURIComponent(segment)
    } catch {
      return undefined
    }
  }
  return isIdentity(identity) ? identity : undefined
}

/** What two identities are compared by: they differ in more than case, or they are the same station (2.x identifierString). */
export const foldIdentity = (identity: string): string => identity.toLowerCase()
