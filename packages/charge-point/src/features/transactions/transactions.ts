import {
  type BodyEffect,
  type Cause,
  type EvseState,
  evseOf,
  pluggedConnector,
  type Token,
  type TransactionLimit,
} from '../../body/index.js'
import type { Core } from '../../core.js'
import { ChargePointError } from '../../errors.js'
import type { StartedTransaction, TransactionInfo } from '../../events.js'
import type { OutboxEntry } from '../../outbox-entry.js'
import type { MeasurandUse } from '../bidirectional/evse-settings.js'
import type { Metering } from '../metering/metering.js'
import type { OperationMode } from '../smart-charging/profile.js'
import type { Companion, TransactionRecord, TransactionsAdapter } from './adapter.js'
import { newRecord, TransactionRecords } from './records.js'
import { Teller } from './teller.js'
import { interruptionSamples, withMode } from './transaction-samples.js'

/** How many transactions that are over are remembered. */
const remembered = 10

/** A limit is reached when this little of the currency is missing. */
const costTolerance = 1e-6

/** Turns what the body does into transaction messages, and what the csms answers into what the body does next. */
export class Transactions {
  private readonly records: TransactionRecords
  private readonly teller: Teller
  private readonly costListeners: ((evseId: number, cost: number) => void)[] = []

  constructor(
    private readonly core: Core,
    private readonly adapter: TransactionsAdapter,
    private readonly metering: Metering,
  ) {
    this.records = new TransactionRecords(core.state)
    this.teller = new Teller(core, adapter, metering, this.records)
    core.body.perform((effect) => this.perform(effect))
    core.outbox.register({
      prepare: (entry) => adapter.prepare(entry, this.recordOf(entry)),
      keepAnswer: (entry, response) => this.keepAnswer(entry, response),
      onAnswer: (entry, response) => this.answered(entry, response),
    })
    metering.listen({
      due: (evseId, context, use, timestamp) => {
        if (use === 'kept') this.putAside(evseId, context, timestamp)
        else if (context === 'Sample.Periodic') this.sample(evseId, 'sample')
        else this.clock(evseId, timestamp ?? core.time.iso())
      },
      transactionIdAt: (evseId) => this.recordAt(evseId)?.transactionId,
    })
  }

  /** The transaction that runs under this id, whatever its case (2.x identifiers are). */
  find(transactionId: string): TransactionRecord | undefined {
    return this.running().find((record) => isNamed(record, transactionId))
  }

  /** The id of a transaction, also of one that is over, as long as it is remembered. */
  idOf(key: number): string | undefined {
    return this.records.get(key)?.transactionId
  }

  recordAt(evseId: number): TransactionRecord | undefined {
    return this.running().find((record) => record.evseId === evseId)
  }

  running(): readonly TransactionRecord[] {
    return this.records.running()
  }

  /** Whether a transaction goes on, and whether messages of it wait; of all together, where none is named (E14). */
  statusOf(transactionId: string | undefined): { readonly isOngoing: boolean | undefined; readonly hasMessages: boolean } {
    const { outbox } = this.core
    if (transactionId === undefined) return { isOngoing: undefined, hasMessages: outbox.hasTransactionMessages }
    const record = this.records.all().find((one) => isNamed(one, transactionId))
    return { isOngoing: record?.isOver === false, hasMessages: record !== undefined && outbox.hasMessagesOf(record.key) }
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
    return this.records.all().filter(({ toldToken }) => toldToken?.toLowerCase() === folded)
  }

  /** Forgets who charged in transactions that are over (N10.FR.03). */
  forgetDriver(idToken: string): void {
    for (const record of this.of(idToken)) if (record.isOver) this.records.keep({ ...record, toldToken: undefined })
  }

  /** An update because the csms asked for one; of one EVSE, or of all (F06.FR.07, F06.FR.11). */
  triggered(evseId: number | undefined): void {
    for (const record of this.running()) {
      if (evseId === undefined || record.evseId === evseId) this.sample(record.evseId, 'trigger')
    }
  }

