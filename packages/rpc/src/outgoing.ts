import { type Calls, PendingCall } from './calls.js'
import type { UntypedCallOptions } from './connection.js'
import { ConnectionError, violationError } from './errors.js'
import { CALL, encode, maxMessageIdLength, SEND } from './frame.js'
import type { PeerFacts } from './internals.js'
import { maxTimerMs, wholeNumber } from './options.js'
import { isPromise } from './promises.js'
import type { Violation } from './protocol.js'
import { type Signer, signedSuffix, wrap } from './signed.js'
import { checkMode, type Gate, type ValidationMode } from './validation.js'

/** What sending needs beyond {@link PeerFacts}. */
export interface Sender extends PeerFacts {
  /** The calls of this connection, made on first use. */
  ownCalls(): Calls
  /** @throws ConnectionError `CLOSED` or `BACKPRESSURE` */
  checkWritable(action: string): void
}

/** Our requests, from payload to frame: an invalid one fails here and is never sent (design: blame the right side). */
export function startCall(
  peer: Sender,
  action: string,
  gate: Gate | undefined,
  request: object,
  options: UntypedCallOptions,
): Promise<object> {
  try {
    checkRequest(action, request, options.validation)
    const sent = options.requestText === undefined ? request : readText(action, options.requestText)
    checkSignal(options.signal)
    peer.endpoint.options.permit?.({ connection: peer.asConnection(), action, request: sent })
    peer.checkWritable(action)
    const checked = checkOwn(peer, gate, options.validation, request)
    return checked === undefined
      ? issueCall(peer, action, gate, request, options)
      : checked.then(() => issueCall(peer, action, gate, request, options))
  } catch (thrown) {
    return Promise.reject(thrown)
  }
}

/** The same for a SEND, which takes no turn. Signing has the time of a call. */
export async function startSend(peer: Sender, action: string, request: object, validation: ValidationMode | undefined): Promise<void> {
  checkRequest(action, request, validation)
  peer.endpoint.options.permit?.({ connection: peer.asConnection(), action, request })
  peer.checkWritable(action)
  const gate = peer.gates.get(action)
  const checked = checkOwn(peer, gate, validation, request)
  if (checked !== undefined) await checked
  const messageId = messageIdFor(peer, undefined)
  const signer = signerFor(peer, action)
  if (signer === undefined) return peer.write(encode([SEND, messageId, action, request]))
  const calls = peer.ownCalls()
  const send = new PendingCall(calls, messageId, action, gate, 'off', peer.endpoint.options.callTimeoutMs)
  sign(peer, signer, SEND, send, JSON.stringify(request), () => {
    peer.write(send.text)
    send.resolve(request)
    peer.ended()
  })
  await send.promise
}

/** @throws TypeError naming what is wrong with a call that the types would not have let through */
function checkRequest(action: string, request: object, validation: ValidationMode | undefined): void {
  if (typeof action !== 'string' || action === '') throw new TypeError(`action must be a text, not ${JSON.stringify(action)}`)
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new TypeError(`request: the payload of "${action}" must be an object, {} where it is empty, not ${show(request)}`)
  }
  if (validation !== undefined) checkMode('validation', validation)
}

/** @throws TypeError the text is none that may stand in a frame for a payload */
function readText(action: string, text: string): object {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch (cause) {
    throw new TypeError(`requestText: the payload of "${action}" must be JSON`, { cause })
  }
  if (typeof text !== 'string' || typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw new TypeError(`requestText: the payload of "${action}" must be the text of a JSON object`)
  }
  return read
}

const show = (value: unknown): string => (Array.isArray(value) ? 'an array' : String(value))

/** @throws TypeError */
function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined || typeof (signal as Partial<AbortSignal> | null)?.addEventListener === 'function') return
  throw new TypeError('signal must be an AbortSignal')
}

