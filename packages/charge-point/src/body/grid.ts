/** What the station measures where it is connected to the grid. */
export interface Grid {
  readonly frequencyHz: number
  /** Of the nominal voltage. */
  readonly voltagePercent: number
  /** What all else behind the same meter takes, the station left out; negative: more is made than used. */
  readonly loadW: number
}

/** A grid without worries. */
export const calmGrid: Grid = { frequencyHz: 50, voltagePercent: 100, loadW: 0 }

/** What charging schedules say beside a limit (2.1 Q). */
export interface Steering {
  /** What the car is to give back, W from 0 on; undefined: they leave that to others. */
  readonly dischargeW?: number | undefined
  /** The most that it may give back, whoever asks, W from 0 on; undefined: as much as it can. */
  readonly dischargeLimitW?: number | undefined
  /** What it is to take (positive) or give (negative) of reactive power, var. */
  readonly reactiveVar?: number | undefined
  /** What it is to follow, W; negative: it gives back. */
  readonly setpointW?: number | undefined
}
