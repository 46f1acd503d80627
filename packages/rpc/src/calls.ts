import type { DeadlineList, Deadlines, Expiring } from './deadlines.js'
import { ConnectionError, type ConnectionErrorCode, type ErrorContext } from './errors.js'
import type { Gate, ValidationMode } from './validation.js'

type Settle = (value: unknown) => void

let capturedResolve: Settle
let capturedReject: Settle
/** One executor for all promises, so that a call makes no closure. */
const capture = (resolve: (value: object) => void, reject: Settle): void => {
  capturedResolve = resolve as Settle
  capturedReject = reject
}

/** A CALL of ours between `call()` and its end. It is its own deadline entry and settles its promise exactly once. */
export class PendingCall implements Expiring {
  deadlineList: DeadlineList | undefined
  earlier: Expiring | undefined
  later: Expiring | undefined
  dueAt = 0
  /** `preparing`: being signed · `abandoned`: aborted in flight; the caller has its rejection, the turn stays taken. */
  state: 'preparing' | 'queued' | 'inFlight' | 'abandoned' | 'settled' = 'queued'
  readonly promise: Promise<object>
  private readonly resolvePromise: (response: object) => void
  private readonly rejectPromise: (reason: unknown) => void
  /** Removes the abort listener, where there is one. */
  unlisten: (() => void) | undefined

  constructor(
    private readonly owner: Calls,
    readonly messageId: string,
    readonly action: string,
    /** Missing for an action that the version does not know. */
    readonly gate: Gate | undefined,
    readonly mode: ValidationMode,
    readonly timeoutMs: number,
    /** The whole frame; fixed here, so that later changes of the request object do not reach the wire. */
    public text = '',
  ) {
    this.promise = new Promise<object>(capture)
    this.resolvePromise = capturedResolve as (response: object) => void
    this.rejectPromise = capturedReject
  }

  resolve(response: object): void {
    this.finish(undefined)
    this.resolvePromise(response)
  }

  reject(reason: unknown): void {
    this.finish(reason)
    this.rejectPromise(reason)
  }

  expire(): void {
    this.owner.expired(this)
  }

  private finish(reason: unknown): void {
    this.unlisten?.()
    this.unlisten = undefined
    this.owner.settled(this, reason)
  }
}

/** What calls need of the connection they belong to. */
export interface CallsOwner {
  readonly identity: string
  readonly deadlines: Deadlines
  readonly maxQueuedCalls: number
  readonly maxQueuedBytes: number
  /** Puts the frame of a call on the wire. */
  writeCall(call: PendingCall): void
  /** The promise of a call is about to settle; `reason` is what it is rejected with, if it is. */
  settled(call: PendingCall, reason: unknown): void
  /** A call has ended that nothing answered. */
  ended(): void
}

/** How many ids of timed-out or aborted calls are kept, to tell a late answer from a made-up one. */
const rememberedIds = 8

/**
 * The calls of one direction: one in flight, the others waiting their turn
 * (OCPP-J 1.6 §4.1.1, 2.x Part 4 §4.1.1).
 */
export class Calls {
  private inFlight: PendingCall | undefined
  private preparing: Set<PendingCall> | undefined
  private readonly queue: PendingCall[] = []
  private queuedBytes = 0
  private readonly expiredIds: string[] = []

  constructor(private readonly owner: CallsOwner) {}

  get size(): number {
    return this.queue.length + (this.inFlight === undefined ? 0 : 1) + (this.preparing?.size ?? 0)
  }

  settled(call: PendingCall, reason: unknown): void {
    this.owner.settled(call, reason)
  }

  /** Takes a call whose frame is still being made; its time runs already. */
  prepare(call: PendingCall): void {
    call.state = 'preparing'
    this.preparing ??= new Set()
    this.preparing.add(call)
    this.owner.deadlines.start(call, call.timeoutMs)
  }

  /** Ends the preparation. Returns whether anybody still waits for the call. */
  prepared(call: PendingCall): boolean {
    if (this.preparing?.delete(call) !== true) return false
    this.owner.deadlines.stop(call)
    call.dueAt = 0
    call.state = 'queued'
    return true
  }

