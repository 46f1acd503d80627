import { type AnyHandlers, type Core, type Incoming, nowIso } from '../../core.js'
import { isOutage } from '../../ledger/outage.js'
import type { StaleStatuses } from './stale-statuses.js'
import type { ConnectorStatus } from './store.js'

export interface AvailabilityAdapter {
  handlers(availability: AvailabilityFeature): AnyHandlers
}

export interface AvailabilityFeature {
  /** The time, for a station that asks (Heartbeat). */
  currentTime(): string
  /** StatusNotification, or NotifyEvent about AvailabilityState: both mean the same (TC_G). */
  record(message: Incoming, statuses: readonly Omit<ConnectorStatus, 'receivedAt'>[]): Promise<void>
  /** Tells of what else a message reports: alarms and values of other variables. */
  notify(message: Incoming, request: object): void
  /** The connectors that a station has told of, with their last status. */
  connectors(identity: string): Promise<readonly ConnectorStatus[]>
  /** Statuses that the store did not take, and that stations are still to be asked for. */
  readonly waiting: number
}

export function createAvailability(core: Core, stale: StaleStatuses): AvailabilityFeature {
  const { store, sessions, clock, events } = core
  return {
    currentTime: () => nowIso(clock),
    notify: (message, request) => {
      const { connection, action } = message
      message.afterAnswer(() => events.emit('notification', { station: core.station(connection.identity), action, request }))
    },
    connectors: (identity) => store.availability.statuses(sessions.keyOf(identity)),
    get waiting() {
      return stale.waiting
    },
    record: async (message, reported) => {
      const { key, identity } = sessions.of(message.connection)
      for (const [index, one] of reported.entries()) {
        const status = { ...one, receivedAt: nowIso(clock) }
        try {
          await store.availability.saveStatus(key, status)
        } catch (error) {
          // The station hears of an error, and does not say it again; none of the rest is kept either.
          if (isOutage(error)) stale.missed(identity, reported.slice(index))
          throw error
        }
        stale.saved(identity, status)
        message.afterAnswer(() => events.emit('connector.status', { station: core.station(identity), status }))
      }
    },
  }
}
