/** What is measured how often; 0 for never. */
export interface Cadence {
  readonly everyS: number
  readonly measurands: readonly string[]
}

/** What a version measures, and what for. */
export interface MeterPlan {
  /** At the start of a transaction. */
  readonly started: readonly string[]
  /** In between. */
  readonly updated: Cadence
  /** To be told at the end. */
  readonly ended: Cadence
  /** At the same times of day, for all EVSEs. */
  readonly aligned: Cadence
  /** At the same times of day, to be told at the end of a transaction. */
  readonly alignedEnded: Cadence
  /** Because the csms asked for MeterValues. */
  readonly triggered: readonly string[]
}
