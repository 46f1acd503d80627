import type { AnyHandlers, Core, Incoming } from './core.js'
import { type Features, handlersOf } from './features/features.js'
import type { Facts } from './ledger/facts.js'
import type { AnyVersion } from './version.js'

type Handle = (request: object, message: Incoming) => unknown

/** What the csms does with the messages of a version, before a program puts handlers of its own in their place. */
export function builtInHandlers(core: Core, version: AnyVersion, features: Features, facts: Facts): AnyHandlers {
  const handlers: Record<string, Handle> = {}
  for (const action of version.acknowledged ?? []) handlers[action] = acknowledge(core)
  for (const [action, handler] of Object.entries(handlersOf(version, features))) {
    if (handler === undefined) continue
    const handle = handler as Handle
    const isFactual = version.transactions?.factual.includes(action) === true
    handlers[action] = isFactual ? inTurn(core, facts, handle) : handle
  }
  return handlers as AnyHandlers
}

/** A handler, built in or of the program's own, beside which the csms keeps what it must know whoever answers: who was let in, and as what. */
export function witnessed<H>({ provisioning, connections }: Features, versions: readonly AnyVersion[], action: string, handler: H): H {
  if (action !== 'BootNotification' || typeof handler !== 'function') return handler
  const handle = handler as unknown as Handle
  const withWitness: Handle = async (request, message) => {
    const adapter = versions.find(({ version }) => version === message.connection.version)?.provisioning
    if (adapter !== undefined) await connections.checkBoot(message.connection, adapter.bootOf(request))
    const answer = await handle(request, message)
    if (adapter !== undefined) await provisioning.told(message, adapter.bootOf(request), answer)
    return answer
  }
  return withWitness as unknown as H
}

/** A handler of the program's: where it stands in for one that stores facts about transactions, these are kept even if it throws. */
export function guarded<H>(facts: Facts, versions: readonly AnyVersion[], action: string, handler: H): H {
  if (typeof handler !== 'function') return handler
  const handle = handler as unknown as Handle
  const factual = versions.filter(({ transactions }) => transactions?.factual.includes(action)).map(({ version }) => version)
  if (factual.length === 0) return handler
  const withGuard: Handle = (request, message) =>
    factual.includes(message.connection.version) ? facts.handleOwn(message, handle) : handle(request, message)
  return withGuard as unknown as H
}

const acknowledge =
  ({ events, station }: Core): Handle =>
  (request, message) => {
    message.afterAnswer(() =>
      events.emit('notification', { station: station(message.connection.identity), action: message.action, request }),
    )
    return {}
  }

/** Facts of one station are dealt with in the order in which they came, though a station may send the next before the answer (1.6 §4.1.1). */
const inTurn =
  ({ sessions, clock }: Core, facts: Facts, handle: Handle): Handle =>
  (_request, message) => {
    const session = sessions.of(message.connection)
    const arrivedAtMs = clock.monotonic()
    const store = (): Promise<unknown> => facts.handle(message, handle, arrivedAtMs)
    const turn = session.facts.then(store, store)
    session.facts = turn
    return turn
  }