  /**
   * Somebody at the station limits what runs (2.1 E16.FR.01).
   * @throws ChargePointError `NO_TRANSACTION` · `LIMIT_TOO_HIGH` the csms allows less (2.1 E16.FR.04)
   */
  limit(evseId: number, limit: TransactionLimit): void {
    const record = this.recordAt(evseId)
    if (record === undefined) throw new ChargePointError('NO_TRANSACTION', `no transaction runs at EVSE ${evseId}`)
    const kinds = Object.keys(limit) as (keyof TransactionLimit)[]
    const tooHigh = kinds.find((kind) => (limit[kind] ?? 0) > (record.csmsLimit?.[kind] ?? Number.POSITIVE_INFINITY))
    if (tooHigh !== undefined) {
      throw new ChargePointError('LIMIT_TOO_HIGH', `${tooHigh}: the csms allows ${record.csmsLimit?.[tooHigh]}, not ${limit[tooHigh]}`)
    }
    this.setLimit(record, limit)
  }

  /** Another part of the station goes along with each transaction from now on. */
  join(companion: Companion): void {
    this.teller.companions.push(companion)
  }

  /** Calls back whenever it is known what a transaction costs so far, whoever counts. */
  onCost(listener: (evseId: number, cost: number) => void): void {
    this.costListeners.push(listener)
  }

  /**
   * What a transaction costs so far: a limit of cost holds to it, by what the station itself counts where it does, else by what the
   * csms tells (2.1 E16.FR.15–16).
   */
  costKnown(evseId: number, cost: number, by: 'csms' | 'station'): void {
    const transaction = evseOf(this.core.body.state, evseId)?.transaction
    if (transaction === undefined || (by === 'csms' && this.localCost(evseId) !== undefined)) return
    const limit = transaction.limit?.cost ?? Number.POSITIVE_INFINITY
    const isReached = cost >= limit - costTolerance
    // What the station counts changes all the time; only the limit needs to know.
    if (by === 'csms' || (isReached && transaction.reached !== 'cost')) {
      this.core.body.apply({ type: 'costKnown', evseId, cost: isReached ? Math.max(cost, limit) : cost })
    }
    for (const listener of this.costListeners) listener(evseId, cost)
  }

  /** The running costs are due (2.1 I12.FR.03). */
  runningCost(evseId: number): void {
    this.teller.happened(evseId, { cause: 'runningCost', reading: this.metering.read(evseId), samples: [] })
  }

  /** Another tariff counts (2.1 I11.FR.07). */
  tariffChanged(evseId: number): void {
    this.teller.happened(evseId, { cause: 'tariffChanged', reading: this.metering.read(evseId), samples: [] })
  }

  private localCost(evseId: number): number | undefined {
    return this.teller.companions.map((companion) => companion.costAt?.(evseId)).find((cost) => cost !== undefined)
  }

  /** After a power cut: transactions go on or end, and none is left that nobody ends (1.6 §7.36, 2.1 E17). */
  recover(cause: 'powerLoss' | 'reboot'): void {
    const { body, time, settings, random } = this.core
    const { dark } = body.state
    if (dark === undefined) return
    const { txResumptionTimeoutS, allowEnergyTransferResumption, energyTransferResumptionRandomRangeS } = settings.values
    const lostMs = time.monotonicMs() - dark.sinceMs
    this.teller.interruption = { beganAtMs: time.nowMs() - lostMs }
    body.apply({
      type: 'powerRestored',
      resumes: this.adapter.resumes && txResumptionTimeoutS > 0 && lostMs <= txResumptionTimeoutS * 1000,
      cause,
      allowsEnergy: allowEnergyTransferResumption,
      delayMs: energyTransferResumptionRandomRangeS > 0 ? Math.round(random() * energyTransferResumptionRandomRangeS * 1000) : 0,
    })
    for (const record of this.running()) this.reconcile(record, cause)
    this.teller.interruption = undefined
    this.forgetOld()
  }

  /** A power cut may have come between what happened and what was told of it. */
  private reconcile(record: TransactionRecord, cause: Cause): void {
    const evse = evseOf(this.core.body.state, record.evseId)
    if (evse?.transaction?.key === record.key) {
      this.metering.start(record.evseId)
      if (record.isRefused) this.refuse(record)
      return
    }
    const isPlugged = evse !== undefined && pluggedConnector(evse) !== undefined
    const { transaction } = record
    const chargingState = isPlugged ? 'connected' : 'idle'
    const reading = this.metering.read(record.evseId)
    this.teller.tell({ kind: 'ended', cause, transaction, chargingState, authorization: undefined, reading })
  }

  private recordOf({ transactionKey }: OutboxEntry): TransactionRecord | undefined {
    return transactionKey === undefined ? undefined : this.records.get(transactionKey)
  }

