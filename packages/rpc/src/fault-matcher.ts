import { type FaultDirection, type FaultRule, frameKinds, type OneOrMore } from './fault-rules.js'
import type { Random } from './random.js'
import { signedSuffix } from './signed.js'

/** What rules look at in a frame. */
export interface FrameFacts {
  readonly direction: FaultDirection
  readonly station: string
  /** `undefined` for text that has no readable head. */
  readonly messageType: number | undefined
  /** The action of a request, or of the call that an answer belongs to; `undefined` if neither can be told. */
  readonly action: string | undefined
}

/** One or several as a list; `undefined` stays. */
export const listOf = <T>(value: OneOrMore<T> | undefined): readonly T[] | undefined =>
  value === undefined ? undefined : Array.isArray(value) ? (value as readonly T[]) : [value as T]

/** `*` stands for any characters. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop() ?? ''
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false
  let at = first.length
  const end = text.length - last.length
  for (const part of others) {
    const found = text.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}

const withoutSuffix = (action: string): string => (action.endsWith(signedSuffix) ? action.slice(0, -signedSuffix.length) : action)

const isAnswer = (messageType: number | undefined): boolean => messageType === frameKinds.CALLRESULT || messageType === frameKinds.CALLERROR

/** Whether a rule is for such a frame, all counts aside. */
export function isFor(rule: FaultRule, { direction, station, messageType, action }: FrameFacts): boolean {
  if (rule.do === 'late' && !isAnswer(messageType)) return false
  const { when = {} } = rule
  if (when.direction !== undefined && when.direction !== direction) return false
  const actions = listOf(when.action)
  if (actions !== undefined && (action === undefined || !actions.some((one) => matchesPattern(one, withoutSuffix(action))))) return false
  const types = listOf(when.messageType)?.map((kind) => (typeof kind === 'number' ? kind : frameKinds[kind]) as number)
  if (types !== undefined && (messageType === undefined || !types.includes(messageType))) return false
  const stations = listOf(when.station)
  return stations === undefined || stations.some((one) => matchesPattern(one, station))
}

/** Whether it is the turn of the frame that is number `count` of those a rule is for; draws only where a probability decides. */
export function isDue({ when = {} }: FaultRule, count: number, applied: number, random: Random): boolean {
  const { after = 0, nth, every, limit, probability } = when
  const number = count - after
  if (number < 1) return false
  if (nth !== undefined && number !== nth) return false
  if (every !== undefined && number % every !== 0) return false
  if (limit !== undefined && applied >= limit) return false
  return probability === undefined || random() < probability
}

/** The rules of one connection with their counts. */
export class FaultMatcher {
  private readonly counts: number[]
  private readonly applied: number[]

  constructor(readonly rules: readonly FaultRule[]) {
    this.counts = rules.map(() => 0)
    this.applied = rules.map(() => 0)
  }

  /**
   * Counts a frame in every rule that is for it; the index of the first rule whose turn it is, or -1.
   * `canApply` tells of faults that cannot be had just now; such a turn passes.
   */
  match(facts: FrameFacts, random: Random, canApply: (rule: FaultRule) => boolean): number {
    let chosen = -1
    for (const [index, rule] of this.rules.entries()) {
      if (!isFor(rule, facts)) continue
      const count = (this.counts[index] ?? 0) + 1
      this.counts[index] = count
      // A later rule that is due as well draws too, so that what one rule does never shifts the luck of another.
      if (isDue(rule, count, this.applied[index] ?? 0, random) && chosen < 0 && canApply(rule)) chosen = index
    }
    if (chosen >= 0) this.applied[chosen] = (this.applied[chosen] ?? 0) + 1
    return chosen
  }
}
