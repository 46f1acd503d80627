/** Messages of which the middle one counts: a message that was delayed or queued says nothing of the clock. */
const maxSamples = 5
const minSamples = 3

/** Time of receipt less the station's time, ms, of the last messages; newest last. */
export type DriftSamples = readonly number[]

export const addDriftSample = (samples: DriftSamples, driftMs: number): DriftSamples => [...samples, driftMs].slice(-maxSamples)

/** The median; `undefined` while there are too few messages to tell. */
export function driftOf(samples: DriftSamples): number | undefined {
  if (samples.length < minSamples) return undefined
  return samples.toSorted((left, right) => left - right)[Math.floor(samples.length / 2)]
}