/** @throws TypeError naming the option that the id comes from */
function messageIdFor(peer: Sender, given: string | undefined): string {
  const messageId: unknown = given ?? peer.endpoint.options.createMessageId()
  const option = given === undefined ? 'createMessageId: the id it returned' : 'messageId'
  if (typeof messageId !== 'string') throw new TypeError(`${option} must be a string, not ${typeof messageId}`)
  if (messageId.length > maxMessageIdLength) {
    throw new TypeError(`${option} must have at most ${maxMessageIdLength} characters, not ${messageId.length}`)
  }
  return messageId
}

const signerFor = (peer: Sender, action: string): Signer | undefined => {
  const { signer } = peer.endpoint.options
  return signer?.signs?.(action) === true && peer.protocol.signedMessages ? signer : undefined
}

/**
 * Holds an own payload to its schema. `undefined`: it may go; a promise: whether it may shows once the validator is loaded.
 * @throws OcppError it breaks its schema, and the mode does not let it pass
 */
function checkOwn(peer: Sender, gate: Gate | undefined, given: ValidationMode | undefined, payload: object): Promise<void> | undefined {
  const mode = given ?? gate?.outgoing ?? 'off'
  if (gate === undefined || mode === 'off' || gate.checkRequest(payload)) return undefined
  const found = peer.describe({ direction: 'out', gate, kind: 'request', mode, payload })
  if (mode === 'report') {
    if (isPromise(found)) found.catch((thrown: unknown) => peer.failed({ action: gate.action, messageId: '' }, thrown))
    return undefined
  }
  const refuse = (violations: readonly Violation[]): never => {
    throw violationError(violations, { identity: peer.identity, action: gate.action })
  }
  return isPromise(found) ? found.then(refuse) : refuse(found)
}

function issueCall(peer: Sender, action: string, gate: Gate | undefined, request: object, options: UntypedCallOptions): Promise<object> {
  const { requestText, signal, timeoutMs, validation } = options
  const messageId = messageIdFor(peer, options.messageId)
  const timeout = wholeNumber('timeoutMs', timeoutMs, peer.endpoint.options.callTimeoutMs, 1, maxTimerMs)
  const signer = signerFor(peer, action)
  const text = signer === undefined ? callText(messageId, action, request, requestText) : ''
  peer.checkWritable(action)
  if (signal?.aborted === true) {
    const where = { identity: peer.identity, action, messageId, cause: signal.reason as unknown }
    throw new ConnectionError('ABORTED', 'the call was aborted before it was sent', where)
  }
  const calls = peer.ownCalls()
  const call = new PendingCall(calls, messageId, action, gate, validation ?? gate?.incoming ?? 'off', timeout, text)
  if (signer === undefined) calls.add(call)
  else sign(peer, signer, CALL, call, requestText ?? JSON.stringify(request), () => calls.add(call))
  if (signal !== undefined) abortWith(calls, call, signal)
  return call.promise
}

const callText = (messageId: string, action: string, request: object, requestText: string | undefined): string =>
  requestText === undefined
    ? encode([CALL, messageId, action, request])
    : `[${CALL},${JSON.stringify(messageId)},${JSON.stringify(action)},${requestText}]`

/** Makes the signed frame of a request (2.x Part 4 §7) and goes on, unless its time, its caller or a close has ended it meanwhile. */
function sign(peer: Sender, signer: Signer, type: typeof CALL | typeof SEND, call: PendingCall, payload: string, go: () => void): void {
  const calls = peer.ownCalls()
  const { action, messageId } = call
  const fail = (thrown: unknown): void => {
    call.reject(thrown)
    peer.ended()
  }
  calls.prepare(call)
  wrap(signer, action, type, payload).then(
    (signed) => {
      if (!calls.prepared(call)) return
      try {
        peer.checkWritable(action)
        call.text = encode([type, messageId, action + signedSuffix, signed])
        go()
      } catch (thrown) {
        fail(thrown)
      }
    },
    (thrown: unknown) => {
      if (calls.prepared(call)) fail(thrown)
    },
  )
}

function abortWith(calls: Calls, call: PendingCall, signal: AbortSignal): void {
  const onAbort = (): void => calls.abort(call, signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  call.unlisten = () => signal.removeEventListener('abort', onAbort)
}
