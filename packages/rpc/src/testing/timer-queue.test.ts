import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimerQueue } from './timer-queue.js'

const step = fc.oneof(fc.record({ set: fc.nat(20) }), fc.record({ clear: fc.nat(30) }), fc.record({ run: fc.nat(20) }))

describe('a queue of timers', () => {
  it('gives them by time, then in the order they were set, whatever is set and cleared between', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const queue = new TimerQueue()
        const all: { dueAt: number; id: number; handle: unknown }[] = []
        let waiting: typeof all = []
        for (const one of steps) {
          if ('set' in one) {
            const id = all.length
            const entry = { dueAt: one.set, id, handle: queue.add(one.set, () => {}) }
            all.push(entry)
            waiting.push(entry)
          } else if ('clear' in one) {
            queue.remove(all[one.clear]?.handle)
            waiting = waiting.filter(({ id }) => id !== one.clear)
          } else {
            const due = waiting.filter(({ dueAt }) => dueAt <= one.run).sort((a, b) => a.dueAt - b.dueAt || a.id - b.id)
            const taken: unknown[] = []
            for (let timer = queue.takeDue(one.run); timer !== undefined; timer = queue.takeDue(one.run)) taken.push(timer)
            expect(taken).toEqual(due.map(({ handle }) => handle))
            waiting = waiting.filter(({ dueAt }) => dueAt > one.run)
          }
        }
      }),
    )
  })
})