  /** @throws ConnectionError `QUEUE_FULL` */
  add(call: PendingCall): void {
    if (this.inFlight === undefined && this.queue.length === 0) return this.write(call)
    const { maxQueuedCalls, maxQueuedBytes } = this.owner
    if (this.queue.length >= maxQueuedCalls || this.queuedBytes + call.text.length > maxQueuedBytes) {
      throw new ConnectionError('QUEUE_FULL', `${this.queue.length} calls already wait for their turn`, this.context(call))
    }
    this.queue.push(call)
    this.queuedBytes += call.text.length
    this.next()
  }

  abort(call: PendingCall, cause: unknown): void {
    if (this.prepared(call)) {
      this.refuse(call, 'ABORTED', 'the call was aborted before it was sent', cause)
    } else if (call.state === 'queued') {
      const at = this.queue.indexOf(call)
      if (at >= 0) this.queue.splice(at, 1)
      this.queuedBytes -= call.text.length
      this.refuse(call, 'ABORTED', 'the call was aborted before it was sent', cause)
    } else if (call.state === 'inFlight') {
      call.state = 'abandoned'
      call.reject(
        new ConnectionError('ABORTED', 'the call was aborted while it waited for its answer', { ...this.context(call), sent: true, cause }),
      )
    }
  }

  /** The action of the call that an answer with this id would be for. */
  awaitedAction(messageId: string): string | undefined {
    return this.inFlight?.messageId === messageId ? this.inFlight.action : undefined
  }

  /** Takes the call that this id answers; the next one may go. `undefined`: nobody waits for it. */
  take(messageId: string): PendingCall | undefined {
    const call = this.inFlight
    if (call === undefined || call.messageId !== messageId) return undefined
    this.owner.deadlines.stop(call)
    this.inFlight = undefined
    if (call.state === 'inFlight') {
      call.state = 'settled'
      return call
    }
    this.remember(messageId)
    this.next()
    return undefined
  }

  /** Whether an answer with this id comes too late rather than from nowhere. */
  wasExpired(messageId: string): boolean {
    return this.expiredIds.includes(messageId)
  }

  expired(call: PendingCall): void {
    if (this.prepared(call)) return this.refuse(call, 'CALL_TIMEOUT', `not signed within ${call.timeoutMs} ms, and not sent`)
    if (this.inFlight !== call) return
    this.inFlight = undefined
    this.remember(call.messageId)
    if (call.state === 'inFlight') {
      call.state = 'settled'
      call.reject(new ConnectionError('CALL_TIMEOUT', `no answer within ${call.timeoutMs} ms`, { ...this.context(call), sent: true }))
    }
    this.next()
    this.owner.ended()
  }

  /** Ends all calls; those still queued were never sent. */
  closeAll(reason: string): void {
    const { inFlight } = this
    this.inFlight = undefined
    if (inFlight !== undefined) {
      this.owner.deadlines.stop(inFlight)
      if (inFlight.state === 'inFlight') {
        inFlight.state = 'settled'
        inFlight.reject(new ConnectionError('CLOSED', `${reason} before the answer came`, { ...this.context(inFlight), sent: true }))
      }
    }
    this.queuedBytes = 0
    for (const call of this.queue.splice(0)) this.refuse(call, 'CLOSED', `${reason} before the call was sent`)
    for (const call of [...(this.preparing ?? [])]) {
      this.prepared(call)
      this.refuse(call, 'CLOSED', `${reason} before the call was sent`)
    }
  }

  /** Ends a call that was never sent. */
  private refuse(call: PendingCall, code: ConnectionErrorCode, description: string, cause?: unknown): void {
    call.state = 'settled'
    call.reject(new ConnectionError(code, description, { ...this.context(call), cause }))
    this.owner.ended()
  }

  /** Gives the turn to the next call, if it is free. */
  next(): void {
    if (this.inFlight !== undefined) return
    const call = this.queue.shift()
    if (call === undefined) return
    this.queuedBytes -= call.text.length
    this.write(call)
  }

  private write(call: PendingCall): void {
    this.inFlight = call
    call.state = 'inFlight'
    this.owner.deadlines.start(call, call.timeoutMs)
    this.owner.writeCall(call)
  }

  private remember(messageId: string): void {
    if (this.expiredIds.push(messageId) > rememberedIds) this.expiredIds.shift()
  }

  private context({ action, messageId }: PendingCall): ErrorContext {
    return { identity: this.owner.identity, action, messageId }
  }
}
