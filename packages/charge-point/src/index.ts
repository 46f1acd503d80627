// For those who run stations

export type { Cause, ConnectorStatus, EvOptions, Token, TxPoint } from './body/index.js'
export { type Card, ChargePoint, createChargePoint, type Place } from './charge-point.js'
export type { StationSocketOptions } from './dial-transport.js'
export { createDriver, type Driver, type DriverOptions } from './driver.js'
export { ChargePointError, type ChargePointErrorCode, chargePointErrorCodes } from './errors.js'
export type { ChargePointEvents, DriverPlace, EndedTransaction, MessageRecord, StartedTransaction, TransactionInfo } from './events.js'
export type { CardResult } from './features/authorization/authorization.js'
export type { Reading } from './features/metering/reading.js'
// For those who build on the parts
export type { Registration } from './link.js'
export type { ChargePointOptions, ConnectorOptions, EvseOptions } from './options.js'
export { createMemoryOutboxStore, type OutboxEntry, type OutboxStore } from './outbox.js'
export { defaultSettings, type Settings } from './settings.js'
export type { ChargePointState, ConnectorSnapshot, EvseSnapshot } from './snapshot.js'
export type { CreateTransport, Transport, TransportPlan } from './transport.js'
export type { StationFeatures, StationVersion } from './version.js'
