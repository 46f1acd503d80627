import type { Authorization, Cause, ChargingState, EvseState, Token, Transaction } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { OutboxEntry } from '../../outbox.js'
import type { Outgoing } from '../../outgoing.js'
import type { Reading } from '../metering/reading.js'

/** What the station knows of a transaction beside its body. Plain data: it outlives a power cut with the outbox. */
export interface TransactionRecord {
  readonly key: number
  readonly evseId: number
  /** Why it began. */
  readonly cause: Cause
  /** Undefined while the csms has yet to give one (1.6). */
  readonly transactionId: string | undefined
  readonly nextSeqNo: number
  /** What was said once and need not be said again (E01.FR.16, E03.FR.01, F01.FR.25). */
  readonly toldConnectorId: number | undefined
  readonly toldToken: string | undefined
  readonly isOver: boolean
}

/** One thing that happened in a transaction, for the version's file to put into words. */
export interface TransactionReport {
  readonly kind: 'started' | 'updated' | 'ended'
  readonly cause: Cause | 'rateChanged' | 'sample' | 'trigger'
  readonly timestamp: string
  readonly seqNo: number
  readonly transactionId: string | undefined
  readonly evse: EvseState
  readonly transaction: Transaction
  readonly chargingState: ChargingState
  readonly authorization: Authorization | undefined
  readonly endedBy: Token | undefined
  /** The place and the driver have not been named before. */
  readonly isPlaceNew: boolean
  readonly isDriverNew: boolean
  readonly reading: Reading
}

/** What the answer to a transaction message tells. */
export interface TransactionAnswer {
  readonly transactionId?: string | undefined
  /** The status of the driver's token, if the answer is about it. */
  readonly status?: string | undefined
  readonly groupId?: string | undefined
}

export interface TransactionsAdapter {
  /** The id of a new transaction; undefined where the csms gives it. */
  createTransactionId(core: Core): string | undefined
  /** The message for a report, or undefined where the version has none. */
  message(report: TransactionReport, core: Core): Outgoing | undefined
  /** The payload as it goes out now. */
  prepare(entry: OutboxEntry, record: TransactionRecord | undefined): object
  readAnswer(entry: OutboxEntry, response: object): TransactionAnswer
}
