import type { AnyConnection, AnyMessage } from '@ocpp-kit/rpc'
import type { Core } from '../core.js'

/** How long a station that has come may take to its first word, ms. */
const firstWordMs = 2_000

interface Arrival {
  readonly settled: () => void
  readonly timer: unknown
}

/**
 * A station that has come may be about to boot, and until that is answered it refuses whatever it is asked (SecurityError). So what waits for
 * it waits until its first message; where that is a boot, until that is answered; where it says nothing, for a moment.
 */
export class Arrivals {
  private readonly arriving = new WeakMap<AnyConnection, Arrival>()

  /** @param bootsAreSeen whether `station.booted` tells of the boots of stations of a version */
  constructor(
    private readonly core: Core,
    private readonly bootsAreSeen: (version: string) => boolean,
  ) {
    core.events.on('station.booted', ({ station: { identity } }) => {
      const session = core.sessions.find(identity)
      if (session?.connection === undefined) return
      session.boot = 'seen'
      this.forget(session.connection)
    })
  }

  /** `settled` runs once it is known that the station does not begin with a boot; a boot is told of by its own events. */
  opened(connection: AnyConnection, settled: () => void): void {
    const session = this.core.sessions.of(connection)
    const isSeen = this.bootsAreSeen(connection.version)
    session.boot = isSeen ? 'open' : 'seen'
    if (!isSeen) return settled()
    const timer = this.core.clock.setTimeout(() => this.settle(connection), firstWordMs)
    this.arriving.set(connection, { settled, timer })
    connection.on('close', () => this.forget(connection))
  }

  /** A message has come, and is not handled yet. */
  seen({ connection, action }: AnyMessage): void {
    const arrival = this.arriving.get(connection)
    if (arrival === undefined) return
    if (action === 'BootNotification') this.core.clock.clearTimeout(arrival.timer)
    else this.settle(connection)
  }

  private settle(connection: AnyConnection): void {
    const settled = this.arriving.get(connection)?.settled
    this.forget(connection)
    const session = this.core.sessions.of(connection)
    if (session.connection !== connection) return
    session.boot = 'none'
    settled?.()
  }

  private forget(connection: AnyConnection): void {
    this.core.clock.clearTimeout(this.arriving.get(connection)?.timer)
    this.arriving.delete(connection)
  }
}
