import type { ErrorCode } from '@ocpp-kit/rpc'

/** One or several. */
export type OneOrMore<T> = T | readonly T[]

/** Which messages of stations a rule is for; all of what is given must hold, and nothing given means every message. */
export interface RuleCondition {
  /** `*` stands for any characters. */
  readonly action?: OneOrMore<string> | undefined
  /** Identity of the station; `*` stands for any characters. */
  readonly station?: OneOrMore<string> | undefined
  /** `1.6`, `2.0.1` or `2.1`. */
  readonly version?: OneOrMore<string> | undefined
  /**
   * What the payload must hold, member by member; members that are not named do not matter. In a text `*` stands for any
   * characters. A list means: one of these; where the payload has a list, each of these is somewhere in it.
   */
  readonly payload?: Readonly<Record<string, unknown>> | undefined
  /** Counts the messages of one station that satisfy all else; that one alone, the first being 1, or those. */
  readonly nth?: OneOrMore<number> | undefined
}

/** A command that follows an answer. */
export interface FollowUp {
  readonly action: string
  /** Default: that of the command table. */
  readonly payload?: object | undefined
  /** Time after the answer, ms. Default 0. */
  readonly delayMs?: number | undefined
}

/** The CALLERROR that a rule answers. */
export interface RuleCallError {
  readonly code: ErrorCode
  /** Default: none. */
  readonly description?: string | undefined
  /** Default `{}`. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/** What happens to a message; at most one of `answer`, `wholeAnswer`, `callError` and `silence`. */
export interface RuleEffect {
  /** Laid over the answer that would have been given: objects are merged, lists and values replaced, `null` takes a member away. */
  readonly answer?: object | undefined
  /** Given as it is. */
  readonly wholeAnswer?: object | undefined
  readonly callError?: RuleCallError | undefined
  /** Nothing is answered. */
  readonly silence?: boolean | undefined
  /** Time before the answer, ms. Default 0. */
  readonly delayMs?: number | undefined
  /** Closes the connection: after the answer where the rule has one, else instead of it. Default code 1000. */
  readonly close?: { readonly code?: number | undefined; readonly reason?: string | undefined } | undefined
  /** Sent once the answer is on the wire. */
  readonly command?: OneOrMore<FollowUp> | undefined
}

/** When such a message comes, then do this; the first rule that fits takes a message. */
export interface Rule {
  /** Names the rule in logs and when it is removed; a rule of the same name takes its place. Default: `rule-1`, `rule-2`, … */
  readonly name?: string | undefined
  readonly when?: RuleCondition | undefined
  readonly then: RuleEffect
}

/** One or several as a list. */
export const listOf = <T>(value: OneOrMore<T> | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T]
