import type { StationKey } from '../../identifier.js'

/** What a csms says to BootNotification. */
export type Registration = 'Accepted' | 'Pending' | 'Rejected'

export const registrations: readonly Registration[] = ['Accepted', 'Pending', 'Rejected']

/** What a station says of itself when it boots. */
export interface BootFacts {
  readonly vendor: string
  readonly model: string
  readonly serialNumber?: string | undefined
  readonly firmwareVersion?: string | undefined
  readonly iccid?: string | undefined
  readonly imsi?: string | undefined
  /** 2.x BootReason; missing in 1.6. */
  readonly reason?: string | undefined
}

/** What is kept of a station; it outlives connections and restarts. */
export interface StationRecord {
  readonly station: StationKey
  /** As the station writes it. */
  readonly identity: string
  /** What the station was last told; missing until its first boot. */
  readonly registration?: Registration | undefined
  /** What an operator wants it to be told; missing where the rule decides. */
  readonly decision?: Registration | undefined
  readonly version?: string | undefined
  readonly boot?: BootFacts | undefined
  /** Words that an operator chooses stations by. */
  readonly labels?: readonly string[] | undefined
  /** Types of the connectors of each EVSE (`cCCS2`, `sType2` …), as an operator or the station tells. */
  readonly evses?: readonly { readonly evseId: number; readonly connectorTypes: readonly string[] }[] | undefined
  /** ISO 8601, UTC. */
  readonly bootedAt?: string | undefined
}

/** What an operator says of a station. */
export type StationDescription = Pick<StationRecord, 'labels' | 'evses'>
