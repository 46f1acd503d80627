import { Calls, type CallsOwner, PendingCall } from './calls.js'
import type { AnyConnection, CallOptions, CloseOptions, ConnectionEvents, SignedPayload, Verdict } from './connection.js'
import type { Deadlines } from './deadlines.js'
import { dispatch, isPromise, type Outcome } from './dispatch.js'
import { Draining } from './draining.js'
import { Emitter } from './emitter.js'
import type { Endpoint } from './endpoint.js'
import { fromWireCode, toWireCode } from './error-codes.js'
import { ConnectionError, isOcppError, OcppError, toOcppError, violationError } from './errors.js'
import {
  CALL,
  CALLERROR,
  CALLRESULT,
  CALLRESULTERROR,
  type CallErrorFrame,
  type CallFrame,
  type CallResultErrorFrame,
  decode,
  encode,
  type FrameFault,
  faultAnswer,
  isFrameFault,
  maxMessageIdLength,
  SEND,
  type SendFrame,
} from './frame.js'
import { IncomingRequest } from './incoming.js'
import type { Protocol, Violation } from './protocol.js'
import { TokenBucket } from './rate-limit.js'
import { isSignedPayload, signedSuffix, unwrap, wrap } from './signed.js'
import type { SocketPort, SocketReceiver } from './socket.js'
import type { Gate, Gates, ValidationMode } from './validation.js'

const ok: Verdict = { kind: 'ok' }
const unmatched: Verdict = { kind: 'unmatched' }
const noOptions: CallOptions = {}

/**
 * One connection, seen from one end: the only file that sees every step of a message.
 * What it does not need while idle (calls, requests under way, listeners) is made on first use.
 */
export class Peer implements SocketReceiver, CallsOwner {
  isOpen = true
  private readonly gates: Gates
  private calls: Calls | undefined
  /** Frames of requests under way, by message id. */
  private underWay: Map<string, string> | undefined
  private emitter: Emitter<ConnectionEvents> | undefined
  private bucket: TokenBucket | undefined
  private draining: Draining | undefined

  constructor(
    readonly endpoint: Endpoint,
    private readonly socket: SocketPort,
    readonly identity: string,
  ) {
    this.gates = endpoint.gatesFor(identity)
    socket.attach(this)
  }

  get protocol(): Protocol {
    return this.endpoint.protocol
  }

  get version(): string {
    return this.endpoint.protocol.version
  }

  get pendingCalls(): number {
    return this.calls?.size ?? 0
  }

  get deadlines(): Deadlines {
    return this.endpoint.shared.deadlines
  }

  get maxQueuedCalls(): number {
    return this.endpoint.options.maxQueuedCalls
  }

  get maxQueuedBytes(): number {
    return this.endpoint.options.maxQueuedBytes
  }

  on<Name extends keyof ConnectionEvents>(name: Name, listener: (event: ConnectionEvents[Name]) => void): () => void {
    this.emitter ??= new Emitter()
    return this.emitter.on(name, listener)
  }

