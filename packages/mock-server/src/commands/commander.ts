import type { AnyConnection, CallOptions, Protocol } from '@ocpp-kit/rpc'
import type { Memory } from '../memory.js'
import type { ResolvedOptions } from '../options.js'
import type { Reporting } from '../reporting.js'
import type { MockVersion } from '../version.js'
import { Schedule } from './schedule.js'
import { type CommandResult, Sender } from './send.js'

export interface CommanderDeps extends Reporting {
  readonly own: ResolvedOptions
  readonly memory: Memory
  readonly versionOf: (protocol: Protocol) => MockVersion
}

/** Everything that the server sends of its own accord, and what is told of how it went. */
export class Commander {
  readonly schedule: Schedule
  private readonly sender: Sender

  constructor(private readonly deps: CommanderDeps) {
    const { own, memory, versionOf, events, report } = deps
    const { clock, commands: plans } = own
    this.sender = new Sender({
      clock,
      find: (station) => memory.connected.connection(station),
      versionOf: ({ protocol }) => versionOf(protocol),
      sceneOf: (station) => memory.sceneOf(station),
      onError: (error) => report(error, { event: 'command' }),
    })
    this.schedule = new Schedule({
      clock,
      plans,
      send: (station, { action, payload }) => this.sendAlone(station, action, payload),
      isKnown: (station, action) => {
        const connection = memory.connected.connection(station)
        return connection !== undefined && this.sender.isKnown(connection, action)
      },
      onLacking: (station, action) => {
        const version = memory.connected.find(station)?.version ?? ''
        events.emit('commandLacking', { station, version, action })
      },
    })
  }

  /** Nothing more is sent. */
  end(): void {
    this.schedule.clear()
    this.sender.end()
  }

  /** The connection of a station. @throws MockServerError `NOT_CONNECTED`, `CLOSED` */
  connection(station: string): AnyConnection {
    return this.sender.connection(station)
  }

  /** See `MockServer.send`. */
  async send(station: string, action: string, payload?: object, options?: CallOptions): Promise<CommandResult> {
    const { memory, events } = this.deps
    try {
      memory.admission.commanded(this.connection(station).identity)
      const result = await this.sender.send(station, action, payload, options)
      events.emit('command', result)
      if (result.oddity !== undefined) memory.verdicts.oddAnswer(result, result.oddity)
      return result
    } catch (error) {
      events.emit('commandFailed', { station, action, error })
      throw error
    }
  }

  /** For commands that nobody waits for; how they ended is told as an event. */
  sendAlone(station: string, action: string, payload: object | undefined): Promise<void> {
    return this.send(station, action, payload).then(ignore, ignore)
  }
}

const ignore = (): void => {}
