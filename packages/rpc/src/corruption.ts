import type { Corruption } from './fault-rules.js'
import { type Random, randomInteger } from './random.js'

const all: readonly Corruption[] = ['truncate', 'flip', 'wrongType']

/** Spoils a text in a way that is drawn from those given. The result always differs from the text. */
export function corrupt(text: string, random: Random, ways: readonly Corruption[] = all): string {
  const way = ways[randomInteger(random, 0, ways.length - 1)] ?? 'truncate'
  if (way === 'wrongType') return wrongType(text, random)
  return way === 'flip' ? flip(text, random) : truncate(text, random)
}

/** Cuts off at least the last character, perhaps all. */
const truncate = (text: string, random: Random): string => (text === '' ? '[' : text.slice(0, randomInteger(random, 0, text.length - 1)))

/** Turns one bit of one ASCII character over. */
function flip(text: string, random: Random): string {
  const from = randomInteger(random, 0, Math.max(0, text.length - 1))
  for (let step = 0; step < text.length; step += 1) {
    const at = (from + step) % text.length
    const code = text.charCodeAt(at)
    // Half of a surrogate pair has no meaning of its own, so characters beyond ASCII are left alone.
    if (code >= 0x80) continue
    return text.slice(0, at) + String.fromCharCode(code ^ (1 << randomInteger(random, 0, 6))) + text.slice(at + 1)
  }
  return truncate(text, random)
}

interface Place {
  readonly holder: Record<string | number, unknown>
  readonly name: string | number
}

/** Every value below the payload, the payload itself first. */
function places(holder: Record<string | number, unknown>, name: string | number, found: Place[]): Place[] {
  found.push({ holder, name })
  const value = holder[name]
  if (typeof value !== 'object' || value === null) return found
  for (const inner of Object.keys(value)) places(value as Record<string, unknown>, inner, found)
  return found
}

function otherType(value: unknown): unknown {
  if (typeof value === 'string') return value.length
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? {} : [value]
}

/** Puts a value of another type somewhere into the payload; text that is no frame is cut instead. */
function wrongType(text: string, random: Random): string {
  try {
    const elements: unknown = JSON.parse(text)
    if (!Array.isArray(elements) || elements.length < 3) return truncate(text, random)
    const found = places(elements as unknown as Record<number, unknown>, elements.length - 1, [])
    // The fields rather than the payload as a whole, where it has any.
    const place = found[found.length === 1 ? 0 : randomInteger(random, 1, found.length - 1)] as Place
    place.holder[place.name] = otherType(place.holder[place.name])
    return JSON.stringify(elements)
  } catch {
    return truncate(text, random)
  }
}
