import { isOcppError } from '@ocpp-kit/rpc'
import type { Core, Incoming } from '../core.js'
import { within } from '../deadline.js'

/** WebSocket close code "try again later". */
const tryAgainLater = 1013

/** Closes the connection of a message that cannot be kept, and tells of it: a lost connection is no attempt (E11), so the station keeps it. */
export async function closeToTryAgain({ events, station }: Core, message: Incoming, error: unknown): Promise<void> {
  const { connection, action, messageId } = message
  events.emit('message.failed', { station: station(connection.identity), action, messageId, error })
  await connection.close({ code: tryAgainLater, reason: 'the message cannot be stored now' })
}

/**
 * Does what has to be known of the store before a message with facts about transactions may be handled. Where the store fails, or is too
 * slow, the connection closes: a CALLERROR, and silence, would count as a failed attempt (1.6 §3.7.1, E13.FR.04).
 */
export async function storeOrClose<T>(core: Core, message: Incoming, store: () => T | Promise<T>): Promise<T> {
  try {
    return await within(core.clock, core.clock.monotonic() + core.storeTimeoutMs, 'the store', store)
  } catch (error) {
    if (isOcppError(error)) throw error
    await closeToTryAgain(core, message, error)
    throw error
  }
}
