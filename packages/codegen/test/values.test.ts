import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoints, isDateTime, isMultiple, isObject, isUri } from '../runtime/values.js'

describe('single values', () => {
  it('an object is plain whatever realm it comes from, and is not where it has members from elsewhere', () => {
    expect(isObject({ a: 1 })).toBe(true)
    expect(isObject(Object.create(null))).toBe(true)
    expect(isObject(runInNewContext('({ a: 1 })'))).toBe(true)
    expect(isObject(runInNewContext('new (class {})()'))).toBe(false)
    expect(isObject(Object.create(Object.assign(Object.create(null) as object, { a: 1 })))).toBe(false)
    expect(isObject(Object.create({ a: 1 }))).toBe(false)
  })

  it('code points are counted as JSON Schema counts them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(codePoints(text)).toBe([...text].length)
      }),
    )
    expect(codePoints('\ud800\ud800\udc00\udc00')).toBe(3)
  })

  it('every instant JavaScript can write is a date-time', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (date) => {
          expect(isDateTime(date.toISOString())).toBe(true)
          expect(isDateTime(date.toISOString().slice(0, -1))).toBe(false)
        },
      ),
    )
  })

  it('a leap second stands at 23:59 UTC only, whatever the zone says', () => {
    expect(isDateTime('2016-12-31T23:59:60Z')).toBe(true)
    expect(isDateTime('2017-01-01T00:59:60+01:00')).toBe(true)
    expect(isDateTime('2016-12-31T23:59:60+01:00')).toBe(false)
  })

  it('a tenth is met in spite of binary fractions, and missed by a hundredth', () => {
    for (const tenths of [0, 1, 3, 161, 999_999]) expect(isMultiple(tenths / 10, 0.1)).toBe(true)
    for (const value of [0.05, 16.01, 21.405]) expect(isMultiple(value, 0.1)).toBe(false)
  })

  it('a URI needs a scheme and a place', () => {
    for (const text of ['http://[::1]:80/a?b#c', 'ftp://user:secret@host/x', 'urn:a:b', 'https://host/%20']) expect(isUri(text)).toBe(true)
    for (const text of ['', 'host/path', 'http:', 'http://a b', 'https://host/%zz', '1http://x']) expect(isUri(text)).toBe(false)
  })
})
