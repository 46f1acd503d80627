import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ControlType, type DerControl, endMs, startMs } from './control.js'
import { inForce, install, maxPerType, nextMs, progress, type StartStop } from './schedule.js'

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

interface Wish {
  readonly id: string
  readonly type?: ControlType
  readonly priority?: number
  /** From when to when, seconds; undefined: a default. */
  readonly from?: number
  readonly forS?: number
}

const control = ({ id, type = 'FreqDroop', priority = 1, from, forS = 100 }: Wish): DerControl => ({
  id,
  type,
  isDefault: from === undefined,
  isSuperseded: false,
  hasStarted: false,
  setting: { priority, ...(from === undefined ? {} : { startTime: iso(from), duration: forS }) },
})

/** Sets controls one after the other, each at its time. */
function setAll(...wishes: readonly (Wish & { readonly atS?: number })[]): { controls: readonly DerControl[]; ids: (readonly string[])[] } {
  let controls: readonly DerControl[] = []
  const ids: (readonly string[])[] = []
  for (const wish of wishes) {
    controls = progress(controls, (wish.atS ?? 0) * 1000).controls
    const installed = install(controls, control(wish))
    controls = installed?.controls ?? controls
    ids.push(installed?.supersededIds ?? ['no room'])
  }
  return { controls, ids }
}

const counting = (controls: readonly DerControl[], atS: number): string | undefined =>
  inForce(progress(controls, atS * 1000).controls).get('FreqDroop')?.id

describe('controls of a type', () => {
  it('supersede a default of less importance, or none (R04.FR.02–03)', () => {
    const { controls, ids } = setAll({ id: 'a', priority: 5 }, { id: 'b', priority: 3 }, { id: 'c', priority: 9 }, { id: 'd', priority: 3 })
    expect(ids).toEqual([[], ['a'], ['c'], ['b']])
    expect(counting(controls, 0)).toBe('d')
  })

  it('are scheduled over the default, which counts before and after (R04.FR.04–05, FR.11)', () => {
    const { controls } = setAll({ id: 'default', priority: 0 }, { id: 'timed', priority: 9, from: 100 })
    expect([50, 100, 199, 200].map((atS) => counting(controls, atS))).toEqual(['default', 'timed', 'timed', 'default'])
  })

  it('supersede a scheduled one that has not begun, whatever their times (R04.FR.06)', () => {
    const { controls, ids } = setAll({ id: 'a', priority: 5, from: 100 }, { id: 'b', priority: 3, from: 5_000 })
    expect(ids).toEqual([[], ['a']])
    expect([150, 5_050].map((atS) => counting(controls, atS))).toEqual([undefined, 'b'])
  })

  it('let one that runs go on until they begin themselves (R04.FR.07, FR.21)', () => {
    const { controls, ids } = setAll({ id: 'a', priority: 5, from: 10 }, { id: 'b', priority: 3, from: 50, atS: 20 })
    expect(ids).toEqual([[], []])
    expect([20, 49, 50].map((atS) => counting(controls, atS))).toEqual(['a', 'a', 'b'])
    expect(progress(controls, 50_000).told).toEqual([{ controlId: 'b', started: true, atMs: 50_000, supersededIds: ['a'] }])
  })

  it('are superseded at once by one that runs and is more important (R04.FR.08)', () => {
    const { controls, ids } = setAll({ id: 'a', priority: 3, from: 10 }, { id: 'b', priority: 5, from: 50, atS: 20 })
    expect(ids).toEqual([[], ['b']])
    expect([60, 130].map((atS) => counting(controls, atS))).toEqual(['a', undefined])
  })

  it('stand side by side where they are equally important, and take over one from the other', () => {
    const { controls, ids } = setAll({ id: 'a', from: 10, forS: 100 }, { id: 'b', from: 200 }, { id: 'c', from: 50, forS: 20 })
    expect(ids).toEqual([[], [], []])
    expect([20, 60].map((atS) => counting(controls, atS))).toEqual(['a', 'c'])
    const running = progress(progress(controls, 20_000).controls, 60_000)
    expect(running.told).toMatchObject([{ controlId: 'c', started: true, supersededIds: ['a'] }])
    expect(counting(running.controls, 250)).toBe('b')
  })

  it('are replaced under their id', () => {
    const { controls, ids } = setAll({ id: 'a', priority: 1 }, { id: 'a', priority: 7 })
    expect(ids).toEqual([[], []])
    expect(controls).toMatchObject([{ id: 'a', setting: { priority: 7 } }])
  })

  it('are so many at most; a superseded default gives way', () => {
    const many = Array.from({ length: maxPerType }, (_, index) => ({ id: `c${index}`, priority: 50 - index }))
    expect(setAll(...many, { id: 'more', priority: 1 }).controls.map(({ id }) => id)).not.toContain('c0')
    const timed = Array.from({ length: maxPerType }, (_, index) => ({ id: `t${index}`, from: 100 + index }))
    expect(setAll(...timed, { id: 'more', from: 100 }).ids.at(-1)).toEqual(['no room'])
    expect(setAll(...timed, { id: 't3', from: 100 }).ids.at(-1)).toEqual([])
  })
})

