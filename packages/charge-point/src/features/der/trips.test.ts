import { describe, expect, it } from 'vitest'
import { calmGrid, type Grid } from '../../body/index.js'
import type { ControlType, DerControl, DerSetting } from './control.js'
import { nextTripMs, step, type TripState, untripped } from './trips.js'

const control = (type: ControlType, setting: Partial<DerSetting>): readonly [ControlType, DerControl] => [
  type,
  { id: type, type, isDefault: true, isSuperseded: false, hasStarted: false, setting: { priority: 0, ...setting } },
]

/** Beyond 51 Hz for 10 s, or 52 Hz for 1 s. */
const high = control('HFMustTrip', {
  curveData: [
    { x: 51, y: 10 },
    { x: 52, y: 1 },
  ],
})
const enter = control('EnterService', { highFreq: 50.2, lowFreq: 49.8, highVoltage: 110, lowVoltage: 90, delay: 60, randomDelay: 20 })

/** The control that keeps the station off the grid at each time, s. */
function run(
  controls: readonly (readonly [ControlType, DerControl])[],
  history: readonly (readonly [atS: number, grid: Partial<Grid>])[],
): (ControlType | undefined)[] {
  let state: TripState = untripped
  return history.map(([atS, grid]) => {
    const input = { inForce: new Map(controls), grid: { ...calmGrid, ...grid }, nowMs: atS * 1000, random: () => 0.5 }
    state = step(state, input)
    return state.tripped
  })
}

const at = (frequencyHz: number): Partial<Grid> => ({ frequencyHz })

describe('a trip curve', () => {
  it('is about how far and for how long (R04, scenario 3)', () => {
    expect(
      run(
        [high],
        [
          [0, at(51.5)],
          [9, at(51.5)],
          [10, at(51.5)],
          [11, at(50)],
        ],
      ),
    ).toEqual([undefined, undefined, 'HFMustTrip', undefined])
    expect(
      run(
        [high],
        [
          [0, at(52.5)],
          [1, at(52.5)],
        ],
      ),
    ).toEqual([undefined, 'HFMustTrip'])
    // What came back in time has not tripped, and counts anew.
    expect(
      run(
        [high],
        [
          [0, at(51.5)],
          [9, at(50)],
          [10, at(51.5)],
          [19, at(51.5)],
          [20, at(51.5)],
        ],
      ),
    ).toEqual([undefined, undefined, undefined, undefined, 'HFMustTrip'])
  })

  it.each([
    ['LFMustTrip', { frequencyHz: 47 }, { x: 48, y: 0 }],
    ['HVMustTrip', { voltagePercent: 121 }, { x: 120, y: 0 }],
    ['LVMomCess', { voltagePercent: 40 }, { x: 50, y: 0 }],
  ] as const)('of type %s looks to its side', (type, grid, point) => {
    expect(
      run(
        [control(type, { curveData: [point] })],
        [
          [0, grid],
          [1, {}],
        ],
      ),
    ).toEqual([type, undefined])
  })

  it('keeps the station off until it may enter service, for as long as it says', () => {
    const history = [
      [0, at(52.5)],
      [1, at(52.5)],
      // Good, but not good enough.
      [2, at(50.5)],
      [10, at(50)],
      [40, at(50.5)],
      [50, at(50)],
      [119, at(50)],
      [120, at(50)],
    ] as const
    expect(run([high, enter], history).map((type) => type !== undefined)).toEqual([false, true, true, true, true, true, true, false])
  })

  it('of a momentary cessation does not wait for that', () => {
    const cessation = control('HVMomCess', { curveData: [{ x: 115, y: 0 }] })
    expect(
      run(
        [cessation, enter],
        [
          [0, { voltagePercent: 118 }],
          [1, {}],
        ],
      ),
    ).toEqual(['HVMomCess', undefined])
  })

  it('keeps the station off as long as it counts, also where another one does', () => {
    const voltage = control('HVMustTrip', { curveData: [{ x: 110, y: 0 }] })
    const both = { frequencyHz: 52.5, voltagePercent: 120 }
    const history = [
      [0, at(52.5)],
      [1, at(52.5)],
      [2, both],
      [3, { voltagePercent: 120 }],
    ] as const
    for (const controls of [
      [high, voltage],
      [voltage, high],
    ])
      expect(run(controls, history)).toEqual([undefined, 'HFMustTrip', 'HFMustTrip', 'HVMustTrip'])
  })

  it('says when to look again', () => {
    const input = { inForce: new Map([high, enter]), grid: { ...calmGrid, frequencyHz: 51.5 }, nowMs: 5_000, random: () => 0.5 }
    const beyond = step(untripped, input)
    expect(nextTripMs(beyond, input)).toBe(15_000)
    const tripped = step(beyond, { ...input, nowMs: 15_000 })
    const calm = { ...input, grid: calmGrid, nowMs: 20_000 }
    expect(nextTripMs(tripped, { ...input, nowMs: 15_000 })).toBe(Number.POSITIVE_INFINITY)
    expect(nextTripMs(step(tripped, calm), calm)).toBe(90_000)
  })
})
