import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/index.js'
import { Attempts } from './attempts.js'

const backOff = { waitMinimumMs: 1_000, randomRangeMs: 0, repeatTimes: 3 }

function attempting(plan: Partial<ConstructorParameters<typeof Attempts>[0]> = {}) {
  const clock = createFakeClock()
  const counts: number[] = []
  let cancelled = 0
  const attempts = new Attempts({ backOff, giveUpAfter: Number.POSITIVE_INFINITY, random: () => 0, clock, ...plan }, (count) => {
    counts.push(count)
    return () => {
      cancelled += 1
    }
  })
  return { attempts, clock, counts, cancelled: () => cancelled }
}

describe('when a client tries (2.x Part 4 §5.3)', () => {
  it('the waits double after each failure, and begin anew after a success (errata 4.12)', async () => {
    const { attempts, clock, counts } = attempting()
    attempts.begin()
    expect(attempts.failed()).toBe(1_000)
    await clock.advance(1_000)
    expect(attempts.failed()).toBe(2_000)
    await clock.advance(2_000)
    attempts.succeeded()
    expect(attempts.lost()).toBe(1_000)
    await clock.advance(1_000)
    expect(counts).toEqual([1, 2, 3, 1])
  })

  it('the last attempt allowed is followed by none', async () => {
    const { attempts, clock, counts } = attempting({ giveUpAfter: 2 })
    attempts.begin()
    expect(attempts.failed()).toBe(1_000)
    await clock.advance(1_000)
    expect(attempts.failed()).toBeUndefined()
    await clock.advance(60_000)
    expect(counts).toEqual([1, 2])
  })

  it('without a back-off there is one attempt', () => {
    const { attempts } = attempting({ backOff: undefined })
    attempts.begin()
    expect(attempts.failed()).toBeUndefined()
    expect(() => attempts.setBackOff({ repeatTimes: 1 })).toThrow('reconnect: false')
  })

  it('begin() changes nothing while a client is wanted already', () => {
    const { attempts, counts } = attempting()
    attempts.begin()
    attempts.begin()
    expect(counts).toEqual([1])
  })

  it('stop() cancels the attempt under way, or the wait for the next', async () => {
    const { attempts, clock, counts, cancelled } = attempting()
    attempts.begin()
    attempts.stop()
    expect(cancelled()).toBe(1)
    expect(attempts.lost()).toBeUndefined()

    attempts.begin()
    attempts.failed()
    attempts.stop()
    await clock.advance(60_000)
    expect([counts, cancelled(), attempts.isWanted]).toEqual([[1, 1], 1, false])
  })

  it('a changed back-off holds from the next wait on', () => {
    const { attempts } = attempting()
    attempts.begin()
    expect(attempts.failed()).toBe(1_000)
    attempts.setBackOff({ waitMinimumMs: 5_000 })
    attempts.succeeded()
    expect(attempts.lost()).toBe(5_000)
  })
})
