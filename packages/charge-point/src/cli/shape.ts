import { InvalidArgumentError } from 'commander'
import { parseDuration } from '../duration.js'
import type { BlackoutOptions, HerdOptions, RollingRestartOptions, Shapes } from '../fleet/shapes.js'

/** Something that happens to all stations together, once or again and again. */
export interface PlannedShape {
  readonly text: string
  /** Time from the start, ms. */
  readonly afterMs: number
  /** Time from one to the next, ms; undefined: once. */
  readonly everyMs: number | undefined
  run(shapes: Shapes): Promise<void>
}

type Words = ReadonlyMap<string, string>
type Kind = (words: Words) => (shapes: Shapes) => Promise<void>

const durationOf = (words: Words, key: string): number | undefined => {
  const text = words.get(key)
  return text === undefined ? undefined : parseDuration(text)
}

function wholeOf(words: Words, key: string): number | undefined {
  const text = words.get(key)
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new RangeError(`must have a number of stations behind ${key}=`)
}

const backOf = (words: Words): HerdOptions['reconnect'] => {
  const text = words.get('back')
  if (text === undefined || text === 'atOnce' || text === 'backOff') return text
  throw new RangeError('must have atOnce or backOff behind back=')
}

/** What may stand behind the name of a shape, and what it comes to. */
const kinds: Readonly<Record<string, { readonly keys: readonly string[]; readonly make: Kind }>> = {
  herd: {
    keys: ['back'],
    make: (words) => {
      const options: HerdOptions = { reconnect: backOf(words) }
      return (shapes) => shapes.herd(options)
    },
  },
  rolling: {
    keys: ['batch', 'pause', 'timeout'],
    make: (words) => {
      const options: RollingRestartOptions = {
        batchSize: wholeOf(words, 'batch'),
        pauseMs: durationOf(words, 'pause'),
        timeoutMs: durationOf(words, 'timeout'),
      }
      return (shapes) => shapes.rollingRestart(options)
    },
  },
  blackout: {
    keys: ['lasts', 'over'],
    make: (words) => {
      const options: BlackoutOptions = { lastsMs: durationOf(words, 'lasts'), overMs: durationOf(words, 'over') }
      return (shapes) => shapes.blackout(options)
    },
  },
}

const defaultAfter = '30s'
const form = 'herd, rolling or blackout, with times behind it such as blackout:after=60s,lasts=10s,over=30s'

/** Reads `blackout:after=60s,lasts=10s`, behind those that were read before. */
export function shape(text: string, previous: readonly PlannedShape[] = []): PlannedShape[] {
  try {
    return [...previous, shapeOf(text)]
  } catch (error) {
    throw new InvalidArgumentError(`It ${(error as RangeError).message}.`)
  }
}

function shapeOf(text: string): PlannedShape {
  const [name = '', rest] = text.split(/:(.*)/s)
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (kind === undefined) throw new RangeError(`must be ${form}`)
  const words = wordsOf(rest, [...kind.keys, 'after', 'every'])
  const everyMs = durationOf(words, 'every')
  if (everyMs === 0) throw new RangeError('must have a time above 0 behind every=')
  return { text, afterMs: parseDuration(words.get('after') ?? defaultAfter), everyMs, run: kind.make(words) }
}

function wordsOf(text: string | undefined, keys: readonly string[]): Words {
  const words = new Map<string, string>()
  for (const part of text === undefined || text === '' ? [] : text.split(',')) {
    const [, key = '', value = ''] = /^(\w+)=(.+)$/.exec(part.trim()) ?? []
    if (!keys.includes(key)) throw new RangeError(`knows ${keys.map((one) => `${one}=`).join(', ')} here, not ${JSON.stringify(part)}`)
    words.set(key, value)
  }
  return words
}
