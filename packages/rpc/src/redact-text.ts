/** What stands in place of a secret. */
export const masked = '***'

/*
 * What a peer sends is read here, up to the largest message there is: every pattern takes time in proportion to the text.
 * None may try from many places to reach the same far end.
 */

const privateKey = /-----BEGIN[A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END[A-Z0-9 ]*PRIVATE KEY-----|$)/g

/** What a meter signed in the Open Charge Metering Format: it names the id token, wherever a station puts it. */
const meterData = /OCMF\|\s*\{[\s\S]*/

/** Masks what is confidential in any text: private keys, signed meter data, credentials in URLs, secrets and signatures in their queries. */
export function redactText(text: string): string {
  const whole = text.includes('OCMF|') ? text.replace(meterData, masked) : text
  const withoutKeys = whole.includes('PRIVATE KEY') ? whole.replace(privateKey, masked) : whole
  if (!withoutKeys.includes('://')) return withoutKeys
  return withoutKeys.replace(/\S+/g, maskUserInfo).replace(/&?[^&#\s]+/g, maskQuerySecret)
}

const schemeEnd = /(?:^|[^a-z0-9_])[a-z][a-z0-9+.-]{0,30}$/i
const maxScheme = 31
const userName = /[^/?#@:[\]]*/y
const port = /\d{1,5}(?:[/?#]|$)/y
const authority = /[^/?#]*/y

/**
 * Masks the part of every URL before its host, in a text without spaces. A raw `/`, `?` or `#` in a password makes the URL wrong,
 * yet people write it: whatever follows the first colon and is no port counts as password, up to the last `@`.
 */
function maskUserInfo(word: string): string {
  const lastAt = word.lastIndexOf('@')
  let result = ''
  let done = 0
  for (let slashes = word.indexOf('://'); slashes !== -1 && slashes < lastAt; slashes = word.indexOf('://', Math.max(done, slashes + 1))) {
    if (!schemeEnd.test(word.slice(Math.max(0, slashes - maxScheme - 1), slashes))) continue
    const start = slashes + 3
    const at = endOfUserInfo(word, start, lastAt)
    if (at === -1) continue
    result += `${word.slice(done, start)}${masked}`
    done = at
  }
  return result + word.slice(done)
}

/** Where the `@` stands that ends what is before the host; −1 where there is nothing. */
function endOfUserInfo(word: string, start: number, lastAt: number): number {
  const colon = endOf(userName, word, start)
  if (word[colon] === ':' && colon < lastAt && endOf(port, word, colon + 1) === -1) return lastAt
  const at = word.slice(start, endOf(authority, word, start)).lastIndexOf('@')
  return at === -1 ? -1 : start + at
}

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : -1
}

const secretName = /token|sig|secret|passw(?:or)?d|passphrase|pass$|pwd|api-?key|access-?key|credential|auth/i

/** Masks the value of a query parameter whose name tells of a secret, in a text that has one `&` at most, at its start. */
function maskQuerySecret(part: string): string {
  let from = 0
  for (let equals = part.indexOf('='); equals !== -1; equals = part.indexOf('=', from)) {
    const name = part.slice(from, equals)
    const start = name.search(/[?&;]/)
    if (start !== -1 && secretName.test(name.slice(start + 1))) return `${part.slice(0, equals + 1)}${masked}`
    from = equals + 1
  }
  return part
}

/** Whether a text is meant to be a JSON object, or an array of objects, arrays or texts. */
export const looksLikeJson = (text: string): boolean => {
  const first = text.charCodeAt(0)
  // As almost all texts begin: neither with white space nor with a bracket.
  const isOther = first > 0x20 && first < 0x80 && first !== 0x5b && first !== 0x7b
  return !isOther && /^\s*(?:\{\s*["}]|\[\s*["{[])/.test(text)
}

const readableStart = /^\s*\[\s*(-?\d{1,9})\s*,\s*"([^"\\]{0,64})"\s*(?:,\s*"([A-Za-z0-9-]{1,64})"\s*(?=,))?/

/**
 * What is left of text that is not JSON: message type, id and action or error code where they can be read, the rest masked.
 * It stays text that is not JSON.
 */
export function maskBroken(text: string): string {
  const start = readableStart.exec(text.length > 300 ? text.slice(0, 300) : text)
  if (start === null) return masked
  const [, messageType, messageId, name] = start
  const shown = name === undefined || messageType === '3' ? '' : `,"${name}"`
  return `[${messageType},"${messageId}"${shown},${masked}`
}

/** Masks every text and number of a value, keeping its shape. */
export function maskAll(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? '' : masked
  if (typeof value === 'number') return 0
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(maskAll)
  const members: Record<string, unknown> = { ...value }
  for (const name of Object.keys(members)) members[name] = maskAll(members[name])
  return members
}
