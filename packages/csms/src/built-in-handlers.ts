import { storeOrClose } from './connection/store-or-close.js'
import type { AnyHandlers, Core, Incoming } from './core.js'
import { type Features, handlersOf } from './features/features.js'
import type { AnyVersion } from './version.js'

type Handle = (request: object, message: Incoming) => unknown

/** What the csms does with the messages of a version, before a program puts handlers of its own in their place. */
export function builtInHandlers(core: Core, version: AnyVersion, features: Features): AnyHandlers {
  const handlers: Record<string, Handle> = {}
  for (const action of version.acknowledged ?? []) handlers[action] = acknowledge(core)
  for (const [action, handler] of Object.entries(handlersOf(version, features))) {
    if (handler === undefined) continue
    const handle = handler as Handle
    const isFactual = version.transactions?.factual.includes(action) === true
    handlers[action] = isFactual ? inTurn(core, handle) : witnessed(features, [version], action, handle)
  }
  return handlers as AnyHandlers
}

/** A handler, built in or of the program's own, beside which the csms keeps what it must know whoever answers: who was let in. */
export function witnessed<H>({ provisioning }: Features, versions: readonly AnyVersion[], action: string, handler: H): H {
  if (action !== 'BootNotification' || typeof handler !== 'function') return handler
  const handle = handler as unknown as Handle
  const withWitness: Handle = async (request, message) => {
    const answer = await handle(request, message)
    const adapter = versions.find(({ version }) => version === message.connection.version)?.provisioning
    if (adapter !== undefined) await provisioning.told(message, adapter.bootOf(request), answer)
    return answer
  }
  return withWitness as unknown as H
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
  (core: Core, handle: Handle): Handle =>
  (request, message) => {
    const session = core.sessions.of(message.connection)
    const store = (): Promise<unknown> => storeOrClose(core, message, () => handle(request, message))
    const turn = session.facts.then(store, store)
    session.facts = turn
    return turn
  }
