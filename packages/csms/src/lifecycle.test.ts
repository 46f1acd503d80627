import { expect, test } from 'vitest'
import { Lifecycle } from './lifecycle.js'

const nothing = (): void => {}

/** A promise and what settles it. */
function pending<T>() {
  const settle = {} as { resolve: (value: T) => void; reject: (error: unknown) => void }
  const promise = new Promise<T>((resolve, reject) => Object.assign(settle, { resolve, reject }))
  return { promise, ...settle }
}

test('two starts at one time open once and share one promise', async () => {
  const lifecycle = new Lifecycle<string>()
  const opening = pending<string>()
  const told: string[] = []
  let opened = 0
  const open = (): Promise<string> => {
    opened += 1
    return opening.promise
  }
  const first = lifecycle.start(open, (value) => told.push(value))
  expect(lifecycle.start(open, (value) => told.push(value))).toBe(first)
  expect(lifecycle.running).toBeUndefined()
  opening.resolve('door')
  await first
  expect(lifecycle.running).toBe('door')
  expect([opened, told]).toEqual([1, ['door']])
  await expect(lifecycle.start(open, nothing)).rejects.toMatchObject({ code: 'WRONG_STATE' })
})

test('a start that failed may be tried again', async () => {
  const lifecycle = new Lifecycle<string>()
  await expect(lifecycle.start(() => Promise.reject(new Error('taken')), nothing)).rejects.toThrow('taken')
  await lifecycle.start(async () => 'door', nothing)
  expect(lifecycle.running).toBe('door')
})

test('a stop waits for the start under way, and closes once', async () => {
  const lifecycle = new Lifecycle<string>()
  const [opening, closing] = [pending<string>(), pending<void>()]
  const closed: string[] = []
  const close = (value: string): Promise<void> => {
    closed.push(value)
    return closing.promise
  }
  const started = lifecycle.start(() => opening.promise, nothing)
  const stops = [lifecycle.stop(close), lifecycle.stop(close)]
  opening.resolve('door')
  await started
  await Promise.resolve()
  expect(closed).toEqual(['door'])
  await expect(lifecycle.start(async () => 'other', nothing)).rejects.toMatchObject({ code: 'WRONG_STATE' })
  closing.resolve()
  await Promise.all(stops)
  await lifecycle.stop(close)
  expect(closed).toEqual(['door'])
  expect(lifecycle.running).toBeUndefined()
})

test('what could not be closed still runs', async () => {
  const lifecycle = new Lifecycle<string>()
  await lifecycle.start(async () => 'door', nothing)
  await expect(lifecycle.stop(() => Promise.reject(new TypeError('drainMs')))).rejects.toThrow('drainMs')
  expect(lifecycle.running).toBe('door')
})
