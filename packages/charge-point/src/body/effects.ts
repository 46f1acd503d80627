import type { Cause } from './causes.js'
import type { Authorization, ChargingState, ConnectorStatus, Token, Transaction } from './state.js'

/** What a change of the body means to the world: told in the order in which it came about. */
export type BodyEffect =
  | { readonly type: 'statusChanged'; readonly evseId: number; readonly connectorId: number; readonly status: ConnectorStatus }
  | {
      readonly type: 'transactionStarted'
      readonly evseId: number
      readonly transaction: Transaction
      readonly authorization: Authorization | undefined
      readonly cause: Cause
    }
  | {
      readonly type: 'transactionUpdated'
      readonly evseId: number
      readonly transaction: Transaction
      readonly authorization: Authorization | undefined
      readonly cause: Cause
    }
  | {
      readonly type: 'transactionEnded'
      readonly evseId: number
      readonly transaction: Transaction
      readonly cause: Cause
      readonly chargingState: ChargingState
      readonly energyWh: number
      /** The driver it was for. */
      readonly authorization: Authorization | undefined
      /** The token that ended it, if one did. */
      readonly endedBy: Token | undefined
    }
  /** A plug is held, or comes free. */
  | { readonly type: 'lockChanged'; readonly evseId: number; readonly connectorId: number; readonly isLocked: boolean }
  /** A driver was let in, and did not get as far as a transaction. */
  | { readonly type: 'authorizationLapsed'; readonly evseId: number; readonly authorization: Authorization }
