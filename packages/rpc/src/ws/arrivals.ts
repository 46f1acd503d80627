import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { DeadlineList, Deadlines, Expiring } from '../deadlines.js'

/** A connection, from TCP on until its upgrade is answered. */
class Arrival implements Expiring {
  deadlineList: DeadlineList | undefined = undefined
  earlier: Expiring | undefined = undefined
  later: Expiring | undefined = undefined
  dueAt = 0
  /** What can be answered: without TLS the TCP connection, with it nothing until TLS is there. */
  stream: Socket | undefined
  /** The upgrade that waits for its answer. */
  upgrade: { expire(): void } | undefined = undefined
  readonly onClose: () => void

  constructor(
    readonly tcp: Socket,
    readonly key: Socket | string,
    private readonly owner: Arrivals,
  ) {
    this.stream = typeof key === 'string' ? undefined : tcp
    this.onClose = () => owner.left(this)
  }

  expire(): void {
    if (this.upgrade !== undefined) this.upgrade.expire()
    else if (this.stream !== undefined) this.owner.onLate(this.stream)
    // Else Node ends the TLS handshake, which has the same time and was begun at the same moment.
  }
}

/** Holds the connections of an own server to the time for the whole opening handshake: TCP, TLS, HTTP and hooks together. */
export class Arrivals {
  private readonly arrivals = new Map<Socket | string, Arrival>()
  private readonly isTls: boolean

  constructor(
    private readonly server: HttpServer | HttpsServer,
    private readonly deadlines: Deadlines,
    private readonly timeoutMs: number,
    /** Told of a connection whose time is up before it has asked for anything. */
    readonly onLate: (stream: Socket) => void,
  ) {
    this.isTls = 'setSecureContext' in server
    server.on('connection', (tcp: Socket) => this.arrived(tcp))
    server.on('secureConnection', (stream: TLSSocket) => this.secured(stream))
  }

  /** Lets the deadline of its connection decide on an upgrade too; `false` where there is none. */
  hold(upgrade: { readonly stream: Socket; expire(): void }): boolean {
    const arrival = this.arrivals.get(this.keyOf(upgrade.stream))
    if (arrival !== undefined) arrival.upgrade = upgrade
    return arrival !== undefined
  }

  /** Its upgrade is answered: from now on it is somebody else's. */
  leave(stream: Socket): void {
    const arrival = this.arrivals.get(this.keyOf(stream))
    if (arrival !== undefined) this.left(arrival)
  }

  left(arrival: Arrival): void {
    arrival.tcp.off('close', arrival.onClose)
    this.deadlines.stop(arrival)
    if (this.arrivals.get(arrival.key) === arrival) this.arrivals.delete(arrival.key)
  }

  /** Ends them all, those included whose TLS handshake is still under way. */
  hangUp(): void {
    this.server.closeAllConnections()
    for (const { tcp } of [...this.arrivals.values()]) tcp.destroy()
  }

  private arrived(tcp: Socket): void {
    const arrival = new Arrival(tcp, this.keyOf(tcp), this)
    this.arrivals.set(arrival.key, arrival)
    tcp.once('close', arrival.onClose)
    this.deadlines.start(arrival, this.timeoutMs)
  }

  private secured(stream: TLSSocket): void {
    const arrival = this.arrivals.get(this.keyOf(stream))
    if (arrival === undefined) return
    arrival.stream = stream
    // TLS came about just when its time was up.
    if (arrival.deadlineList === undefined) arrival.expire()
  }

  /** A TLS stream does not say which TCP connection is below it, but has the same addresses. To ask for those costs memory, so only TLS does. */
  private keyOf(stream: Socket): Socket | string {
    return this.isTls ? `${stream.remoteAddress} ${stream.remotePort} ${stream.localAddress}` : stream
  }
}
