/** How a live run differs from the recorded one. `entry` is the position in the transcript, the first being 1. */
export type ReplayDifference =
  /** A recorded frame of the peer did not come in time. */
  | { readonly kind: 'missing'; readonly entry: number; readonly action: string | undefined; readonly frame: string }
  /** It came, after it had been given up. */
  | { readonly kind: 'late'; readonly entry: number; readonly action: string | undefined; readonly frame: string }
  /** The peer sent what is not in the transcript; a CALL was answered with NotSupported. */
  | { readonly kind: 'unexpected'; readonly action: string | undefined; readonly frame: string }
  /** A request came before another that the transcript has first. */
  | { readonly kind: 'order'; readonly entry: number; readonly action: string | undefined; readonly frame: string }
  /** An answer of another kind: a CALLERROR in place of a CALLRESULT, or another error code. */
  | {
      readonly kind: 'answer'
      readonly entry: number
      readonly action: string | undefined
      readonly expected: string
      readonly actual: string
    }
  /** A payload differs at a place, a JSON pointer (RFC 6901); `undefined` stands for a member that is not there. */
  | {
      readonly kind: 'payload'
      readonly entry: number
      readonly action: string | undefined
      readonly pointer: string
      readonly expected: unknown
      readonly actual: unknown
    }

export interface ReplayReport {
  /** `completed` when every step was taken, else what ended it: the socket closed, time was up, or the signal fired. */
  readonly ended: 'completed' | 'closed' | 'deadline' | 'aborted'
  /** Completed without a difference. */
  readonly isSame: boolean
  /** Frames of the transcript that were sent. */
  readonly sent: number
  /** Frames of the transcript that came. */
  readonly matched: number
  /** Recorded answers that were not sent, since the call they answer did not come. */
  readonly skipped: number
  readonly differences: readonly ReplayDifference[]
}
