import { type BodyEffect, type Cause, type EvseState, evseOf, type Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { StartedTransaction, TransactionInfo } from '../../events.js'
import type { Outbox, OutboxEntry } from '../../outbox.js'
import type { Metering } from '../metering/metering.js'
import type { Reading } from '../metering/reading.js'
import type { TransactionRecord, TransactionReport, TransactionsAdapter } from './adapter.js'

/** How many finished transactions are remembered beside those whose messages still wait. */
const remembered = 50

/** Turns what the body does into transaction messages, and what the csms answers into what the body does next. */
export class Transactions {
  private readonly records = new Map<number, TransactionRecord>()

  constructor(
    private readonly core: Core,
    private readonly adapter: TransactionsAdapter,
    private readonly metering: Metering,
    private readonly outbox: () => Outbox,
  ) {
    core.body.perform((effect) => this.perform(effect))
  }

  /** The transaction that runs under this id, whatever its case (2.x identifiers are). */
  find(transactionId: string): TransactionRecord | undefined {
    const folded = transactionId.toLowerCase()
    return this.running().find((record) => record.transactionId?.toLowerCase() === folded)
  }

  /** The id of a transaction, also of one that is over, as long as it is remembered. */
  idOf(key: number): string | undefined {
    return this.records.get(key)?.transactionId
  }

  recordAt(evseId: number): TransactionRecord | undefined {
    return this.running().find((record) => record.evseId === evseId)
  }

  /** The start of the transaction that runs at an EVSE, with what has become known of it since. */
  startedAt(evseId: number): StartedTransaction | undefined {
    const evse = evseOf(this.core.body.state, evseId)
    const record = this.recordAt(evseId)
    if (evse?.transaction === undefined || record?.key !== evse.transaction.key) return undefined
    return { ...this.info(record, evse, record.cause), energyWh: evse.transaction.startWh }
  }

  /** The transactions that are remembered with this driver. */
  of(idToken: string): readonly TransactionRecord[] {
    const folded = idToken.toLowerCase()
    return [...this.records.values()].filter(({ toldToken }) => toldToken?.toLowerCase() === folded)
  }

  /** Forgets who charged in transactions that are over (N10.FR.03). */
  forgetDriver(idToken: string): void {
    for (const record of this.of(idToken)) if (record.isOver) this.records.set(record.key, { ...record, toldToken: undefined })
  }

  running(): readonly TransactionRecord[] {
    return [...this.records.values()].filter(({ isOver }) => !isOver)
  }

  /** An update because the csms asked for one; of one EVSE, or of all (F06.FR.07, F06.FR.11). */
  triggered(evseId: number | undefined): void {
    for (const record of this.running()) {
      if (evseId === undefined || record.evseId === evseId) this.sample(record.evseId, this.metering.read(record.evseId), 'trigger')
    }
  }

  prepare(entry: OutboxEntry): object {
    return this.adapter.prepare(entry, this.records.get(entry.transactionKey))
  }

  /** Takes in what the csms says; its verdict about the driver changes what happens next. */
  answered(entry: OutboxEntry, response: object): void {
    const { transactionId, status, groupId } = this.adapter.readAnswer(entry, response)
    const record = this.records.get(entry.transactionKey)
    if (record === undefined) return
    if (transactionId !== undefined) this.records.set(record.key, { ...record, transactionId })
    const { body, events, settings } = this.core
    const evse = evseOf(body.state, record.evseId)
    const info = this.info(this.records.get(record.key) ?? record, evse, 'authorized')
    if (status !== undefined) events.emit('transaction.confirmed', { ...info, status })
    const runs = evse?.transaction?.key === record.key
    if (!runs || status === undefined) return
    if (status === 'Accepted') {
      if (groupId !== undefined) body.apply({ type: 'tokenDescribed', evseId: record.evseId, groupId })
    } else if (settings.values.stopTxOnInvalidId) {
      body.apply({ type: 'authorizationEnded', evseId: record.evseId, cause: 'deauthorized' })
    } else {
      const allowanceWh = settings.values.maxEnergyOnInvalidIdWh
      body.apply({ type: 'authorizationWithdrawn', evseId: record.evseId, allowanceWh })
    }
  }

  private perform(effect: BodyEffect): void {
    if (effect.type === 'transactionStarted') this.started(effect)
    else if (effect.type === 'transactionUpdated') this.updated(effect)
    else if (effect.type === 'transactionEnded') this.ended(effect)
  }

  private started({ evseId, transaction, authorization, cause }: Extract<BodyEffect, { type: 'transactionStarted' }>): void {
    this.forgetOld()
    this.records.set(transaction.key, {
      key: transaction.key,
      evseId,
      cause,
      transactionId: this.adapter.createTransactionId(this.core),
      nextSeqNo: 0,
      toldConnectorId: undefined,
      toldToken: undefined,
      isOver: false,
    })
    const reading = { ...this.metering.read(evseId), energyWh: transaction.startWh }
    this.tell({ kind: 'started', cause, transaction, chargingState: transaction.chargingState, authorization, endedBy: undefined, reading })
    this.emit('transaction.started', transaction.key, cause, { energyWh: transaction.startWh })
    this.metering.start(evseId, (sample) => this.sample(evseId, sample, 'sample'))
  }

  private updated({ evseId, transaction, authorization, cause }: Extract<BodyEffect, { type: 'transactionUpdated' }>): void {
    const reading = this.metering.read(evseId)
    this.tell({ kind: 'updated', cause, transaction, chargingState: transaction.chargingState, authorization, endedBy: undefined, reading })
    this.emit('transaction.updated', transaction.key, cause, { chargingState: transaction.chargingState })
  }

  private ended(effect: Extract<BodyEffect, { type: 'transactionEnded' }>): void {
    const { evseId, transaction, cause, chargingState, energyWh, authorization, endedBy } = effect
    this.metering.stop(evseId)
    const reading = { ...this.metering.read(evseId), energyWh }
    this.tell({ kind: 'ended', cause, transaction, chargingState, authorization, endedBy, reading })
    this.emit('transaction.ended', transaction.key, cause, { energyWh, deliveredWh: energyWh - transaction.startWh }, authorization?.token)
    const record = this.records.get(transaction.key)
    if (record !== undefined) this.records.set(record.key, { ...record, isOver: true })
  }

  /** The rate has changed, though not the state (K11.FR.04, K13.FR.03). */
  rateChanged(evseId: number): void {
    const { transaction, authorization } = evseOf(this.core.body.state, evseId) ?? {}
    if (transaction === undefined) return
    const { chargingState } = transaction
    const reading = this.metering.read(evseId)
    this.tell({ kind: 'updated', cause: 'rateChanged', transaction, chargingState, authorization, endedBy: undefined, reading })
  }

  private sample(evseId: number, reading: Reading, cause: 'sample' | 'trigger'): void {
    const evse = evseOf(this.core.body.state, evseId)
    if (evse?.transaction === undefined) return
    const { transaction, authorization } = evse
    const { chargingState } = transaction
    this.tell({ kind: 'updated', cause, transaction, chargingState, authorization, endedBy: undefined, reading })
    const transactionId = this.records.get(transaction.key)?.transactionId
    this.core.events.emit('meter.sample', { ...reading, evseId, transactionId })
  }

  private tell(
    what: Pick<TransactionReport, 'kind' | 'cause' | 'transaction' | 'chargingState' | 'authorization' | 'endedBy' | 'reading'>,
  ): void {
    const { core } = this
    const record = this.records.get(what.transaction.key)
    const evse = record && evseOf(core.body.state, record.evseId)
    if (record === undefined || evse === undefined) return
    const token = what.authorization?.token.idToken
    const { connectorId } = what.transaction
    const isPlaceNew = record.nextSeqNo === 0 || (connectorId !== undefined && connectorId !== record.toldConnectorId)
    const isDriverNew = token !== undefined && token !== record.toldToken
    const { nextSeqNo: seqNo, transactionId } = record
    const report = { ...what, timestamp: what.reading.timestamp, seqNo, transactionId, evse, isPlaceNew, isDriverNew }
    const message = this.adapter.message(report, core)
    if (message === undefined) return
    this.records.set(record.key, {
      ...record,
      nextSeqNo: seqNo + 1,
      toldConnectorId: connectorId ?? record.toldConnectorId,
      toldToken: token ?? record.toldToken,
    })
    this.outbox().add(record.key, message)
  }

  private emit<Name extends 'transaction.started' | 'transaction.updated' | 'transaction.ended', More extends object>(
    name: Name,
    key: number,
    cause: Cause,
    more: More,
    token?: Token,
  ): void {
    const record = this.records.get(key)
    if (record === undefined) return
    const info = this.info(record, evseOf(this.core.body.state, record.evseId), cause)
    this.core.events.emit(name, { ...info, token: info.token ?? token, ...more } as never)
  }

  private info(record: TransactionRecord, evse: EvseState | undefined, cause: Cause): TransactionInfo {
    const { key, evseId, transactionId, toldConnectorId } = record
    const token = evse?.transaction?.key === key ? evse.authorization?.token : undefined
    return { evseId, connectorId: toldConnectorId, key, transactionId, token, cause }
  }

  /** Keeps the table small: a finished transaction is needed only as long as its messages wait. */
  private forgetOld(): void {
    if (this.records.size < remembered) return
    for (const { key, isOver } of this.records.values()) {
      if (this.records.size < remembered) return
      if (isOver && !this.outbox().hasMessagesOf(key)) this.records.delete(key)
    }
  }
}
