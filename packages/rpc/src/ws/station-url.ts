import { isIdentity } from './identity.js'

/** A connection URL and the identity in it. */
export interface StationUrl {
  readonly url: string
  readonly identity: string
  readonly isSecure: boolean
}

/**
 * Derives the connection URL of a station (OCPP-J 1.6 §3.1.1, 2.x Part 4 §3.1.1): the identity, percent-encoded once,
 * becomes the last segment of the path, unless it is that already.
 * @throws TypeError the URL is none, is neither ws nor wss, or names no station; `identity` is none
 */
export function stationUrl(endpoint: string, identity: string | undefined): StationUrl {
  const url = parse(endpoint)
  const segment = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
  const named = decode(segment)
  const name = identity === undefined ? named : identity
  if (name === '') throw new TypeError('identity must be given: neither the option nor the last path segment of the url names the station')
  if (!isIdentity(name))
    throw new TypeError(
      `identity must be 1 to 48 characters without / and control characters, and not . or .., not ${JSON.stringify(name)}`,
    )
  if (name !== named) url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(name)}`
  return { url: url.href, identity: name, isSecure: url.protocol === 'wss:' }
}

function parse(endpoint: string): URL {
  let url: URL
  try {
    url = new URL(endpoint)
  } catch {
    throw new TypeError(`url must be a WebSocket URL such as ws://localhost:9000/ocpp, not ${String(endpoint)}`)
  }
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') throw new TypeError(`url must start with ws:// or wss://, not ${url.protocol}//`)
  if (url.username !== '' || url.password !== '') throw new TypeError('url must not hold credentials; use identity and password')
  if (url.hash !== '') throw new TypeError('url must not have a fragment')
  return url
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new TypeError(`url: its last path segment "${segment}" is wrongly percent-encoded`)
  }
}
