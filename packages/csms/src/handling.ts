import { type CommonAction, type Handler, type Handlers, OcppError, type Protocol } from '@ocpp-kit/rpc'
import { builtInHandlers, guarded, witnessed } from './built-in-handlers.js'
import type { Core, Incoming } from './core.js'
import type { Features } from './features/features.js'
import type { Facts } from './ledger/facts.js'
import type { AnyVersion } from './version.js'

/** A version in whatever form: the bare protocol or one with features spread onto it. */
type Speaks<P extends Protocol> = Protocol & { readonly version: P['version'] }

type AnswerTo<P extends Protocol, A extends string> = Awaited<ReturnType<Handler<P, 'csms', A>>>

/** Nothing stands for an empty answer; a message that takes none has none. */
type Given<R> = [Exclude<R, void>] extends [never] ? R : Exclude<R, void>

/**
 * Stands around the handler that was there before. `handle` has it do its work on the message, once, and gives its answer, which may be
 * given on as it is, changed, or left aside.
 */
export type Wrapper<P extends Protocol, A extends string> = (
  request: Parameters<Handler<P, 'csms', A>>[0],
  message: Parameters<Handler<P, 'csms', A>>[1],
  handle: () => Promise<Given<AnswerTo<P, A>>>,
) => ReturnType<Handler<P, 'csms', A>>

/** Wraps the handler of one action, in one version or in several that share it. */
export type Wrap<P extends Protocol> = <Q extends Speaks<P>, A extends CommonAction<Q, 'csms'> & string>(
  protocol: Q | readonly Q[],
  action: A,
  wrapper: NoInfer<Wrapper<Q, A>>,
) => void

type Handle = (request: object, message: Incoming) => unknown
type AnyWrapper = (request: object, message: Incoming, handle: () => Promise<unknown>) => unknown

interface HandlingParts<P extends Protocol> {
  readonly core: Core
  readonly versions: readonly (P & AnyVersion)[]
  readonly features: Features
  readonly facts: Facts
  readonly handlers: Handlers<P, 'csms'>
  /** Those of the running listener, where there is one. */
  listener(): Pick<Handlers<P, 'csms'>, 'handle'> | undefined
}

/** Who handles what: the csms, or the program in its place or around it. */
export class Handling<P extends Protocol> {
  /** The handlers in force by version and action, without what the csms keeps beside them. */
  private readonly bare = new Map<string, Handle>()

  constructor(private readonly parts: HandlingParts<P>) {
    const { core, versions, features, facts } = parts
    for (const version of versions) {
      for (const [action, handler] of Object.entries(builtInHandlers(core, version, features, facts))) {
        const handle = handler as unknown as Handle
        this.bare.set(keyOf(version, action), handle)
        this.put(version, action, witnessed(features, [version], action, handle))
      }
    }
  }

  readonly handle: Handlers<P, 'csms'>['handle'] = (protocol, action, handler) => {
    for (const one of listOf(protocol, action)) this.set(one, action, handler as unknown as Handle)
  }

  readonly implement: Handlers<P, 'csms'>['implement'] = (protocol, map) => {
    for (const [action, handler] of Object.entries(map)) {
      if (handler !== undefined) this.set(protocol, action, handler as Handle)
    }
  }

  readonly wrap: Wrap<P> = (protocol, action, wrapper) => {
    if (typeof wrapper !== 'function') throw new TypeError(`wrap: the wrapper of "${action}" must be a function, not ${typeof wrapper}`)
    for (const one of listOf(protocol, action)) {
      const inner = this.bare.get(keyOf(one, action)) ?? notImplemented
      this.set(one, action, around(inner, wrapper as unknown as AnyWrapper))
    }
  }

  private set(protocol: Protocol, action: string, handler: Handle): void {
    const { features, facts, versions } = this.parts
    this.put(protocol, action, guarded(facts, versions, action, witnessed(features, versions, action, handler)))
    this.bare.set(keyOf(protocol, action), handler)
  }

  /** @throws TypeError the version is not given, or has no such action of stations */
  private put(protocol: Protocol, action: string, handler: Handle): void {
    const { handlers, listener } = this.parts
    handlers.handle(protocol as never, action as never, handler as never)
    listener()?.handle(protocol as never, action as never, handler as never)
  }
}

/** The inner handler works once, and whoever asks it and does not wait answers no sooner all the same: facts are kept by then (G1). */
const around =
  (inner: Handle, wrapper: AnyWrapper): Handle =>
  async (request, message) => {
    let work: Promise<unknown> | undefined
    const handle = (): Promise<unknown> => {
      work ??= (async () => (await inner(request, message)) ?? {})()
      return work
    }
    const answer = await wrapper(request, message, handle)
    // How it failed is the wrapper's to say; where facts could not be kept, the connection has closed by then.
    await work?.catch(() => {})
    return answer
  }

function listOf<Q extends Protocol>(protocol: Q | readonly Q[], action: string): readonly Q[] {
  const list = Array.isArray(protocol) ? (protocol as readonly Q[]) : [protocol as Q]
  if (list.length === 0) throw new TypeError(`no version is given for "${action}"`)
  return list
}

const keyOf = ({ version }: Protocol, action: string): string => `${version}/${action}`

const notImplemented: Handle = (_request, { action }) => {
  throw new OcppError('NotImplemented', `nothing handles ${action}`)
}
