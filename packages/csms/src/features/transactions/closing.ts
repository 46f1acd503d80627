import { checkNames, type NamesOf } from '../../option-names.js'
import { type Transaction, timesOf } from './transaction.js'

/**
 * When the csms ends a transaction that its station has not: each rule waits for a time in which the station may still say otherwise, and
 * `false` turns it off. What a station says later holds: its Ended takes the place of what was decided here.
 */
export interface ClosingPolicy {
  /** Minutes after another transaction of the same EVSE, begun later, became known: one EVSE has one at a time. Default 60. */
  readonly replacedAfterMinutes?: number | false | undefined
  /** Minutes after the connector was told Available by a station that has booted since the transaction was last told of. Default 60. */
  readonly rebootedAfterMinutes?: number | false | undefined
  /** Hours after the connector was told Available, with no word of the transaction since. Default 24. */
  readonly idleAfterHours?: number | false | undefined
  /** Hours after the last word of a transaction whose start is not known. Default 24. */
  readonly startlessAfterHours?: number | false | undefined
  /** Hours since anything was heard of a station that is not connected. Default 72. */
  readonly silentAfterHours?: number | false | undefined
}

/** The rules, and why each holds. */
export type ClosingRule = 'replaced' | 'rebooted' | 'idle' | 'startless' | 'silent'

/** How long each rule waits, ms; missing where it is off. */
export type ResolvedClosingPolicy = Partial<Readonly<Record<ClosingRule, number>>>

/** What is known when it is decided; all times in ms since the epoch, by the csms's clock. */
export interface ClosingFacts {
  readonly nowMs: number
  /** The last word of the transaction. */
  readonly toldMs: number
  readonly hasStart: boolean
  readonly isConnected: boolean
  /** When anything was last heard of the station. */
  readonly heardMs: number
  readonly bootedMs: number | undefined
  /** When its connector was told Available, where that is how it was last told. */
  readonly availableMs: number | undefined
  /** When a transaction of the same EVSE that began later became known. */
  readonly replacedMs: number | undefined
}

export interface ClosingDecision {
  readonly rule: ClosingRule
  /** In plain words. */
  readonly reason: string
}

const minuteMs = 60_000
const hourMs = 3_600_000

/** Decides about a transaction that runs; `undefined` while there is no reason to end it. Pure. */
export function decideClosing(facts: ClosingFacts, policy: ResolvedClosingPolicy): ClosingDecision | undefined {
  const { nowMs, toldMs, bootedMs, availableMs, replacedMs } = facts
  const isDue = (rule: ClosingRule, sinceMs: number): boolean => nowMs - sinceMs >= (policy[rule] ?? Number.POSITIVE_INFINITY)
  const since = (ms: number): string => `since ${new Date(ms).toISOString()}`

  if (replacedMs !== undefined && isDue('replaced', Math.max(replacedMs, toldMs)))
    return { rule: 'replaced', reason: `another transaction began on its EVSE, and nothing was told of this one ${since(toldMs)}` }
  if (availableMs !== undefined && bootedMs !== undefined && bootedMs > toldMs && availableMs > bootedMs && isDue('rebooted', availableMs))
    return { rule: 'rebooted', reason: `the station has booted, and its connector is Available ${since(availableMs)}` }
  if (availableMs !== undefined && availableMs > toldMs && isDue('idle', availableMs))
    return { rule: 'idle', reason: `its connector is Available ${since(availableMs)}` }
  if (!facts.hasStart && isDue('startless', toldMs))
    return { rule: 'startless', reason: `its start was never told, and nothing else ${since(toldMs)}` }
  if (!facts.isConnected && isDue('silent', facts.heardMs))
    return { rule: 'silent', reason: `nothing was heard of the station ${since(facts.heardMs)}` }
  return undefined
}

/** The shortest time that any rule waits, ms: what was told of more recently need not be looked at. */
export const shortestWait = (policy: ResolvedClosingPolicy): number => Math.min(...Object.values(policy), Number.POSITIVE_INFINITY)

const names: NamesOf<ClosingPolicy> = {
  replacedAfterMinutes: true,
  rebootedAfterMinutes: true,
  idleAfterHours: true,
  startlessAfterHours: true,
  silentAfterHours: true,
}

/** Minutes and hours as ms. @throws TypeError naming the option that is wrong */
export function resolveClosing(policy: ClosingPolicy | false | undefined): ResolvedClosingPolicy {
  if (policy === false) return {}
  if (policy !== undefined) checkNames(policy, names, 'closing')
  const {
    replacedAfterMinutes = 60,
    rebootedAfterMinutes = 60,
    idleAfterHours = 24,
    startlessAfterHours = 24,
    silentAfterHours = 72,
  } = policy ?? {}
  const waits: readonly (readonly [ClosingRule, string, number | false, number])[] = [
    ['replaced', 'replacedAfterMinutes', replacedAfterMinutes, minuteMs],
    ['rebooted', 'rebootedAfterMinutes', rebootedAfterMinutes, minuteMs],
    ['idle', 'idleAfterHours', idleAfterHours, hourMs],
    ['startless', 'startlessAfterHours', startlessAfterHours, hourMs],
    ['silent', 'silentAfterHours', silentAfterHours, hourMs],
  ]
  for (const [, name, value] of waits) {
    if (value !== false && !(Number.isFinite(value) && value >= 0))
      throw new TypeError(`closing.${name} must be a number of at least 0, or false, not ${String(value)}`)
  }
  return Object.fromEntries(waits.flatMap(([rule, , value, unitMs]) => (value === false ? [] : [[rule, value * unitMs]])))
}

/** The transaction of the same EVSE that began last after this one, if any did. */
export function replacedBy(transaction: Transaction, others: readonly Transaction[]): Transaction | undefined {
  const begun = begunMs(transaction)
  if (transaction.evseId === undefined || begun === undefined) return undefined
  return others.find((other) => other.id !== transaction.id && other.evseId === transaction.evseId && (begunMs(other) ?? 0) > begun)
}

const begunMs = (transaction: Transaction): number | undefined => {
  const { startedAt } = timesOf(transaction)
  return startedAt === null ? undefined : Date.parse(startedAt)
}

/** When its first event was received: its id says so. */
export const knownSinceMs = ({ id }: Pick<Transaction, 'id'>): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16)

/** When it was last told of. */
export const toldMsOf = ({ clock, id }: Transaction): number => clock?.lastReceivedMs ?? knownSinceMs({ id })
