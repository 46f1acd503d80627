import type { Protocol } from '@ocpp-kit/rpc'
import type { AuthorizationAdapter } from './features/authorization/adapter.js'
import type { AvailabilityAdapter } from './features/availability/availability.js'
import type { BatterySwapAdapter } from './features/battery-swap/battery-swap.js'
import type { BootAdapter } from './features/boot/boot.js'
import type { SigningAdapter } from './features/certificates/signing.js'
import type { DeviceModel } from './features/configuration/device-model.js'
import type { CostAdapter } from './features/cost/driver-notices.js'
import type { DerAdapter } from './features/der/adapter.js'
import type { DisplayTraits } from './features/display/message.js'
import type { FirmwareAdapter } from './features/firmware/firmware.js'
import type { Iso15118Adapter } from './features/iso15118/iso15118.js'
import type { LogsAdapter } from './features/logs/logs.js'
import type { MeteringAdapter } from './features/metering/metering.js'
import type { MonitoringAdapter } from './features/monitoring/adapter.js'
import type { NetworkAdapter } from './features/network/network.js'
import type { PaymentsAdapter } from './features/payments/adapter.js'
import type { ReservationAdapter } from './features/reservations/reservations.js'
import type { SecurityEventsAdapter } from './features/security/security-events.js'
import type { SmartChargingAdapter } from './features/smart-charging/adapter.js'
import type { TransactionsAdapter } from './features/transactions/adapter.js'
import type { ModelledStation } from './modelled-station.js'
import type { Settings } from './settings.js'
import type { AnyStationHandler } from './transport.js'

/** How one version says what a station has to say. */
export interface StationFeatures {
  /** What this version starts with where it differs from the rest. */
  readonly settings: Partial<Settings>
  /** Components and their variables, the same for all stations; a version without them has configuration keys. */
  readonly model?: DeviceModel | undefined
  /** How monitors of variables are told about; only with a `model`. */
  readonly monitoring?: MonitoringAdapter | undefined
  readonly boot: BootAdapter
  readonly availability: AvailabilityAdapter
  readonly authorization: AuthorizationAdapter
  /** Undefined: this version knows nothing of batteries that are swapped. */
  readonly batterySwap?: BatterySwapAdapter | undefined
  /** Undefined where drivers are told nothing of tariff and cost. */
  readonly cost?: CostAdapter | undefined
  /** Undefined where the version has no controls of the grid. */
  readonly der?: DerAdapter | undefined
  readonly display: DisplayTraits
  readonly firmware: FirmwareAdapter
  readonly logs: LogsAdapter
  /** Undefined: this version knows nothing of ISO 15118. */
  readonly iso15118: Iso15118Adapter | undefined
  readonly metering: MeteringAdapter
  /** Undefined where nobody pays at the station. */
  readonly payments?: PaymentsAdapter | undefined
  readonly reservations: ReservationAdapter
  readonly smartCharging: SmartChargingAdapter
  readonly network: NetworkAdapter
  readonly securityEvents: SecurityEventsAdapter
  readonly signing: SigningAdapter
  readonly transactions: TransactionsAdapter
  /** Makes whole requests of what `send…` methods take beside them, by action; gives back what is a request already. */
  readonly expand?: Readonly<Record<string, (input: object) => object | Promise<object>>> | undefined
  /** What it answers, by action; every other request of the csms gets NotSupported. */
  readonly handlers: (station: ModelledStation) => Readonly<Record<string, AnyStationHandler | undefined>>
}

/** A protocol with the features of a station spread onto it; still a `Protocol`. */
export type StationVersion<P extends Protocol = Protocol> = P & StationFeatures
