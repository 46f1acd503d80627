import type { Core } from './core.js'
import type { Authorizer } from './features/authorization/authorization.js'
import type { Availability } from './features/availability/availability.js'
import type { Boot } from './features/boot/boot.js'
import type { Metering } from './features/metering/metering.js'
import type { RemoteControl } from './features/remote-control/remote-control.js'
import type { Reports } from './features/reports/reports.js'
import type { Reset } from './features/reset/reset.js'
import type { Transactions } from './features/transactions/transactions.js'
import type { Triggers } from './features/trigger-message/trigger-message.js'

/** A station with all its parts, as what it tells of itself sees it. */
export interface Station extends Core {
  readonly boot: Boot
  readonly availability: Availability
  readonly authorizer: Authorizer
  readonly metering: Metering
  readonly reports: Reports
  readonly transactions: Transactions
  readonly remoteControl: RemoteControl
  readonly reset: Reset
  readonly triggers: Triggers
}
