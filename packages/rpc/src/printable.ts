/** Control and formatting characters, line and paragraph separators: what could end a line, move a cursor or turn text around. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Text of a station as it may stand in a log, with what could forge a line or reach the terminal as `\uXXXX`. Leaves JSON what it is. */
export const printable = (text: string): string => text.replace(unprintable, (character) => character.split('').map(escapeUnit).join(''))

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** At most so many characters, and a mark where more were left out. */
export const cut = (text: string, maxLength: number): string => (text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`)
