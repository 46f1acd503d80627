import { isOcppError } from '@ocpp-kit/rpc'
import { closeToTryAgain } from '../connection/store-or-close.js'
import type { Core, Incoming } from '../core.js'
import { TooLate, within } from '../deadline.js'
import type { AuthorizationFeature } from '../features/authorization/authorization.js'
import type { StationKey } from '../identifier.js'
import { AnswerBook } from './answer-book.js'
import { type Fact, type FactReader, rawOf, readFact, tellOfAside, tellWithoutStore, withReceipt } from './fact.js'
import { NumberReserve } from './number-reserve.js'
import { isOutage, isOutageForAll } from './outage.js'
import { keepRaw, type RawMessage } from './quarantine.js'
import { Receipt, type Told } from './receipt.js'
import { Replayer, type ReplayOutcome } from './replay.js'
import { SpoolError, SpoolLog } from './spool/log.js'
import type { ResolvedSpoolOptions } from './spool/options.js'
import { Ownership } from './spool/ownership.js'
import { Spool, type SpooledMessage, type SpoolFigures } from './spool/spool.js'

export type FactHandler = (request: object, message: Incoming) => unknown

/** A version whose messages have facts about transactions. */
export interface FactualVersion {
  readonly reader: FactReader
  handlerOf(action: string): FactHandler | undefined
}

export interface FactsOptions {
  readonly core: Core
  readonly authorization: AuthorizationFeature
  readonly spool: ResolvedSpoolOptions | undefined
  versionOf(version: string): FactualVersion | undefined
}

/** How often a message is tried whose handler throws, before it is put aside: whatever fails by chance succeeds by then. */
const maxTries = 3

/**
 * Guards the messages with facts about transactions. A station counts a CALLERROR, and silence, as a failed attempt, and drops the message
 * after a few (1.6 §3.7.1, E13.FR.04); so each is answered once its facts are durable somewhere, or its connection closes.
 *
 *     the handler stores it ────────────────────────→ answer
 *       │ the store is out, or too slow: spool ─────→ answer     later the same handler stores it
 *       │ the handler throws each time: quarantine ─→ answer
 *       └ neither takes it: close 1013, and the station keeps it
 */
export class Facts {
  private readonly book = new AnswerBook()
  private readonly numbers: NumberReserve
  /** How often the oldest message of a station did not come to an end in its replay, one time after the other. */
  private readonly hangs = new Map<string, number>()
  private opened: Opened | undefined
  /** Once the spool is known to be that of the store. */
  private running: { readonly spool: Spool; readonly replayer: Replayer } | undefined

  constructor(private readonly options: FactsOptions) {
    this.numbers = new NumberReserve({
      target: options.spool?.reservedIds ?? 0,
      next: () => this.nextTransactionId(),
      failed: (error) => options.core.failed(error, 'spool: reserve transaction ids'),
    })
  }

  /** `undefined` without a spool, and before the start. */
  get figures(): SpoolFigures | undefined {
    if (this.opened === undefined) return undefined
    const { depth, bytes, oldestReceivedAt } = this.opened.spool
    const { replayed = 0, isStoreDown = false } = this.running?.replayer ?? {}
    return { depth, bytes, oldestReceivedAt, replayed, isStoreDown }
  }