  /** What must be known after a power cut, once the message itself is gone. */
  private keepAnswer(entry: OutboxEntry, response: object): void {
    const record = this.recordOf(entry)
    if (record === undefined) return
    const { transactionId, status, limit } = this.adapter.readAnswer(entry, response)
    if (transactionId === undefined && status === undefined && limit === undefined) return
    this.records.keep({
      ...record,
      transactionId: transactionId ?? record.transactionId,
      isRefused: status === undefined ? record.isRefused : status !== 'Accepted',
      csmsLimit: limit === undefined ? record.csmsLimit : { ...record.csmsLimit, ...limit },
    })
  }

  /** Takes in what the csms says; its verdict about the driver changes what happens next. */
  private answered(entry: OutboxEntry, response: object): void {
    const record = this.recordOf(entry)
    if (record === undefined) return
    const { status, groupId, limit, details } = this.adapter.readAnswer(entry, response)
    const { body, events } = this.core
    const evse = evseOf(body.state, record.evseId)
    const info = this.info(record, evse, 'authorized')
    if (status !== undefined) events.emit('transaction.confirmed', { ...info, status })
    if (details !== undefined && Object.values(details).some((value) => value !== undefined)) {
      events.emit('transaction.answered', { ...info, ...details })
    }
    if (evseOf(body.state, record.evseId)?.transaction?.key !== record.key) return
    if (details?.totalCost !== undefined) this.costKnown(record.evseId, details.totalCost, 'csms')
    if (limit !== undefined) this.setLimit(record, limit)
    if (status === undefined) return
    if (status !== 'Accepted') this.refuse(record)
    else if (groupId !== undefined) body.apply({ type: 'tokenDescribed', evseId: record.evseId, groupId })
  }

  private refuse({ evseId }: TransactionRecord): void {
    const { body, settings } = this.core
    // Whoever has ended the session himself needs no verdict any more.
    if (evseOf(body.state, evseId)?.authorization === undefined) return
    if (settings.values.stopTxOnInvalidId) body.apply({ type: 'authorizationEnded', evseId, cause: 'deauthorized' })
    else body.apply({ type: 'authorizationWithdrawn', evseId, allowanceWh: settings.values.maxEnergyOnInvalidIdWh })
  }

  /** Told first, for it may be reached already (2.1 E16.FR.03, E16.FR.10). */
  private setLimit({ evseId }: TransactionRecord, limit: TransactionLimit): void {
    const transaction = evseOf(this.core.body.state, evseId)?.transaction
    if (transaction === undefined) return
    const reading = this.metering.read(evseId)
    this.teller.happened(evseId, { cause: 'limitSet', reading, limit })
    const cost = limit.cost === undefined ? undefined : this.localCost(evseId)
    if (cost !== undefined) this.core.body.apply({ type: 'costKnown', evseId, cost })
    this.core.body.apply({ type: 'transactionLimited', evseId, limit })
  }

  private perform(effect: BodyEffect): void {
    if (effect.type === 'transactionStarted') this.started(effect)
    else if (effect.type === 'transactionUpdated') this.updated(effect)
    else if (effect.type === 'transactionEnded') this.ended(effect)
  }

  private started(effect: Extract<BodyEffect, { type: 'transactionStarted' }>): void {
    const { evseId, transaction, authorization, cause } = effect
    this.forgetOld()
    this.records.set(newRecord(effect, this.adapter.createTransactionId(this.core)))
    const reading = { ...this.metering.read(evseId), energyWh: transaction.startWh }
    this.teller.tell({ kind: 'started', cause, transaction, chargingState: transaction.chargingState, authorization, reading })
    this.emit('transaction.started', transaction.key, cause, { energyWh: transaction.startWh })
    this.metering.start(evseId)
  }

  private updated({ evseId, transaction, authorization, cause }: Extract<BodyEffect, { type: 'transactionUpdated' }>): void {
    const reading = this.metering.read(evseId)
    const { chargingState } = transaction
    const record = this.records.get(transaction.key)
    const samples =
      cause === 'resumed' && record !== undefined
        ? interruptionSamples(
            { core: this.core, metering: this.metering, record, reading, mode: this.teller.modeOf(record, transaction) },
            this.teller.interruption,
          )
        : []
    this.teller.tell({ kind: 'updated', cause, transaction, chargingState, authorization, reading, samples })
    this.emit('transaction.updated', transaction.key, cause, { chargingState })
  }

