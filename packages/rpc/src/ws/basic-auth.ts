import { timingSafeEqual } from 'node:crypto'

/** User name and password of HTTP Basic (RFC 7617). The password stays bytes: a 1.6 key may hold any (A00.FR.205 of the whitepaper). */
export interface Credentials {
  readonly username: string
  readonly password: Buffer
}

const colon = 0x3a

/**
 * Reads an `Authorization` header. An identity may hold a colon in 1.6, so where the bytes start with
 * the identity of the URL and a colon, all that follows is the password.
 */
export function parseBasic(header: string | undefined, identity: string): Credentials | undefined {
  if (header === undefined || header.length < 6 || header.slice(0, 6).toLowerCase() !== 'basic ') return undefined
  const bytes = Buffer.from(header.slice(6), 'base64')
  const end = bytes.indexOf(colon)
  if (end === -1) return undefined
  const username = bytes.toString('utf8', 0, end)
  if (username === identity || !identity.includes(':')) return { username, password: bytes.subarray(end + 1) }
  const expected = Buffer.from(`${identity}:`)
  if (bytes.length < expected.length || bytes.compare(expected, 0, expected.length, 0, expected.length) !== 0) {
    return { username, password: bytes.subarray(end + 1) }
  }
  return { username: identity, password: bytes.subarray(expected.length) }
}

/** The `Authorization` header of a station. Text goes out as UTF-8, bytes as they are. */
export function formatBasic(username: string, password: string | Uint8Array): string {
  return `Basic ${Buffer.concat([Buffer.from(`${username}:`), bytesOf(password)]).toString('base64')}`
}

const bytesOf = (password: string | Uint8Array): Uint8Array => (typeof password === 'string' ? Buffer.from(password) : password)

/**
 * Compares a password that was given with the one that is expected, bytes or text (as UTF-8). How long it takes depends on the
 * expected one alone, so it tells nothing of where or in what length the other differs.
 */
export function passwordsEqual(given: string | Uint8Array, expected: string | Uint8Array): boolean {
  const right = bytesOf(expected)
  const left = bytesOf(given)
  const sameLength = Buffer.alloc(right.length)
  sameLength.set(left.subarray(0, right.length))
  return timingSafeEqual(sameLength, right) && left.length === right.length
}
