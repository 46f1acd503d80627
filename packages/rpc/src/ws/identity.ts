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
const forbidden = /[\u0000-\u001f\u007f-\u009f/]/

/**
 * The identity that a connection URL names: its last path segment, percent-decoded once (OCPP-J 1.6 §3.1.1, 2.x Part 4 §3.1.1).
 * `undefined`: empty, wrongly encoded, longer than 48 characters, or with a `/` or control character in it.
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
  return identity === '' || identity.length > maxIdentityLength || forbidden.test(identity) ? undefined : identity
}

/** What two identities are compared by: they differ in more than case, or they are the same station (2.x identifierString). */
export const foldIdentity = (identity: string): string => identity.toLowerCase()
