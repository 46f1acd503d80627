import { type Calls, PendingCall } from './calls.js'
import type { CallOptions } from './connection.js'
import { ConnectionError, violationError } from './errors.js'
import { CALL, encode, maxMessageIdLength, SEND } from './frame.js'
import type { PeerFacts } from './internals.js'
import { maxTimerMs, wholeNumber } from './options.js'
import { signedSuffix, wrap } from './signed.js'
import type { Gate, ValidationMode } from './validation.js'

/** What sending needs beyond {@link PeerFacts}. */
export interface Sender extends PeerFacts {
  /** The calls of this connection, made on first use. */
  ownCalls(): Calls
  /** @throws ConnectionError `CLOSED` or `BACKPRESSURE` */
  checkWritable(action: string): void
}

/** Our requests, from payload to frame: an invalid one fails here and is never sent (design: blame the right side). */
export function startCall(peer: Sender, action: string, gate: Gate | undefined, request: object, options: CallOptions): Promise<object> {
  try {
    peer.checkWritable(action)
    const mode = options.validation ?? gate?.outgoing ?? 'off'
    if (gate !== undefined && mode !== 'off' && !gate.checkRequest(request)) {
      return describeOwn(peer, gate, mode, request).then(() => encodeCall(peer, action, gate, request, options))
    }
    return encodeCall(peer, action, gate, request, options)
  } catch (thrown) {
    return Promise.reject(thrown)
  }
}

export async function startSend(peer: Sender, action: string, request: object, validation: ValidationMode | undefined): Promise<void> {
  peer.checkWritable(action)
  const gate = peer.gates.get(action)
  const mode = validation ?? gate?.outgoing ?? 'off'
  if (gate !== undefined && mode !== 'off' && !gate.checkRequest(request)) await describeOwn(peer, gate, mode, request)
  const { signer, createMessageId } = peer.endpoint.options
  const messageId = createMessageId()
  if (signer?.signs?.(action) === true && peer.protocol.signedMessages) {
    peer.write(encode([SEND, messageId, action + signedSuffix, await wrap(signer, action, SEND, request)]))
  } else {
    peer.write(encode([SEND, messageId, action, request]))
  }
}

/** @throws OcppError unless the mode lets the request pass */
async function describeOwn(peer: Sender, gate: Gate, mode: ValidationMode, payload: object): Promise<void> {
  const violations = await peer.describe({ direction: 'out', gate, kind: 'request', mode, payload })
  if (mode !== 'report') throw violationError(violations, { identity: peer.identity, action: gate.action })
}

function encodeCall(peer: Sender, action: string, gate: Gate | undefined, request: object, options: CallOptions): Promise<object> {
  const { signer, createMessageId } = peer.endpoint.options
  const messageId = options.messageId ?? createMessageId()
  if (messageId.length > maxMessageIdLength) {
    throw new TypeError(`messageId must have at most ${maxMessageIdLength} characters, not ${messageId.length}`)
  }
  if (signer?.signs?.(action) === true && peer.protocol.signedMessages) {
    return wrap(signer, action, CALL, request).then((signed) => {
      const text = encode([CALL, messageId, action + signedSuffix, signed])
      return enqueue(peer, action, gate, messageId, text, options)
    })
  }
  return enqueue(peer, action, gate, messageId, encode([CALL, messageId, action, request]), options)
}

function enqueue(
  peer: Sender,
  action: string,
  gate: Gate | undefined,
  messageId: string,
  text: string,
  { timeoutMs, signal, validation }: CallOptions,
): Promise<object> {
  peer.checkWritable(action)
  if (signal?.aborted === true) {
    const where = { identity: peer.identity, action, messageId, cause: signal.reason as unknown }
    throw new ConnectionError('ABORTED', 'the call was aborted before it was sent', where)
  }
  const calls = peer.ownCalls()
  const timeout = wholeNumber('timeoutMs', timeoutMs, peer.endpoint.options.callTimeoutMs, 1, maxTimerMs)
  const call = new PendingCall(calls, messageId, action, gate, validation ?? gate?.incoming ?? 'off', text, timeout)
  calls.add(call)
  if (signal !== undefined) abortWith(calls, call, signal)
  return call.promise
}

function abortWith(calls: Calls, call: PendingCall, signal: AbortSignal): void {
  const onAbort = (): void => calls.abort(call, signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  call.unlisten = () => signal.removeEventListener('abort', onAbort)
}
