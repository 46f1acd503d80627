import type { CallAction, Protocol, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { CommandMoment } from '../connection/commandable.js'
import type { CommandClass, CommandReason } from './command.js'
import type { FactRule } from './facts.js'
import type { ListRule } from './parts.js'
import type { Outcome } from './reduce.js'

/** What a status that a station answers means; each literal of the version stands in exactly one list. */
export interface StatusRule {
  /** Where the answer has several, the list and the member of each item that is its status. Default: one `status`. */
  readonly in?: readonly [list: string, member: string]
  readonly done: readonly string[]
  /** Done as well: there was nothing to do, e.g. `Unknown` for what was to be removed. */
  readonly already?: readonly string[]
  /** Done: it takes effect later. */
  readonly later?: Readonly<Record<string, Extract<CommandReason, 'scheduled' | 'rebootRequired'>>>
  readonly rejected: readonly string[]
  /** Of the rejected: they mean `already` where the command was sent before and not answered. */
  readonly alreadyOnRepeat?: readonly string[]
  /** Of the rejected: the station is asked where the command was sent before and not answered. */
  readonly checkOnRepeat?: readonly string[]
}

/** What a command is about. */
export interface Target {
  /** A newer command with the same key takes the place of one that waits. */
  readonly key: string
  /** It goes behind those with the same key, and replaces none. */
  readonly isAddition?: boolean
}

/** How to ask a station whether a command took effect. */
export interface ReadBack {
  readonly action: string
  readonly request: object
  /** What its answer says; `undefined`: nothing. */
  isApplied(response: object): boolean | undefined
}

/** One action that a csms sends, and what it takes to send it well. */
export interface CommandRow<Request = object, Response = object> {
  readonly class: CommandClass
  /** Missing: whatever is answered is an answer. */
  readonly status?: StatusRule
  /** Commands on one subject keep their order. */
  readonly subject?: string
  /** Sent in as many messages as the station needs, one after the other. */
  readonly list?: ListRule
  /** Repeated under a new requestId. */
  readonly isReport?: boolean
  /** When it may be sent. Default `booted`. */
  moment?(request: Request): CommandMoment
  target?(request: Request): Target | undefined
  /** `undefined` where it cannot be asked, e.g. for a password. */
  readBack?(request: Request): ReadBack | undefined
  facts?(...fact: Parameters<FactRule<Request>>): ReturnType<FactRule<Request>>
  readonly '~response'?: Response
}

/** Every action that a csms of the version sends. */
export type CommandTable<P extends Protocol> = {
  readonly [A in CallAction<P, 'csms'>]: CommandRow<RequestOf<P, A>, ResponseOf<P, A>>
}

/** A table of any version. */
export type AnyCommandTable = Readonly<Record<string, CommandRow | undefined>>

/** `Accepted` or `Rejected`, as most answers have it. */
export const accepted: StatusRule = { done: ['Accepted'], rejected: ['Rejected'] }

/** `Accepted`, or one of these. */
export const acceptedOr = (...rejected: readonly string[]): StatusRule => ({ done: ['Accepted'], rejected })

/** What an answer means; `attempt` is how often the command was sent by then. */
export function outcomeOf({ status: rule }: Pick<CommandRow, 'status'>, response: object, attempt: number): Outcome {
  if (rule === undefined) return { state: 'done' }
  const all = statusesOf(rule, response).map((status) => meaningOf(rule, status, attempt > 1))
  if (all.some(({ state }) => state === 'check')) return { state: 'check' }
  const rejected = all.filter(({ state }) => state === 'rejected')
  if (rejected.length > 0) return { state: 'rejected', ...(rejected.length < all.length && { reason: 'partly' }) }
  // Of several parts the one that is not yet so is the one to tell of.
  const reasons = all.flatMap((one) => (one.state === 'done' && one.reason !== undefined ? [one.reason] : []))
  const reason = reasons.find((one) => one !== 'alreadySo') ?? (reasons.length === all.length ? reasons[0] : undefined)
  return { state: 'done', ...(reason !== undefined && { reason }) }
}

function statusesOf({ in: place }: StatusRule, response: object): readonly string[] {
  const members = response as Readonly<Record<string, unknown>>
  if (place === undefined) return [String(members['status'])]
  const list = members[place[0]]
  return Array.isArray(list) ? list.map((item: Readonly<Record<string, unknown>>) => String(item[place[1]])) : []
}

function meaningOf(rule: StatusRule, status: string, isRepeat: boolean): Outcome {
  const later = Object.hasOwn(rule.later ?? {}, status) ? rule.later?.[status] : undefined
  if (later !== undefined) return { state: 'done', reason: later }
  if (rule.done.includes(status)) return { state: 'done' }
  if (rule.already?.includes(status) === true) return { state: 'done', reason: 'alreadySo' }
  if (isRepeat && rule.alreadyOnRepeat?.includes(status) === true) return { state: 'done', reason: 'alreadySo' }
  if (isRepeat && rule.checkOnRepeat?.includes(status) === true) return { state: 'check' }
  return { state: 'rejected' }
}
