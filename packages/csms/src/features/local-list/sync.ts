import { isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import { isCsmsError } from '../../errors.js'
import { type DesiredList, type EntryForm, hashOf, type ListEntry } from './list.js'
import type { HeldList, ListLimits, ListRecord, SentEntry } from './list-state.js'
import { type ListMessage, planUpdate } from './plan.js'

export interface SendResult {
  readonly status: 'Accepted' | 'Failed' | 'VersionMismatch' | 'NotSupported'
  readonly reason?: string | undefined
}

/** A station, as far as its list is concerned. */
export interface ListPort {
  readonly form: EntryForm
  /** 0 where there is no list, less where there can be none (1.6). */
  version(): Promise<number>
  limits(): Promise<ListLimits>
  /** How many entries fit, by what was reported of the station. */
  reportedMaxEntries(): Promise<number | undefined>
  send(message: ListMessage): Promise<SendResult>
}

export interface SyncQuestion {
  readonly record: ListRecord | undefined
  /** Sends the whole list, whatever is known. */
  readonly isFull: boolean
  desired(limits: ListLimits): DesiredList
  /** What is saved before something is sent is what a crash leaves behind. */
  save(record: ListRecord): Promise<void>
  nowMs(): number
}

/** For a station that does not say how many it takes at once. */
const defaultItemsPerMessage = 50
const defaultBytesPerMessage = 60_000
/** What a station says of its list is asked again after this time, or when its list is not the one it should be. */
const limitsLastMs = 24 * 3_600_000
const firstPauseMs = 60_000
const maxPauseMs = 6 * 3_600_000
/** A list that is switched off, or not there, may be so no longer. */
const pauseOfAbsentMs = 3_600_000

/**
 * Brings a station's list to what it should be, and makes sure of it: asks for the version, sends the changes or the whole list, and asks
 * again (D01, D02, 1.6 §5.10, §5.15). No version ever stands for two contents, so a crash anywhere is seen in the version next time.
 * @returns the record as it was saved last
 */
export async function syncList(port: ListPort, question: SyncQuestion): Promise<ListRecord> {
  const run = new Sync(port, question)
  try {
    await run.go()
  } catch (error) {
    await run.fail(error)
  }
  return run.record
}

class Sync {
  record: ListRecord
  private saved: string | undefined
  /** What the station is to hold, once that is known. */
  private wanted: DesiredList | undefined

  constructor(
    private readonly port: ListPort,
    private readonly question: SyncQuestion,
  ) {
    this.saved = question.record && JSON.stringify({ ...question.record, updatedAt: undefined })
    this.record = question.record ?? { status: 'pending', lastVersion: 0, failures: 0, updatedAt: this.now() }
  }

  async go(): Promise<void> {
    const reported = await this.port.version()
    let held = this.heldAt(reported)
    const limits = await this.limits(held === undefined || reported < 0)
    if (!limits.isSupported) return this.absent('notSupported', 'the station has no local authorization list', limits)
    if (!limits.isEnabled) return this.absent('disabled', 'the local authorization list of the station is switched off', limits)
    if (reported < 0) return this.absent('notSupported', `the station says that its list has version ${reported}`, limits)
    const desired = this.question.desired(limits)
    this.wanted = desired
    if (held?.hash === desired.hash && !this.question.isFull) return this.settled(held, reported)
    if (this.question.isFull) held = undefined
    const refusal = await this.deliver(desired, held, reported)
    if (refusal === undefined) return
    if (refusal.updateType === 'Full') return this.refused(refusal.reason)
    // Whatever became of it, the whole list puts it right (D01.FR.03, 1.6 §5.15).
    const again = await this.deliver(desired, undefined, await this.port.version())
    if (again !== undefined) await this.refused(again.reason)
  }

  /** Sends, and makes sure. @returns why it was not taken */
  private async deliver(
    desired: DesiredList,
    held: HeldList | undefined,
    reported: number,
  ): Promise<{ readonly updateType: ListMessage['updateType']; readonly reason: string } | undefined> {
    const { itemsPerMessage = defaultItemsPerMessage, bytesPerMessage = defaultBytesPerMessage } = this.record.limits ?? {}
    const lastVersion = Math.max(this.record.lastVersion, reported)
    const plan = planUpdate({ form: this.port.form, desired, held, lastVersion, itemsPerMessage, bytesPerMessage })
    const last = plan.at(-1)
    if (last === undefined) {
      await this.settled(listOf(desired, reported, this.now()), reported)
      return undefined
    }
    await this.save({ status: 'pending', reason: undefined, held, lastVersion: last.version, reportedVersion: reported })
    for (const message of plan) {
      const { status, reason } = await this.send(message)
      if (status === 'Accepted') continue
      const why = reason === undefined ? '' : ` (${reason})`
      return { updateType: message.updateType, reason: `the station answered ${status}${why} to version ${message.version}` }
    }
    const after = await this.port.version()
    const isThere = after === last.version || (after === 0 && desired.entries.length === 0)
    if (!isThere) return { updateType: 'Full', reason: `the station says version ${after} after version ${last.version} was sent` }
    await this.settled(listOf(desired, last.version, this.now()), after)
    return undefined
  }

  /** A message whose answer was lost, or which is refused as too old, may have been taken all the same: the version tells. */
  private async send(message: ListMessage): Promise<SendResult> {
    let result: SendResult
    try {
      result = await this.port.send(message)
    } catch (error) {
      if (!isConnectionError(error) || error.code !== 'CALL_TIMEOUT') throw error
      result = { status: 'Failed', reason: 'no answer in time' }
    }
    const isDoubtful = result.status === 'VersionMismatch' || result.reason === 'no answer in time'
    return isDoubtful && (await this.port.version()) === message.version ? { status: 'Accepted' } : result
  }

  /** What the station holds, if that is known: versions are never used twice, and 0 is no list. */
  private heldAt(reported: number): HeldList | undefined {
    const { held } = this.record
    if (held?.version === reported) return held
    return reported === 0 ? { version: 0, entries: [], hash: hashOf([]), confirmedAt: this.now() } : undefined
  }

  private async limits(isWanted: boolean): Promise<ListLimits> {
    const { limits } = this.record
    const isFresh = limits !== undefined && Date.parse(limits.readAt) > this.question.nowMs() - limitsLastMs
    const asked = isFresh && !isWanted && limits.isEnabled ? limits : await this.port.limits()
    const known = asked.maxEntries === undefined ? { ...asked, maxEntries: await this.port.reportedMaxEntries() } : asked
    this.record = { ...this.record, limits: known }
    return known
  }

  private settled(held: HeldList, reportedVersion: number): Promise<void> {
    const lastVersion = Math.max(this.record.lastVersion, held.version)
    return this.save({
      status: 'inSync',
      reason: undefined,
      held,
      lastVersion,
      reportedVersion,
      attempted: undefined,
      failures: 0,
      nextAttemptAt: undefined,
    })
  }

  private absent(status: 'disabled' | 'notSupported', reason: string, limits?: ListLimits): Promise<void> {
    return this.save({
      status,
      reason,
      held: undefined,
      limits,
      attempted: undefined,
      failures: 0,
      nextAttemptAt: this.at(pauseOfAbsentMs),
    })
  }

  /** What it holds now is anybody's guess. */
  private refused(reason: string): Promise<void> {
    const failures = this.record.failures + 1
    const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** (failures - 1))
    const attempted = this.wanted?.entries.map(sentOf) ?? this.record.attempted ?? this.record.held?.entries
    return this.save({ status: 'failed', reason, held: undefined, attempted, failures, nextAttemptAt: this.at(pauseMs) })
  }

  async fail(error: unknown): Promise<void> {
    const { message } = error as { readonly message?: unknown }
    const reason = String(message ?? error)
    if (isOcppError(error)) {
      if (error.code === 'NotSupported' || error.code === 'NotImplemented') return this.absent('notSupported', reason, this.record.limits)
      return this.refused(reason)
    }
    if (isConnectionError(error) && error.code === 'CALL_TIMEOUT') return this.refused(reason)
    // It has gone; it is told when it is back.
    if (isConnectionError(error) || isCsmsError(error)) return this.save({ status: 'pending', reason })
    throw error
  }

  private async save(change: Partial<ListRecord>): Promise<void> {
    this.record = { ...this.record, ...change }
    // That all is as it was needs no write.
    const content = JSON.stringify({ ...this.record, updatedAt: undefined })
    if (content === this.saved) return
    this.saved = content
    this.record = { ...this.record, updatedAt: this.now() }
    await this.question.save(this.record)
  }

  private now(): string {
    return new Date(this.question.nowMs()).toISOString()
  }

  private at(pauseMs: number): string {
    return new Date(this.question.nowMs() + pauseMs).toISOString()
  }
}

const listOf = ({ entries, hash }: DesiredList, version: number, confirmedAt: string): HeldList => ({
  version,
  hash,
  entries: entries.map(sentOf),
  confirmedAt,
})

const sentOf = ({ token, hash }: ListEntry): SentEntry => ({ ...token, hash })
