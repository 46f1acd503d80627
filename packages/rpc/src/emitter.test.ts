import { describe, expect, it, onTestFinished } from 'vitest'
import { Emitter } from './emitter.js'

interface Events {
  tick: number
  tock: string
}

describe('an emitter', () => {
  it('tells the listeners of the name, in order, until they leave', () => {
    const emitter = new Emitter<Events>()
    const seen: unknown[] = []
    const off = emitter.on('tick', (n) => seen.push(n))
    emitter.on('tick', (n) => seen.push(n * 10))
    emitter.on('tock', (text) => seen.push(text))
    emitter.emit('tick', 1)
    off()
    emitter.emit('tick', 2)
    emitter.emit('tock', 'x')
    expect(seen).toEqual([1, 10, 20, 'x'])
  })

  it('knows whether anybody listens', () => {
    const emitter = new Emitter<Events>()
    expect(emitter.has('tick')).toBe(false)
    const off = emitter.on('tick', () => {})
    expect(emitter.has('tick')).toBe(true)
    off()
    expect(emitter.has('tick')).toBe(false)
  })

  it('resolves once with the next event', async () => {
    const emitter = new Emitter<Events>()
    const next = emitter.once('tick')
    emitter.emit('tick', 7)
    emitter.emit('tick', 8)
    await expect(next).resolves.toBe(7)
    expect(emitter.has('tick')).toBe(false)
  })

  it("lets a listener's failure stop neither the others nor the sender, and does not swallow it", async () => {
    const uncaught: unknown[] = []
    const others = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => uncaught.push(error))
    onTestFinished(() => {
      process.removeAllListeners('uncaughtException')
      for (const other of others) process.on('uncaughtException', other)
    })
    const emitter = new Emitter<Events>()
    const seen: number[] = []
    emitter.on('tick', () => {
      throw new Error('listener')
    })
    emitter.on('tick', (n) => seen.push(n))
    emitter.emit('tick', 1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen).toEqual([1])
    expect(uncaught).toMatchObject([{ message: 'listener' }])
  })
})
