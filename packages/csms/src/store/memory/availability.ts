import type { AvailabilityStore, ConnectorStatus } from '../../features/availability/store.js'
import type { StationKey } from '../../identifier.js'
import { keyOfStation, listOf } from './table.js'

export class MemoryAvailability implements AvailabilityStore {
  private readonly byStation = new Map<string, ConnectorStatus[]>()

  async saveStatus(station: StationKey, status: ConnectorStatus): Promise<void> {
    const statuses = listOf(this.byStation, keyOfStation(station))
    const at = statuses.findIndex(({ evseId, connectorId }) => evseId === status.evseId && connectorId === status.connectorId)
    statuses.splice(at < 0 ? statuses.length : at, at < 0 ? 0 : 1, { ...status })
  }

  async statuses(station: StationKey): Promise<readonly ConnectorStatus[]> {
    const statuses = listOf(this.byStation, keyOfStation(station))
    return statuses.toSorted((left, right) => left.evseId - right.evseId || left.connectorId - right.connectorId)
  }
}
