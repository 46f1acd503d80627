import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeQuirks } from './quirk.js'
import { isSpoiling, spoil } from './spoil.js'

describe('a spoilt payload', () => {
  it.each([
    ['a field', { omits: { A: ['b'] } }, { a: 1, b: 2 }, { a: 1 }],
    ['a field of each element', { omits: { A: ['list.x'] } }, { list: [{ x: 1, y: 2 }, { y: 3 }] }, { list: [{ y: 2 }, { y: 3 }] }],
    ['what is not there', { omits: { A: ['no.such.field'] } }, { a: 1 }, { a: 1 }],
    ['nothing of another action', { omits: { B: ['a'] } }, { a: 1 }, { a: 1 }],
  ])('lacks %s', (_, quirk, payload, expected) => {
    expect(spoil(quirk, 'A', payload)).toEqual(expected)
  })

  it.each([
    ['in a field', { a: 5 }, { a: 1 }, { a: 5 }],
    ['on a way that is made for it', { 'x.y': null }, {}, { x: { y: null } }],
    ['in each element', { 'list.x': 0 }, { list: [{ x: 1 }, {}] }, { list: [{ x: 0 }, { x: 0 }] }],
  ])('says something else %s', (_, says, payload, expected) => {
    expect(spoil({ says: { A: says } }, 'A', payload)).toEqual(expected)
  })

  it('has dates without a zone, numbers for texts and small units, each where it is asked for', () => {
    const payload = { at: '2026-01-31T12:00:00.5Z', there: '2026-01-31T12:00:00+01:00', value: '12.5', id: '7', unit: 'Wh' }
    expect(spoil({ zonelessDates: true }, 'A', payload)).toEqual({ ...payload, at: '2026-01-31T12:00:00.5', there: '2026-01-31T12:00:00' })
    expect(spoil({ numericValues: true }, 'A', payload)).toEqual({ ...payload, value: 12.5 })
    expect(spoil({ lowerCaseUnits: true }, 'A', payload)).toEqual({ ...payload, unit: 'wh' })
    expect(spoil({ numericValues: true }, 'A', { value: 'signed data' })).toEqual({ value: 'signed data' })
  })

  it('is what it was where no quirk is about it, and the original never changes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.string(), { minLength: 1, maxLength: 3 }), (payload, path) => {
        const before = structuredClone(payload)
        expect(spoil({}, 'A', payload)).toEqual(before)
        spoil({ omits: { A: [path.join('.')] }, says: { A: { [path.join('.')]: 1 } }, zonelessDates: true }, 'A', payload)
        expect(payload).toEqual(before)
      }),
    )
  })
})

describe('several quirks', () => {
  it('add up by action, and what comes later counts', () => {
    const merged = mergeQuirks([
      { noPong: true, lacks: ['A'], omits: { A: ['x'] }, says: { A: { x: 1, y: 1 } }, sendsLateMs: { A: 1 } },
      { noPong: false, lacks: ['B'], omits: { A: ['y'], B: ['z'] }, says: { A: { y: 2 } }, sendsLateMs: { B: 2 } },
    ])
    expect(merged).toEqual({
      noPong: false,
      lacks: ['A', 'B'],
      omits: { A: ['x', 'y'], B: ['z'] },
      says: { A: { x: 1, y: 2 } },
      sendsLateMs: { A: 1, B: 2 },
      answersLateMs: {},
    })
  })

  it('spoil payloads only where one of them does', () => {
    expect(isSpoiling(mergeQuirks([{ noPong: true }, { lacks: ['A'] }]))).toBe(false)
    expect(isSpoiling(mergeQuirks([{ noPong: true }, { zonelessDates: true }]))).toBe(true)
  })
})
