import type { StationKey } from '../../identifier.js'
import type { Page, PageQuery } from '../../store/page.js'
import type { StationRecord } from './station-record.js'

/** A message of a station that could not be applied, kept as it came. */
export interface QuarantinedMessage {
  readonly station: StationKey
  readonly version: string
  readonly action: string
  readonly messageId: string
  /** As it came, not checked. */
  readonly payload: object
  /** Why it was not applied. */
  readonly reason: string
  /** ISO 8601, UTC. */
  readonly receivedAt: string
}

export interface ProvisioningStore {
  find(station: StationKey): Promise<StationRecord | undefined>
  /** Changes the fields that are given and keeps the others, as one step; makes the record where there is none. */
  save(record: StationRecord): Promise<StationRecord>
  /** By identity. */
  list(tenantId: string): Promise<readonly StationRecord[]>
  page(tenantId: string, query: PageQuery): Promise<Page<StationRecord>>
  quarantine(message: QuarantinedMessage): Promise<void>
  /** Oldest first. */
  quarantined(station: StationKey): Promise<readonly QuarantinedMessage[]>
}
