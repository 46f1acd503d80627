import type { StationKey } from '../../identifier.js'

/** Status of a connector in the terms of 2.x. */
export interface ConnectorStatus {
  /** 0 is the station itself. */
  readonly evseId: number
  readonly connectorId: number
  readonly status: string
  /** What the station called it, where its version has more words: `Preparing`, `SuspendedEV` … */
  readonly reportedStatus: string
  readonly errorCode?: string | undefined
  /** ISO 8601, UTC, by the station's clock. */
  readonly timestamp: string
  readonly receivedAt: string
}

export interface AvailabilityStore {
  /** The newest received stands. */
  saveStatus(station: StationKey, status: ConnectorStatus): Promise<void>
  /** By EVSE and connector. */
  statuses(station: StationKey): Promise<readonly ConnectorStatus[]>
}
