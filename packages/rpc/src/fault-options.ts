import type { Clock } from './clock.js'
import type { FaultDirection, FaultKind, FaultRule } from './fault-rules.js'
import type { Random } from './random.js'
import type { SocketPort } from './socket.js'

/** A fault that was applied to a frame. */
export interface FaultEvent {
  /** Wall clock, ms since the epoch. */
  readonly at: number
  readonly station: string
  readonly direction: FaultDirection
  readonly do: FaultKind
  /** Index of the rule in the list in force. */
  readonly rule: number
  /** The rule's `name`, where it has one. */
  readonly name: string | undefined
  /** The frame as it came, with whatever secrets it holds: redact it before it is logged. */
  readonly text: string
  /** The frame as it goes on, for `corrupt` and `wrongId`. */
  readonly changedText: string | undefined
  /** How much later it arrives in ms, for `delay`, `late` and the copies of `duplicate`; at the latest, for `reorder`. */
  readonly delayMs: number | undefined
}

export interface FaultOptions {
  /** The station's identity, for `when.station`, for events, and to give each station luck of its own. Default: none. */
  readonly station?: string | undefined
  /** Same seed, station, rules and frames: same faults. Default: a new one each time; see {@link FaultySocket.seed}. */
  readonly seed?: number | string | undefined
  /** Used instead of a seed. Default: follows from seed and station, for each direction by itself. */
  readonly random?: Random | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
  /** Told of each fault before it takes effect. Default: nobody is. */
  readonly onFault?: ((event: FaultEvent) => void) | undefined
}

/** A socket with faults. */
export interface FaultySocket extends SocketPort {
  /**
   * The rules in force. Setting them starts all counts anew and mends a half-open socket; frames that are held stay on their way.
   * Setting throws a TypeError that names what is wrong by its path, such as `rules[2].do`; the old rules then stay.
   */
  rules: readonly FaultRule[]
  /** What to give to repeat this run; `undefined` when `random` was given. */
  readonly seed: number | string | undefined
}
