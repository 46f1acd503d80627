import { describe, expect, it } from 'vitest'
import { fixed, live } from '../configuration/configuration.js'
import { isBeyond, isDifferent, msToNextTick, supports } from './rules.js'

const number = live('decimal', () => '')
const word = live('OptionList', () => '')

describe('a monitor', () => {
  it.each([
    ['UpperThreshold', 10, 10, undefined, false],
    ['UpperThreshold', 10, 10.1, undefined, true],
    ['LowerThreshold', 10, 10, undefined, false],
    ['LowerThreshold', 10, 9.9, undefined, true],
    ['TargetDelta', 10, 90, 100, false],
    ['TargetDelta', 10, 89, 100, true],
    ['TargetDelta', 10, 111, 100, true],
    ['TargetDelta', 10, 111, undefined, false],
    ['TargetDeltaRelative', 0.1, 110, 100, false],
    ['TargetDeltaRelative', 0.1, 111, 100, true],
  ] as const)('of type %s %d at %d with target %s is beyond: %s (N07.FR.16–17, N07.FR.22–23)', (type, value, actual, target, expected) => {
    expect(isBeyond({ type, value }, actual, target)).toBe(expected)
  })

  it('sees a difference of more than its value in a number, and any in a word (N07.FR.18–19)', () => {
    expect(isDifferent(number, 1, '60', '61')).toBe(false)
    expect(isDifferent(number, 1, '60', '62')).toBe(true)
    expect(isDifferent(number, 1, '60', '58.5')).toBe(true)
    expect(isDifferent(number, 1, '', '58')).toBe(true)
    expect(isDifferent(word, 5, 'Available', 'Occupied')).toBe(true)
    expect(isDifferent(word, 0, 'Available', 'Available')).toBe(false)
  })

  it('is due at the next multiple of its interval (N08.FR.07)', () => {
    expect(msToNextTick(Date.UTC(2026, 0, 1, 10, 7), 900)).toBe(8 * 60_000)
    expect(msToNextTick(Date.UTC(2026, 0, 1, 10, 15), 900)).toBe(15 * 60_000)
  })

  it('fits some variables and not others (N04.FR.05)', () => {
    const all = ['UpperThreshold', 'LowerThreshold', 'Delta', 'Periodic', 'TargetDelta'] as const
    const fit = (variable: Parameters<typeof supports>[0]): readonly string[] => all.filter((type) => supports(variable, type, all))
    expect(fit(word)).toEqual(['Delta', 'Periodic'])
    expect(fit(number)).toEqual(['UpperThreshold', 'LowerThreshold', 'Delta', 'Periodic'])
    expect(fit({ ...number, others: { Target: number } })).toEqual([...all])
    expect(fit({ ...word, access: 'W' })).toEqual(['Delta'])
    expect(fit(fixed(1))).toEqual([])
    expect(supports(number, 'TargetDelta', ['Delta'])).toBe(false)
  })
})
