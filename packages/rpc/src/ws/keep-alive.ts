import type { Deadlines } from '../deadlines.js'
import type { WireSocket } from './wire-socket.js'

/** How a connection is watched. */
export interface KeepAliveSettings {
  /** Time between two pings, ms; 0 sends none. */
  readonly intervalMs: number
  /** Time in which something must be heard after a ping, ms. */
  readonly pongTimeoutMs: number
  /** Part of the interval that is taken off at random, so that stations which came together are not pinged together; 0 to 1. */
  readonly jitter: number
}

/** Intervals differ in this many steps at most, since {@link Deadlines} keeps one list for each. */
const jitterSteps = 16

/**
 * Pings every connection in its turn, all under one timer. Whatever is read from the stream after a ping proves life,
 * pong or not (G02.FR.04); so does a peer that is not read from but takes what was sent to it.
 */
export class KeepAlive {
  constructor(
    private readonly deadlines: Deadlines,
    private readonly random: () => number,
    private settings: KeepAliveSettings,
    /** Whether this peer answers pings at all; those that do not are pinged and never found dead. */
    private readonly expectsPong: (socket: WireSocket) => boolean,
    private readonly onSilent: (socket: WireSocket) => void,
  ) {}

  /** Takes effect with the next ping of each connection. */
  set(settings: KeepAliveSettings): void {
    this.settings = settings
  }

  start(socket: WireSocket): void {
    socket.readAtPing = -1
    const { intervalMs, jitter } = this.settings
    if (intervalMs === 0) return this.deadlines.stop(socket)
    const step = Math.floor(this.random() * jitterSteps) / jitterSteps
    this.deadlines.start(socket, Math.max(1, Math.round(intervalMs * (1 - jitter * step))))
  }

  stop(socket: WireSocket): void {
    this.deadlines.stop(socket)
  }

  expired(socket: WireSocket): void {
    if (socket.readAtPing === -1) return this.ping(socket)
    if (this.isAlive(socket)) return this.start(socket)
    this.onSilent(socket)
  }

  private ping(socket: WireSocket): void {
    socket.readAtPing = sign(socket)
    socket.ping()
    this.deadlines.start(socket, this.settings.pongTimeoutMs)
  }

  private isAlive(socket: WireSocket): boolean {
    // What was on its way when the line died may still be read into a buffer.
    if (socket.isFrozen) return false
    return sign(socket) !== socket.readAtPing || !this.expectsPong(socket)
  }
}

/** A number that changes with every sign of life: bytes read, or bytes taken by a peer that is not read from. */
function sign({ stream, isPaused }: WireSocket): number {
  if (stream === undefined) return 0
  return isPaused ? stream.bytesWritten - stream.writableLength : stream.bytesRead
}
