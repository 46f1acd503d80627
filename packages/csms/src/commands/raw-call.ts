import { randomUUID } from 'node:crypto'
import { type AnyConnection, CALLERROR, CALLRESULT, isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import { notConnected } from '../connection/commandable.js'
import type { Core } from '../core.js'
import { CsmsError } from '../errors.js'
import type { RawCallOptions, RawCallOutcome } from './api.js'

/**
 * Puts a message on the wire as it is given, whatever the station's version, class or acceptance say of it, and tells what came back.
 * It takes its turn like any other call.
 * @throws CsmsError `UNKNOWN_STATION` or `NOT_CONNECTED`
 * @throws ConnectionError the connection ended before the answer, or the message could not be handed to it
 */
export async function callRaw(
  core: Core,
  identity: string,
  action: string,
  payload: object,
  { timeoutMs, payloadText }: RawCallOptions = {},
): Promise<RawCallOutcome> {
  const connection = core.sessions.find(identity)?.connection
  if (connection === undefined) throw await unreachable(core, identity, action)
  const messageId = randomUUID()
  const answer = watchAnswer(connection, messageId)
  try {
    const result = await connection.callUntyped(action, payload, { messageId, timeoutMs, requestText: payloadText, validation: 'off' })
    return answer.outcome() ?? { result }
  } catch (error) {
    const outcome = answer.outcome()
    if (outcome !== undefined) return outcome
    if (isConnectionError(error) && error.code === 'CALL_TIMEOUT' && error.sent) return { timeout: true }
    if (isOcppError(error) && error.origin === 'peer') {
      return { error: { code: error.code, description: error.description, details: error.details } }
    }
    throw error
  } finally {
    answer.end()
  }
}

/** @returns the error for a station that has no connection: one that never came, or one that is away */
export async function unreachable(core: Core, identity: string, action: string): Promise<CsmsError> {
  const known = await core.station(identity).record()
  return known === undefined
    ? new CsmsError('UNKNOWN_STATION', `${action}: there is no station ${identity}`)
    : notConnected(core, known.identity, action)
}

/** Sees the answering frame itself, as it tells more than what the call makes of it: a code of the station's own, members that nobody knows. */
function watchAnswer(connection: AnyConnection, messageId: string): { outcome(): RawCallOutcome | undefined; end(): void } {
  let outcome: RawCallOutcome | undefined
  const end = connection.on('frame', ({ direction, text, verdict }) => {
    if (direction === 'out' || outcome !== undefined || !text.includes(messageId)) return
    if (verdict.kind === 'fault') outcome = { unreadable: text }
    else outcome = readAnswer(text, messageId)
  })
  return { outcome: () => outcome, end }
}

function readAnswer(text: string, messageId: string): RawCallOutcome | undefined {
  const [type, id, third, description, details] = JSON.parse(text) as readonly unknown[]
  if (id !== messageId) return undefined
  if (type === CALLRESULT) return { result: (third ?? {}) as object, frame: text }
  if (type !== CALLERROR) return undefined
  return { error: { code: String(third), description: String(description), details: (details ?? {}) as object }, frame: text }
}
