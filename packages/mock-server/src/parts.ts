import type { Protocol } from '@ocpp-kit/rpc'
import { Answering } from './answering.js'
import { Commander } from './commands/commander.js'
import { Delays } from './delays.js'
import { Memory } from './memory.js'
import type { ResolvedOptions } from './options.js'
import { createReporting, type Reporting } from './reporting.js'
import type { MockVersion } from './version.js'

/** What a server is made of, before anybody can connect. */
export interface Parts extends Reporting {
  readonly own: ResolvedOptions
  readonly protocols: readonly Protocol[]
  readonly memory: Memory
  readonly delays: Delays
  readonly commander: Commander
  readonly answering: Answering
}

export function createParts(versions: readonly MockVersion[], own: ResolvedOptions): Parts {
  const protocols = versions.map(({ protocol }) => protocol)
  const versionOf = ({ version }: Protocol): MockVersion => versions.find(({ protocol }) => protocol.version === version) as MockVersion
  const reporting = createReporting(own)
  const { events } = reporting
  const memory = new Memory(own, versions, events)
  const delays = new Delays(own.clock)
  const commander = new Commander({ ...reporting, own, memory, versionOf })
  const answering = new Answering({
    rules: memory.rules,
    answers: memory.answers.book,
    protocols,
    versionOf,
    sceneOf: (station) => memory.sceneOf(station),
    delays,
    onRule: ({ name }, { identity, action }) => events.emit('rule', { station: identity, action, rule: name }),
    followUp: (station, { action, payload }) => void commander.sendAlone(station, action, payload),
  })
  events.on('connected', (station) => memory.connections.connected(station))
  events.on('disconnected', (end) => memory.connections.disconnected(end))
  events.on('handshakeRefused', (refusal) => memory.connections.refused(refusal))
  return { ...reporting, own, protocols, memory, delays, commander, answering }
}
