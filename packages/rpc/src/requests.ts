import type { SignedPayload } from './connection.js'
import { dispatch, type Outcome } from './dispatch.js'
import { isOcppError, OcppError, toOcppError } from './errors.js'
import { CALL, CALLERROR, CALLRESULT, type CallFrame, type CallResultFrame, encode, SEND, type SendFrame } from './frame.js'
import { IncomingRequest } from './incoming.js'
import type { PeerFacts, RequestName } from './internals.js'
import { isPromise } from './promises.js'
import { TokenBucket } from './rate-limit.js'
import { openSignature } from './signatures.js'
import { signedSuffix, wrap } from './signed.js'
import type { Gate } from './validation.js'

/** The peer's requests on one connection, from frame to answer. Made when the first one comes. */
export class Requests {
  /** Frames of requests whose handlers have not settled, by message id. */
  private readonly underWay = new Map<string, string>()
  private bucket: TokenBucket | undefined

  constructor(private readonly peer: PeerFacts) {}

  get size(): number {
    return this.underWay.size
  }

  receive(frame: CallFrame | SendFrame, text: string): void {
    const { peer } = this
    const [type, messageId, name, payload] = frame
    const repeated = this.underWay.get(messageId)
    // A repeated frame shares the answer of the first: a retry may keep its id (2.x Part 4 §4.1.4).
    if (repeated === text) return peer.trace('in', text)

    const isSigned = peer.protocol.signedMessages && name.endsWith(signedSuffix)
    const gate = peer.gates.get(isSigned ? name.slice(0, -signedSuffix.length) : name)
    const refusal = repeated === undefined ? this.refusalOf(gate, type, name) : this.idInUse()
    if (refusal !== undefined || gate === undefined) {
      peer.trace('in', text)
      return this.refuseUnseen(refusal ?? this.unknownAction(), { action: name, messageId }, type === CALL)
    }
    const message = new IncomingRequest(peer, gate, messageId, payload, text, frame, type === CALL)
    if (peer.tellsExchanges) message.startedAt = peer.endpoint.options.clock.monotonic()
    const outcome = isSigned ? this.dispatchSigned(message, type) : dispatch(message)
    if (isPromise(outcome)) this.await(message, outcome)
    else this.finish(message, outcome)
  }

  /** Reasons to refuse a request before anything looks into it. */
  private refusalOf(gate: Gate | undefined, type: number, name: string): OcppError | undefined {
    const { rateLimit, maxConcurrentRequests, clock } = this.peer.endpoint.options
    if (this.underWay.size >= maxConcurrentRequests) {
      return new OcppError('GenericError', `more than ${maxConcurrentRequests} requests at one time`)
    }
    if (rateLimit !== undefined) {
      this.bucket ??= new TokenBucket(rateLimit, clock.monotonic())
      if (!this.bucket.take(clock.monotonic())) {
        return new OcppError('GenericError', `more than ${rateLimit.requestsPerSecond} requests per second`)
      }
    }
    if (gate === undefined) return this.unknownAction()
    // Recognised but not supported by the receiver: wrong direction, or CALL for SEND and the reverse (Part 4 §4.3).
    if (!gate.isReceived) return new OcppError('NotSupported', `${name} is sent by the ${this.peer.endpoint.role}, never received by it`)
    if ((type === CALL) !== (gate.kind === 'call')) {
      return new OcppError('NotSupported', `${name} is sent as message type ${gate.kind === 'call' ? CALL : SEND}, not ${type}`)
    }
    return undefined
  }

  private unknownAction(): OcppError {
    return new OcppError('NotImplemented', `OCPP ${this.peer.version} has no such action`)
  }

  private idInUse(): OcppError {
    const code = this.peer.protocol.faults.idInUse
    return new OcppError(code === 'ignore' ? 'GenericError' : code, 'another request with this message id is still being handled')
  }

  private async dispatchSigned(message: IncomingRequest, type: number): Promise<Outcome> {
    const signed = message.request
    const content = await openSignature(this.peer, signed, message.action, type)
    if (typeof content === 'string') return new OcppError('SecurityError', content)
    message.signature = signed as SignedPayload
    message.request = content
    const { signer } = this.peer.endpoint.options
    const outcome = await dispatch(message)
    // A signed request gets a signed reply (2.x Part 4 §7.2).
    const isSigned = signer !== undefined && message.isCall && outcome !== undefined && !isOcppError(outcome)
    return isSigned ? wrap(signer, message.action, CALLRESULT, JSON.stringify(outcome)) : outcome
  }

  private await(message: IncomingRequest, pending: Promise<Outcome>): void {
    this.underWay.set(message.messageId, message.text)
    pending.then(
      (outcome) => this.finishLate(message, outcome),
      (thrown: unknown) => {
        this.peer.failed(message, thrown)
        this.finishLate(message, toOcppError(thrown))
      },
    )
  }

  private finishLate(message: IncomingRequest, outcome: Outcome): void {
    this.underWay.delete(message.messageId)
    this.finish(message, outcome)
    this.peer.ended()
  }

  private finish(message: IncomingRequest, outcome: Outcome): void {
    const { peer } = this
    message.trace()
    if (outcome !== undefined) {
      if (!peer.isOpen && message.isCall) {
        peer.emit('unanswered', { connection: peer.asConnection(), action: message.action, messageId: message.messageId })
      } else if (isOcppError(outcome)) {
        this.refuse(outcome, message, message.isCall)
      } else {
        this.answer(message, outcome)
      }
    }
    this.tell(message, outcome)
    message.runAfterwards()
  }

  private tell(message: IncomingRequest, outcome: Outcome): void {
    const { peer } = this
    const { startedAt, isCall } = message
    if (startedAt === undefined) return
    if (isOcppError(outcome)) peer.exchanged('in', message, startedAt, { outcome: 'error', code: outcome.code })
    else if (isCall && !peer.isOpen) peer.exchanged('in', message, startedAt, { outcome: 'none', code: 'CLOSED' })
    else if (isCall && outcome === undefined) peer.exchanged('in', message, startedAt, { outcome: 'none', code: 'IGNORED' })
    else peer.exchanged('in', message, startedAt)
  }

  private refuseUnseen(error: OcppError, request: RequestName, isCall: boolean): void {
    const { peer } = this
    this.refuse(error, request, isCall)
    if (peer.tellsExchanges) peer.exchanged('in', request, peer.endpoint.options.clock.monotonic(), { outcome: 'error', code: error.code })
  }

  private answer(message: IncomingRequest, response: object): void {
    const frame: CallResultFrame = [CALLRESULT, message.messageId, response]
    let text: string
    try {
      text = encode(frame)
    } catch (thrown) {
      this.peer.failed(message, thrown)
      return this.refuse(toOcppError(thrown), message, message.isCall)
    }
    this.peer.write(text, frame)
  }

  /** Answers with a CALLERROR where an answer is due, and tells of it. */
  private refuse(error: OcppError, { action, messageId }: RequestName, isCall: boolean): void {
    if (isCall) this.peer.writeError(CALLERROR, messageId, error)
    this.peer.emit('refused', { connection: this.peer.asConnection(), action, messageId, error })
  }
}
