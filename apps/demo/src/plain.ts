/** Line ends, terminal escapes, marks that turn the direction of text, halves of characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Text of a station as the log may show it: on one line, without power over the terminal, and not without end. */
export function plain(text: string, maxLength = 40): string {
  const shown = text.slice(0, maxLength + 1).replace(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
  return shown.length > maxLength ? `${shown.slice(0, maxLength)}…` : shown
}
