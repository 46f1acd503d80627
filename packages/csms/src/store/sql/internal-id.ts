import { randomBytes } from 'node:crypto'

/** 26 bits that count within one millisecond: 12 before the variant, 14 behind it. */
const counterBits = 14

/**
 * Makes ids of the form UUIDv7 (RFC 9562 §6.2, method 1) for moments that are given: ids of later moments sort later, and those of one
 * moment in the order in which they were made here. 48 random bits keep those of several nodes apart.
 */
export function createInternalIds(): (atMs: number) => string {
  let lastMs = -1
  let counter = 0
  const random = createRandomHex()
  return (atMs) => {
    const ms = Number.isSafeInteger(atMs) && atMs >= 0 && atMs < 2 ** 48 ? atMs : 0
    counter = ms === lastMs ? counter + 1 : 0
    lastMs = ms
    const time = hex(ms, 12)
    const high = hex(Math.floor(counter / 2 ** counterBits) & 0xfff, 3)
    const low = hex(0x8000 | (counter & 0x3fff), 4)
    return `${time.slice(0, 8)}-${time.slice(8)}-7${high}-${low}-${random()}`
  }
}

const randomLength = 6

/** Gives 48 random bits in hexadecimal digits; asks for those of many ids at once, which costs as much as for one. */
function createRandomHex(): () => string {
  let drawn = ''
  let used = 0
  return () => {
    if (used === drawn.length) {
      drawn = randomBytes(256 * randomLength).toString('hex')
      used = 0
    }
    used += 2 * randomLength
    return drawn.slice(used - 2 * randomLength, used)
  }
}

/** Sorts before every id of that moment and after every id of an earlier one. */
export const firstIdAt = (ms: number): string => {
  const time = hex(Math.max(0, Math.min(ms, 2 ** 48 - 1)), 12)
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

/** Sorts after every id. */
export const lastId = 'g'

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
