import type { Connection, ConnectionEvents } from './connection.js'
import { deadlinesOf } from './deadlines.js'
import { Emitter } from './emitter.js'
import { type AnyHandler, Handlers } from './handlers.js'
import type { EndpointFacts, Shared, TraceChannels } from './internals.js'
import { type ConnectionOptions, type ResolvedConnectionOptions, resolveConnectionOptions } from './options.js'
import { Peer } from './peer.js'
import type { Protocol, Role, Validate, Validators } from './protocol.js'
import type { SocketPort } from './socket.js'
import { checkPolicy, checkPolicyActions, compiledGates, type Gates, type ValidationPolicy } from './validation.js'

export function createShared(options: ConnectionOptions, channels?: TraceChannels): Shared {
  const resolved = resolveConnectionOptions(options)
  const events = new Emitter<ConnectionEvents>((error, event) => resolved.onError(error, { event }))
  return { options: resolved, deadlines: deadlinesOf(resolved.clock), events, channels }
}

/** Everything that connections of one version and role have in common, so that a connection itself stays small. */
export class Endpoint<P extends Protocol = Protocol, R extends Role = Role> implements EndpointFacts {
  readonly options: ResolvedConnectionOptions
  /** The handlers in force; live. */
  readonly handlers: ReadonlyMap<string, AnyHandler>
  private readonly gatesByPolicy = new WeakMap<ValidationPolicy, Gates>()
  private validate: Validate | Promise<Validate> | undefined

  private constructor(
    readonly protocol: P,
    readonly role: R,
    readonly shared: Shared,
    handlers: Handlers<P, R>,
    private readonly validators: Validators,
  ) {
    this.options = shared.options
    this.handlers = handlers.of(protocol)
    if (typeof this.options.validation === 'object') this.gates(this.options.validation)
  }

  /** Loads the version's validators; from then on every message is checked synchronously. */
  static async create<P extends Protocol, R extends Role>(
    protocol: P,
    role: R,
    shared: Shared,
    handlers: Handlers<P, R>,
  ): Promise<Endpoint<P, R>> {
    return new Endpoint(protocol, role, shared, handlers, await protocol.validators())
  }

  /** Starts speaking over a socket. */
  connect(socket: SocketPort, identity: string): Connection<P, R> {
    const { wrapSocket } = this.options
    const port = wrapSocket === undefined ? socket : wrapSocket(socket, identity)
    return new Peer(this, port, identity) as unknown as Connection<P, R>
  }

  /** The compiled policy for one peer. */
  gatesFor(identity: string): Gates {
    const { validation } = this.options
    if (typeof validation !== 'function') return this.gates(validation)
    return this.gates(checkPolicy('validation: what the function returned', validation({ identity, version: this.protocol.version })))
  }

  gatesOf(policy: ValidationPolicy): Gates {
    checkPolicyActions(checkPolicy('policy', policy), [this.protocol])
    return this.gates(policy)
  }

  describe(): Validate | Promise<Validate> {
    this.validate ??= this.protocol.describe().then(
      ({ validate }) => {
        this.validate = validate
        return validate
      },
      (thrown: unknown) => {
        this.validate = undefined
        throw thrown
      },
    )
    return this.validate
  }

  /** A function may make its policy anew for each peer; what says the same is compiled once. */
  private gates(policy: ValidationPolicy): Gates {
    const known = this.gatesByPolicy.get(policy)
    if (known !== undefined) return known
    const gates = compiledGates(this.protocol, this.role, this.validators, policy)
    this.gatesByPolicy.set(policy, gates)
    return gates
  }
}

/** An end that speaks one version over sockets made elsewhere: for browsers, tests and other transports. */
export interface End<P extends Protocol, R extends Role> {
  readonly handlers: Handlers<P, R>
  readonly events: Emitter<ConnectionEvents>
  connect(socket: SocketPort, identity: string): Connection<P, R>
}

/**
 * @throws TypeError an option is out of range
 */
export async function createEnd<P extends Protocol, R extends Role>(
  protocol: P,
  role: R,
  options: ConnectionOptions = {},
): Promise<End<P, R>> {
  const shared = createShared(options)
  if (typeof shared.options.validation === 'object') checkPolicyActions(shared.options.validation, [protocol])
  const handlers = new Handlers<P, R>([protocol], role)
  const endpoint = await Endpoint.create(protocol, role, shared, handlers)
  return { handlers, events: shared.events, connect: (socket, identity) => endpoint.connect(socket, identity) }
}
