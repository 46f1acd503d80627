import { type Clock, systemClock } from './clock.js'
import { compileIgnored, type IsIgnored } from './json-difference.js'
import { maxTimerMs, wholeNumber } from './options.js'
import type { Role } from './protocol.js'
import type { SocketPort } from './socket.js'
import type { TranscriptEntry } from './transcript.js'

export interface ReplayOptions {
  /** The side that the replay plays; the live peer on the socket is the other. */
  readonly as: Role
  /** An open socket to the peer. The replay attaches itself and never closes it. */
  readonly socket: SocketPort
  /** `asap` sends as soon as what came before is done; a number is the pace, 1 as recorded, 10 ten times as fast. Default `asap`. */
  readonly speed?: 'asap' | number | undefined
  /** The station whose frames are replayed; the transcript must have some. Default: the only one in the transcript. */
  readonly station?: string | undefined
  /** How long to wait for each frame of the peer, ms beyond the recorded pause at that speed. Default 30,000. */
  readonly timeoutMs?: number | undefined
  /** The replay ends after this time, whatever is outstanding, in ms. Default: the recorded time at that speed, and 10 × `timeoutMs`. */
  readonly deadlineMs?: number | undefined
  /**
   * What is not compared: `name` for members of that name, `/a/place` in any payload, `Action/a/place` in those of one action,
   * where a step may be `*`. Default {@link defaultIgnored}.
   */
  readonly ignore?: readonly string[] | undefined
  /** Fields whose values the peer makes up and that later frames of ours repeat. Default {@link defaultCarried}. */
  readonly carry?: readonly string[] | undefined
  /** Ends the replay. Default: none. */
  readonly signal?: AbortSignal | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
}

/** Times, which differ in every run. */
export const defaultIgnored: readonly string[] = ['timestamp', 'currentTime', 'generatedAt']

/** What one end makes up and both use afterwards, in any version. */
export const defaultCarried: readonly string[] = ['transactionId', 'remoteStartId', 'reservationId', 'requestId']

export interface ResolvedReplayOptions {
  readonly as: Role
  readonly socket: SocketPort
  /** How many times as fast as recorded; Infinity for `asap`. */
  readonly pace: number
  readonly station: string | undefined
  readonly timeoutMs: number
  readonly deadlineMs: number
  readonly ignoredIn: (action: string | undefined) => IsIgnored
  readonly carry: ReadonlySet<string>
  readonly signal: AbortSignal | undefined
  readonly clock: Clock
}

function paceOf(speed: unknown): number {
  if (speed === undefined || speed === 'asap') return Number.POSITIVE_INFINITY
  if (typeof speed === 'number' && speed > 0) return speed
  throw new TypeError(`speed must be 'asap' or a number above 0, not ${JSON.stringify(speed)}`)
}

function spanOf(transcript: readonly TranscriptEntry[]): number {
  const times = transcript.map(({ at }) => Date.parse(at))
  return times.length === 0 ? 0 : Math.max(0, (times.at(-1) ?? 0) - (times[0] ?? 0))
}

/** @throws TypeError naming the option that is wrong */
export function resolveReplayOptions(transcript: readonly TranscriptEntry[], options: ReplayOptions): ResolvedReplayOptions {
  const { as, socket, speed, station, ignore = defaultIgnored, carry = defaultCarried, signal, clock = systemClock } = options
  if (as !== 'station' && as !== 'csms') throw new TypeError(`as must be 'station' or 'csms', not ${JSON.stringify(as)}`)
  if (typeof socket?.send !== 'function') throw new TypeError('socket must be an open socket port')
  if (!Array.isArray(ignore)) throw new TypeError('ignore must be a list of names and places')
  if (!Array.isArray(carry)) throw new TypeError('carry must be a list of field names')
  const pace = paceOf(speed)
  const timeoutMs = wholeNumber('timeoutMs', options.timeoutMs, 30_000, 1, maxTimerMs)
  // As soon as possible is still bound to what the peer does of its own accord, at its own pace.
  const spanMs = spanOf(transcript) / (pace === Number.POSITIVE_INFINITY ? 1 : pace)
  const defaultDeadlineMs = Math.min(maxTimerMs, Math.ceil(spanMs + 10 * timeoutMs))
  return {
    as,
    socket,
    pace,
    station,
    timeoutMs,
    deadlineMs: wholeNumber('deadlineMs', options.deadlineMs, defaultDeadlineMs, 1, maxTimerMs),
    ignoredIn: compileIgnored(ignore, 'ignore'),
    carry: new Set(carry),
    signal,
    clock,
  }
}
