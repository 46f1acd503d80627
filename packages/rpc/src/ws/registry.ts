import { foldIdentity } from './identity.js'
import type { WireSocket } from './wire-socket.js'

/** The one socket of each connected station, found by its identity in whatever case. */
export class Registry {
  private readonly byIdentity = new Map<string, WireSocket>()

  get size(): number {
    return this.byIdentity.size
  }

  get(identity: string): WireSocket | undefined {
    return this.byIdentity.get(foldIdentity(identity))
  }

  /** Puts a socket in the place of whatever was there. */
  set(identity: string, socket: WireSocket): void {
    this.byIdentity.set(foldIdentity(identity), socket)
  }

  /** Takes a socket out, unless a newer one of the same identity has its place. */
  remove(identity: string, socket: WireSocket): void {
    const key = foldIdentity(identity)
    if (this.byIdentity.get(key) === socket) this.byIdentity.delete(key)
  }

  values(): IterableIterator<WireSocket> {
    return this.byIdentity.values()
  }
}
