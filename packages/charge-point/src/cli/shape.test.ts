import { describe, expect, it } from 'vitest'
import type { Shapes } from '../fleet/shapes.js'
import { quirkList, validationPolicy } from './on-the-wire.js'
import { shape } from './shape.js'

/** What a shape does to stations. */
function done(text: string): unknown {
  const calls: unknown[] = []
  const note =
    (name: string) =>
    async (options: object): Promise<void> =>
      void calls.push(name, options)
  const [planned] = shape(text)
  void planned?.run({ herd: note('herd'), rollingRestart: note('rollingRestart'), blackout: note('blackout') } as unknown as Shapes)
  return [...calls, planned?.afterMs, planned?.everyMs]
}

describe('a shape on the command line', () => {
  it.each([
    ['herd', ['herd', { reconnect: undefined }, 30_000, undefined]],
    ['herd:back=backOff,after=5s', ['herd', { reconnect: 'backOff' }, 5_000, undefined]],
    ['rolling:batch=10,pause=5s,timeout=1m', ['rollingRestart', { batchSize: 10, pauseMs: 5_000, timeoutMs: 60_000 }, 30_000, undefined]],
    ['blackout:lasts=1m,over=500ms,every=1h', ['blackout', { lastsMs: 60_000, overMs: 500 }, 30_000, 3_600_000]],
  ])('%s', (text, expected) => {
    expect(done(text)).toEqual(expected)
  })

  it('may be one of several', () => {
    expect(shape('blackout', shape('herd')).map(({ text }) => text)).toEqual(['herd', 'blackout'])
  })

  it.each([
    ['storm', 'It must be herd, rolling or blackout'],
    ['herd:lasts=5s', 'It knows back=, after=, every= here, not "lasts=5s"'],
    ['rolling:batch=0', 'It must have a number of stations behind batch='],
    ['blackout:lasts=long', 'It must be a duration'],
    ['herd:back=soon', 'It must have atOnce or backOff'],
    ['herd:every=0s', 'It must have a time above 0 behind every='],
  ])('is not %s', (text, message) => {
    expect(() => shape(text)).toThrow(message)
  })
})

describe('quirks and validation on the command line', () => {
  it('are lists', () => {
    expect(quirkList('noPong, lateStatus')).toEqual(['noPong', 'lateStatus'])
    expect(validationPolicy('report')).toEqual({ incoming: 'report', outgoing: 'report' })
    expect(validationPolicy('outgoing=off,Heartbeat=report')).toEqual({
      incoming: undefined,
      outgoing: 'off',
      actions: { Heartbeat: 'report' },
    })
  })

  it('are refused where they are wrong', () => {
    expect(() => quirkList('noPing')).toThrow('It must be a list of availableAfterRemoteStop')
    expect(() => validationPolicy('loose')).toThrow('It must be enforce, report or off')
    expect(() => validationPolicy('incoming=loose')).toThrow('It must be enforce, report or off')
  })
})
