/** Line ends, terminal escapes, marks that turn the direction of text, halves of characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

const escaped = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

/** Text of a peer as a log may show it: on one line, without power over the terminal, and not without end. */
export function plain(text: string, maxLength: number): string {
  const shown = text.slice(0, maxLength + 1).replace(unprintable, escaped)
  return shown.length > maxLength ? `${shown.slice(0, maxLength)}…` : shown
}

/** The same for a line of JSON, which stays the same JSON. */
export const plainJson = (json: string): string =>
  json.replace(unprintable, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  )
