/** Direction as the wrapped end sees it: `in` from the peer, `out` to it. */
export type FaultDirection = 'in' | 'out'

/** The kinds of frame by name, for those who do not know the numbers by heart. */
export const frameKinds = { CALL: 2, CALLRESULT: 3, CALLERROR: 4, CALLRESULTERROR: 5, SEND: 6 } as const

/** A kind of frame, by name or by its number on the wire. */
export type FrameKind = keyof typeof frameKinds | (typeof frameKinds)[keyof typeof frameKinds]

/** One or several. */
export type OneOrMore<T> = T | readonly T[]

/**
 * Which frames a rule is for; all of what is given must hold, and nothing given means every frame.
 * Each connection counts for itself: `after`, `nth` and `every` count the frames that satisfy `direction`, `action`,
 * `messageType` and `station`.
 */
export interface FaultCondition {
  /** Default: both. */
  readonly direction?: FaultDirection | undefined
  /** Action of a CALL or SEND, or of the CALL that an answer belongs to. `*` stands for any characters. */
  readonly action?: OneOrMore<string> | undefined
  /** `CALL`, `CALLRESULT`, …, or 2 to 6. */
  readonly messageType?: OneOrMore<FrameKind> | undefined
  /** Identity of the station; `*` stands for any characters. */
  readonly station?: OneOrMore<string> | undefined
  /** Leaves that many frames in peace first; the counts below begin behind them. Default 0. */
  readonly after?: number | undefined
  /** That frame alone, the first being 1. */
  readonly nth?: number | undefined
  /** Every so-manieth frame: 3 means the 3rd, 6th, 9th. */
  readonly every?: number | undefined
  /** Applied at most that often. Default: no limit. */
  readonly limit?: number | undefined
  /** How likely the fault is for a frame that satisfies all else, 0 to 1. Default 1. */
  readonly probability?: number | undefined
}

/** A time in ms, or a range from which each is drawn. */
export type FaultMs = number | readonly [min: number, max: number]

/** What is done to a frame. */
export type FaultAction =
  /** It never arrives. */
  | { readonly do: 'drop' }
  /** It arrives `ms` later; frames behind it do not wait. */
  | { readonly do: 'delay'; readonly ms: FaultMs }
  /** It arrives once more, or `times` more (default 1), the copies `ms` later (default 0: at once). */
  | { readonly do: 'duplicate'; readonly times?: number | undefined; readonly ms?: FaultMs | undefined }
  /** It arrives after `frames` later ones of its direction (default 1), or after `ms` (default 1,000) if they do not come. */
  | { readonly do: 'reorder'; readonly frames?: number | undefined; readonly ms?: FaultMs | undefined }
  /** It arrives cut off, with a character changed, or with a value of a wrong type; drawn for each frame unless `how` says. */
  | { readonly do: 'corrupt'; readonly how?: OneOrMore<Corruption> | undefined }
  /** It arrives under an id that nobody knows: `id`, or a random one. */
  | { readonly do: 'wrongId'; readonly id?: string | undefined }
  /** An answer arrives only once `ms` have passed since its call. Other frames are left alone. */
  | { readonly do: 'late'; readonly ms: FaultMs }
  /**
   * From this frame on nothing goes through in `direction` (default `both`), and the socket stays open. Lasts until the rules
   * change. The frame itself still arrives if `pass` is true (default false).
   */
  | { readonly do: 'halfOpen'; readonly direction?: FaultDirection | 'both' | undefined; readonly pass?: boolean | undefined }
  /** The socket closes with `code` (default 1011). The frame itself still arrives if `pass` is true (default false). */
  | {
      readonly do: 'close'
      readonly code?: number | undefined
      readonly reason?: string | undefined
      readonly pass?: boolean | undefined
    }

/** Ways to spoil a text. */
export type Corruption = 'truncate' | 'flip' | 'wrongType'

/** The names of the faults. */
export type FaultKind = FaultAction['do']

/** One rule, as it stands in a YAML or JSON file. */
export type FaultRule = FaultAction & {
  /** For logs. Default: none. */
  readonly name?: string | undefined
  readonly when?: FaultCondition | undefined
}
