import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchSize, nextBeatMs, paramsProblem, type StreamValue } from './stream.js'

const value = (text: string): StreamValue => ({ timestamp: '2026-01-01T00:00:00.000Z', value: text })

describe('a batch of a stream', () => {
  it('takes something of what there is, and no more than is wanted or fits (N15.FR.07)', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_500), { minLength: 1, maxLength: 300 }), fc.nat(200), (lengths, values) => {
        const waiting = lengths.map((length) => value('x'.repeat(length)))
        const size = batchSize(waiting, { intervalS: 1, values })
        expect(size).toBeGreaterThanOrEqual(1)
        expect(size).toBeLessThanOrEqual(waiting.length)
        if (values > 0) expect(size).toBeLessThanOrEqual(values)
        const bytes = lengths.slice(0, size).reduce((sum, length) => sum + length, 0)
        if (size > 1) expect(bytes).toBeLessThanOrEqual(20_000)
      }),
    )
  })
})

describe('the beat of a stream', () => {
  it('is due from now on, and stays in step', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(1_000_000), fc.integer({ min: 1, max: 600 }), (beatMs, nowMs, intervalS) => {
        const next = nextBeatMs(beatMs, nowMs, { intervalS, values: 0 })
        expect(next).toBeGreaterThanOrEqual(Math.min(nowMs, beatMs))
        expect(next - Math.max(nowMs, beatMs)).toBeLessThan(intervalS * 1000)
        expect(Math.abs(next - beatMs) % (intervalS * 1000)).toBe(0)
      }),
    )
  })
})

describe('the parameters of a stream', () => {
  it.each([
    [{ interval: 1 }, undefined],
    [{ values: 1 }, undefined],
    [{ interval: 86_400, values: 1_000 }, undefined],
    [{}, 'MissingParam'],
    [{ interval: 0 }, 'MissingParam'],
    [{ interval: 86_401 }, 'ValueOutOfRange'],
  ] as const)('%j: %s', (wish, problem) => {
    expect(paramsProblem(wish)).toBe(problem)
  })
})
