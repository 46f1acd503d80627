import type { Handler, HandlerMap, ReceivedAction } from './connection.js'
import type { Protocol, Role } from './protocol.js'

/** A handler as the dispatcher calls it, after the types have done their work. */
export type AnyHandler = (request: never, message: never) => unknown

/** A version in whatever form: the bare protocol or one with features spread onto it. */
type Speaks<P extends Protocol> = Protocol & { readonly version: P['version'] }

/** Actions that all versions of a union have. */
export type CommonAction<P extends Protocol, R extends Role> =
  ReceivedAction<P, R> extends infer A ? (A extends string ? ([Lacking<P, R, A>] extends [never] ? A : never) : never) : never

type Lacking<P extends Protocol, R extends Role, A extends string> = P extends Protocol
  ? A extends ReceivedAction<P, R>
    ? never
    : P
  : never

/**
 * Who handles what, for all versions an end speaks. Shared by all its connections; may change while they are open.
 */
export class Handlers<P extends Protocol, R extends Role> {
  private readonly byVersion = new Map<string, Map<string, AnyHandler>>()
  private readonly protocols = new Map<string, Protocol>()

  constructor(
    protocols: readonly P[],
    private readonly role: R,
  ) {
    for (const protocol of protocols) {
      this.protocols.set(protocol.version, protocol)
      this.byVersion.set(protocol.version, new Map())
    }
  }

  /** Sets the handler of one action, in one version or in several that share it. */
  handle<Q extends Speaks<P>, A extends CommonAction<Q, R> & string>(
    protocol: Q | readonly Q[],
    action: A,
    handler: NoInfer<Handler<Q, R, A>>,
  ): void {
    const protocols = Array.isArray(protocol) ? (protocol as readonly Q[]) : [protocol as Q]
    if (protocols.length === 0) throw new TypeError(`handle: no version is given for "${action}"`)
    for (const one of protocols) this.set(one, action, handler)
  }

  /** Sets several handlers of one version. */
  implement<Q extends Speaks<P>>(protocol: Q, handlers: NoInfer<HandlerMap<Q, R>>): void {
    for (const [action, handler] of Object.entries(handlers)) {
      if (handler !== undefined) this.set(protocol, action, handler)
    }
  }

  /** The live table of one version. */
  of(protocol: Protocol): ReadonlyMap<string, AnyHandler> {
    return this.table(protocol)
  }

  private set(protocol: Protocol, action: string, handler: unknown): void {
    const table = this.table(protocol)
    const facts = Object.hasOwn(protocol.actions, action) ? protocol.actions[action] : undefined
    if (facts === undefined) throw new TypeError(`handle: OCPP ${protocol.version} has no action "${action}"`)
    if (facts.sentBy === this.role)
      throw new TypeError(`handle: "${action}" is sent by the ${this.role}, so the ${this.role} never receives it`)
    if (typeof handler !== 'function') throw new TypeError(`handle: the handler of "${action}" must be a function, not ${typeof handler}`)
    table.set(action, handler as AnyHandler)
  }

  private table(protocol: Protocol): Map<string, AnyHandler> {
    const table = this.byVersion.get(protocol.version)
    if (table !== undefined) return table
    const spoken = [...this.protocols.keys()].join(', ')
    throw new TypeError(`OCPP ${String(protocol.version)} is not among the versions given (${spoken}); add it to "versions"`)
  }
}
