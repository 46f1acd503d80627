import type { StationRecord } from '../../features/provisioning/station-record.js'
import type { ProvisioningStore, QuarantinedMessage } from '../../features/provisioning/store.js'
import type { StationKey } from '../../identifier.js'
import type { Page, PageQuery } from '../page.js'
import { keyOfStation, listOf, pageAfter } from './table.js'

export class MemoryProvisioning implements ProvisioningStore {
  private readonly stations = new Map<string, StationRecord>()
  private readonly messages = new Map<string, QuarantinedMessage[]>()

  async find(station: StationKey): Promise<StationRecord | undefined> {
    return this.stations.get(keyOfStation(station))
  }

  async save(record: StationRecord): Promise<StationRecord> {
    const key = keyOfStation(record.station)
    const given = Object.entries(record).filter(([, value]) => value !== undefined)
    const saved = { ...this.stations.get(key), ...(Object.fromEntries(given) as unknown as StationRecord) }
    this.stations.set(key, saved)
    return saved
  }

  async list(tenantId: string): Promise<readonly StationRecord[]> {
    const records = [...this.stations.values()].filter(({ station }) => station.tenantId === tenantId)
    return records.toSorted((left, right) => (left.station.stationId < right.station.stationId ? -1 : 1))
  }

  async page(tenantId: string, query: PageQuery): Promise<Page<StationRecord>> {
    return pageAfter(await this.list(tenantId), query, { parts: 1, place: ({ station }) => [station.stationId] })
  }

  async quarantine(message: QuarantinedMessage): Promise<void> {
    listOf(this.messages, keyOfStation(message.station)).push({ ...message })
  }

  async quarantined(station: StationKey): Promise<readonly QuarantinedMessage[]> {
    return [...listOf(this.messages, keyOfStation(station))]
  }
}
