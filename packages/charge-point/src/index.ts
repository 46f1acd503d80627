// For those who run stations

export type {
  AdditionalInfo,
  Cause,
  CertificateHash,
  ConnectorStatus,
  Contract,
  EvOptions,
  Grid,
  HighLevel,
  Token,
  TxPoint,
} from './body/index.js'
export type { DerAlarmReport, GridConnection } from './charge-point/grid.js'
export type { StationControl } from './charge-point/messages.js'
export type { DropOptions, OnTheWire } from './charge-point/on-the-wire.js'
export type { Card, PeopleAndCars, Place, TransactionLimits } from './charge-point/people.js'
export type { EventStreamWish, Surroundings } from './charge-point/surroundings.js'
export type { StationSwitch } from './charge-point/switch.js'
export { type ChargePoint, createChargePoint } from './charge-point.js'
export type { StationSocketOptions } from './dial-transport.js'
export { createDriver, type Driver, type DriverOptions } from './driver.js'
export { ChargePointError, type ChargePointErrorCode, chargePointErrorCodes } from './errors.js'
export type {
  AnswerDetails,
  ChargePointEvents,
  DriverPlace,
  EndedTransaction,
  FaultRecord,
  MessageRecord,
  StartedTransaction,
  TransactionInfo,
} from './events.js'
export type { CardResult } from './features/authorization/authorization.js'
export type { SwapEvent } from './features/battery-swap/event.js'
export type { BatteryOptions, BatterySwapOptions } from './features/battery-swap/options.js'
export type { SlotBattery } from './features/battery-swap/slots.js'
export type { FactoryCertificates } from './features/certificates/store.js'
export type { DriverNotice } from './features/cost/driver-notices.js'
export type { DataTransferAnswer, DataTransferHandler, DataTransferRequest } from './features/data-transfer/data-transfer.js'
export type { GridEventFault } from './features/der/response.js'
export type { ShownMessage } from './features/display/display.js'
export type { DisplayOptions } from './features/display/options.js'
export { type FileTransfer, TransferError, type TransferFailure, type TransferOptions, type UploadFile } from './features/files/transfer.js'
export type { FirmwareFault } from './features/firmware/firmware.js'
export type { FirmwareOptions } from './features/firmware/options.js'
export type { FirmwareStatus } from './features/firmware/update.js'
export type { ChainStatus, EvCertificateRequest, EvCertificateResult, RevocationStatus } from './features/iso15118/iso15118.js'
export type { LogOptions } from './features/logs/options.js'
export type { UploadStatus } from './features/logs/status.js'
export type { CarReading, Reading } from './features/metering/reading.js'
export type { FirmwareEvent } from './features/monitoring/firmware-event.js'
export type { Company, VatAnswer } from './features/payments/adapter.js'
export type { PaymentResult } from './features/payments/payments.js'
export type { PaymentCard, PaymentFault } from './features/payments/terminal.js'
export type { ChargingBounds, PaymentCode } from './features/payments/web-payments.js'
export type { SecurityEvent, SecurityEventType } from './features/security/event.js'
export type { InverterNameplate } from './features/smart-charging/adapter.js'
export type { ChargingWish, NeedsAnswer } from './features/smart-charging/charging-needs.js'
export type { ExternalLimit, ExternalWish } from './features/smart-charging/external-limits.js'
export type { ChargingPeriod, CostDetails, TotalCost } from './features/tariffs/cost-details.js'
export type { Price, TaxRate } from './features/tariffs/tariff.js'
export { createFleet, type Fleet, type FleetEvent, type FleetState } from './fleet/fleet.js'
export type { FleetTemplate } from './fleet/options.js'
export type { BlackoutOptions, HerdOptions, RampOptions, RollingRestartOptions } from './fleet/shapes.js'
export { createTraffic, type Traffic, type TrafficOptions } from './fleet/traffic.js'
export type { Limits } from './limits.js'
// For those who build on the parts
export type { Registration } from './link.js'
export type { ChargePointOptions, ConnectorOptions, EvseOptions } from './options.js'
export { type QuirkName, quirkNames } from './quirks/profiles.js'
export type { Quirk, QuirkStatus } from './quirks/quirk.js'
export type { Senders } from './senders.js'
export { defaultSettings, type Settings } from './settings.js'
export type { ChargePointState, ConnectorSnapshot, DisplaySnapshot, EvseSnapshot, ReservationSnapshot, ShownTariff } from './snapshot.js'
export { createFileStateStore, type FileStateOptions } from './state/file.js'
export { createMemoryStateStore } from './state/memory.js'
export type { StateStore } from './state/store.js'
export type { CreateTransport, Transport, TransportPlan } from './transport.js'
export type { StationFeatures, StationVersion } from './version.js'
export type { Recording, RecordingOptions } from './wire/recording.js'
export type { RuleBreach } from './wire/verdicts.js'
