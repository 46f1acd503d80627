import type { Socket } from 'node:net'
import type { ConnectionOf } from '../connection.js'
import type { Emitter } from '../emitter.js'
import type { Shared } from '../internals.js'
import type { Protocol } from '../protocol.js'
import type { Handshake } from './attempt.js'
import { closeCodes } from './close-codes.js'
import type { ListenerEvents } from './events.js'
import { KeepAlive } from './keep-alive.js'
import type { ResolvedListenOptions } from './listen-options.js'
import { Registry } from './registry.js'
import type { SocketFault } from './socket-faults.js'
import type { SocketOwner, WireSocket } from './wire-socket.js'

/** The stations that are connected, and what their sockets tell. */
export class Stations<P extends Protocol> implements SocketOwner {
  readonly pauseAboveBytes: number
  readonly registry = new Registry()
  /** Sockets that are no station's any more, until the network has let go of them. */
  private readonly leaving = new Set<WireSocket>()
  private readonly keepAlive: KeepAlive
  private onEmpty = (): void => {}

  constructor(
    options: ResolvedListenOptions<P>,
    shared: Shared,
    private readonly events: Emitter<ListenerEvents<P>>,
  ) {
    this.pauseAboveBytes = options.pauseAboveBytes
    const settings = { intervalMs: options.pingIntervalMs, pongTimeoutMs: options.pongTimeoutMs, jitter: 0.1 }
    const expectsPong = (socket: WireSocket): boolean => options.answersPings(socket.connection?.identity ?? '')
    this.keepAlive = new KeepAlive(shared.deadlines, options.random, settings, expectsPong, (socket) => this.silent(socket))
  }

  get(identity: string): ConnectionOf<P, 'csms'> | undefined {
    return this.registry.get(identity)?.connection as ConnectionOf<P, 'csms'> | undefined
  }

  *connections(): IterableIterator<ConnectionOf<P, 'csms'>> {
    for (const { connection } of this.registry.values()) yield connection as unknown as ConnectionOf<P, 'csms'>
  }

  /** Resolves when no socket is left, not even one that is only closing. */
  async whenEmpty(): Promise<void> {
    // Whoever asks may be a hook of an upgrade, which gets its answer first.
    await Promise.resolve()
    return new Promise((resolve) => {
      this.onEmpty = resolve
      this.checkEmpty()
    })
  }

  /** Lets a station in; an older connection of it ends before that is told, whatever its socket still has to say. */
  add(socket: WireSocket, stream: Socket, connection: ConnectionOf<P, 'csms'>, facts: Handshake): void {
    const older = this.registry.get(connection.identity)
    socket.adopt(this, stream)
    socket.facts = facts
    socket.connection = connection as unknown as WireSocket['connection']
    // Before anybody is told, so that a listener of `disconnected` who closes everything closes this one too.
    this.registry.set(connection.identity, socket)
    this.keepAlive.start(socket)
    older?.end(closeCodes.replaced, 'replaced by a newer connection of this station')
    this.events.emit('station', connection)
  }

  /** A socket that was upgraded only to be closed. */
  dismiss(socket: WireSocket, code: number, reason: string): void {
    this.leave(socket)
    socket.dismiss(code, reason)
  }

  /** Cuts off whatever is left. */
  terminateAll(): void {
    for (const socket of [...this.registry.values()]) socket.end(closeCodes.abnormal, 'not closed in time')
    for (const socket of [...this.leaving]) socket.terminate()
  }

  // ── SocketOwner ─────────────────────────────────────────────────────────────────────────────────────────────────

  expired(socket: WireSocket): void {
    this.keepAlive.expired(socket)
  }

  faulted(socket: WireSocket, fault: SocketFault): void {
    this.events.emit('socketFault', { connection: connectionOf<P>(socket), ...fault })
  }

  flowChanged(socket: WireSocket, isPaused: boolean): void {
    this.events.emit('flow', { connection: connectionOf<P>(socket), isPaused, bufferedBytes: socket.bufferedBytes })
  }

  closing(socket: WireSocket): void {
    this.keepAlive.stop(socket)
    this.registry.remove(socket.connection?.identity ?? '', socket)
    if (socket.readyState !== socket.CLOSED) this.leave(socket)
  }

  closed(socket: WireSocket, code: number, reason: string): void {
    this.events.emit('disconnected', { connection: connectionOf<P>(socket), code, reason })
    if (socket.readyState === socket.CLOSED) this.checkEmpty()
  }

  private checkEmpty(): void {
    if (this.registry.size === 0 && this.leaving.size === 0) this.onEmpty()
  }

  private leave(socket: WireSocket): void {
    this.leaving.add(socket)
    socket.once('close', () => {
      this.leaving.delete(socket)
      this.checkEmpty()
    })
  }

  private silent(socket: WireSocket): void {
    this.events.emit('silent', { connection: connectionOf<P>(socket) })
    socket.end(closeCodes.abnormal, 'nothing heard after a ping')
  }
}

const connectionOf = <P extends Protocol>(socket: WireSocket): ConnectionOf<P, 'csms'> =>
  socket.connection as unknown as ConnectionOf<P, 'csms'>
