import { checkSeed } from '../chance.js'
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
}

/** The largest fleet; beyond it one address has too few ports. */
const maxStations = 60_000

/**
 * The options of each station.
 * @throws TypeError naming the option that is wrong
 */
export function resolveFleet<V extends StationVersion>(template: FleetTemplate<V>, count: number): readonly ChargePointOptions<V>[] {
  const { identity, each, ...common } = checkObject('template', template)
  const prefix = identity === undefined ? 'CP' : checkText('identity', identity, 40)
  const own = checkFunction('each', each)
  checkSeed(common.seed)
  const total = checkWhole('count', count, 1, 1, maxStations)
  const width = String(total).length
  return Array.from({ length: total }, (_, index) => {
    const name = `${prefix}-${String(index + 1).padStart(width, '0')}`
    return { ...common, identity: name, ...own?.(index) } as ChargePointOptions<V>
  })
}
