import type { Socket } from 'node:net'
import { type RawData, WebSocket } from 'ws'
import type { AnyConnection } from '../connection.js'
import type { DeadlineList, Expiring } from '../deadlines.js'
import type { SocketPort, SocketReceiver } from '../socket.js'
import { closeCodes } from './close-codes.js'
import { binaryFault, type SocketFault, socketFault } from './socket-faults.js'

/** What the sockets of one end share; a socket itself keeps no closure and no timer. */
export interface SocketOwner {
  /** Bytes that the peer may leave untaken before nothing more is read from it. */
  readonly pauseAboveBytes: number
  /** Whether pings get a pong. Default true. */
  readonly answersPings?: boolean
  /** The time is up that keep-alive had set. */
  expired(socket: WireSocket): void
  faulted(socket: WireSocket, fault: SocketFault): void
  /** Reading has stopped, or goes on again. */
  flowChanged(socket: WireSocket, isPaused: boolean): void
  /** Called once, before the connection is told. */
  closing(socket: WireSocket): void
  /** Called once, after the connection was told. */
  closed(socket: WireSocket, code: number, reason: string): void
}

/**
 * A WebSocket as the rest of the package needs it. A subclass, and one set of listeners for all of them,
 * because an idle connection should cost little more than the WebSocket itself.
 */
export class WireSocket extends WebSocket implements SocketPort, Expiring {
  deadlineList: DeadlineList | undefined = undefined
  earlier: Expiring | undefined = undefined
  later: Expiring | undefined = undefined
  dueAt = 0
  /** What had been read from the stream when the unanswered ping was sent; -1 while none is. */
  readAtPing = -1
  /** Facts of the opening handshake, for the owner. */
  facts: unknown = undefined
  connection: AnyConnection | undefined = undefined
  /** The TCP or TLS stream below. */
  stream: Socket | undefined = undefined
  /** Nothing goes through any more, and nobody is told: what a line is that died. */
  isFrozen = false
  private owner: SocketOwner | undefined = undefined
  private receiver: SocketReceiver | undefined = undefined
  private isEnded = false

  /** Puts an open socket to use. */
  adopt(owner: SocketOwner, stream: Socket): void {
    this.owner = owner
    this.stream = stream
    this.on('message', onMessage)
    this.on('close', onClose)
    this.on('error', onError)
  }

  // ── SocketPort ──────────────────────────────────────────────────────────────────────────────────────────────────

  get bufferedBytes(): number {
    return this.bufferedAmount
  }

  attach(receiver: SocketReceiver): void {
    this.receiver = receiver
  }

  override send(text: string): void {
    if (this.isFrozen) return
    if (this.owner === undefined || this.bufferedAmount <= this.owner.pauseAboveBytes) return super.send(text)
    if (!this.isPaused) {
      this.pause()
      this.owner.flowChanged(this, true)
    }
    super.send(text, () => this.flushed())
  }

  // ── the WebSocket's own frames ──────────────────────────────────────────────────────────────────────────────────

  override ping(): void {
    if (!this.isFrozen) super.ping()
  }

  /** Called by the WebSocket itself for every ping. */
  override pong(data?: unknown, mask?: boolean, done?: (error: Error) => void): void {
    if (!this.isFrozen && this.owner?.answersPings !== false) super.pong(data, mask, done)
  }

  /** Over a line that died there is no closing handshake. */
  override close(code?: number, reason?: string): void {
    if (this.isFrozen) this.end(closeCodes.abnormal, '')
    else super.close(code, reason)
  }

  // ── for the owner ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Lets the line die: what comes is not read, what is sent goes nowhere, and the end of it is not seen. */
  freeze(): void {
    this.isFrozen = true
    this.stream?.pause()
  }

  /** Ends it for the connection at once, whatever the peer does; sends the close frame, or none for 1006. */
  end(code: number, reason: string): void {
    this.isFrozen = false
    if (code === closeCodes.abnormal) this.terminate()
    else this.close(code, reason)
    this.finish(code, reason)
  }

  /** Resolves when the network has let go of it, and everybody was told. */
  gone(): Promise<void> {
    return new Promise((resolve) => {
      if (this.readyState === this.CLOSED) resolve()
      else this.once('close', () => resolve())
    })
  }

  /** Closes a socket that was opened but will carry no connection; whatever it still has to say is nobody's business. */
  dismiss(code: number, reason: string): void {
    this.on('error', ignore)
    this.close(code, reason)
  }

  expire(): void {
    this.owner?.expired(this)
  }

  // ── what the WebSocket tells ────────────────────────────────────────────────────────────────────────────────────

  received(data: RawData, isBinary: boolean): void {
    if (this.isEnded || this.isFrozen) return
    if (isBinary) return this.fail(binaryFault)
    this.receiver?.receive((data as Buffer).toString())
  }

  fail(fault: SocketFault): void {
    if (this.isEnded || this.isFrozen) return
    this.owner?.faulted(this, fault)
    this.end(fault.closeCode, fault.kind)
  }

  finish(code: number, reason: string): void {
    if (this.isEnded || this.isFrozen) return
    this.isEnded = true
    this.owner?.closing(this)
    this.receiver?.closed(code, reason)
    this.owner?.closed(this, code, reason)
  }

  private flushed(): void {
    const { owner } = this
    if (owner === undefined || !this.isPaused || this.bufferedAmount > owner.pauseAboveBytes / 2) return
    this.resume()
    if (!this.isEnded) owner.flowChanged(this, false)
  }
}

const ignore = (): void => {}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  ;(this as WireSocket).received(data, isBinary)
}

function onError(this: WebSocket, error: Error): void {
  ;(this as WireSocket).fail(socketFault(error))
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  ;(this as WireSocket).finish(code, reason.toString())
}
