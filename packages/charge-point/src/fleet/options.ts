import { createRandom } from '@ocpp-kit/rpc'
import { checkFunction, checkObject, checkText, checkWhole } from '../checks.js'
import type { ChargePointOptions } from '../options.js'
import type { StationVersion } from '../version.js'

/** What all stations of a fleet have in common. */
export interface FleetTemplate<V extends StationVersion = StationVersion>
  extends Omit<ChargePointOptions<V>, 'identity' | 'state' | 'random' | 'createId'> {
  /** What the names begin with, at most 40 characters: `CP` and 500 stations give `CP-001` to `CP-500`. Default `CP`. */
  readonly identity?: string | undefined
  /** What is different at one station, counted from 0: its name, its password, its state store. */
  readonly each?: ((index: number) => Partial<ChargePointOptions<V>>) | undefined
  /** Makes all that stations leave to chance follow from it, each station in its own way. Default: another each time. */
  readonly seed?: number | string | undefined
}

/** The largest fleet; beyond it one address has too few ports. */
const maxStations = 60_000

/**
 * The options of each station.
 * @throws TypeError naming the option that is wrong
 */
export function resolveFleet<V extends StationVersion>(template: FleetTemplate<V>, count: number): readonly ChargePointOptions<V>[] {
  const { identity, each, seed, ...common } = checkObject('template', template)
  const prefix = identity === undefined ? 'CP' : checkText('identity', identity, 40)
  const own = checkFunction('each', each)
  if (seed !== undefined && typeof seed !== 'number' && typeof seed !== 'string') {
    throw new TypeError(`seed must be a number or a text, not ${typeof seed}`)
  }
  const total = checkWhole('count', count, 1, 1, maxStations)
  const width = String(total).length
  return Array.from({ length: total }, (_, index) => {
    const name = `${prefix}-${String(index + 1).padStart(width, '0')}`
    return { ...common, identity: name, ...(seed === undefined ? {} : chanceOf(seed, name)), ...own?.(index) } as ChargePointOptions<V>
  })
}

/** Numbers and ids that follow from the seed and from nothing else. */
function chanceOf(seed: number | string, name: string): Pick<ChargePointOptions, 'random' | 'createId'> {
  const random = createRandom(`${seed}/${name}`)
  const idRandom = createRandom(`${seed}/${name}/ids`)
  return { random, createId: () => uuid(idRandom) }
}

/** The form of a random UUID (RFC 9562, version 4). */
function uuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16))
  digits[12] = 4
  digits[16] = 8 + ((digits[16] ?? 0) & 3)
  const text = digits.map((digit) => digit.toString(16)).join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}
