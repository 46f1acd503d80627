import type { FaultDirection, FaultKind } from '@ocpp-kit/rpc'
import type { Cause, ConnectorStatus, Token } from './body/index.js'
import type { SwapEvent } from './features/battery-swap/event.js'
import type { FirmwareStatus } from './features/firmware/update.js'
import type { UploadStatus } from './features/logs/status.js'
import type { Reading } from './features/metering/reading.js'
import type { SecurityEvent } from './features/security/event.js'
import type { Registration } from './link.js'
import type { RuleBreach } from './wire/verdicts.js'

/** One message between the station and its csms. */
export interface MessageRecord {
  /** `out`: from the station. */
  readonly direction: 'in' | 'out'
  readonly kind: 'request' | 'response' | 'error' | 'invalid'
  /** Empty where it cannot be told. */
  readonly action: string
  readonly messageId: string
  readonly payload: unknown
  /** For an answer: ms since its request. */
  readonly tookMs: number | undefined
  /** The frame as it was on the wire, but for pins (`****`). */
  readonly text: string
}

export interface TransactionInfo {
  readonly evseId: number
  readonly connectorId: number | undefined
  /** Counts the transactions of this station. */
  readonly key: number
  /** As on the wire; 1.6: unknown until the csms has given one. */
  readonly transactionId: string | undefined
  readonly token: Token | undefined
  readonly cause: Cause
}

/** Where a driver is to charge. */
export interface DriverPlace {
  readonly evseId: number
  /** The connector that a 1.6 csms asked for; undefined: any of the EVSE. */
  readonly connectorId: number | undefined
}

/** A transaction as it began. */
export type StartedTransaction = TransactionInfo & { readonly energyWh: number }

/** A transaction as it ended, with what the car got. */
export type EndedTransaction = TransactionInfo & { readonly energyWh: number; readonly deliveredWh: number }

/** What the answer to a transaction message says beside its receipt, as on the wire. */
export interface AnswerDetails {
  readonly idTokenInfo?: object | undefined
  /** Running, or final with the end; 0 is free of charge, and undefined is unknown (2.x I03). */
  readonly totalCost?: number | undefined
  readonly chargingPriority?: number | undefined
  readonly updatedPersonalMessage?: object | undefined
  /** The same in other languages (2.1). */
  readonly updatedPersonalMessageExtra?: readonly object[] | undefined
}

/** A fault that befell a frame. */
export interface FaultRecord {
  /** As the station sees it: `in` from the csms, `out` to it. */
  readonly direction: FaultDirection
  readonly do: FaultKind
  /** Index of the rule in the list in force. */
  readonly rule: number
  /** The rule's `name`, where it has one. */
  readonly name: string | undefined
  /** How much later the frame, or its copy, arrives, ms, where it does. */
  readonly delayMs: number | undefined
}

/** What happens at a station. */
export interface ChargePointEvents {
  /** The connection to the csms is open; again after each loss. */
  connected: { readonly version: string }
  disconnected: { readonly code: number; readonly reason: string }
  /** An attempt to connect failed; the next follows by itself. */
  attemptFailed: { readonly error: unknown }
  /** The csms has answered BootNotification. */
  registered: { readonly status: Registration; readonly interval: number }
  accepted: { readonly interval: number }
  rebooting: { readonly reason: string }
  'connector.status': { readonly evseId: number; readonly connectorId: number; readonly status: ConnectorStatus }
  /** A driver was let in or refused. */
  authorized: DriverPlace & { readonly token: Token; readonly by: 'card' | 'remote' }
  refused: { readonly evseId: number | undefined; readonly token: Token; readonly status: string }
  /** The csms wants a session to begin here; a car may be needed. */
  remoteStartRequested: DriverPlace & { readonly token: Token }
  /** A plug is held, or comes free. */
  'connector.lock': { readonly evseId: number; readonly connectorId: number; readonly isLocked: boolean }
  /** The csms says something else of a token than its local list does. */
  localListConflict: { readonly token: Token; readonly listed: string; readonly status: string }
  /** A reservation is over without the csms having said so. */
  'reservation.ended': { readonly reservationId: number; readonly update: 'Expired' | 'Removed' }
  'transaction.started': StartedTransaction
  /** The csms has answered the start. */
  'transaction.confirmed': TransactionInfo & { readonly status: string }
  /** The csms has said something about a transaction: its costs, its driver, or what to show him. */
  'transaction.answered': TransactionInfo & AnswerDetails
  'transaction.updated': TransactionInfo & { readonly chargingState: string }
  'transaction.ended': EndedTransaction
  'meter.sample': Reading & { readonly evseId: number; readonly transactionId: string | undefined }
  /** An update of the firmware has come one step further, or failed. */
  'firmware.status': { readonly status: FirmwareStatus; readonly requestId: number | undefined }
  /** A log is on its way to where the csms wants it, has arrived, or has not. */
  'log.status': { readonly status: UploadStatus; readonly requestId: number | undefined }
  /** Something was written into the security log; what is critical goes to the csms as well. */
  securityEvent: SecurityEvent
  /** The csms has told the status of one of the certificates for cars: the OCSP response in base64, if there is one. */
  certificateStatus: { readonly serialNumber: string; readonly ocspResult: string | undefined }
  /** A payment by card has come to its end, or could not be brought to it; the amount is in the currency of the tariff. */
  'payment.settled': {
    readonly evseId: number
    readonly pspRef: string
    readonly transactionId: string | undefined
    readonly status: 'Settled' | 'Canceled' | 'Rejected' | 'Failed'
    readonly amount: number
  }
  /** Somebody swaps batteries (2.1 S). */
  batterySwap: SwapEvent
  message: MessageRecord
  /** A frame broke a rule. */
  verdict: RuleBreach
  /** A fault befell a frame, as `setFaults` has it. */
  fault: FaultRecord
  /** A transaction message was given up after the last attempt. */
  messageDropped: { readonly action: string; readonly error: unknown }
  /** Something of the station's own failed, e.g. a heartbeat that got no answer. */
  error: { readonly error: unknown; readonly during: string }
}

/** Complete because the type asks for each. */
const named: Readonly<Record<keyof ChargePointEvents, true>> = {
  connected: true,
  disconnected: true,
  attemptFailed: true,
  registered: true,
  accepted: true,
  rebooting: true,
  'connector.status': true,
  authorized: true,
  refused: true,
  remoteStartRequested: true,
  'connector.lock': true,
  localListConflict: true,
  'reservation.ended': true,
  'transaction.started': true,
  'transaction.confirmed': true,
  'transaction.answered': true,
  'transaction.updated': true,
  'transaction.ended': true,
  'payment.settled': true,
  'meter.sample': true,
  'firmware.status': true,
  'log.status': true,
  securityEvent: true,
  certificateStatus: true,
  batterySwap: true,
  message: true,
  verdict: true,
  fault: true,
  messageDropped: true,
  error: true,
}

/** The names of all events, for those who listen to every one. */
export const eventNames = Object.keys(named) as readonly (keyof ChargePointEvents)[]
