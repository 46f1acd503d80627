import { type AnyHandlers, type Core, type Incoming, nowIso } from '../../core.js'
import type { ConnectorStatus } from './store.js'

export interface AvailabilityAdapter {
  handlers(availability: AvailabilityFeature): AnyHandlers
}

export interface AvailabilityFeature {
  /** The time, for a station that asks (Heartbeat). */
  currentTime(): string
  /** StatusNotification, or NotifyEvent about AvailabilityState: both mean the same (TC_G). */
  record(message: Incoming, status: Omit<ConnectorStatus, 'receivedAt'>): Promise<void>
  /** Tells of what else a message reports: alarms and values of other variables. */
  notify(message: Incoming, request: object): void
  /** The connectors that a station has told of, with their last status. */
  connectors(identity: string): Promise<readonly ConnectorStatus[]>
}

export function createAvailability(core: Core): AvailabilityFeature {
  const { store, sessions, clock, events } = core
  return {
    currentTime: () => nowIso(clock),
    notify: (message, request) => {
      const { connection, action } = message
      message.afterAnswer(() => events.emit('notification', { station: core.station(connection.identity), action, request }))
    },
    connectors: (identity) => store.availability.statuses(sessions.keyOf(identity)),
    record: async (message, reported) => {
      const { key, identity } = sessions.of(message.connection)
      const status = { ...reported, receivedAt: nowIso(clock) }
      await store.availability.saveStatus(key, status)
      message.afterAnswer(() => events.emit('connector.status', { station: core.station(identity), status }))
    },
  }
}
