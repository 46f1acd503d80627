import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { DeadlineList, Expiring } from '../deadlines.js'
import { parseIdentity, pathOf } from './identity.js'
import { parseSubprotocols } from './subprotocol.js'

/** What an upgrade tells while it waits for its answer. */
export interface UpgradeOwner {
  /** The time for the handshake is up. */
  timedOut(upgrade: Upgrade): void
  /** The station went away. */
  abandoned(upgrade: Upgrade, error: Error | undefined): void
}

/** A request to upgrade, from its arrival until it is answered or its socket is gone. */
export class Upgrade implements Expiring {
  deadlineList: DeadlineList | undefined = undefined
  earlier: Expiring | undefined = undefined
  later: Expiring | undefined = undefined
  dueAt = 0
  /** Answered or abandoned: whatever a hook still says comes too late. */
  isOver = false
  readonly path: string
  readonly identity: string | undefined
  readonly offered: readonly string[]

  constructor(
    readonly request: IncomingMessage,
    readonly stream: Socket,
    readonly head: Buffer,
    private readonly owner: UpgradeOwner,
  ) {
    this.path = pathOf(request.url ?? '/')
    this.identity = parseIdentity(this.path)
    this.offered = parseSubprotocols(request.headers['sec-websocket-protocol'])
    stream.on('error', this.onError)
    stream.on('close', this.onClose)
  }

  /** Asks the system, so only who needs it should. */
  get remoteAddress(): string {
    return this.stream.remoteAddress ?? ''
  }

  expire(): void {
    this.owner.timedOut(this)
  }

  /** Lets go of the socket: someone else looks after it now. */
  release(): void {
    this.isOver = true
    this.stream.off('error', this.onError)
    this.stream.off('close', this.onClose)
  }

  private error: Error | undefined = undefined

  private readonly onError = (error: Error): void => {
    this.error = error
    this.stream.destroy()
  }

  private readonly onClose = (): void => {
    this.owner.abandoned(this, this.error)
  }
}
