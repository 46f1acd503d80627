import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { expect, test } from 'vitest'
import { StoreError } from '../../store/store-error.js'
import { Ownership } from './ownership.js'

const away = new StoreError('UNAVAILABLE', 'the store is away')

/** A spool of so many messages and this owner, and a store that tells an id, or fails. */
function createOwnership(given: { readonly owner?: string; readonly depth?: number; readonly says: string | Error }) {
  const clock = createFakeClock()
  const state = { owner: given.owner, depth: given.depth ?? 0, says: given.says }
  const told: string[] = []
  const ownership = new Ownership({
    files: {
      owner: async () => state.owner,
      setOwner: async (storeId) => {
        state.owner = storeId
      },
    },
    spool: {
      get depth() {
        return state.depth
      },
    },
    place: 'the spool folder /s',
    storeId: async () => {
      if (state.says instanceof Error) throw state.says
      return state.says
    },
    clock,
    retryMs: 1000,
    failed: (error) => told.push((error as Error).message),
  })
  return { clock, state, told, ownership }
}

test.each([undefined, 'a', 'b'])('an empty spool of %s becomes that of the store', async (owner) => {
  const { ownership, state } = createOwnership({ ...(owner !== undefined && { owner }), says: 'b' })
  expect(await ownership.settle()).toBe(true)
  expect(state.owner).toBe('b')
})

test('a spool in which messages of the store wait is its own', async () => {
  const { ownership, state } = createOwnership({ owner: 'a', depth: 3, says: 'a' })
  expect(await ownership.settle()).toBe(true)
  expect(state.owner).toBe('a')
})

test.each([
  ['a', 3, 'the spool folder /s holds 3 messages of another database: start with the database they belong to, or give another folder'],
  ['a', 1, 'the spool folder /s holds 1 message of another database: start with the database they belong to, or give another folder'],
  [undefined, 2, 'the spool folder /s holds 2 messages and does not say of which database: give another folder'],
])('a spool of %s in which %i wait is not taken for another store', async (owner, depth, message) => {
  const { ownership, state } = createOwnership({ ...(owner !== undefined && { owner }), depth, says: 'b' })
  await expect(ownership.settle()).rejects.toMatchObject({ name: 'CsmsError', code: 'FOREIGN_SPOOL', message })
  expect(state.owner).toBe(owner)
  expect(ownership.state).toBe('foreign')
})

test('a store that is away is asked again, and what fails for good fails at once', async () => {
  const { ownership, state, clock, told } = createOwnership({ owner: 'a', depth: 1, says: away })
  let isSettled = false
  expect(await ownership.settle()).toBe(false)
  ownership.later(() => {
    isSettled = true
  })
  await clock.advance(2000)
  expect([isSettled, told.length, ownership.state]).toEqual([false, 3, 'unknown'])
  state.says = 'a'
  await clock.advance(1000)
  expect([isSettled, ownership.state]).toEqual([true, 'ours'])
  await clock.advance(100_000)
  expect(told).toHaveLength(3)
  await expect(createOwnership({ says: new TypeError('no id') }).ownership.settle()).rejects.toThrow('no id')
})

test('that a spool is of another store is told every minute, for as long as it is', async () => {
  const { ownership, state, clock, told } = createOwnership({ owner: 'a', depth: 1, says: 'b' })
  let settled = 0
  ownership.later(() => {
    settled += 1
  })
  await clock.advance(1000)
  expect(told).toEqual([expect.stringContaining('holds 1 message of another database')])
  await clock.advance(59_999)
  expect(told).toHaveLength(1)
  await clock.advance(1)
  expect(told).toHaveLength(2)
  state.depth = 0
  await clock.advance(60_000)
  expect([told.length, settled, state.owner]).toEqual([2, 1, 'b'])
})

test('who has stopped is told nothing more', async () => {
  const { ownership, clock, told } = createOwnership({ owner: 'a', depth: 1, says: 'b' })
  ownership.later(() => told.push('settled'))
  ownership.stop()
  await clock.advance(100_000)
  expect(told).toEqual([])
})
