import type { Protocol } from '@ocpp-kit/rpc'
import type { PutAnswer } from './mock-server.js'
import { RuleBook } from './rules/rule-book.js'
import type { RuleCheck } from './rules/rule-check.js'
import { RuleError } from './rules/rule-error.js'

const nameOf = (action: string, version: string | undefined): string =>
  `answer to ${action}${version === undefined ? '' : ` in OCPP ${version}`}`

/** Answers that were put at run time: rules for every message of an action. One for a single version comes before one for all. */
export class AnswerTable {
  private readonly put = new Map<string, PutAnswer>()
  readonly book: RuleBook

  constructor(
    private readonly protocols: readonly Protocol[],
    check: RuleCheck,
  ) {
    this.book = new RuleBook([], check)
  }

  get list(): readonly PutAnswer[] {
    return [...this.put.values()]
  }

  /** @throws RuleError naming what is wrong, an action that no version spoken here has among it */
  set(given: PutAnswer): void {
    const { action, version, ...then } = given
    const isSpoken = this.protocols.some((one) => (version === undefined || one.version === version) && isFromStation(one, action))
    if (!isSpoken)
      throw new RuleError(
        ['action'],
        `must be a message that stations send${version === undefined ? '' : ` in OCPP ${version}`}, not ${JSON.stringify(action)}`,
      )
    if (then.answer === undefined && then.wholeAnswer === undefined && then.callError === undefined) {
      throw new RuleError(['answer'], 'is missing: give one of answer, wholeAnswer, callError')
    }
    const rule = { name: nameOf(action, version), when: { action, version }, then }
    this.book.put(rule)
    this.put.set(rule.name, given)
    this.order()
  }

  remove(action: string, version?: string): boolean {
    const name = nameOf(action, version)
    return this.book.remove(name) && this.put.delete(name)
  }

  reset(): void {
    this.book.reset()
    this.put.clear()
  }

  private order(): void {
    const general = this.book.list.filter(({ when }) => when?.version === undefined)
    for (const rule of general) {
      this.book.remove(rule.name)
      this.book.put(rule)
    }
  }
}

function isFromStation({ actions }: Protocol, action: string): boolean {
  const facts = Object.hasOwn(actions, action) ? actions[action] : undefined
  return facts !== undefined && facts.sentBy !== 'csms'
}
