import type { CurvePoint } from './profile.js'

/** Power on a curve, W: on the straight line between two points, level beyond its ends (Q08). An empty curve is 0. */
export function powerOnCurve(curve: readonly CurvePoint[], at: number): number {
  const next = curve.findIndex((point) => point.at >= at)
  const [from, to] = next < 0 ? [curve.at(-1), undefined] : [curve[next - 1], curve[next]]
  if (from === undefined) return to?.powerW ?? 0
  if (to === undefined || to.at === from.at) return from.powerW
  return from.powerW + ((to.powerW - from.powerW) * (at - from.at)) / (to.at - from.at)
}

/** What a building wants its load at the grid to be, W; positive: it takes energy. */
export interface LoadBand {
  readonly upperThresholdW: number
  readonly lowerThresholdW: number
  /** By how much a load outside is brought to another value than the threshold. */
  readonly upperOffsetW: number
  readonly lowerOffsetW: number
}

/** By how much a setpoint has to change so that the load comes back into its band (Q09.FR.04). */
export function loadDeltaW(loadW: number, { upperThresholdW, lowerThresholdW, upperOffsetW, lowerOffsetW }: LoadBand): number {
  if (loadW > upperThresholdW) return upperThresholdW + upperOffsetW - loadW
  if (loadW < lowerThresholdW) return lowerThresholdW + lowerOffsetW - loadW
  return 0
}

/** A signal of the grid operator (aFRR), and from when it counts. */
export interface GridSignal {
  readonly signal: number
  readonly atMs: number
}

/** The signal that counts at a time, if any has come. */
export const signalAt = (signals: readonly GridSignal[], atMs: number): GridSignal | undefined =>
  signals
    .filter((one) => one.atMs <= atMs)
    .reduce<GridSignal | undefined>((last, one) => (last !== undefined && last.atMs > one.atMs ? last : one), undefined)
