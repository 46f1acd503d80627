import type { PendingCall } from './calls.js'
import type { SignedPayload } from './connection.js'
import { fromWireCode } from './error-codes.js'
import { OcppError, violationError } from './errors.js'
import {
  CALLRESULT,
  CALLRESULTERROR,
  type CallErrorFrame,
  type CallResultErrorFrame,
  type CallResultFrame,
  type FrameFault,
} from './frame.js'
import type { PeerFacts } from './internals.js'
import { isPromise } from './promises.js'
import type { Violation } from './protocol.js'
import { openSignature } from './signatures.js'
import { isSignedPayload } from './signed.js'

/* The peer's answers to our calls, from frame to promise. An id nobody waits for never reaches another call. */

export function receiveResult(peer: PeerFacts, [, messageId, payload]: CallResultFrame, text: string): void {
  if (peer.protocol.signedMessages && isSignedPayload(payload)) return receiveSigned(peer, messageId, payload, text)
  const call = peer.calls?.take(messageId)
  if (call === undefined) return receiveUnmatched(peer, messageId, text)
  acceptResult(peer, call, payload, text)
}

/** While the signature is looked at the call goes on waiting: its timeout, its signal and a close still end it. */
function receiveSigned(peer: PeerFacts, messageId: string, payload: SignedPayload, text: string): void {
  const action = peer.calls?.awaitedAction(messageId)
  if (action === undefined) return receiveUnmatched(peer, messageId, text)
  const taken = (accept: (call: PendingCall) => void): void => {
    const call = peer.calls?.take(messageId)
    if (call === undefined) receiveUnmatched(peer, messageId, text)
    else accept(call)
  }
  const refused = (call: PendingCall, reason: unknown): void => {
    peer.trace('in', text)
    reject(peer, call, reason)
  }
  openSignature(peer, payload, action, CALLRESULT).then(
    (content) =>
      taken((call) => {
        if (typeof content === 'string') refused(call, new OcppError('SecurityError', content, whereOf(peer, call)))
        else acceptResult(peer, call, content, text)
      }),
    (thrown: unknown) => taken((call) => refused(call, thrown)),
  )
}

export function receiveError(peer: PeerFacts, frame: CallErrorFrame, text: string): void {
  const call = peer.calls?.take(frame[1])
  if (call === undefined) return receiveUnmatched(peer, frame[1], text)
  peer.trace('in', text)
  reject(peer, call, readError(peer, frame, call.action))
}

/** The peer could not use an answer of ours (CALLRESULTERROR, 2.1 Part 4 §4.2.3). There is nobody left to tell but the program. */
export function receiveResultError(peer: PeerFacts, frame: CallResultErrorFrame, text: string): void {
  peer.trace('in', text)
  peer.emit('answerRefused', { connection: peer.asConnection(), error: readError(peer, frame) })
}

/** An answer that is no frame still ends the call it names, rather than letting it time out. */
export function receiveBrokenAnswer(peer: PeerFacts, { fault, reason, messageId, messageType }: FrameFault): void {
  const call = messageId === undefined ? undefined : peer.calls?.take(messageId)
  if (call === undefined) return
  const code = peer.protocol.faults[fault]
  const error = new OcppError(code === 'ignore' ? 'GenericError' : code, `the answer is malformed: ${reason}`, whereOf(peer, call))
  if (messageType === CALLRESULT) refuseResult(peer, call, error)
  reject(peer, call, error)
}

function receiveUnmatched(peer: PeerFacts, messageId: string, text: string): void {
  peer.trace('in', text, { kind: 'unmatched' })
  peer.emit('unmatchedAnswer', { connection: peer.asConnection(), messageId, late: peer.calls?.wasExpired(messageId) ?? false })
  peer.ended()
}

function acceptResult(peer: PeerFacts, call: PendingCall, payload: object, text: string): void {
  const { normalise } = peer.endpoint.options
  const { gate } = call
  let response = payload
  try {
    if (normalise !== undefined) response = normalise(call.action, 'response', payload)
  } catch (thrown) {
    peer.trace('in', text)
    return reject(peer, call, thrown)
  }
  if (gate === undefined || call.mode === 'off' || gate.checkResponse(response)) {
    peer.trace('in', text)
    return resolve(peer, call, response)
  }
  const found = peer.describe({ direction: 'in', gate, kind: 'response', mode: call.mode, payload: response })
  if (!isPromise(found)) return described(peer, call, response, text, found)
  found.then(
    (violations) => described(peer, call, response, text, violations),
    (thrown: unknown) => reject(peer, call, thrown),
  )
}

function described(peer: PeerFacts, call: PendingCall, payload: object, text: string, violations: readonly Violation[]): void {
  peer.trace('in', text, { kind: 'violation', violations })
  if (call.mode === 'report') return resolve(peer, call, payload)
  const error = violationError(violations, whereOf(peer, call))
  refuseResult(peer, call, error)
  reject(peer, call, error)
}

/** Tells the peer that its answer is of no use, where the version has a message for it (2.1 Part 4 §4.2.3). */
function refuseResult(peer: PeerFacts, call: PendingCall, error: OcppError): void {
  if (peer.protocol.messageTypes.includes(CALLRESULTERROR)) peer.writeError(CALLRESULTERROR, call.messageId, error)
}

function resolve(peer: PeerFacts, call: PendingCall, response: object): void {
  call.resolve(response)
  peer.calls?.next()
  peer.ended()
}

function reject(peer: PeerFacts, call: PendingCall, reason: unknown): void {
  call.reject(reason)
  peer.calls?.next()
  peer.ended()
}

const whereOf = (peer: PeerFacts, { action, messageId }: PendingCall) => ({ identity: peer.identity, action, messageId })

const readError = (peer: PeerFacts, frame: CallErrorFrame | CallResultErrorFrame, action?: string): OcppError => {
  const [, messageId, code, description, details] = frame
  return new OcppError(fromWireCode(code), description, {
    identity: peer.identity,
    messageId,
    action,
    details: details as Record<string, unknown>,
    origin: 'peer',
  })
}
