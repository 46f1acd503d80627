import type { SocketPort, SocketReceiver } from '@ocpp-kit/rpc'

/** A socket that nothing goes through any more and that does not tell: what is left of one whose line has died. */
export class DeadLine implements SocketPort, SocketReceiver {
  readonly bufferedBytes = 0
  private receiver: SocketReceiver | undefined
  private isGone = false

  constructor(private readonly inner: SocketPort) {}

  attach(receiver: SocketReceiver): void {
    this.receiver = receiver
    this.inner.attach(this)
  }

  send(): void {}

  receive(): void {}

  close(code: number, reason: string): void {
    // There is nobody to shake hands with.
    queueMicrotask(() => this.receiver?.closed(1006, ''))
    if (!this.isGone) this.inner.close(code, reason)
  }

  closed(): void {
    this.isGone = true
  }
}
