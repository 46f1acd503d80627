import type { StationKey } from '../../identifier.js'
import type { MeterSample } from './sample.js'

/** A sample of a meter that belongs to no transaction. */
export interface StationSample extends MeterSample {
  /** 0 is the main meter. */
  readonly evseId: number
  readonly receivedAt: string
}

export interface MeteringStore {
  /** Stores samples once each, by EVSE and sample key; returns those that were new. */
  append(station: StationKey, samples: readonly StationSample[]): Promise<readonly StationSample[]>
  /** Oldest first by the station's time. */
  samples(station: StationKey, evseId: number): Promise<readonly StationSample[]>
}