  private ended(effect: Extract<BodyEffect, { type: 'transactionEnded' }>): void {
    const { evseId, transaction, cause, chargingState, energyWh, authorization, endedBy } = effect
    this.metering.stop(evseId)
    const reading = { ...this.metering.read(evseId), energyWh }
    this.teller.tell({ kind: 'ended', cause, transaction, chargingState, authorization, endedBy, reading })
    this.emit('transaction.ended', transaction.key, cause, { energyWh, deliveredWh: energyWh - transaction.startWh }, authorization?.token)
  }

  /** The rate has changed, though not the state (K11.FR.04, K13.FR.03). */
  rateChanged(evseId: number): void {
    this.teller.happened(evseId, { cause: 'rateChanged', reading: this.metering.read(evseId), samples: [] })
  }

  /** Says what decides about power at an EVSE, for what is told of the begin. */
  onMode(modeAt: (evseId: number) => OperationMode): void {
    this.teller.modeAt = modeAt
  }

  /** What decides about power has changed, or whether the electronics sleep; only the mode is worth a message (2.1 K01.FR.110). */
  modeChanged(evseId: number, operationMode: OperationMode, isAsleep: boolean): void {
    const record = this.recordAt(evseId)
    if (record === undefined || evseOf(this.core.body.state, evseId)?.transaction?.key !== record.key) return
    const isSameMode = (record.operationMode ?? 'ChargingOnly') === operationMode
    if (isSameMode && (record.isAsleep === true) === isAsleep) return
    this.records.keep({ ...record, operationMode, isAsleep })
    if (!isSameMode) this.teller.happened(evseId, { cause: 'operationModeChanged', reading: this.metering.read(evseId), samples: [] })
  }

  /** A reading in between, because it is due or the csms asks for one (J02.FR.11). */
  private sample(evseId: number, cause: 'sample' | 'trigger'): void {
    const { settings, events } = this.core
    const { sampledSignReadings, sampledSignUpdatedReadings } = settings.values
    const reading = this.metering.read(evseId)
    const context = cause === 'sample' ? 'Sample.Periodic' : 'Trigger'
    const isSignedNow = sampledSignReadings && sampledSignUpdatedReadings
    const since = this.metering.sinceLast(evseId, reading)
    const record = this.recordAt(evseId)
    const usual = this.metering.plan.updated.measurands
    const measurands = record === undefined ? usual : this.inMode(record, 'TxUpdatedMeasurands', usual)
    const sample = this.metering.sample(evseId, reading, { measurands, context, isSigned: isSignedNow, since })
    if (sample !== undefined || cause === 'trigger')
      this.teller.happened(evseId, { cause, reading, samples: sample === undefined ? [] : [sample] })
    if (record !== undefined) events.emit('meter.sample', { ...reading, evseId, transactionId: record.transactionId })
  }

  private inMode(record: TransactionRecord, use: MeasurandUse, usual: readonly string[]): readonly string[] {
    return withMode({ core: this.core, record, mode: record.operationMode ?? 'ChargingOnly' }, use, usual)
  }

  private clock(evseId: number, timestamp: string): void {
    const sample = this.metering.clockSample(evseId, timestamp)
    if (sample !== undefined)
      this.teller.happened(evseId, { cause: 'clock', reading: { ...this.metering.read(evseId), timestamp }, samples: [sample] })
  }

  /** For the end of the transaction. */
  private putAside(evseId: number, context: 'Sample.Periodic' | 'Sample.Clock', timestamp: string | undefined): void {
    const record = this.recordAt(evseId)
    if (record?.hasBegun !== true) return
    const { sampledSignReadings, alignedSignReadings } = this.core.settings.values
    const { ended, alignedEnded } = this.metering.plan
    const isPeriodic = context === 'Sample.Periodic'
    const reading = this.metering.read(evseId)
    const sample = this.metering.sample(evseId, timestamp === undefined ? reading : { ...reading, timestamp }, {
      measurands: isPeriodic ? this.inMode(record, 'TxEndedMeasurands', ended.measurands) : alignedEnded.measurands,
      context,
      isSigned: isPeriodic ? sampledSignReadings : alignedSignReadings,
    })
    if (sample !== undefined) this.metering.log.add(record.key, sample)
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

  /** Of transactions that are over the last ones are remembered, beside those whose messages still wait. */
  private forgetOld(): void {
    const over = this.records.all().filter(({ isOver, key }) => isOver && !this.core.outbox.hasMessagesOf(key))
    for (const { key } of over.slice(0, Math.max(0, over.length - remembered))) this.records.forget(key)
  }
}

const isNamed = ({ transactionId }: TransactionRecord, name: string): boolean => transactionId?.toLowerCase() === name.toLowerCase()
