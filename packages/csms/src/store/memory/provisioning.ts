import type { StationRecord } from '../../features/provisioning/station-record.js'
import type { ProvisioningStore, QuarantinedMessage } from '../../features/provisioning/store.js'
import type { StationKey } from '../../identifier.js'
import { keyOfStation, listOf } from './table.js'

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
    return [...this.stations.values()].filter(({ station }) => station.tenantId === tenantId)
  }

  async quarantine(message: QuarantinedMessage): Promise<void> {
    listOf(this.messages, keyOfStation(message.station)).push({ ...message })
  }

  async quarantined(station: StationKey): Promise<readonly QuarantinedMessage[]> {
    return [...listOf(this.messages, keyOfStation(station))]
  }
}
