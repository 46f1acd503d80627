/** What stands in place of a secret. */
export const masked = '***'

const privateKey = /-----BEGIN[A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END[A-Z0-9 ]*PRIVATE KEY-----|$)/g

/**
 * The part of a URL before its host. A raw `/`, `?` or `#` in a password makes the URL wrong, yet people write it:
 * whatever follows the first colon and is no port counts as password, up to the last `@`.
 */
const userInfo = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^/?#\s@:[\]]*:(?!\d{1,5}(?:[/?#\s]|$))\S*|[^/?#\s]*)@/gi

const querySecret =
  /([?&;][^=&#\s]{0,60}(?:token|sig|signature|secret|passw(?:or)?d|pwd|api-?key|access-?key|credential|auth)[^=&#\s]{0,30}=)[^&#\s]*/gi

/** Masks what is confidential in any text: private keys, credentials in URLs, secrets and signatures in their queries. */
export function redactText(text: string): string {
  const withoutKeys = text.includes('PRIVATE KEY') ? text.replace(privateKey, masked) : text
  if (!withoutKeys.includes('://')) return withoutKeys
  return withoutKeys.replace(userInfo, `$1${masked}@`).replace(querySecret, `$1${masked}`)
}

/** Whether a text is meant to be a JSON object, or an array of objects, arrays or texts. */
export const looksLikeJson = (text: string): boolean => /^\s*(?:\{\s*["}]|\[\s*["{[])/.test(text)

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
  const members = value as Record<string, unknown>
  for (const name of Object.keys(members)) members[name] = maskAll(members[name])
  return value
}
