import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Clock } from '../clock.js'
import { type ResolvedCloseOptions, resolveCloseOptions } from '../close-options.js'
import type { CloseOptions } from '../connection.js'
import { maxTimerMs } from '../options.js'
import type { Protocol } from '../protocol.js'
import { closeCodes } from './close-codes.js'
import { unbind } from './http-server.js'
import type { Stations } from './stations.js'

/** How a listener ends. */
export interface ListenerCloseOptions {
  /** WebSocket close code. Default 1001. */
  readonly code?: number | undefined
  /** At most 123 bytes. Default: none. */
  readonly reason?: string | undefined
  /** How long calls under way, in both directions, may still be answered, ms. Default 0: close at once. */
  readonly drainMs?: number | undefined
  /** How many stations a second are let go, so that they do not come back all at once; above 0. Default: all at once. */
  readonly ratePerSecond?: number | undefined
}

/** {@link ListenerCloseOptions} with their defaults. */
export interface Farewell extends ResolvedCloseOptions {
  /** Time between two stations that are let go. */
  readonly gapMs: number
}

/** @throws TypeError naming the option that is out of range */
export function resolveFarewell({ code = closeCodes.goingAway, reason, drainMs, ratePerSecond }: ListenerCloseOptions): Farewell {
  const closing = resolveCloseOptions({ code, reason, drainMs })
  if (ratePerSecond !== undefined && !(ratePerSecond > 0))
    throw new TypeError(`ratePerSecond must be above 0, not ${String(ratePerSecond)}`)
  const gapMs = ratePerSecond === undefined ? 0 : 1000 / ratePerSecond
  return { ...closing, gapMs }
}

/** What a listener ends with itself. */
export interface Ending<P extends Protocol> {
  readonly stations: Stations<P>
  readonly clock: Clock
  readonly closeTimeoutMs: number
  /** The listener's own server; `undefined` where it was given one. */
  readonly server: HttpServer | HttpsServer | undefined
  /** Ends the connections of the own server that are no WebSocket. */
  readonly hangUp: () => void
  /** Called once, when every socket is gone. */
  readonly ended: () => void
}

/** The end of a listener. It comes once; whoever asks for it again may hurry it, and waits for the same. */
export class Closing<P extends Protocol> {
  private ended: Promise<void> | undefined
  private dueAt = Number.POSITIVE_INFINITY
  private timers: unknown[] = []

  constructor(private readonly ending: Ending<P>) {}

  /** Lets every station go, in its turn, and resolves when the last socket is gone; what has not closed in time is cut off. */
  begin(farewell: Farewell): Promise<void> {
    this.ended ??= this.end()
    this.letGo(farewell)
    return this.ended
  }

  /** Unless all is to be over by then anyway. */
  private letGo({ code, reason, drainMs, gapMs }: Farewell): void {
    const { stations, clock, closeTimeoutMs } = this.ending
    const leaving = [...stations.connections()] as { close(options: CloseOptions): Promise<void> }[]
    const deadlineMs = Math.min(maxTimerMs, Math.ceil(leaving.length * gapMs) + drainMs + closeTimeoutMs)
    const dueAt = clock.monotonic() + deadlineMs
    if (dueAt >= this.dueAt) return
    this.dueAt = dueAt
    this.clearTimers()
    for (const [index, station] of leaving.entries()) {
      const leave = (): void => void station.close({ code, reason, drainMs })
      if (index * gapMs === 0) leave()
      else this.timers.push(clock.setTimeout(leave, index * gapMs))
    }
    this.timers.push(clock.setTimeout(() => stations.terminateAll(), deadlineMs))
  }

  private async end(): Promise<void> {
    const { stations, server, hangUp, ended } = this.ending
    const unbound = server === undefined ? Promise.resolve() : unbind(server)
    await stations.whenEmpty()
    this.dueAt = Number.NEGATIVE_INFINITY
    this.clearTimers()
    hangUp()
    await unbound
    ended()
  }

  private clearTimers(): void {
    for (const timer of this.timers.splice(0)) this.ending.clock.clearTimeout(timer)
  }
}
