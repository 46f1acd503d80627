/** The middle value; the mean of the two middle ones where there is no single one. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  if (sorted.length % 2 === 1) return sorted[middle] as number
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

export const spreadOf = (values: readonly number[]): Spread => ({
  min: Math.min(...values),
  median: median(values),
  max: Math.max(...values),
})

/** How two figures of the same round relate, round by round; the machine's mood of a round falls out. */
export const ratios = (figures: readonly number[], bases: readonly number[]): number[] =>
  figures.map((figure, round) => figure / (bases[round] as number))

export const differences = (figures: readonly number[], bases: readonly number[]): number[] =>
  figures.map((figure, round) => figure - (bases[round] as number))
