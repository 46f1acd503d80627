import { receiveBrokenAnswer, receiveError, receiveResult, receiveResultError } from './answers.js'
import { Calls, type CallsOwner, type PendingCall } from './calls.js'
import { resolveCloseOptions } from './close-options.js'
import type { AnyConnection, CallOptions, CloseOptions, ConnectionEvents, UntypedCallOptions, Verdict } from './connection.js'
import type { Deadlines } from './deadlines.js'
import { Draining } from './draining.js'
import { Emitter } from './emitter.js'
import { toWireCode } from './error-codes.js'
import { ConnectionError, isOcppError, OcppError } from './errors.js'
import {
  CALL,
  CALLERROR,
  CALLRESULT,
  CALLRESULTERROR,
  type CallErrorFrame,
  type CallResultErrorFrame,
  decode,
  encode,
  type Frame,
  type FrameFault,
  faultAnswer,
  isFrameFault,
  SEND,
} from './frame.js'
import type { EndpointFacts, ExchangeFailure, RequestName, ViolationReport } from './internals.js'
import { type Sender, startCall, startSend } from './outgoing.js'
import { isPromise } from './promises.js'
import type { Protocol, Validate, Violation } from './protocol.js'
import { Requests } from './requests.js'
import type { SocketPort, SocketReceiver } from './socket.js'
import type { Gates, ValidationPolicy } from './validation.js'

const ok: Verdict = { kind: 'ok' }
const noOptions: CallOptions = {}

/**
 * One connection, seen from one end: the only file that sees every step of a message.
 * What it does not need while idle (calls, requests, listeners) is made on first use.
 */
export class Peer implements SocketReceiver, CallsOwner, Sender {
  private state: 'open' | 'closing' | 'closed' = 'open'
  calls: Calls | undefined
  gates: Gates
  private requests: Requests | undefined
  private emitter: Emitter<ConnectionEvents> | undefined
  private draining: Draining | undefined

  constructor(
    readonly endpoint: EndpointFacts,
    private socket: SocketPort,
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

  get isOpen(): boolean {
    return this.state === 'open'
  }

  get pendingCalls(): number {
    return this.calls?.size ?? 0
  }

  on<Name extends keyof ConnectionEvents>(name: Name, listener: (event: ConnectionEvents[Name]) => void): () => void {
    this.emitter ??= new Emitter((error, event) => this.endpoint.options.onError(error, { connection: this.asConnection(), event }))
    return this.emitter.on(name, listener)
  }

  // ── in ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  receive(text: string): void {
    if (this.state === 'closed') return
    const frame = decode(text, this.endpoint.protocol)
    if (isFrameFault(frame)) return this.receiveFault(frame, text)
    switch (frame[0]) {
      case CALL:
      case SEND:
        this.requests ??= new Requests(this)
        return this.requests.receive(frame, text)
      case CALLRESULT:
        return receiveResult(this, frame, text)
      case CALLERROR:
        return receiveError(this, frame, text)
      case CALLRESULTERROR:
        return receiveResultError(this, frame, text)
    }
  }

  private receiveFault(fault: FrameFault, text: string): void {
    this.trace('in', text, { kind: 'fault', fault: fault.fault, reason: fault.reason })
    const answer = faultAnswer(this.protocol, fault)
    if (answer !== undefined) this.writeError(CALLERROR, fault.messageId ?? '-1', new OcppError(answer, fault.reason))
    this.emit('fault', { connection: this.asConnection(), fault, answer })
    if (fault.messageType === CALLRESULT || fault.messageType === CALLERROR) receiveBrokenAnswer(this, fault)
  }

