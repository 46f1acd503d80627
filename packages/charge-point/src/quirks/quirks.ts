import { type Clock, matchesPattern } from '@ocpp-kit/rpc'
import { ChargePointError } from '../errors.js'
import type { Outgoing } from '../outgoing.js'
import { Pauses } from '../pauses.js'
import { type QuirkName, quirksNamed } from './profiles.js'
import { mergeQuirks, type Quirk, type QuirkStatus } from './quirk.js'
import { isSpoiling, spoil } from './spoil.js'

type Answer = object | undefined

/** What a station gets wrong on purpose; made when it first gets something wrong. */
export class Quirks {
  /** Whether payloads may break their schemas. */
  readonly isSpoiling: boolean
  private readonly quirk: Quirk
  private readonly pauses: Pauses

  constructor(
    readonly list: readonly (QuirkName | Quirk)[],
    clock: Clock,
  ) {
    this.quirk = mergeQuirks(list.flatMap((one) => (typeof one === 'string' ? quirksNamed(one) : [one])))
    this.isSpoiling = isSpoiling(this.quirk)
    this.pauses = new Pauses(clock)
  }

  get bootsOnReconnect(): boolean {
    return this.quirk.bootsOnReconnect === true
  }

  get answersPings(): boolean {
    return this.quirk.noPong !== true
  }

  get statusAfterRemoteStop(): QuirkStatus | undefined {
    return this.quirk.statusAfterRemoteStop
  }

  lacks(action: string): boolean {
    return this.quirk.lacks?.includes(action) === true
  }

  /** A request as it goes out, at once or when its time has come. @throws ChargePointError `OFFLINE` the station went down meanwhile */
  send(message: Outgoing, go: (message: Outgoing) => Promise<object>): Promise<object> {
    const { action, request } = message
    const spoilt = this.isSpoiling ? { action, request: spoil(this.quirk, action, request) } : message
    const lateMs = delayOf(this.quirk.sendsLateMs, action)
    return lateMs === 0 ? go(spoilt) : this.pauses.pause(lateMs).then(() => go(spoilt))
  }

  /** An answer of the station as it goes out. */
  answer(action: string, answer: Answer | Promise<Answer>): Answer | Promise<Answer> {
    const lateMs = delayOf(this.quirk.answersLateMs, action)
    if (!this.isSpoiling && lateMs === 0) return answer
    return this.answerLater(action, answer, lateMs)
  }

  /** The station goes down: nothing that waits is sent any more. */
  end(): void {
    this.pauses.end(new ChargePointError('OFFLINE', 'the station went down before the message was sent'))
  }

  private async answerLater(action: string, pending: Answer | Promise<Answer>, lateMs: number): Promise<Answer> {
    const answer = await pending
    // Where the station goes down meanwhile there is nobody to answer.
    if (lateMs > 0) await this.pauses.pause(lateMs).catch(() => {})
    return this.isSpoiling && answer !== undefined ? spoil(this.quirk, action, answer) : answer
  }
}

/** The longest of those that are for an action. */
const delayOf = (delays: Readonly<Record<string, number>> = {}, action: string): number =>
  Object.entries(delays).reduce((longest, [pattern, ms]) => (matchesPattern(pattern, action) ? Math.max(longest, ms) : longest), 0)
