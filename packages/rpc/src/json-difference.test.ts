import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareJson, compileIgnored } from './json-difference.js'

const nothing = (): boolean => false

describe('compareJson', () => {
  it.each([
    [{ a: 1 }, { a: 1 }, []],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, []],
    [{ a: 1 }, {}, ['/a']],
    [{}, { a: 1 }, ['/a']],
    [{ a: [1, 2] }, { a: [1, 3, 4] }, ['/a/1', '/a/2']],
    [{ a: {} }, { a: [] }, ['/a']],
    [{ a: null }, { a: {} }, ['/a']],
    [{ 'a/b': { '~': 1 } }, { 'a/b': { '~': 2 } }, ['/a~1b/~0']],
    [1, 2, ['']],
    [{ toString: 1 }, {}, ['/toString']],
    [{ password: '***', url: 'ftp://***@h/x' }, { password: 'p', url: 'ftp://joe:pw@h/x' }, []],
    [{ password: '***', url: 'ftp://***@h/x' }, { password: 5, url: 'ftp://joe:pw@other/x' }, ['/password', '/url']],
  ])('finds the places where %j and %j differ', (expected, actual, pointers) => {
    expect(compareJson(expected, actual, nothing).map(({ pointer }) => pointer)).toEqual(pointers)
  })

  it('does not look at places that are ignored, nor below them', () => {
    const isIgnored = compileIgnored(['a'], 'ignore')('Any')
    expect(compareJson({ a: { b: 1 }, c: { a: 1 }, d: 1 }, { a: 2, c: {}, d: 2 }, isIgnored)).toEqual([
      { pointer: '/d', expected: 1, actual: 2 },
    ])
  })

  it('finds nothing between a value and itself, and something wherever two differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        expect(compareJson(left, structuredClone(left), nothing)).toEqual([])
        const clean = (value: unknown): string => JSON.stringify(value).replaceAll('-0', '0')
        if (clean(left) === clean(right)) return
        const isSame = compareJson(left, right, nothing).length === 0 && compareJson(right, left, nothing).length === 0
        if (isSame) expect(left).toEqual(right)
      }),
    )
  })
})

describe('compileIgnored', () => {
  const ignored = compileIgnored(['timestamp', '/list/*/id', 'Boot/interval', '/a~1b'], 'ignore')

  it.each([
    ['Any', ['timestamp'], true],
    ['Any', ['deep', '0', 'timestamp'], true],
    ['Any', ['list', '7', 'id'], true],
    ['Any', ['list', 'id'], false],
    ['Boot', ['interval'], true],
    ['Other', ['interval'], false],
    [undefined, ['interval'], false],
    ['Boot', ['x', 'interval'], false],
    ['Any', ['a/b'], true],
    ['Any', [], false],
  ])('knows for %s whether %j counts', (action, place, expected) => {
    expect(ignored(action)(place)).toBe(expected)
  })

  it('names the entry that is none', () => {
    expect(() => compileIgnored(['x', ''], 'ignore')).toThrow('ignore[1] must be')
  })
})