  /**
   * Before stations connect: reads what an earlier process left in the spool, and begins to replay it, if it is that of the store. Where the
   * store does not say yet, the spool is not used until it does.
   * @throws CsmsError `FOREIGN_SPOOL`
   */
  async open(): Promise<void> {
    const { core, spool: settings } = this.options
    if (settings === undefined) return
    this.opened = await openSpool(core, settings)
    const { ownership } = this.opened
    try {
      if (await ownership.settle()) await this.begin(settings)
      else ownership.later(() => void this.begin(settings))
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** From now on the spool takes messages, and gives them to the store. */
  private async begin(settings: ResolvedSpoolOptions): Promise<void> {
    const { core } = this.options
    const { opened } = this
    if (opened === undefined) return
    const { spool } = opened
    for (const { stationId, key, told } of spool.all()) this.book.note(stationId, key, told)
    await this.untilDue(() => this.numbers.fill()).catch((error: unknown) => core.failed(error, 'spool: reserve transaction ids'))
    if (this.opened !== opened) return
    const { clock, events, failed } = core
    const replayer = new Replayer({
      spool,
      clock,
      retryMs: settings.retryMs,
      replay: (message) => this.replay(message),
      failed: (error) => failed(error, 'spool: replay'),
      began: (error) => events.emit('spool.started', { error }),
      ended: () => void this.numbers.fill(),
      drained: (replayed) => events.emit('spool.drained', { replayed }),
    })
    this.running = { spool, replayer }
    replayer.wake()
  }

  async close(): Promise<void> {
    const { running, opened } = this
    this.running = undefined
    this.opened = undefined
    running?.replayer.stop()
    opened?.ownership.stop()
    await opened?.spool.close()
  }

  /** Whether the store takes messages, for whoever waits for it: while the replay asks for it, nobody else does. */
  async isStoreBack(station: StationKey): Promise<boolean> {
    return this.running?.replayer.isStoreDown !== true && this.isStoreThere(station)
  }

  /** By a handler of the csms's own, which does the same however often it is called. `arrivedAtMs` is on the monotonic clock. */
  async handle(message: Incoming, handle: FactHandler, arrivedAtMs: number): Promise<unknown> {
    const { core } = this.options
    const fact = this.read(message)
    if (this.mustSpool(fact)) return this.toSpool(fact)
    if (this.mustWait(fact)) {
      const error = new SpoolError('messages of the station wait in the spool, and the store has not said yet whether they are its own')
      return this.giveUp(message, error, error)
    }
    const incoming = withReceipt(fact)
    let thrown: unknown
    for (let tries = 0; tries < maxTries; tries += 1) {
      try {
        const answer = await within(core.clock, arrivedAtMs + core.storeTimeoutMs, 'the store', () => handle(message.request, incoming))
        if (fact.asksForId === true || fact.idToken !== undefined) this.note(fact, fact.receipt.told)
        return answer
      } catch (error) {
        if (isOcppError(error)) throw error
        if (isOutage(error)) return this.withoutStore(fact, error)
        thrown = error
      }
    }
    return this.putAside(fact, thrown, (refusal) => this.withoutStore(fact, refusal))
  }

  /**
   * By a handler of the program's, which is called once, for nobody knows what a second time would do. Where it throws, the message is kept
   * as it came and answered as if it were known; a CALLERROR that the program chose goes out all the same.
   */
  async handleOwn(message: Incoming, handle: FactHandler): Promise<unknown> {
    try {
      return await handle(message.request, message)
    } catch (error) {
      const giveUp = (refusal: unknown): Promise<never> => this.giveUp(message, refusal, error)
      // The store was out for the program, too: the station shall say it again.
      if (isOutage(error)) return giveUp(error)
      const fact = this.read(message)
      if (!isOcppError(error)) return this.putAside(fact, error, giveUp)
      await this.keepAside(rawOf(fact), message.connection.identity, error).catch(giveUp)
      throw error
    }
  }

  private read(message: Incoming): Fact {
    const { core, versionOf } = this.options
    const version = versionOf(message.connection.version)
    if (version === undefined) throw new Error(`the version given for OCPP ${message.connection.version} has no "transactions"`)
    return readFact(core, this.book, version.reader, message)
  }

  /** What comes later goes behind what waits. */
  private mustSpool({ station }: Fact): boolean {
    return this.running !== undefined && (this.running.replayer.isStoreDown || this.running.spool.holds(station.stationId))
  }

  /** Messages that come before it may wait in the spool, which is not known to be another's. */
  private mustWait({ station }: Fact): boolean {
    if (this.running !== undefined || this.opened === undefined) return false
    return this.opened.ownership.state !== 'foreign' && this.opened.spool.holds(station.stationId)
  }

  /** The store does not take it, for no fault of the message. */
  private async withoutStore(fact: Fact, error: unknown): Promise<object> {
    if (this.running === undefined) return this.giveUp(fact.message, error, error)
    if (isOutageForAll(error)) this.running.replayer.storeFailed(error)
    return this.toSpool(fact, error)
  }

  private async toSpool(fact: Fact, cause?: unknown): Promise<object> {
    const { core, authorization } = this.options
    const { message, reader } = fact
    try {
      const told = tellWithoutStore(fact, authorization, () => this.numbers.take())
      await this.keepInSpool(fact, told)
      const { action, messageId, connection } = message
      message.afterAnswer(() => core.events.emit('message.spooled', { station: core.station(connection.identity), action, messageId }))
      return reader.answerOf(message.action, told)
    } catch (error) {
      return this.giveUp(message, error, cause ?? error)
    }
  }

  private async keepInSpool(fact: Fact, told: Told): Promise<void> {
    if (this.running === undefined) throw new SpoolError('the csms is stopping')
    const { spool, replayer } = this.running
    const { message, station, key, known, receipt } = fact
    const waiting = spool.find(station.stationId, key)
    // One that waits says it all already. But another start may begin at the same instant, and what came between the two tells (1.6).
    if (waiting !== undefined && fact.asksForId !== true) return void (await waiting.kept)
    const isRepeated = waiting !== undefined || known !== undefined
    this.note(fact, told)
    const { identity, version } = message.connection
    const { action, messageId, request } = message
    const { tenantId } = this.options.core
    const { receivedAt } = receipt
    await spool.append(station.stationId, { tenantId, identity, version, action, messageId, request, receivedAt, key, told, isRepeated })
    replayer.wake()
  }

  /** The handler fails for this message each time. */
  private async putAside(fact: Fact, error: unknown, otherwise: (refusal: unknown) => Promise<object>): Promise<object> {
    const { message, reader } = fact
    let told: Told
    try {
      const nextNumber = (): number | Promise<number> => this.numbers.take() ?? this.nextTransactionId()
      told = await this.untilDue(() => tellOfAside(fact, this.options.authorization, nextNumber))
      await this.keepAside({ ...rawOf(fact), told }, message.connection.identity, error)
    } catch (refusal) {
      // Then it is the store that fails, and not the message.
      return otherwise(refusal)
    }
    this.note(fact, told)
    return reader.answerOf(message.action, told)
  }

  private async keepAside(raw: RawMessage, identity: string, error: unknown): Promise<void> {
    const { store, events, failed, station } = this.options.core
    await this.untilDue(() => keepRaw(store, raw, error))
    const { action, messageId } = raw
    events.emit('message.quarantined', { station: station(identity), action, messageId, error })
    failed(error, `${action} of ${identity}, which is in quarantine now`)
  }

  private async replay(message: SpooledMessage): Promise<ReplayOutcome> {
    const { core, versionOf } = this.options
    const { identity, version, action, messageId, request, receivedAt, told, isRepeated } = message
    const connection = core.sessions.detached(identity, version)
    const receipt = Receipt.replayed(receivedAt, told, isRepeated)
    const incoming: Incoming = { connection, messageId, action, request, receipt, afterAnswer: (run) => run() }
    const station = core.sessions.keyOf(identity)
    const handle = versionOf(version)?.handlerOf(action)
    let thrown: unknown = new Error(`no version that is given has a handler of OCPP ${version} for ${action}`)
    for (let tries = 0; handle !== undefined && tries < maxTries; tries += 1) {
      try {
        await this.untilDue(() => handle(request, incoming))
        this.hangs.delete(station.stationId)
        return { state: 'done' }
      } catch (error) {
        if (isOutage(error)) {
          if (!(error instanceof TooLate) || !(await this.isStoreThere(station))) return this.storeIsOut(station, error)
          const hangs = (this.hangs.get(station.stationId) ?? 0) + 1
          this.hangs.set(station.stationId, hangs)
          if (hangs < maxTries) return { state: 'hung', error }
          thrown = new Error(`it did not come to an end ${hangs} times, within ${core.storeTimeoutMs} ms each, though the store was there`)
          break
        }
        thrown = error
      }
    }
    try {
      await this.keepAside({ station, version, action, messageId, request, receivedAt }, identity, thrown)
      this.hangs.delete(station.stationId)
      return { state: 'done' }
    } catch (error) {
      return this.storeIsOut(station, error)
    }
  }

  /** Then that a message of the station hung was no fault of the message. */
  private storeIsOut({ stationId }: StationKey, error: unknown): ReplayOutcome {
    this.hangs.delete(stationId)
    return { state: 'failed', error }
  }

  private async isStoreThere(station: StationKey): Promise<boolean> {
    const { provisioning } = this.options.core.store
    return this.untilDue(() => provisioning.find(station)).then(
      () => true,
      () => false,
    )
  }

  /** Nobody keeps it, so the station has to. */
  private async giveUp(message: Incoming, error: unknown, cause: unknown): Promise<never> {
    await closeToTryAgain(this.options.core, message, error)
    throw cause
  }

  private note({ station, key }: Fact, told: Told): void {
    this.book.note(station.stationId, key, told)
  }

  private nextTransactionId(): Promise<number> {
    const { store, tenantId } = this.options.core
    return store.transactions.nextTransactionId(tenantId)
  }

  private untilDue<T>(work: () => T | Promise<T>): Promise<T> {
    const { clock, storeTimeoutMs } = this.options.core
    return within(clock, clock.monotonic() + storeTimeoutMs, 'the store', work)
  }
}

interface Opened {
  readonly spool: Spool
  readonly ownership: Ownership
}

async function openSpool(core: Core, settings: ResolvedSpoolOptions): Promise<Opened> {
  const failed = (error: unknown): void => core.failed(error, 'spool')
  const files = await settings.openFiles()
  const spool = new Spool(new SpoolLog({ ...settings, files, failed }))
  try {
    await spool.open(core.tenantId, (identity) => core.sessions.keyOf(identity).stationId)
    const { clock, store, storeTimeoutMs } = core
    const storeId = (): Promise<string> => within(clock, clock.monotonic() + storeTimeoutMs, 'the store', () => store.id())
    return { spool, ownership: new Ownership({ ...settings, files, spool, storeId, clock, failed }) }
  } catch (error) {
    await spool.close()
    throw error
  }
}
