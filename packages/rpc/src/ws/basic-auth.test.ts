import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBasic, parseBasic, passwordsEqual } from './basic-auth.js'

const bytes = fc.uint8Array({ maxLength: 64 })

describe('Basic credentials (design 3.11, RFC 7617)', () => {
  it('any bytes come back as they were, whatever colons the identity has', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), bytes, (identity, password) => {
        const parsed = parseBasic(formatBasic(identity, password), identity)
        expect(parsed?.username).toBe(identity)
        expect(parsed?.password.equals(password)).toBe(true)
      }),
    )
  })

  it('text is sent as UTF-8 (2.x A00.FR.205)', () =>
    expect(parseBasic(formatBasic('CP1', 'pässword'), 'CP1')?.password).toEqual(Buffer.from('pässword', 'utf8')))

  it('the name of another is told apart from the password', () =>
    expect(parseBasic(formatBasic('CP2', 'a:b'), 'CP1')).toEqual({ username: 'CP2', password: Buffer.from('a:b') }))

  it.each([
    ['CP2', 'long enough to hold the other name'],
    ['a', 'x'],
    ['a:c', 'b:secret'],
  ])('%s is not taken for a:b, whose name has a colon itself', (username, password) => {
    const text = `${username}:${password}`
    const colon = text.indexOf(':')
    expect(parseBasic(formatBasic(username, password), 'a:b')).toEqual({
      username: text.slice(0, colon),
      password: Buffer.from(text.slice(colon + 1)),
    })
  })

  it.each([undefined, '', 'Basic', 'Basic ', 'Bearer Q1AxOng=', 'Basic Q1Ax'])('%j holds none', (header) =>
    expect(parseBasic(header, 'CP1')).toBeUndefined(),
  )

  it('the scheme may be written in any case', () => expect(parseBasic('bAsIc Q1AxOng=', 'CP1')?.password.toString()).toBe('x'))

  it('two passwords are equal if and only if their bytes are', () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        expect(passwordsEqual(left, right)).toBe(Buffer.from(left).equals(right))
        expect(passwordsEqual(left, Buffer.from(left))).toBe(true)
      }),
    )
  })
})
