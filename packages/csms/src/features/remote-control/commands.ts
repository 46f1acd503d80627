import type { IdToken } from '../authorization/token.js'

export interface RemoteStart extends IdToken {
  /** Default: the station chooses. */
  readonly evseId?: number | undefined
  /** Tells which transaction came of it (2.x). Default: a random number. */
  readonly remoteStartId?: number | undefined
  /** Tokens of this group may end the transaction (2.x). */
  readonly group?: IdToken | undefined
}

export interface RemoteStartResult {
  readonly status: 'Accepted' | 'Rejected'
  readonly remoteStartId: number
  /** Where the transaction had begun already (2.x). */
  readonly transactionId?: string | undefined
}

export interface RemoteStop {
  /** The id on the wire. */
  readonly transactionId: string
}

export interface RemoteStopResult {
  readonly status: 'Accepted' | 'Rejected'
}

/** Messages that a station can be asked for, by their names in 2.x. */
export const triggers = [
  'BootNotification',
  'Heartbeat',
  'StatusNotification',
  'MeterValues',
  'TransactionEvent',
  'FirmwareStatusNotification',
  'LogStatusNotification',
  'SignChargingStationCertificate',
] as const

export type TriggerName = (typeof triggers)[number]

export interface Trigger {
  readonly message: TriggerName
  /**
   * Default: the whole station, one message for each EVSE where that applies. A 2.x station is asked for the status of one connector
   * at a time (F06.FR.13), so it is sent a trigger for each connector that it has told of.
   */
  readonly evseId?: number | undefined
  /** Default: for StatusNotification the first of the EVSE, otherwise the whole EVSE. */
  readonly connectorId?: number | undefined
}

/** Of several triggers the first that was not accepted, if there is one. */
export interface TriggerResult {
  readonly status: 'Accepted' | 'Rejected' | 'NotImplemented'
}
