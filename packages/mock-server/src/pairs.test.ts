import { describe, expect, it } from 'vitest'
import { maxRemembered, Pairs } from './pairs.js'

const fromStation = { identity: 'CP1', direction: 'in' } as const
const toStation = { identity: 'cp1', direction: 'out' } as const

describe('pairs', () => {
  it('bring an answer to its request once, and an answer of no use to the request that had a result', () => {
    const pairs = new Pairs()
    const asked = { action: 'Heartbeat', at: 1 }
    pairs.asked(fromStation, '1', asked)
    expect(pairs.refused(fromStation, '1')).toBeUndefined()
    expect(pairs.answered(fromStation, '1', true)).toBeUndefined()
    expect(pairs.answered(toStation, '1', true)).toBe(asked)
    expect(pairs.answered(toStation, '1', true)).toBeUndefined()
    expect(pairs.refused(fromStation, '1')).toBe(asked)
    expect(pairs.refused(toStation, '1')).toBeUndefined()
  })

  it('remember no request whose answer was an error: nobody can refuse that', () => {
    const pairs = new Pairs()
    pairs.asked(fromStation, '1', { action: 'Heartbeat', at: 1 })
    pairs.answered(toStation, '1', false)
    expect(pairs.refused(fromStation, '1')).toBeUndefined()
  })

  it('give up the oldest of ever so many requests that are never answered', () => {
    const pairs = new Pairs()
    for (let id = 0; id <= maxRemembered; id += 1) pairs.asked(fromStation, String(id), { action: 'Heartbeat', at: id })
    expect(pairs.answered(toStation, '0', true)).toBeUndefined()
    expect(pairs.answered(toStation, '1', true)).toEqual({ action: 'Heartbeat', at: 1 })
  })

  it('remember neither ids nor actions that are longer than any can be', () => {
    const pairs = new Pairs()
    pairs.asked(fromStation, 'x'.repeat(37), { action: 'Heartbeat', at: 1 })
    pairs.asked(fromStation, '1', { action: 'x'.repeat(1_000), at: 1 })
    expect(pairs.answered(toStation, 'x'.repeat(37), true)).toBeUndefined()
    expect(pairs.answered(toStation, '1', true)).toBeUndefined()
  })
})
