/** A swap has come one step further. */
export interface SwapEvent {
  readonly requestId: number
  /** `opened`: slots for the empty batteries; `offered`: full ones in exchange; then `done`, `aborted` or `timeout`. */
  readonly step: 'opened' | 'offered' | 'done' | 'aborted' | 'timeout'
  readonly evseIds: readonly number[]
}
