import { createRandom } from '@ocpp-kit/rpc'

/** What is left to chance: numbers, and ids that nobody has used. */
export interface Chance {
  /** From 0 up to 1. */
  readonly random: () => number
  readonly createId: () => string
}

const realChance: Chance = { random: Math.random, createId: () => crypto.randomUUID() }

/** Numbers and ids that follow from the seed and the name, and from nothing else; without a seed real chance. */
export function chanceOf(seed: number | string | undefined, name: string): Chance {
  if (seed === undefined) return realChance
  const idRandom = createRandom(`${seed}/${name}/ids`)
  return { random: createRandom(`${seed}/${name}`), createId: () => uuid(idRandom) }
}

/** @throws TypeError */
export function checkSeed(seed: unknown): number | string | undefined {
  if (seed === undefined || typeof seed === 'number' || typeof seed === 'string') return seed
  throw new TypeError(`seed must be a number or a text, not ${typeof seed}`)
}

/** The form of a random UUID (RFC 9562, version 4). */
function uuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16))
  digits[12] = 4
  digits[16] = 8 + ((digits[16] ?? 0) & 3)
  const text = digits.map((digit) => digit.toString(16)).join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}
