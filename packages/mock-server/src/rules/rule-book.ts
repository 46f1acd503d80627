import { type AnyMessage, matchesPattern } from '@ocpp-kit/rpc'
import { fold } from '../identifier.js'
import { matchesPayload } from './payload.js'
import { listOf, type OneOrMore, type Rule, type RuleCondition } from './rule.js'
import { createRuleCheck, type RuleCheck } from './rule-check.js'

/** A rule that has its name. */
export type NamedRule = Rule & { readonly name: string }

/** What rules look at in a message. */
export type RuleFacts = Pick<AnyMessage, 'identity' | 'version' | 'action' | 'request'>

const fits = (patterns: OneOrMore<string> | undefined, text: string): boolean =>
  patterns === undefined || listOf(patterns).some((pattern) => matchesPattern(pattern, text))

const isFor = ({ action, station, version, payload }: RuleCondition, message: RuleFacts): boolean =>
  fits(action, message.action) &&
  fits(station, message.identity) &&
  fits(version, message.version) &&
  (payload === undefined || matchesPayload(payload, message.request))

/** The rules in force, in order, with their counts. */
export class RuleBook {
  private readonly rules = new Map<string, NamedRule>()
  /** By name of the rule, then by station. */
  private readonly counts = new Map<string, Map<string, number>>()
  private lastNumber = 0

  constructor(
    private readonly initial: readonly Rule[] = [],
    private readonly check: RuleCheck = createRuleCheck(),
  ) {
    for (const rule of initial) this.put(rule)
  }

  get list(): readonly NamedRule[] {
    return [...this.rules.values()]
  }

  /**
   * Adds a rule behind the others, or puts it in the place of the one with its name; its count begins anew.
   * @throws RuleError naming what is wrong by its path
   */
  put(rule: Rule): NamedRule {
    const checked = this.check.one(rule)
    const named = { ...checked, name: checked.name ?? this.freeName() }
    this.rules.set(named.name, named)
    this.counts.delete(named.name)
    return named
  }

  /** `false`: there was no rule of that name. */
  remove(name: string): boolean {
    this.counts.delete(name)
    return this.rules.delete(name)
  }

  /** Counts a station anew. */
  forget(station: string): void {
    for (const counts of this.counts.values()) counts.delete(fold(station))
  }

  /** As it was at the start. */
  reset(): void {
    this.rules.clear()
    this.counts.clear()
    this.lastNumber = 0
    for (const rule of this.initial) this.put(rule)
  }

  /** Counts a message in every rule that is for it; the first whose turn it is takes it. */
  choose(message: RuleFacts): NamedRule | undefined {
    let chosen: NamedRule | undefined
    for (const rule of this.rules.values()) {
      const { when = {} } = rule
      if (!isFor(when, message)) continue
      const isDue = when.nth === undefined || listOf(when.nth).includes(this.count(rule.name, message.identity))
      if (isDue) chosen ??= rule
    }
    return chosen
  }

  private count(name: string, identity: string): number {
    const counts = this.counts.get(name) ?? new Map<string, number>()
    const count = (counts.get(fold(identity)) ?? 0) + 1
    this.counts.set(name, counts.set(fold(identity), count))
    return count
  }

  private freeName(): string {
    do this.lastNumber += 1
    while (this.rules.has(`rule-${this.lastNumber}`))
    return `rule-${this.lastNumber}`
  }
}
