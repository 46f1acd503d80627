import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { expect, test } from 'vitest'
import { KeyedBuckets } from './keyed-buckets.js'

test('a key may come as often as the burst, and then once for each refill', async () => {
  const clock = createFakeClock()
  const buckets = new KeyedBuckets({ burst: 2, refillMs: 10_000 }, clock)
  expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([undefined, undefined, 10])
  expect(buckets.take('b')).toBeUndefined()
  await clock.advance(4_000)
  expect(buckets.take('a')).toBe(6)
  await clock.advance(6_000)
  expect([buckets.take('a'), buckets.take('a')]).toEqual([undefined, 10])
})

test('one that is given back does not count', () => {
  const buckets = new KeyedBuckets({ burst: 1, refillMs: 10_000 }, createFakeClock())
  for (let time = 0; time < 3; time += 1) {
    expect(buckets.take('a')).toBeUndefined()
    buckets.giveBack('a')
  }
  buckets.giveBack('a')
  expect([buckets.take('a'), buckets.take('a')]).toEqual([undefined, 10])
})

test('forgets the keys not seen for longest, and holds a bounded number', () => {
  const buckets = new KeyedBuckets({ burst: 1, refillMs: 10_000 }, createFakeClock())
  buckets.take('first')
  for (let key = 0; key < 10_000; key += 1) buckets.take(String(key))
  expect(buckets.take('9999')).toBe(10)
  expect(buckets.take('first')).toBeUndefined()
})