const wish = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  type: fc.constantFrom<ControlType>('FreqDroop', 'VoltVar'),
  priority: fc.nat(3),
  from: fc.option(fc.nat(300), { nil: undefined }),
  forS: fc.integer({ min: 1, max: 200 }),
})

const story = fc.array(fc.record({ afterS: fc.nat(60), wish: fc.option(wish as fc.Arbitrary<Wish>, { nil: undefined }) }), {
  maxLength: 30,
})

describe('whatever a csms sets, and when', () => {
  it('each type has one control in force at most, none that is superseded, over, or yet to come (R04.FR.09–11)', () => {
    fc.assert(
      fc.property(story, (steps) => {
        let controls: readonly DerControl[] = []
        let nowMs = 0
        for (const step of steps) {
          nowMs += step.afterS * 1000
          if (step.wish !== undefined) controls = install(controls, control(step.wish))?.controls ?? controls
          controls = progress(controls, nowMs).controls
          expect(new Set(controls.map(({ id }) => id)).size).toBe(controls.length)
          for (const [type, one] of inForce(controls)) {
            expect(one).toMatchObject({ type, isSuperseded: false })
            expect(startMs(one)).toBeLessThanOrEqual(nowMs)
            expect(endMs(one)).toBeGreaterThan(nowMs)
            const isTimed = controls.some((other) => other.type === type && !other.isDefault && other.hasStarted && !other.isSuperseded)
            expect(one.isDefault).toBe(!isTimed)
          }
        }
      }),
    )
  })

  it('what is told to begin, ends or is superseded, once (R04.FR.20–22)', () => {
    fc.assert(
      fc.property(fc.array(wish as fc.Arbitrary<Wish>, { maxLength: 8 }), (wishes) => {
        // Ids that are used again would begin again.
        const unlike = wishes.map((one, index) => ({ ...one, id: `c${index}` }))
        let controls: readonly DerControl[] = []
        const told: StartStop[] = []
        for (const one of unlike) controls = install(controls, control(one))?.controls ?? controls
        for (let nowMs = 0; nowMs < Number.POSITIVE_INFINITY; nowMs = nextMs(controls, nowMs)) {
          const next = progress(controls, nowMs)
          controls = next.controls
          told.push(...next.told)
        }
        expect(controls.every(({ isDefault }) => isDefault)).toBe(true)
        const begun = told.filter(({ started }) => started).map(({ controlId }) => controlId)
        const over = told.filter(({ started }) => !started).map(({ controlId }) => controlId)
        const superseded = told.flatMap(({ supersededIds }) => supersededIds)
        expect(new Set(begun).size).toBe(begun.length)
        expect([...over, ...superseded].sort()).toEqual([...begun].sort())
      }),
    )
  })
})
