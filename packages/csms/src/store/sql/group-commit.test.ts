import { expect, test } from 'vitest'
import { StoreError } from '../store-error.js'
import type { Engine } from './engine.js'
import { GroupCommit } from './group-commit.js'
import { runNow, type Work } from './work.js'

/** A database that keeps what was committed, and fails as it is told. */
function createEngine() {
  const committed: number[][] = []
  const engine: Pick<Engine, 'write'> & { failure?: StoreError | undefined } = {
    failure: undefined,
    write: async (work) => {
      if (engine.failure !== undefined) throw engine.failure
      const before = committed.length
      try {
        return runNow(work(), () => ({ rows: [], changes: 0 }))
      } catch (error) {
        committed.splice(before)
        throw error instanceof StoreError ? error : new StoreError('INVALID', String(error))
      }
    },
  }
  const double = function* (inputs: readonly number[]): Work<readonly number[]> {
    if (inputs.includes(13)) throw new Error('13 cannot be kept')
    committed.push([...inputs])
    return inputs.map((input) => 2 * input)
  }
  const negate = function* (inputs: readonly number[]): Work<readonly number[]> {
    committed.push([...inputs])
    return inputs.map((input) => -input)
  }
  const commits = new GroupCommit({ engine, maxBatch: 4, maxDelayMs: 0, maxPending: 8 })
  return { engine, committed, commits, double, negate }
}

test('what comes in one turn is committed together, and each gets its own result', async () => {
  const { commits, committed, double, negate } = createEngine()
  const results = await Promise.all([commits.submit(double, 1), commits.submit(negate, 2), commits.submit(double, 3)])
  expect(results).toEqual([2, -2, 6])
  expect(committed).toEqual([[1, 3], [2]])
  expect(commits.figures).toEqual({ commits: 1, operations: 3, seconds: expect.any(Number) as number, pending: 0, failures: 0 })
})

test('no more than a batch is committed at once', async () => {
  const { commits, committed, double } = createEngine()
  await Promise.all([1, 2, 3, 4, 5, 6].map((input) => commits.submit(double, input)))
  expect(committed).toEqual([
    [1, 2, 3, 4],
    [5, 6],
  ])
})

test('one write that cannot be kept fails alone', async () => {
  const { commits, double } = createEngine()
  const results = await Promise.allSettled([1, 13, 3].map((input) => commits.submit(double, input)))
  expect(results).toMatchObject([{ value: 2 }, { reason: { code: 'INVALID', isRetryable: false } }, { value: 6 }])
})

test('a database out of reach fails all that wait, and takes what comes when it is back', async () => {
  const { commits, engine, double } = createEngine()
  engine.failure = new StoreError('UNAVAILABLE', 'gone')
  const results = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((input) => commits.submit(double, input)))
  expect(results.map(({ status }) => status)).toEqual(Array(6).fill('rejected'))
  expect(results[5]).toMatchObject({ reason: { code: 'UNAVAILABLE', isRetryable: true } })
  engine.failure = undefined
  expect(await commits.submit(double, 1)).toBe(2)
  expect(commits.figures).toMatchObject({ failures: 6, pending: 0 })
})

test('no more waits than may wait (G13)', async () => {
  const { commits, double } = createEngine()
  const results = await Promise.allSettled(Array.from({ length: 9 }, (_, input) => commits.submit(double, input + 20)))
  expect(results.map(({ status }) => status)).toEqual([...Array(8).fill('fulfilled'), 'rejected'])
  expect(results[8]).toMatchObject({ reason: { code: 'OVERLOADED', isRetryable: true } })
})

test('closing commits what waits, and takes nothing more', async () => {
  const { commits, double } = createEngine()
  const results = [1, 2, 3, 4, 5, 6].map((input) => commits.submit(double, input))
  await commits.close()
  expect(await Promise.all(results)).toEqual([2, 4, 6, 8, 10, 12])
  await expect(commits.submit(double, 1)).rejects.toMatchObject({ code: 'CLOSED' })
})
