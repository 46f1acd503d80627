import { describe, expect, it } from 'vitest'
import { matchesPayload, overlay } from './payload.js'

describe('matchesPayload', () => {
  const payload = { idTag: 'CARD-1', connectorId: 1, meterValue: [{ value: '1' }, { value: '2' }], nested: { deep: true } }

  it.each([
    [{}, true],
    [{ idTag: 'CARD-*' }, true],
    [{ idTag: 'card-1' }, false],
    [{ idTag: ['X', 'CARD-1'] }, true],
    [{ connectorId: 1 }, true],
    [{ connectorId: '1' }, false],
    [{ nested: { deep: true } }, true],
    [{ nested: { deeper: true } }, false],
    [{ meterValue: [{ value: '2' }] }, true],
    [{ meterValue: [{ value: '2' }, { value: '3' }] }, false],
    [{ toString: 'x' }, false],
  ])('%j: %s', (pattern, expected) => {
    expect(matchesPayload(pattern, payload)).toBe(expected)
  })
})

describe('overlay', () => {
  it('merges objects, replaces lists and values, takes away what is null, and changes neither side', () => {
    const base = { status: 'Accepted', info: { a: 1, b: 2 }, list: [1, 2] }
    expect(overlay(base, { info: { b: 3 }, list: [9], status: null, more: 1 })).toEqual({ info: { a: 1, b: 3 }, list: [9], more: 1 })
    expect(base).toEqual({ status: 'Accepted', info: { a: 1, b: 2 }, list: [1, 2] })
  })

  it('takes __proto__ for a member like any other', () => {
    const merged = overlay({}, JSON.parse('{"__proto__":{"polluted":true}}') as object)
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
    expect(Object.keys(merged)).toEqual(['__proto__'])
  })
})
