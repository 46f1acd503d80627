import { StationControl } from './charge-point/messages.js'
import { type ChargePointOptions, type ResolvedOptions, resolveOptions } from './options.js'
import { type Senders, senderMethods } from './senders.js'
import type { StationVersion } from './version.js'

/** A virtual charging station, with a `send…` method for each message of its version. */
export type ChargePoint<V extends StationVersion = StationVersion> = StationControl<V> & Senders<V>

/** Makes a station; nothing happens until it is started. @throws TypeError an option is wrong */
export function createChargePoint<V extends StationVersion>(options: ChargePointOptions<V>): ChargePoint<V> {
  const resolved = resolveOptions(options as unknown as ChargePointOptions)
  return new (classFor(resolved.version))(resolved) as unknown as ChargePoint<V>
}

type StationClass = new (options: ResolvedOptions) => StationControl

const classes = new WeakMap<StationVersion, StationClass>()

/** {@link StationControl} with the {@link Senders} of a version; one class for all its stations. */
function classFor(version: StationVersion): StationClass {
  const known = classes.get(version)
  if (known !== undefined) return known
  const Base: StationClass = StationControl
  const OfVersion = class ChargePoint extends Base {}
  Object.assign(OfVersion.prototype, senderMethods(version))
  classes.set(version, OfVersion)
  return OfVersion
}
