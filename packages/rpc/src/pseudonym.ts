import { createSipKey, sipHash, type Word } from './siphash.js'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const shape = /^\*[a-z2-7]{17}$/i
const bodyLength = 12
const checkLength = 5
/** Tokens whose pseudonyms are kept; when it is full, all are forgotten and made again. */
const remembered = 10_000

/** The lowest five bits first; the seventh letter has bits of both halves. */
function toBase32({ high, low }: Word, length: number): string {
  let text = ''
  for (let at = 0; at < length; at += 1) {
    const from = 5 * at
    const bits = from < 28 ? low >>> from : from < 32 ? (low >>> from) | (high << (32 - from)) : high >>> (from - 32)
    text += alphabet[bits & 31]
  }
  return text
}

/** Whether a text has the form of a pseudonym: `*` and 17 letters or digits. */
export const isPseudonym = (text: string): boolean => shape.test(text)

/**
 * Makes pseudonyms for id tokens: the same token gives the same pseudonym under the same key, in whatever letter case,
 * since tokens are compared without it (1.6 CiString20Type, 2.x IdTokenType). A pseudonym has 18 characters, legal and within the
 * limits of idTag (20) and idToken (36, 255). It carries a check under the key, so that it stays what it is when it is
 * redacted again, while a token that merely looks like one does not pass.
 */
export function createPseudonyms(key: string | undefined): (token: string) => string {
  const sipKey = createSipKey(key)
  const known = new Map<string, string>()
  const checkOf = (body: string): string => toBase32(sipHash(sipKey, `check/${body}`), checkLength)
  const make = (token: string): string => {
    if (isPseudonym(token) && checkOf(token.slice(1, 1 + bodyLength)) === token.slice(1 + bodyLength)) return token
    const body = toBase32(sipHash(sipKey, `token/${token}`), bodyLength)
    return `*${body}${checkOf(body)}`
  }
  return (token) => {
    if (token === '') return token
    const canonical = token.toLowerCase()
    let pseudonym = known.get(canonical)
    if (pseudonym === undefined) {
      pseudonym = make(canonical)
      if (known.size >= remembered) known.clear()
      known.set(canonical, pseudonym)
    }
    return pseudonym
  }
}
