import { expect, test } from 'vitest'
import { FlappingWatch } from './flapping.js'

const at = (atMs: number, remoteAddress = '10.0.0.1') => ({ atMs, remoteAddress })

test('a station whose connection is replaced now and then is told nothing of', () => {
  const watch = new FlappingWatch()
  for (let minute = 0; minute < 60; minute += 1) expect(watch.replaced('cp1', at(minute * 60_000))).toBeUndefined()
})

test('two devices that replace each other are told of once, with where they are', () => {
  const watch = new FlappingWatch()
  const told = Array.from({ length: 10 }, (_, n) => watch.replaced('cp1', at(n * 1_000, n % 2 === 0 ? '10.0.0.1' : '10.0.0.2')))
  expect(told.filter((one) => one !== undefined)).toEqual([{ replacements: 4, remoteAddresses: ['10.0.0.1', '10.0.0.2'] }])
  expect(watch.of('cp1', 10_000)).toMatchObject({ remoteAddresses: ['10.0.0.1', '10.0.0.2'] })
  expect(watch.of('cp2', 10_000)).toBeUndefined()
})

test('it is told again when it begins again', () => {
  const watch = new FlappingWatch()
  const burst = (from: number) => [0, 1, 2, 3, 4].map((n) => watch.replaced('cp1', at(from + n)) !== undefined)
  expect(burst(0)).toEqual([false, false, false, true, false])
  expect(watch.of('cp1', 200_000)).toBeUndefined()
  expect(burst(200_000)).toEqual([false, false, false, true, false])
})

test('it goes on as long as the device that is refused comes again, and is counted with it', () => {
  const watch = new FlappingWatch()
  watch.refused('cp1', at(0))
  for (let n = 0; n < 4; n += 1) watch.replaced('cp1', at(n))
  for (let minute = 1; minute < 10; minute += 1) watch.refused('cp1', at(minute * 60_000, '10.0.0.2'))
  expect(watch.of('cp1', 110_000)).toEqual({ replacements: 5, remoteAddresses: ['10.0.0.1', '10.0.0.2'] })
  expect(watch.of('cp1', 10 * 60_000)).toBeUndefined()
})
