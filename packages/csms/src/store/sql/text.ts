const substitute = '\u001a'
/** What one database or the other cannot keep in a text: NUL, and halves of characters; and the sign that stands before their numbers. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const unstorable = /[\u0000\u001a\ud800-\udfff]/gu
/** Also whole pairs: a quick look, for most texts have neither. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const perhapsUnstorable = /[\u0000\u001a\ud800-\udfff]/

/**
 * A text as a column keeps it, different for different texts. A station may write any character into an id, and what it says has to be
 * stored all the same (G14); PostgreSQL has no NUL, and UTF-8 no half of a surrogate pair.
 */
export const storable = (text: string): string =>
  perhapsUnstorable.test(text)
    ? text.replace(unstorable, (character) => substitute + character.charCodeAt(0).toString(16).padStart(4, '0'))
    : text

export const storableOrNull = (text: string | null | undefined): string | null =>
  text === undefined || text === null ? null : storable(text)

/**
 * A number as an integer column keeps it. What is beyond 2⁵³ is kept as the nearest that is not, which is near enough for a column that
 * things are found and sorted by; the number itself stands in the document beside it.
 */
export const storableInteger = (value: number): number =>
  Number.isSafeInteger(value) ? value : Number.isNaN(value) ? 0 : Math.trunc(Math.max(-most, Math.min(most, value)))

const most = Number.MAX_SAFE_INTEGER

export const storableIntegerOrNull = (value: number | null | undefined): number | null =>
  value === undefined || value === null ? null : storableInteger(value)
