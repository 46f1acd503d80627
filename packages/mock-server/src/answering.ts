import { type AnyMessage, Handlers, isOcppError, OcppError, type Protocol } from '@ocpp-kit/rpc'
import type { Delays } from './delays.js'
import { overlay } from './rules/payload.js'
import { type FollowUp, listOf, type RuleEffect } from './rules/rule.js'
import type { NamedRule, RuleBook } from './rules/rule-book.js'
import type { MockVersion, Scene } from './version.js'

type Answer = object | undefined

export interface AnsweringDeps {
  readonly rules: RuleBook
  /** Answers that were put at run time; looked at where no rule takes the message. */
  readonly answers: RuleBook
  readonly protocols: readonly Protocol[]
  readonly versionOf: (protocol: Protocol) => MockVersion
  readonly sceneOf: (station: string) => Scene
  readonly delays: Delays
  /** Told when a rule takes a message. */
  readonly onRule: (rule: NamedRule, message: AnyMessage) => void
  readonly followUp: (station: string, command: FollowUp) => void
}

/**
 * Decides what a message of a station is answered: by a rule, by an answer that was put, by a handler in code, by the version's
 * table; the first that there is.
 */
export class Answering {
  private readonly taken = new WeakMap<AnyMessage, NamedRule>()
  /** Errors that somebody chose to answer, as against those that the station has earned. */
  private readonly chosen = new WeakSet<OcppError>()

  private inCode: Handlers<Protocol, 'csms'>

  constructor(private readonly deps: AnsweringDeps) {
    this.inCode = new Handlers(deps.protocols, 'csms')
  }

  /** Answers that are given in code, until a reset. */
  get handlers(): Handlers<Protocol, 'csms'> {
    return this.inCode
  }

  reset(): void {
    this.inCode = new Handlers(this.deps.protocols, 'csms')
  }

  /** Finds the rule for a message, before its payload is looked at; `ignore` where the rule is to say nothing. */
  admit(message: AnyMessage): 'admit' | 'ignore' {
    const rule = this.deps.rules.choose(message) ?? this.deps.answers.choose(message)
    if (rule === undefined) return 'admit'
    this.deps.onRule(rule, message)
    const { silence, command, close } = rule.then
    if (silence !== true) {
      this.taken.set(message, rule)
      return 'admit'
    }
    this.afterwards(message, { command, close })
    return 'ignore'
  }

  /** @throws OcppError that a rule, a handler or the table answers */
  answer(request: object, message: AnyMessage): Answer | Promise<Answer> {
    const rule = this.taken.get(message)
    return rule === undefined ? this.usual(request, message) : this.byRule(rule.then, request, message)
  }

  isChosen(error: OcppError): boolean {
    return this.chosen.has(error)
  }

  private usual(request: object, message: AnyMessage): Answer | Promise<Answer> {
    const { versionOf, sceneOf } = this.deps
    const { action, connection } = message
    const { protocol } = connection
    try {
      const handler = this.handlers.of(protocol).get(action)
      if (handler === undefined) {
        const { answers } = versionOf(protocol)
        const answer = Object.hasOwn(answers, action) ? answers[action] : undefined
        if (answer === undefined) throw new OcppError('NotSupported', `${action} is not supported here`)
        return answer(request as never, sceneOf(message.identity), message)
      }
      const result = handler(request as never, message as never) as Answer | Promise<Answer>
      return result instanceof Promise ? result.catch((thrown: unknown) => this.throwChosen(thrown)) : result
    } catch (thrown) {
      return this.throwChosen(thrown)
    }
  }

  private byRule(effect: RuleEffect, request: object, message: AnyMessage): Answer | Promise<Answer> {
    const { delayMs = 0 } = effect
    if (delayMs === 0) return this.carryOut(effect, request, message)
    return this.deps.delays.wait(delayMs).then(() => this.carryOut(effect, request, message))
  }

  private carryOut(effect: RuleEffect, request: object, message: AnyMessage): Answer | Promise<Answer> {
    const { answer, wholeAnswer, callError, close } = effect
    if (close !== undefined && answer === undefined && wholeAnswer === undefined && callError === undefined) {
      hangUp(message, close)
      return this.throwChosen(new OcppError('GenericError', 'a rule closes the connection instead of an answer'))
    }
    this.afterwards(message, effect)
    if (callError !== undefined) {
      const { code, description, details } = callError
      return this.throwChosen(new OcppError(code, description, { details }))
    }
    if (wholeAnswer !== undefined) return wholeAnswer
    const usual = this.usual(request, message)
    if (answer === undefined) return usual
    return usual instanceof Promise ? usual.then((one) => overlay(one ?? {}, answer)) : overlay(usual ?? {}, answer)
  }

  /** What comes after the answer, or where it would have been. */
  private afterwards(message: AnyMessage, { command, close }: RuleEffect): void {
    const { delays, followUp } = this.deps
    message.afterAnswer(() => {
      for (const one of listOf(command)) {
        if (one.delayMs === undefined || one.delayMs === 0) followUp(message.identity, one)
        else delays.after(one.delayMs, () => followUp(message.identity, one))
      }
      if (close !== undefined) hangUp(message, close)
    })
  }

  private throwChosen(thrown: unknown): never {
    if (isOcppError(thrown)) this.chosen.add(thrown)
    throw thrown
  }
}

function hangUp({ connection }: AnyMessage, { code, reason }: NonNullable<RuleEffect['close']>): void {
  void connection.close({ code, reason })
}
