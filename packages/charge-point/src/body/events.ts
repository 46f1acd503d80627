import type { Grid, Steering } from './grid.js'
import type { BodyRules, Ev, Token, TransactionLimit } from './state.js'

/** What can happen to a station. Every event says when, in ms of the body's clock. */
export type BodyEvent = { readonly atMs: number } & (
  | { readonly type: 'timePassed' }
  /** A car comes into the bay, or leaves it, cable or not. */
  | { readonly type: 'bayEntered' | 'bayLeft'; readonly evseId: number }
  | { readonly type: 'pluggedIn'; readonly evseId: number; readonly connectorId: number; readonly ev: Ev }
  /** A battery is put into the slot that the connector is or, without `ev`, found there; it charges at once (2.1 S04). */
  | {
      readonly type: 'batterySeated'
      readonly evseId: number
      readonly connectorId: number
      readonly token: Token
      readonly ev?: Ev | undefined
    }
  | { readonly type: 'unplugged'; readonly evseId: number; readonly connectorId: number }
  | {
      readonly type: 'authorized'
      readonly evseId: number
      readonly token: Token
      readonly by: 'card' | 'remote'
      readonly remoteStartId?: number | undefined
      /** The only connector of the EVSE that it is for. */
      readonly forConnectorId?: number | undefined
      readonly reservationId?: number | undefined
    }
  | {
      readonly type: 'authorizationEnded'
      readonly evseId: number
      readonly cause:
        | 'stopAuthorized'
        | 'remoteStop'
        | 'deauthorized'
        | 'masterPass'
        | 'stoppedByEv'
        | 'unlockCommand'
        | 'tariffNotAccepted'
      readonly token?: Token | undefined
    }
  /** The csms refused the driver of a running transaction, which is to stand without energy once it has had the allowance. */
  | { readonly type: 'authorizationWithdrawn'; readonly evseId: number; readonly allowanceWh?: number | undefined }
  /** Somebody lets the plug go, e.g. from afar. */
  | { readonly type: 'unlocked'; readonly evseId: number; readonly connectorId: number }
  /** The csms told more about the driver who is charging. */
  | { readonly type: 'tokenDescribed'; readonly evseId: number; readonly groupId: string }
  | { readonly type: 'evChanged'; readonly evseId: number; readonly connectorId: number; readonly isReady: boolean }
  | { readonly type: 'faulted'; readonly evseId: number; readonly connectorId: number; readonly fault: string }
  | { readonly type: 'faultCleared'; readonly evseId: number; readonly connectorId: number; readonly fault: string }
  | { readonly type: 'availabilityChanged'; readonly evseId: number; readonly connectorId: number; readonly isOperative: boolean }
  | { readonly type: 'reservationChanged'; readonly evseId: number; readonly connectorId: number; readonly isReserved: boolean }
  | { readonly type: 'limitChanged'; readonly evseId: number; readonly limitW: number | undefined }
  /** The station is about something that leaves no room for new sessions, or is done with it. */
  | { readonly type: 'sessionsHeld'; readonly isHeld: boolean }
  /** What charging schedules allow from now on, beside every other limit; what is left out is not limited. */
  | { readonly type: 'schedulesApplied'; readonly stationW: number | undefined; readonly evses: readonly ScheduledLimit[] }
  /** What the rules of the grid leave at each EVSE. */
  | { readonly type: 'gridLimited'; readonly evses: readonly GridLimit[] }
  /** What the car is asked to give back; 0: nothing. */
  | { readonly type: 'dischargeChanged'; readonly evseId: number; readonly dischargeW: number }
  /** The grid is otherwise than before; what is not named stays as it was. */
  | { readonly type: 'gridChanged'; readonly grid: Partial<Grid> }
  /** Somebody limits the transaction that runs; limits that are not named stay as they are. */
  | { readonly type: 'transactionLimited'; readonly evseId: number; readonly limit: TransactionLimit }
  | { readonly type: 'costKnown'; readonly evseId: number; readonly cost: number }
  | { readonly type: 'rulesChanged'; readonly rules: Partial<BodyRules> }
  /** Whatever the stop points say; on one EVSE, or on all. */
  | {
      readonly type: 'stopped'
      readonly evseId?: number | undefined
      readonly cause: 'emergencyStop' | 'reboot' | 'energyTransferRejected' | 'other'
    }
  | { readonly type: 'powerLost' }
  | {
      readonly type: 'powerRestored'
      /** Transactions go on; else they end for this cause. */
      readonly resumes: boolean
      readonly cause: 'powerLoss' | 'reboot'
      /** Whether energy may flow again in transactions that go on (2.1 E17.FR.11–12). */
      readonly allowsEnergy: boolean
      /** When at the earliest (2.1 E17.FR.18). */
      readonly delayMs: number
    }
  /** Everything stops before a restart; on one EVSE, or on all. */
  | { readonly type: 'resetting'; readonly evseId?: number | undefined; readonly isForced: boolean }
)

/** What may flow into a car and out of it because of the grid; undefined: anything. */
export interface GridLimit {
  readonly evseId: number
  readonly importW: number | undefined
  readonly exportW: number | undefined
}

export interface ScheduledLimit {
  readonly evseId: number
  readonly limitW: number | undefined
  /** How many phases may be used; undefined: all. */
  readonly phases: number | undefined
  /** What the car is to follow; undefined: no more than the limit. */
  readonly steering?: Steering | undefined
}

/** Why an event changed nothing. */
export type Refusal =
  | 'UNKNOWN_EVSE'
  | 'UNKNOWN_CONNECTOR'
  | 'ALREADY_PLUGGED_IN'
  | 'NOT_PLUGGED_IN'
  | 'NOT_AVAILABLE'
  | 'ALREADY_AUTHORIZED'
  | 'NOT_AUTHORIZED'
  | 'OTHER_DRIVER'
  | 'LOCK_FAILED'
  | 'BAY_TAKEN'
  | 'BAY_EMPTY'
  | 'NO_TRANSACTION'
  | 'NO_POWER'
