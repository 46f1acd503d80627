import { isOcppError } from '@ocpp-kit/rpc'
import type { Core, Incoming } from '../core.js'

/** WebSocket close code "try again later". */
const tryAgainLater = 1013

/**
 * Does what a message with facts about transactions needs of the store. A station counts a CALLERROR, and silence, as a failed attempt,
 * and drops the message after a few (1.6 §3.7.1, E13.FR.04); a lost connection is no attempt (E11). So where the store fails, the
 * connection closes, and the station keeps its message.
 */
export async function storeOrClose<T>({ events, station }: Core, message: Incoming, store: () => T | Promise<T>): Promise<T> {
  try {
    return await store()
  } catch (error) {
    if (isOcppError(error)) throw error
    const { connection, action, messageId } = message
    events.emit('message.failed', { station: station(connection.identity), action, messageId, error })
    await connection.close({ code: tryAgainLater, reason: 'the message cannot be stored now' })
    throw error
  }
}
