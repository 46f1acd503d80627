/** Control and formatting characters, line and paragraph separators: what could end a line, move a cursor or turn text around. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
const escapeAll = (character: string): string => character.split('').map(escapeUnit).join('')

/**
 * Text of a peer as it may stand in a log or on a terminal: what could forge a line or give an order stands there as `\uXXXX`.
 * JSON stays the same JSON. Text longer than `maxLength` characters is cut, and ends in `…`. Default: no limit.
 */
export function printable(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  // A character never becomes shorter, so what lies beyond need not be looked at.
  const shown = (text.length > maxLength ? text.slice(0, maxLength + 1) : text).replace(unprintable, escapeAll)
  return shown.length <= maxLength ? shown : `${shown.slice(0, maxLength - 1)}…`
}
