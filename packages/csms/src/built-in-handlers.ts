import { isOcppError } from '@ocpp-kit/rpc'
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
    handlers[action] = version.transactions?.factual.includes(action) ? storeOrClose(core, handle) : handle
  }
  return handlers as AnyHandlers
}

const acknowledge =
  ({ events, station }: Core): Handle =>
  (request, message) => {
    message.afterAnswer(() =>
      events.emit('notification', { station: station(message.connection.identity), action: message.action, request }),
    )
    return {}
  }

/** WebSocket close code "try again later". */
const tryAgainLater = 1013

/**
 * A station counts a CALLERROR, and silence, as a failed attempt, and drops a transaction message after a few (1.6 §3.7.1, E13.FR.04);
 * a lost connection is no attempt (E11). So what cannot be stored closes the connection, and the station keeps it.
 */
const storeOrClose =
  ({ events, station }: Core, handle: Handle): Handle =>
  async (request, message) => {
    try {
      return await handle(request, message)
    } catch (error) {
      if (isOcppError(error)) throw error
      const { connection, action, messageId } = message
      events.emit('message.failed', { station: station(connection.identity), action, messageId, error })
      await connection.close({ code: tryAgainLater, reason: 'the message cannot be stored now' })
      throw error
    }
  }
