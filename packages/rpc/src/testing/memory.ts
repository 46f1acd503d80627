import type { SocketPort, SocketReceiver } from '../socket.js'

/** One end of {@link createSocketPair}. */
export interface MemorySocket extends SocketPort {
  /** Everything this end has sent, oldest first. */
  readonly sent: readonly string[]
}

class MemoryEnd implements MemorySocket {
  readonly sent: string[] = []
  bufferedBytes = 0
  other: MemoryEnd | undefined
  private receiver: SocketReceiver | undefined
  private isClosed = false
  private readonly waiting: string[] = []

  attach(receiver: SocketReceiver): void {
    this.receiver = receiver
    for (const text of this.waiting.splice(0)) receiver.receive(text)
  }

  send(text: string): void {
    if (this.isClosed) return
    this.sent.push(text)
    queueMicrotask(() => this.other?.deliver(text))
  }

  close(code: number, reason: string): void {
    if (this.isClosed) return
    queueMicrotask(() => {
      this.end(code, reason)
      this.other?.end(code, reason)
    })
  }

  private deliver(text: string): void {
    if (this.isClosed) return
    if (this.receiver === undefined) this.waiting.push(text)
    else this.receiver.receive(text)
  }

  private end(code: number, reason: string): void {
    if (this.isClosed) return
    this.isClosed = true
    this.receiver?.closed(code, reason)
  }
}

/**
 * Two sockets joined in memory: what one sends the other receives, in order, in a later microtask.
 * Stands in for a WebSocket wherever the network itself is not the subject.
 */
export function createSocketPair(): readonly [MemorySocket, MemorySocket] {
  const left = new MemoryEnd()
  const right = new MemoryEnd()
  left.other = right
  right.other = left
  return [left, right]
}
