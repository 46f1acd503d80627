import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DeadlineList, Deadlines, deadlinesOf, type Expiring } from './deadlines.js'
import { createFakeClock } from './testing/index.js'

class Entry implements Expiring {
  deadlineList: DeadlineList | undefined
  earlier: Expiring | undefined
  later: Expiring | undefined
  dueAt = 0
  constructor(
    readonly name: string,
    private readonly log: string[],
  ) {}
  expire(): void {
    this.log.push(this.name)
  }
}

describe('deadlines', () => {
  it('expire in the order they fall due, whatever order they were started in', async () => {
    const clock = createFakeClock()
    const deadlines = new Deadlines(clock)
    const log: string[] = []
    deadlines.start(new Entry('late', log), 300)
    deadlines.start(new Entry('early', log), 100)
    deadlines.start(new Entry('middle', log), 200)
    await clock.advance(250)
    expect(log).toEqual(['early', 'middle'])
    await clock.advance(50)
    expect(log).toEqual(['early', 'middle', 'late'])
  })

  it('move when they are started again', async () => {
    const clock = createFakeClock()
    const deadlines = new Deadlines(clock)
    const log: string[] = []
    const entry = new Entry('moved', log)
    deadlines.start(entry, 100)
    deadlines.start(new Entry('other', log), 100)
    await clock.advance(50)
    deadlines.start(entry, 100)
    await clock.advance(99)
    expect(log).toEqual(['other'])
    await clock.advance(1)
    expect(log).toEqual(['other', 'moved'])
  })

  it('come to those that follow one which throws', async () => {
    const clock = createFakeClock()
    const deadlines = new Deadlines(clock)
    const log: string[] = []
    const faulty = new Entry('faulty', log)
    faulty.expire = () => {
      throw new Error('not mine')
    }
    deadlines.start(faulty, 100)
    deadlines.start(new Entry('next', log), 100)
    deadlines.start(new Entry('other list', log), 50)
    await expect(clock.advance(100)).rejects.toThrow('not mine')
    await clock.advance(0)
    expect(log).toEqual(['other list', 'next'])
  })

  it('rest only when nobody waits', async () => {
    const clock = createFakeClock()
    const deadlines = new Deadlines(clock)
    const log: string[] = []
    const stopped = new Entry('stopped', log)
    deadlines.start(stopped, 100)
    deadlines.start(new Entry('waiting', log), 200)
    deadlines.stop(stopped)
    deadlines.rest()
    await clock.advance(200)
    expect(log).toEqual(['waiting'])
  })

  it('are the same for all who go by one clock', () => {
    const clock = createFakeClock()
    expect(deadlinesOf(clock)).toBe(deadlinesOf(clock))
    expect(deadlinesOf(createFakeClock())).not.toBe(deadlinesOf(clock))
  })

  it('leave nothing running when all are stopped and their time has passed', async () => {
    const clock = createFakeClock()
    let running = 0
    const counting = {
      ...clock,
      setTimeout: (run: () => void, ms: number) => {
        running += 1
        return clock.setTimeout(() => {
          running -= 1
          run()
        }, ms)
      },
      clearTimeout: (handle: unknown) => {
        if (handle !== undefined) running -= 1
        clock.clearTimeout(handle)
      },
    }
    const deadlines = new Deadlines(counting)
    const log: string[] = []
    const entries = Array.from({ length: 50 }, (_, n) => new Entry(String(n), log))
    for (const entry of entries) deadlines.start(entry, 1_000)
    expect(running).toBe(1)
    for (const entry of entries) deadlines.stop(entry)
    await clock.advance(2_000)
    expect(log).toEqual([])
    expect(running).toBe(0)
  })

  it('each expires once, on time, unless stopped: for any mix of starts, stops and delays', async () => {
    const steps = fc.array(fc.record({ delayMs: fc.constantFrom(10, 20, 30, 70), pauseMs: fc.nat(25), stops: fc.option(fc.nat(9)) }), {
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const clock = createFakeClock()
        const deadlines = new Deadlines(clock)
        const log: string[] = []
        const entries: { entry: Entry; dueAt: number; isStopped: boolean }[] = []
        for (const { delayMs, pauseMs, stops } of list) {
          const entry = new Entry(String(entries.length), log)
          deadlines.start(entry, delayMs)
          entries.push({ entry, dueAt: clock.monotonic() + delayMs, isStopped: false })
          const target = stops === null ? undefined : entries[stops]
          if (target !== undefined && !log.includes(target.entry.name)) {
            deadlines.stop(target.entry)
            target.isStopped = true
          }
          await clock.advance(pauseMs)
          const due = entries.filter(({ dueAt, isStopped }) => !isStopped && dueAt <= clock.monotonic()).map(({ entry: { name } }) => name)
          expect([...log].sort()).toEqual(due.sort())
        }
      }),
      { numRuns: 60 },
    )
  })
})
