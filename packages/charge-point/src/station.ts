import type { Core } from './core.js'
import type { Authorizer } from './features/authorization/authorization.js'
import type { AuthorizationCache } from './features/authorization-cache/authorization-cache.js'
import type { Availability } from './features/availability/availability.js'
import type { BatterySwap } from './features/battery-swap/battery-swap.js'
import type { EnergyService } from './features/bidirectional/energy-service.js'
import type { Boot } from './features/boot/boot.js'
import type { Certificates } from './features/certificates/certificates.js'
import type { Signing } from './features/certificates/signing.js'
import type { ChangeAvailability } from './features/change-availability/change-availability.js'
import type { DriverNotices } from './features/cost/driver-notices.js'
import type { DataTransfers } from './features/data-transfer/data-transfer.js'
import type { DerControls } from './features/der/der-controls.js'
import type { Display } from './features/display/display.js'
import type { Firmware } from './features/firmware/firmware.js'
import type { Iso15118 } from './features/iso15118/iso15118.js'
import type { LocalList } from './features/local-list/local-list.js'
import type { Logs } from './features/logs/logs.js'
import type { Metering } from './features/metering/metering.js'
import type { Network } from './features/network/network.js'
import type { Payments } from './features/payments/payments.js'
import type { WebPayments } from './features/payments/web-payments.js'
import type { RemoteControl } from './features/remote-control/remote-control.js'
import type { Reports } from './features/reports/reports.js'
import type { Reservations } from './features/reservations/reservations.js'
import type { Reset } from './features/reset/reset.js'
import type { SecurityEvents } from './features/security/security-events.js'
import type { SmartCharging } from './features/smart-charging/smart-charging.js'
import type { DefaultTariffs } from './features/tariffs/default-tariffs.js'
import type { LocalCosts } from './features/tariffs/local-costs.js'
import type { TariffAlarm } from './features/tariffs/tariff-alarm.js'
import type { TariffRequests } from './features/tariffs/tariff-requests.js'
import type { Transactions } from './features/transactions/transactions.js'
import type { Triggers } from './features/trigger-message/trigger-message.js'
import type { Unlock } from './features/unlock/unlock.js'

/** A station with all its parts, as what it tells of itself sees it. */
export interface Station extends Core {
  readonly boot: Boot
  readonly availability: Availability
  readonly authorizationCache: AuthorizationCache
  readonly authorizer: Authorizer
  readonly dataTransfers: DataTransfers
  /** Undefined where the version has no controls of the grid. */
  readonly der: DerControls | undefined
  readonly batterySwap: BatterySwap
  readonly display: Display
  readonly energyService: EnergyService
  readonly firmware: Firmware
  readonly logs: Logs
  readonly changeAvailability: ChangeAvailability
  readonly localList: LocalList
  readonly metering: Metering
  readonly reports: Reports
  readonly notices: DriverNotices
  readonly certificates: Certificates
  readonly iso15118: Iso15118
  readonly network: Network
  readonly securityEvents: SecurityEvents
  readonly signing: Signing
  readonly costs: LocalCosts
  readonly defaultTariffs: DefaultTariffs
  readonly payments: Payments
  readonly tariffAlarm: TariffAlarm
  readonly tariffs: TariffRequests
  readonly transactions: Transactions
  readonly webPayments: WebPayments
  readonly remoteControl: RemoteControl
  readonly reservations: Reservations
  readonly reset: Reset
  readonly smartCharging: SmartCharging
  readonly triggers: Triggers
  readonly unlock: Unlock
}
