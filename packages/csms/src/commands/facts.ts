import { fold } from '../identifier.js'
import type { CommandReason } from './command.js'

/** Something that happened at a station, and may tell what became of a command that it did not answer. */
export type Fact =
  | {
      readonly kind: 'transaction'
      readonly transactionId: string
      readonly remoteStartId?: number | undefined
      readonly idToken?: string | undefined
      readonly evseId?: number | undefined
      readonly startedAt: string | null
      readonly endedAt: string | null
    }
  /** `bootReason` is missing in 1.6. */
  | { readonly kind: 'boot'; readonly bootReason?: string | undefined }
  /** In the terms of 2.x. */
  | { readonly kind: 'status'; readonly evseId: number; readonly connectorId: number; readonly status: string }
  | { readonly kind: 'message'; readonly action: string; readonly request: object }

/** When a command was sent, and when the fact became known; ISO 8601, UTC. */
export interface FactTimes {
  readonly sentAt: string
  readonly knownAt: string
}

/** What a fact says of a command; nothing, mostly. */
export type FactRule<Request = object> = (fact: Fact, request: Request, times: FactTimes) => 'done' | 'failed' | undefined

export const reasonOf: Readonly<Record<Fact['kind'], CommandReason>> = {
  transaction: 'transactionReported',
  boot: 'bootReported',
  status: 'statusReported',
  message: 'messageReported',
}

/** How long after a remote start its transaction may begin, where nothing but the token tells (1.6). */
const startWindowMs = 600_000
/** How long what a station tells may be taken for the effect of a command, where nothing but time links the two. */
const soonMs = 900_000
/** Clocks of stations are a little off. */
const clockToleranceMs = 30_000

/** The transaction that carries the number of the request (F01.FR.25, F02.FR.01). */
export const startedBy =
  <R>(remoteStartId: (request: R) => number): FactRule<R> =>
  (fact, request) =>
    fact.kind === 'transaction' && fact.remoteStartId === remoteStartId(request) ? 'done' : undefined

/** A transaction of that token, begun soon after the request, at that EVSE where one was named: 1.6 has no number for it. */
export const startedWith =
  <R>(of: (request: R) => { readonly idToken: string; readonly evseId?: number | undefined }): FactRule<R> =>
  (fact, request, { sentAt }) => {
    if (fact.kind !== 'transaction' || fact.startedAt === null || fact.idToken === undefined) return undefined
    const { idToken, evseId } = of(request)
    const delayMs = Date.parse(fact.startedAt) - Date.parse(sentAt)
    const isInTime = delayMs >= -clockToleranceMs && delayMs <= startWindowMs
    return isInTime && fold(fact.idToken) === fold(idToken) && (evseId === undefined || fact.evseId === evseId) ? 'done' : undefined
  }

/** The transaction is over, whoever ended it. */
export const transactionEnded =
  <R>(transactionId: (request: R) => string | number): FactRule<R> =>
  (fact, request) =>
    fact.kind === 'transaction' && fact.endedAt !== null && fold(fact.transactionId) === fold(String(transactionId(request)))
      ? 'done'
      : undefined

/** The station has booted for one of these reasons; any boot where the version tells no reason. */
export const booted =
  <R>(reasons?: readonly string[], applies: (request: R) => boolean = () => true): FactRule<R> =>
  (fact, request) =>
    fact.kind === 'boot' && applies(request) && (reasons === undefined || reasons.includes(fact.bootReason ?? '')) ? 'done' : undefined

/** A connector of that EVSE is reserved; a reservation that names none cannot be told from others. */
export const reservedAt =
  <R>(evseId: (request: R) => number | undefined): FactRule<R> =>
  (fact, request) =>
    fact.kind === 'status' && fact.status === 'Reserved' && fact.evseId === evseId(request) && fact.evseId !== 0 ? 'done' : undefined

/**
 * A message that reports on the work of the request. The first one tells: a station that fails at the work has taken the command all
 * the same, unless it says so with one of `failed`.
 */
export const reportedBy =
  <R>(action: string, isAbout: (report: Report, request: R) => boolean, failed: readonly string[] = []): FactRule<R> =>
  (fact, request) => {
    if (fact.kind !== 'message' || fact.action !== action) return undefined
    const report = fact.request as Report
    if (report.status === 'Idle' || !isAbout(report, request)) return undefined
    return failed.includes(report.status ?? '') ? 'failed' : 'done'
  }

/** The members of reports that tell what they are about. */
export interface Report {
  readonly status?: string | undefined
  readonly requestId?: number | undefined
  readonly reservationId?: number | undefined
}

export const sameRequestId = (report: Report, request: { readonly requestId?: number | undefined }): boolean =>
  report.requestId !== undefined && report.requestId === request.requestId

/** Holds for a while alone: what a station tells later, without a number that says which request it is about, is about something else. */
export const soon =
  <R>(rule: FactRule<R>): FactRule<R> =>
  (fact, request, times) =>
    Date.parse(times.knownAt) - Date.parse(times.sentAt) <= soonMs ? rule(fact, request, times) : undefined

/** The first rule that has something to say. */
export const anyOf =
  <R>(...rules: readonly FactRule<R>[]): FactRule<R> =>
  (...fact) => {
    for (const rule of rules) {
      const verdict = rule(...fact)
      if (verdict !== undefined) return verdict
    }
    return undefined
  }
