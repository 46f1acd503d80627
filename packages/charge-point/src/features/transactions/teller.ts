import {
  type Authorization,
  type ChargingState,
  evseOf,
  phasesInUse,
  type Token,
  type Transaction,
  type TransactionLimit,
} from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Metering } from '../metering/metering.js'
import type { Reading } from '../metering/reading.js'
import type { MeterSample } from '../metering/samples.js'
import { isSigned } from '../metering/signing.js'
import type { OperationMode } from '../smart-charging/profile.js'
import type { Addition, Companion, ReportCause, Told, TransactionRecord, TransactionsAdapter } from './adapter.js'
import type { TransactionRecords } from './records.js'
import { beginSamples, endSamples, type Interruption, keyed } from './transaction-samples.js'

/** One thing that happened, before it is known what is new about it. */
export interface Happening {
  readonly kind: 'started' | 'updated' | 'ended'
  readonly cause: ReportCause
  readonly transaction: Transaction
  readonly chargingState: ChargingState
  readonly authorization: Authorization | undefined
  readonly endedBy?: Token | undefined
  readonly reading: Reading
  readonly samples?: readonly MeterSample[]
  readonly limit?: TransactionLimit | undefined
}

/** Tells the csms what happens in transactions: what it was told before is not told again. */
export class Teller {
  /** While the station looks around after a power cut. */
  interruption: Interruption | undefined
  readonly companions: Companion[] = []
  /** What decides about power at an EVSE, before the transaction there has been told of it. */
  modeAt: ((evseId: number) => OperationMode) | undefined

  constructor(
    private readonly core: Core,
    private readonly adapter: TransactionsAdapter,
    private readonly metering: Metering,
    private readonly records: TransactionRecords,
  ) {}

  /** Something that the transaction itself does not feel. */
  happened(evseId: number, what: Pick<Happening, 'cause' | 'reading' | 'samples' | 'limit'>): void {
    const { transaction, authorization } = evseOf(this.core.body.state, evseId) ?? {}
    if (transaction === undefined) return
    this.tell({ ...what, kind: 'updated', transaction, chargingState: transaction.chargingState, authorization })
  }

  /** At the very begin the profiles have not been applied yet. */
  modeOf({ evseId, operationMode, hasBegun }: TransactionRecord, { key }: Pick<Transaction, 'key'>): OperationMode {
    const isRunning = evseOf(this.core.body.state, evseId)?.transaction?.key === key
    return operationMode ?? (isRunning && !hasBegun ? this.modeAt?.(evseId) : undefined) ?? 'ChargingOnly'
  }

  /** Puts it into messages, and keeps them with everything that must be known once they are sent. */
  tell(what: Happening): void {
    const { core } = this
    const { kind, cause, transaction, reading } = what
    const record = this.records.get(transaction.key)
    const evse = record && evseOf(core.body.state, record.evseId)
    if (record === undefined || evse === undefined) return
    const token = what.authorization?.token.idToken
    const { connectorId } = transaction
    const isPlaceNew = record.nextSeqNo === 0 || (connectorId !== undefined && connectorId !== record.toldConnectorId)
    const isDriverNew = token !== undefined && token !== record.toldToken
    const hasBegun = record.hasBegun || connectorId !== undefined
    const samples = this.samplesOf(what, record)
    const addition = this.additionOf({ ...what, evse, isDriverNew })
    const phases = evse.kind === 'AC' && what.chargingState === 'charging' ? phasesInUse(evse) : record.toldPhases
    const messages = this.adapter.messages(
      {
        ...what,
        endedBy: what.endedBy,
        limit: what.limit ?? addition.limit,
        tariffId: addition.tariffId,
        costDetails: addition.costDetails,
        operationMode: record.operationMode ?? 'ChargingOnly',
        isAsleep: record.isAsleep === true && kind !== 'ended',
        timestamp: reading.timestamp,
        seqNo: record.nextSeqNo,
        transactionId: record.transactionId,
        evse,
        isPlaceNew,
        isDriverNew,
        samples,
        phasesInUse: phases === record.toldPhases ? undefined : phases,
      },
      core,
    )
    const next: TransactionRecord = {
      ...record,
      transaction,
      hasBegun,
      isOver: kind === 'ended',
      nextSeqNo: record.nextSeqNo + messages.length,
      ...(messages.length === 0
        ? {}
        : {
            toldConnectorId: connectorId ?? record.toldConnectorId,
            toldToken: token ?? record.toldToken,
            toldPhases: phases,
            hasToldPublicKey: record.hasToldPublicKey || isSigned(samples),
          }),
    }
    this.records.set(next)
    if (messages.length === 0) return
    const isSample = cause === 'sample' || cause === 'clock' || cause === 'runningCost'
    const isDroppable = isSample && !isPlaceNew && !isDriverNew && addition.tariffId === undefined
    core.outbox.addAll(messages, { transactionKey: record.key, isDroppable }, () => {
      this.records.keep(next)
      core.body.keep()
      for (const companion of this.companions) companion.keep(record.key)
      if (next.isOver) this.metering.log.forget(record.key)
    })
    if (addition.limit !== undefined) core.body.apply({ type: 'transactionLimited', evseId: record.evseId, limit: addition.limit })
  }

  private additionOf(told: Told): Addition {
    const additions = this.companions.map((companion) => companion.add(told))
    return Object.assign({}, ...additions.map(given)) as Addition
  }

  private samplesOf({ kind, transaction, reading, samples = [] }: Happening, record: TransactionRecord): readonly MeterSample[] {
    const mode = this.modeOf(record, transaction)
    const moment = { core: this.core, metering: this.metering, record, reading, mode }
    if (kind === 'ended') return keyed(moment, endSamples(moment, this.interruption))
    // The values of the begin wait for the connector, where it was not known then (E01.FR.17, TC_J_08).
    const isBegin = !record.hasBegun && transaction.connectorId !== undefined
    return keyed(moment, isBegin ? [...beginSamples(moment, transaction.startWh), ...samples] : samples)
  }
}

const given = (addition: Addition): Addition => Object.fromEntries(Object.entries(addition).filter(([, value]) => value !== undefined))