  closed(code: number, reason: string): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    this.calls?.closeAll(`the connection closed (${code}${reason && ` ${reason}`})`)
    this.draining?.end()
    this.emit('close', { connection: this.asConnection(), code, reason })
  }

  // ── out ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  call(action: string, request: object, options: CallOptions = noOptions): Promise<object> {
    const gate = this.gates.get(action)
    if (gate === undefined || !gate.isSent || gate.kind !== 'call') return Promise.reject(this.notOurs('call', action))
    return startCall(this, action, gate, request, options)
  }

  callUntyped(action: string, request: object, options: UntypedCallOptions = noOptions): Promise<object> {
    return startCall(this, action, this.gates.get(action), request, options)
  }

  send(action: string, request: object): Promise<void> {
    const gate = this.gates.get(action)
    if (gate === undefined || !gate.isSent || gate.kind !== 'send') return Promise.reject(this.notOurs('send', action))
    return startSend(this, action, request, undefined)
  }

  sendUntyped(action: string, request: object, { validation }: Pick<CallOptions, 'validation'> = noOptions): Promise<void> {
    return startSend(this, action, request, validation)
  }

  sendText(text: string): void {
    if (typeof text !== 'string') throw new TypeError(`sendText: text must be a string, not ${typeof text}`)
    this.write(text)
  }

  setValidation(policy: ValidationPolicy): void {
    this.gates = this.endpoint.gatesOf(policy)
  }

  wrapSocket(wrap: (socket: SocketPort) => SocketPort): void {
    this.socket = wrap(this.socket)
    this.socket.attach(this)
  }

  async close(options: CloseOptions = {}): Promise<void> {
    const { code, reason, drainMs } = resolveCloseOptions(options)
    if (this.state === 'closed') return
    const closed = new Promise<void>((resolve) => {
      this.on('close', () => resolve())
    })
    if (drainMs > 0) this.drain(code, reason, drainMs)
    else this.shut(code, reason)
    await closed
  }

  private shut(code: number, reason: string): void {
    this.state = 'closing'
    this.socket.close(code, reason)
  }

  private drain(code: number, reason: string, drainMs: number): void {
    const isIdle = (): boolean => this.pendingCalls === 0 && (this.requests?.size ?? 0) === 0
    this.draining ??= new Draining(this.deadlines, isIdle, () => this.shut(code, reason))
    this.draining.start(drainMs)
  }

  private notOurs(method: string, action: string): TypeError {
    return new TypeError(`${method}: in OCPP ${this.version} a ${this.endpoint.role} does not ${method} "${action}"`)
  }

  // ── for the steps ───────────────────────────────────────────────────────────────────────────────────────────────

  get deadlines(): Deadlines {
    return this.endpoint.shared.deadlines
  }

  get maxQueuedCalls(): number {
    return this.endpoint.options.maxQueuedCalls
  }

  get maxQueuedBytes(): number {
    return this.endpoint.options.maxQueuedBytes
  }

  ownCalls(): Calls {
    this.calls ??= new Calls(this)
    return this.calls
  }

  writeCall(call: PendingCall): void {
    this.write(call.text)
  }

  checkWritable(action: string): void {
    const where = { identity: this.identity, action }
    if (!this.isOpen || this.draining !== undefined) throw new ConnectionError('CLOSED', 'the connection is closed or closing', where)
    if (this.socket.bufferedBytes > this.endpoint.options.maxBufferedBytes) {
      throw new ConnectionError('BACKPRESSURE', `the peer has left ${this.socket.bufferedBytes} bytes untaken`, where)
    }
  }

  write(text: string, frame?: Frame): void {
    if (!this.isOpen) return
    this.socket.send(text)
    this.trace('out', text, ok, frame)
  }

  writeError(type: typeof CALLERROR | typeof CALLRESULTERROR, messageId: string, error: OcppError): void {
    const code = toWireCode(this.protocol, error.code)
    const frameWith = (details: object): string =>
      encode([type, messageId, code, error.description.slice(0, 255), details] as CallErrorFrame | CallResultErrorFrame)
    let text: string
    try {
      text = frameWith(error.details)
    } catch (thrown) {
      this.failed({ action: error.action ?? '', messageId }, thrown)
      text = frameWith({})
    }
    this.write(text)
  }

  describe(report: ViolationReport): readonly Violation[] | Promise<readonly Violation[]> {
    const validate = this.endpoint.describe()
    return isPromise(validate) ? validate.then((loaded) => this.describeWith(loaded, report)) : this.describeWith(validate, report)
  }

  private describeWith(validate: Validate, { direction, gate, kind, mode, payload }: ViolationReport): readonly Violation[] {
    const { violations } = validate(gate.action, kind, payload)
    this.emit('violation', { connection: this.asConnection(), direction, action: gate.action, kind, mode, violations })
    return violations
  }

  failed({ action, messageId }: RequestName, error: unknown): void {
    const where = { connection: this.asConnection(), action, messageId }
    this.endpoint.options.onError(error, where)
    this.emit('error', { ...where, error })
  }

  trace(direction: 'in' | 'out', text: string, verdict: Verdict = ok, frame?: Frame): void {
    const { channels, events } = this.endpoint.shared
    const isTraced = channels?.frames.hasSubscribers === true
    if (!isTraced && !events.has('frame') && this.emitter?.has('frame') !== true) return
    const record = {
      at: this.endpoint.options.clock.now(),
      direction,
      identity: this.identity,
      version: this.version,
      text,
      verdict,
      frame,
    }
    if (isTraced) channels?.frames.publish(record)
    this.emit('frame', record)
  }

  get tellsExchanges(): boolean {
    const { channels, events } = this.endpoint.shared
    return channels?.exchanges.hasSubscribers === true || events.has('exchange') || this.emitter?.has('exchange') === true
  }

  exchanged(direction: 'in' | 'out', { action, messageId }: RequestName, startedAt: number, failure?: ExchangeFailure): void {
    const { identity, version } = this
    const { clock } = this.endpoint.options
    const durationMs = clock.monotonic() - startedAt
    const record = { at: clock.now(), direction, identity, version, action, messageId, outcome: 'ok' as const, ...failure, durationMs }
    this.endpoint.shared.channels?.exchanges.publish(record)
    this.emit('exchange', record)
  }

  settled(call: PendingCall, reason: unknown): void {
    // One that was never written has no due time.
    if (call.dueAt === 0 || !this.tellsExchanges) return
    this.exchanged('out', call, call.dueAt - call.timeoutMs, reason === undefined ? undefined : failureOf(reason))
  }

  emit<Name extends keyof ConnectionEvents>(name: Name, event: ConnectionEvents[Name]): void {
    this.emitter?.emit(name, event)
    this.endpoint.shared.events.emit(name, event)
  }

  ended(): void {
    this.draining?.check()
  }

  asConnection(): AnyConnection {
    return this as unknown as AnyConnection
  }
}

/** A call ends with an OcppError where something came for an answer, with a ConnectionError where nothing did. */
function failureOf(reason: unknown): ExchangeFailure {
  const code = (reason as { readonly code?: string } | undefined)?.code ?? 'UNKNOWN'
  return { outcome: isOcppError(reason) ? 'error' : 'none', code }
}