  // ── in ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  receive(text: string): void {
    if (!this.isOpen) return
    const frame = decode(text, this.endpoint.protocol)
    if (isFrameFault(frame)) return this.receiveFault(frame, text)
    switch (frame[0]) {
      case CALL:
        return this.receiveRequest(frame, text)
      case CALLRESULT:
        return this.receiveResult(frame[1], frame[2], text)
      case CALLERROR:
        return this.receiveError(frame, text)
      case CALLRESULTERROR:
        return this.receiveResultError(frame, text)
      case SEND:
        return this.receiveRequest(frame, text)
    }
  }

  private receiveFault(fault: FrameFault, text: string): void {
    this.trace('in', text, { kind: 'fault', fault: fault.fault, reason: fault.reason })
    const answer = faultAnswer(this.protocol, fault)
    if (answer !== undefined) this.writeError(CALLERROR, fault.messageId ?? '-1', new OcppError(answer, fault.reason))
    this.emit('fault', { connection: this.asConnection(), fault, answer })
    if (fault.messageType === CALLRESULT || fault.messageType === CALLERROR) this.receiveBrokenAnswer(fault)
  }

  /** An answer that is no frame still ends the call it names, rather than letting it time out. */
  private receiveBrokenAnswer({ fault, reason, messageId, messageType }: FrameFault): void {
    const call = messageId === undefined ? undefined : this.calls?.take(messageId)
    if (call === undefined) return
    const code = this.protocol.faults[fault]
    const error = new OcppError(code === 'ignore' ? 'GenericError' : code, `the answer is malformed: ${reason}`, this.where(call))
    if (messageType === CALLRESULT) this.refuseResult(call.messageId, error)
    this.endCall(() => call.reject(error))
  }

  private receiveRequest(frame: CallFrame | SendFrame, text: string): void {
    const [type, messageId, name, payload] = frame
    const isCall = type === CALL
    const isSigned = this.protocol.signedMessages && name.endsWith(signedSuffix)
    const action = isSigned ? name.slice(0, -signedSuffix.length) : name
    const gate = this.gates.get(action)
    const refusal = this.refusalOf(gate, isCall, messageId, name, text)
    if (refusal === 'repeated') return this.trace('in', text, ok)
    if (refusal !== undefined || gate === undefined) {
      this.trace('in', text, ok)
      return this.refuse(refusal ?? new OcppError('NotImplemented', `"${name}" is not an action of OCPP ${this.version}`), name, messageId, isCall)
    }
    const message = new IncomingRequest(this, gate, messageId, payload, text, isCall)
    const outcome = isSigned ? this.dispatchSigned(message, type) : dispatch(message)
    if (isPromise(outcome)) this.await(message, outcome as Promise<Outcome>)
    else this.finish(message, outcome)
  }

  /** Reasons to refuse a request before anything looks into it. */
  private refusalOf(gate: Gate | undefined, isCall: boolean, messageId: string, name: string, text: string): OcppError | 'repeated' | undefined {
    const { rateLimit, maxConcurrentRequests, clock } = this.endpoint.options
    const { underWay } = this
    if (underWay !== undefined) {
      const same = underWay.get(messageId)
      // A repeated frame shares the answer of the first; the id with other content is a fault (behaviour: idInUse).
      if (same !== undefined) return same === text ? 'repeated' : this.idInUse()
      if (underWay.size >= maxConcurrentRequests) return new OcppError('GenericError', `more than ${maxConcurrentRequests} requests at one time`)
    }
    if (rateLimit !== undefined) {
      this.bucket ??= new TokenBucket(rateLimit, clock.monotonic())
      if (!this.bucket.take(clock.monotonic())) return new OcppError('GenericError', `more than ${rateLimit.requestsPerSecond} requests per second`)
    }
    if (gate === undefined) return new OcppError('NotImplemented', 'the action is not known in this version')
    if (!gate.isReceived) return new OcppError('NotSupported', `${name} is sent by the ${this.endpoint.role}, not received`)
    if (isCall !== (gate.kind === 'call')) return new OcppError('NotSupported', `${name} is not sent as message type ${isCall ? CALL : SEND}`)
    return undefined
  }

  private idInUse(): OcppError {
    const code = this.protocol.faults.idInUse
    return new OcppError(code === 'ignore' ? 'GenericError' : code, 'a request with this message id is still being handled')
  }

  private refuse(error: OcppError, action: string, messageId: string, isCall: boolean): void {
    if (isCall) this.writeError(CALLERROR, messageId, error)
    this.emit('refused', { connection: this.asConnection(), action, messageId, error })
  }

  private async dispatchSigned(message: IncomingRequest, type: number): Promise<Outcome> {
    const signature = message.request
    const unwrapped = await this.openSignature(signature, message.action, type)
    if (typeof unwrapped === 'string') return new OcppError('SecurityError', unwrapped)
    message.signature = signature as SignedPayload
    message.request = unwrapped
    return dispatch(message)
  }

  /** The payload inside a JWS, or the reason to refuse it. */
  private async openSignature(signed: object, action: string, type: number): Promise<object | string> {
    if (!isSignedPayload(signed)) return 'the signed payload is not a flattened JWS'
    const content = unwrap(signed, action, type)
    if (typeof content === 'string') return content
    const { verifySignature } = this.endpoint.options
    if (verifySignature === undefined) return content.payload
    const isGenuine = await verifySignature({ identity: this.identity, action, header: content.header, signature: signed })
    return isGenuine ? content.payload : 'the signature was not accepted'
  }

  private await(message: IncomingRequest, pending: Promise<Outcome>): void {
    this.underWay ??= new Map()
    this.underWay.set(message.messageId, message.text)
    pending.then(
      (outcome) => this.finish(message, outcome),
      (thrown: unknown) => {
        this.failed(message, thrown)
        this.finish(message, toOcppError(thrown))
      },
    )
  }

  private finish(message: IncomingRequest, outcome: Outcome): void {
    this.underWay?.delete(message.messageId)
    if (!this.isOpen && message.isCall && outcome !== undefined) {
      this.emit('unanswered', { connection: this.asConnection(), action: message.action, messageId: message.messageId })
    } else if (isOcppError(outcome)) {
      this.refuse(outcome, message.action, message.messageId, message.isCall)
    } else if (outcome !== undefined) {
      this.writeResult(message, outcome)
    }
    message.runAfterwards()
    this.draining?.check()
  }

  private writeResult(message: IncomingRequest, response: object): void {
    const { signer } = this.endpoint.options
    if (signer !== undefined && message.signature !== undefined) {
      // A signed request gets a signed reply (2.x Part 4 §7.2).
      wrap(signer, message.action, CALLRESULT, response).then(
        (signed) => this.write(encode([CALLRESULT, message.messageId, signed])),
        (thrown: unknown) => this.answerFailed(message, thrown),
      )
      return
    }
    let text: string
    try {
      text = encode([CALLRESULT, message.messageId, response])
    } catch (thrown) {
      return this.answerFailed(message, thrown)
    }
    this.write(text)
  }

  private answerFailed(message: IncomingRequest, thrown: unknown): void {
    this.failed(message, thrown)
    this.refuse(toOcppError(thrown), message.action, message.messageId, message.isCall)
  }

  private receiveResult(messageId: string, payload: object, text: string): void {
    const call = this.calls?.take(messageId)
    if (call === undefined) return this.receiveUnmatched(messageId, text)
    if (this.protocol.signedMessages && isSignedPayload(payload)) {
      this.openSignature(payload, call.action, CALLRESULT).then(
        (content) =>
          typeof content === 'string'
            ? this.endCall(() => call.reject(new OcppError('SecurityError', content, this.where(call))))
            : this.acceptAnswer(call, content, text),
        (thrown: unknown) => this.endCall(() => call.reject(thrown)),
      )
      return
    }
    this.acceptAnswer(call, payload, text)
  }

  private acceptAnswer(call: PendingCall, payload: object, text: string): void {
    const { gate } = call
    const { normalise } = this.endpoint.options
    let response = payload
    try {
      if (normalise !== undefined) response = normalise(call.action, 'response', payload)
    } catch (thrown) {
      return this.endCall(() => call.reject(thrown))
    }
    if (gate === undefined || call.mode === 'off' || gate.checkResponse(response)) {
      this.trace('in', text, ok)
      call.resolve(response)
      this.calls?.next()
      this.draining?.check()
      return
    }
    this.describeAnswer(call, gate, response, text).catch((thrown: unknown) => this.endCall(() => call.reject(thrown)))
  }

  private async describeAnswer(call: PendingCall, gate: Gate, response: object, text: string): Promise<void> {
    const violations = await this.violationsOf(gate, 'response', response)
    this.trace('in', text, { kind: 'violation', violations })
    this.reportViolation('in', call.action, 'response', call.mode, violations)
    if (call.mode === 'report') return this.endCall(() => call.resolve(response))
    const error = violationError(violations, this.where(call))
    this.refuseResult(call.messageId, error)
    this.endCall(() => call.reject(error))
  }

  /** Tells the peer that its answer is of no use; only 2.1 has a message for it (Part 4 §4.2.3). */
  private refuseResult(messageId: string, error: OcppError): void {
    if (this.protocol.messageTypes.includes(CALLRESULTERROR)) this.writeError(CALLRESULTERROR, messageId, error)
  }

  private receiveError([, messageId, code, description, details]: CallErrorFrame, text: string): void {
    const call = this.calls?.take(messageId)
    if (call === undefined) return this.receiveUnmatched(messageId, text)
    this.trace('in', text, ok)
    const error = new OcppError(fromWireCode(code), description, {
      ...this.where(call),
      details: details as Record<string, unknown>,
      origin: 'peer',
    })
    this.endCall(() => call.reject(error))
  }

  private receiveResultError([, messageId, code, description, details]: CallResultErrorFrame, text: string): void {
    this.trace('in', text, ok)
    const error = new OcppError(fromWireCode(code), description, {
      identity: this.identity,
      messageId,
      details: details as Record<string, unknown>,
      origin: 'peer',
    })
    this.emit('answerRefused', { connection: this.asConnection(), error })
  }

  private receiveUnmatched(messageId: string, text: string): void {
    this.trace('in', text, unmatched)
    this.emit('unmatchedAnswer', { connection: this.asConnection(), messageId, late: this.calls?.wasExpired(messageId) ?? false })
    this.draining?.check()
  }

  private endCall(settle: () => void): void {
    settle()
    this.calls?.next()
    this.draining?.check()
  }

  closed(code: number, reason: string): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.calls?.closeAll(`the connection closed (${code}${reason && ` ${reason}`})`)
    this.draining?.end()
    this.emit('close', { connection: this.asConnection(), code, reason })
  }

  // ── out ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  call(action: string, request: object, options: CallOptions = noOptions): Promise<object> {
    const gate = this.gates.get(action)
    if (gate === undefined || !gate.isSent || gate.kind !== 'call') return Promise.reject(this.notOurs('call', action))
    return this.startCall(action, gate, request, options)
  }

  callUntyped(action: string, request: object, options: CallOptions = noOptions): Promise<object> {
    return this.startCall(action, this.gates.get(action), request, options)
  }

  send(action: string, request: object): Promise<void> {
    const gate = this.gates.get(action)
    if (gate === undefined || !gate.isSent || gate.kind !== 'send') return Promise.reject(this.notOurs('send', action))
    return this.sendUntyped(action, request)
  }

  async sendUntyped(action: string, request: object, { validation }: Pick<CallOptions, 'validation'> = noOptions): Promise<void> {
    this.checkWritable(action)
    const gate = this.gates.get(action)
    const mode = validation ?? gate?.outgoing ?? 'off'
    if (gate !== undefined && mode !== 'off' && !gate.checkRequest(request)) await this.describeOwnRequest(gate, mode, request)
    const { signer, createMessageId } = this.endpoint.options
    const messageId = createMessageId()
    if (signer?.signs?.(action) === true && this.protocol.signedMessages) {
      this.write(encode([SEND, messageId, action + signedSuffix, await wrap(signer, action, SEND, request)]))
    } else {
      this.write(encode([SEND, messageId, action, request]))
    }
  }

  sendText(text: string): void {
    if (typeof text !== 'string') throw new TypeError(`sendText: text must be a string, not ${typeof text}`)
    this.write(text)
  }

  close({ code = 1000, reason = '', drainMs = 0 }: CloseOptions = {}): Promise<void> {
    if (!this.isOpen) return Promise.resolve()
    if (!Number.isInteger(code) || !(code === 1000 || (code >= 1001 && code <= 4999))) {
      return Promise.reject(new TypeError(`close: code must be a WebSocket close code such as 1000 or 1001, not ${code}`))
    }
    const closed = new Promise<void>((resolve) => {
      this.on('close', () => resolve())
    })
    if (drainMs > 0) {
      this.draining ??= new Draining(
        this.deadlines,
        () => this.pendingCalls === 0 && (this.underWay?.size ?? 0) === 0,
        () => this.socket.close(code, reason),
      )
      this.draining.start(drainMs)
    } else {
      this.socket.close(code, reason)
    }
    return closed
  }

  private notOurs(method: string, action: string): TypeError {
    return new TypeError(`${method}: in OCPP ${this.version} a ${this.endpoint.role} does not ${method} "${action}"`)
  }

  private checkWritable(action: string): void {
    const where = { identity: this.identity, action }
    if (!this.isOpen || this.draining !== undefined) throw new ConnectionError('CLOSED', 'the connection is closed or closing', where)
    if (this.socket.bufferedBytes > this.endpoint.options.maxBufferedBytes) {
      throw new ConnectionError('BACKPRESSURE', `the peer has left ${this.socket.bufferedBytes} bytes untaken`, where)
    }
  }

  private startCall(action: string, gate: Gate | undefined, request: object, options: CallOptions): Promise<object> {
    try {
      this.checkWritable(action)
      const mode = options.validation ?? gate?.outgoing ?? 'off'
      if (gate !== undefined && mode !== 'off' && !gate.checkRequest(request)) {
        return this.describeOwnRequest(gate, mode, request).then(() => this.enqueue(action, gate, request, options))
      }
      return this.enqueue(action, gate, request, options)
    } catch (thrown) {
      return Promise.reject(thrown)
    }
  }

  /** @throws OcppError unless the mode lets the request pass */
  private async describeOwnRequest(gate: Gate, mode: ValidationMode, request: object): Promise<void> {
    const violations = await this.violationsOf(gate, 'request', request)
    this.reportViolation('out', gate.action, 'request', mode, violations)
    if (mode !== 'report') throw violationError(violations, { identity: this.identity, action: gate.action })
  }

  private enqueue(action: string, gate: Gate | undefined, request: object, options: CallOptions): Promise<object> {
    const { signer, createMessageId, callTimeoutMs } = this.endpoint.options
    const messageId = options.messageId ?? createMessageId()
    if (messageId.length > maxMessageIdLength) {
      throw new TypeError(`messageId must have at most ${maxMessageIdLength} characters, not ${messageId.length}`)
    }
    if (signer?.signs?.(action) === true && this.protocol.signedMessages) {
      return wrap(signer, action, CALL, request).then((signed) =>
        this.add(action, gate, encode([CALL, messageId, action + signedSuffix, signed]), messageId, options, callTimeoutMs),
      )
    }
    return this.add(action, gate, encode([CALL, messageId, action, request]), messageId, options, callTimeoutMs)
  }

  private add(
    action: string,
    gate: Gate | undefined,
    text: string,
    messageId: string,
    { timeoutMs, signal, validation }: CallOptions,
    callTimeoutMs: number,
  ): Promise<object> {
    const where = { identity: this.identity, action, messageId }
    this.checkWritable(action)
    if (signal?.aborted === true) {
      throw new ConnectionError('ABORTED', 'the call was aborted before it was sent', { ...where, cause: signal.reason })
    }
    this.calls ??= new Calls(this)
    const { calls } = this
    const call = new PendingCall(calls, messageId, action, gate, validation ?? gate?.incoming ?? 'off', text, timeoutMs ?? callTimeoutMs)
    calls.add(call)
    if (signal !== undefined) {
      const onAbort = (): void => calls.abort(call, signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      call.unlisten = () => signal.removeEventListener('abort', onAbort)
    }
    return call.promise
  }

  writeCall(call: PendingCall): void {
    this.write(call.text)
  }

  private writeError(type: typeof CALLERROR | typeof CALLRESULTERROR, messageId: string, error: OcppError): void {
    const code = toWireCode(this.protocol, error.code)
    this.write(encode([type, messageId, code, error.description.slice(0, 255), error.details] as CallErrorFrame | CallResultErrorFrame))
  }

  private write(text: string): void {
    if (!this.isOpen) return
    this.socket.send(text)
    this.trace('out', text, ok)
  }

  // ── beside the path ─────────────────────────────────────────────────────────────────────────────────────────────

  /** All violations of a payload; loads the all-errors validator the first time. */
  async violationsOf(gate: Gate, kind: 'request' | 'response', payload: object): Promise<readonly Violation[]> {
    const validate = await this.endpoint.describe()
    return validate(gate.action, kind, payload).violations
  }

  reportViolation(
    direction: 'in' | 'out',
    action: string,
    kind: 'request' | 'response',
    mode: ValidationMode,
    violations: readonly Violation[],
  ): void {
    this.emit('violation', { connection: this.asConnection(), direction, action, kind, mode, violations })
  }

  failed(message: IncomingRequest, error: unknown): void {
    const where = { connection: this.asConnection(), action: message.action, messageId: message.messageId }
    this.endpoint.options.onError(error, where)
    this.emit('error', { ...where, error })
  }

  traceIn(text: string, verdict: Verdict = ok): void {
    this.trace('in', text, verdict)
  }

  private trace(direction: 'in' | 'out', text: string, verdict: Verdict): void {
    const { trace, events } = this.endpoint.shared
    const isTraced = trace?.hasSubscribers === true
    if (!isTraced && !events.has('frame') && this.emitter?.has('frame') !== true) return
    const record = { at: this.endpoint.options.clock.now(), direction, identity: this.identity, version: this.version, text, verdict }
    if (isTraced) trace?.publish(record)
    this.emit('frame', record)
  }

  private emit<Name extends keyof ConnectionEvents>(name: Name, event: ConnectionEvents[Name]): void {
    this.emitter?.emit(name, event)
    this.endpoint.shared.events.emit(name, event)
  }

  private asConnection(): AnyConnection {
    return this as unknown as AnyConnection
  }

  private where({ action, messageId }: PendingCall): { identity: string; action: string; messageId: string } {
    return { identity: this.identity, action, messageId }
  }
}
