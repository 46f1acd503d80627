import type { AnyConnection, CallOptions, Clock } from '@ocpp-kit/rpc'
import { MockServerError } from '../errors.js'
import type { CommandFacts, MockVersion, Scene } from '../version.js'

/** A command that was answered. */
export interface CommandResult {
  readonly station: string
  readonly version: string
  readonly action: string
  readonly request: object
  /** `{}` for a SEND, which is never answered. */
  readonly response: object
  readonly tookMs: number
  /** What is odd about the answer, e.g. a status other than Accepted; `undefined` when nothing is. */
  readonly oddity: string | undefined
}

export interface SendDeps {
  readonly clock: Clock
  readonly find: (station: string) => AnyConnection | undefined
  readonly versionOf: (connection: AnyConnection) => MockVersion
  readonly sceneOf: (station: string) => Scene
  /** Told of what a check of the table threw. */
  readonly onError: (error: unknown) => void
}

/** Sends commands: the payload from the table unless one is given, the answer checked. */
export class Sender {
  private isOver = false

  constructor(private readonly deps: SendDeps) {}

  /** Nothing more is sent. */
  end(): void {
    this.isOver = true
  }

  /** The connection of a station. @throws MockServerError `NOT_CONNECTED`, `CLOSED` */
  connection(station: string): AnyConnection {
    if (this.isOver) throw new MockServerError('CLOSED', 'the server is closed')
    const connection = this.deps.find(station)
    if (connection !== undefined) return connection
    throw new MockServerError('NOT_CONNECTED', `${station} is not connected`)
  }

  isKnown(connection: AnyConnection, action: string): boolean {
    return Object.hasOwn(this.deps.versionOf(connection).commands, action)
  }

  /** See `MockServer.send`. */
  async send(station: string, action: string, payload?: object, options: CallOptions = {}): Promise<CommandResult> {
    const { clock, versionOf, sceneOf } = this.deps
    const connection = this.connection(station)
    const { identity, version } = connection
    const { commands, protocol } = versionOf(connection)
    const facts = Object.hasOwn(commands, action) ? commands[action] : undefined
    if (facts === undefined)
      throw new MockServerError('NO_SUCH_COMMAND', `OCPP ${version}, which ${identity} speaks, has no command ${action}`)
    const scene = sceneOf(identity)
    const request = payload ?? facts.payload(scene)
    const begin = clock.monotonic()
    if (protocol.actions[action]?.kind === 'send') {
      await connection.sendUntyped(action, request, { validation: options.validation })
      return { station: identity, version, action, request, response: {}, tookMs: 0, oddity: undefined }
    }
    const response = await connection.callUntyped(action, request, options)
    const tookMs = Math.round(clock.monotonic() - begin)
    return { station: identity, version, action, request, response, tookMs, oddity: this.oddityOf(facts, response, request, scene) }
  }

  private oddityOf({ check = statusCheck }: CommandFacts, response: object, request: object, scene: Scene): string | undefined {
    try {
      return check(response as never, request as never, scene)
    } catch (thrown) {
      this.deps.onError(thrown)
      return undefined
    }
  }
}

/** What is odd about most answers: a status other than Accepted. */
const statusCheck = (response: { readonly status?: unknown }): string | undefined =>
  response.status === undefined || response.status === 'Accepted' ? undefined : `the status is ${String(response.status)}`
