import { expect, test } from 'vitest'
import { addDriftSample, type DriftSamples, driftOf } from './clock-drift.js'

const driftAfter = (...samples: readonly number[]) => driftOf(samples.reduce<DriftSamples>(addDriftSample, []))

test('one or two messages say nothing of a clock', () => {
  expect(driftAfter(90_000)).toBeUndefined()
  expect(driftAfter(90_000, 90_000)).toBeUndefined()
})

test('one message that was late does not move the clock', () => {
  expect(driftAfter(100, 120, 3_600_000, 90)).toBe(120)
  expect(driftAfter(-70_000, -70_100, 50)).toBe(-70_000)
})

test('the last five messages count', () => {
  expect(driftAfter(0, 0, 0, 80_000, 80_000, 80_000)).toBe(80_000)
})
