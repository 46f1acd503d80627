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
  /** From the path; where it names none, what the program calls it. */
  identity: string | undefined
  readonly offered: readonly string[]
  private owner: UpgradeOwner | undefined = undefined
  private unwatch: (() => void) | undefined = undefined

  constructor(
    readonly request: IncomingMessage,
    readonly stream: Socket,
    readonly head: Buffer,
  ) {
    this.path = pathOf(request.url ?? '/')
    this.identity = parseIdentity(this.path)
    this.offered = parseSubprotocols(request.headers['sec-websocket-protocol'])
  }

  /** Asks the system, so only who needs it should. */
  get remoteAddress(): string {
    return this.stream.remoteAddress ?? ''
  }

  get isWatched(): boolean {
    return this.unwatch !== undefined
  }

  expire(): void {
    this.owner?.timedOut(this)
  }

  /** From now on the answer takes its time, in which the station may go away. */
  watch(owner: UpgradeOwner): void {
    const { stream } = this
    let failure: Error | undefined
    const onError = (error: Error): void => {
      failure = error
      stream.destroy()
    }
    const onClose = (): void => owner.abandoned(this, failure)
    stream.on('error', onError)
    stream.on('close', onClose)
    this.owner = owner
    this.unwatch = () => {
      stream.off('error', onError)
      stream.off('close', onClose)
    }
  }

  /** Lets go of the socket: someone else looks after it now. */
  release(): void {
    this.isOver = true
    this.unwatch?.()
  }
}
