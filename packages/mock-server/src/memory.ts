import type { Emitter } from '@ocpp-kit/rpc'
import { Admission } from './admission.js'
import { AnswerTable } from './answer-table.js'
import { Connected } from './connected.js'
import { ConnectionLog } from './connection-log.js'
import { Faults } from './faults.js'
import { MessageLog } from './message-log.js'
import type { MockServerEvents } from './mock-server.js'
import type { ResolvedOptions } from './options.js'
import { Received } from './received.js'
import { RuleBook } from './rules/rule-book.js'
import { createRuleCheck } from './rules/rule-check.js'
import { vocabularyOf } from './rules/vocabulary.js'
import { StationStates } from './station-states.js'
import { VerdictLog } from './verdict-log.js'
import type { MockVersion, Scene } from './version.js'
import { MockWorld } from './world.js'

/** What a server was told and has seen: everything that a reset brings back to the start. */
export class Memory {
  readonly world: MockWorld
  readonly states = new StationStates()
  readonly connected: Connected
  readonly admission = new Admission(this.states)
  readonly messages: MessageLog
  readonly verdicts: VerdictLog
  readonly connections: ConnectionLog
  readonly received: Received
  readonly rules: RuleBook
  readonly answers: AnswerTable
  readonly faults: Faults

  constructor(own: ResolvedOptions, versions: readonly MockVersion[], events: Emitter<MockServerEvents>) {
    const { clock } = own
    const check = createRuleCheck(vocabularyOf(versions))
    const protocols = versions.map(({ protocol }) => protocol)
    const now = (): Date => this.world.now()
    this.world = new MockWorld(own)
    this.connected = new Connected(this.states, own.maxKept)
    this.messages = new MessageLog(own)
    this.verdicts = new VerdictLog(own, now, (breach) => events.emit('verdict', breach))
    this.connections = new ConnectionLog(own, now)
    this.received = new Received(own, clock)
    this.rules = new RuleBook(own.rules, check)
    this.answers = new AnswerTable(protocols, check)
    this.faults = new Faults({ initial: own.faults, seed: own.seed, clock, onFault: (event) => events.emit('fault', event) })
  }

  sceneOf(station: string): Scene {
    return { world: this.world, station: this.states.of(station) }
  }

  /** A station that has been gone for long is remembered no longer. */
  forget(station: string): void {
    for (const part of [this.world, this.rules, this.answers.book, this.admission]) part.forget(station)
  }

  /** As it was at the start; connections stay. */
  reset(): void {
    for (const part of [this.world, this.connected, this.rules, this.answers, this.faults]) part.reset()
    for (const part of [this.connections, this.received, this.messages, this.verdicts, this.states, this.admission]) part.clear()
  }
}
