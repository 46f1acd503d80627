import type { Authorization, Cause, ChargingState, EvseState, Token, Transaction, TransactionLimit } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { AnswerDetails } from '../../events.js'
import type { OutboxEntry } from '../../outbox-entry.js'
import type { Outgoing } from '../../outgoing.js'
import type { Reading } from '../metering/reading.js'
import type { MeterSample } from '../metering/samples.js'
import type { OperationMode } from '../smart-charging/profile.js'
import type { CostDetails } from '../tariffs/cost-details.js'

/** What the station knows of a transaction beside its body. Plain data: it outlives a power cut with the outbox. */
export interface TransactionRecord {
  readonly key: number
  readonly evseId: number
  /** Why it began. */
  readonly cause: Cause
  /** As it was told last. */
  readonly transaction: Transaction
  /** Undefined while the csms has yet to give one (1.6). */
  readonly transactionId: string | undefined
  readonly nextSeqNo: number
  /** What was said once and need not be said again (E01.FR.16, E03.FR.01, F01.FR.25). */
  readonly toldConnectorId: number | undefined
  readonly toldToken: string | undefined
  readonly toldPhases: number | undefined
  readonly hasToldPublicKey: boolean
  /** The values of its begin have been taken. */
  readonly hasBegun: boolean
  /** The csms refused the driver in its last answer about him. */
  readonly isRefused: boolean
  /** What the csms allows at most (2.1 E16.FR.04). */
  readonly csmsLimit: TransactionLimit | undefined
  /** In which it is, as it was told last; undefined: ChargingOnly (2.1 K01.FR.110). */
  readonly operationMode?: OperationMode | undefined
  /** The electronics of the EVSE are off (2.1 Q10.FR.03). */
  readonly isAsleep?: boolean | undefined
  readonly isOver: boolean
}

export type ReportCause =
  | Cause
  | 'sample'
  | 'clock'
  | 'trigger'
  | 'limitSet'
  | 'rateChanged'
  | 'runningCost'
  | 'tariffChanged'
  | 'operationModeChanged'

/** One thing that happened in a transaction, for the version's file to put into words. */
export interface TransactionReport {
  readonly kind: 'started' | 'updated' | 'ended'
  readonly cause: ReportCause
  readonly timestamp: string
  /** Of the first message; further ones count on from there. */
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
  readonly samples: readonly MeterSample[]
  /** Where they have not been told before. */
  readonly phasesInUse: number | undefined
  /** Where it has just been set. */
  readonly limit: TransactionLimit | undefined
  /** The tariff that counts, where it has not been told before (2.1 I07.FR.32). */
  readonly tariffId: string | undefined
  /** Where the station itself counts, and it is time to tell (2.1 I12). */
  readonly costDetails: CostDetails | undefined
  /** What decides about power now. */
  readonly operationMode: OperationMode
  readonly isAsleep: boolean
}

/** Something that is about to be told. */
export interface Told {
  readonly kind: TransactionReport['kind']
  readonly cause: ReportCause
  readonly transaction: Transaction
  readonly authorization: Authorization | undefined
  readonly evse: EvseState
  readonly reading: Reading
  /** The driver has not been named before. */
  readonly isDriverNew: boolean
}

/** What another part has to say along with it. */
export interface Addition {
  /** Takes effect as well. */
  readonly limit?: TransactionLimit | undefined
  readonly tariffId?: string | undefined
  readonly costDetails?: CostDetails | undefined
}

/** A part of the station that goes along with each transaction. */
export interface Companion {
  /** Asked once for each message, before it is put into words. */
  add(told: Told): Addition
  /** What must be known after a power cut, together with the message. */
  keep(key: number): void
  /** What the driver has to pay so far, where this part counts it. */
  costAt?(evseId: number): number | undefined
}

/** What the answer to a transaction message tells. */
export interface TransactionAnswer {
  readonly transactionId?: string | undefined
  /** The status of the driver's token, if the answer is about it. */
  readonly status?: string | undefined
  readonly groupId?: string | undefined
  readonly limit?: TransactionLimit | undefined
  /** Whatever else it says. */
  readonly details?: AnswerDetails | undefined
}

export interface TransactionsAdapter {
  /** Whether transactions go on after a power cut (2.1 E17). */
  readonly resumes: boolean
  /** Whether a driver whose car has let go of the cable must be back in time (E10.FR.02). */
  readonly isReturnTimed: boolean
  /** The id of a new transaction; undefined where the csms gives it. */
  createTransactionId(core: Core): string | undefined
  /** The messages for a report; none where the version has none. */
  messages(report: TransactionReport, core: Core): readonly Outgoing[]
  /** The payload as it goes out now. */
  prepare(entry: OutboxEntry, record: TransactionRecord | undefined): object
  readAnswer(entry: OutboxEntry, response: object): TransactionAnswer
}
