import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { credentials as credentials16 } from './ocpp16.js'
import { credentials as credentials21 } from './ocpp21.js'
import { credentials as credentials201 } from './ocpp201.js'
import { checkPassword, digestPassword, explainPassword, findPassword, keyIdOf, type Password } from './password.js'

const key = 'a key of the operator'
const digest = (password: Password, under = key) =>
  digestPassword(password, { key: under, keyId: keyIdOf(under), id: 'one', salt: Buffer.from('salt').toString('base64'), since: '' })
const given = (password: string | Uint8Array, isKey = false) => ({ password: Buffer.from(password), isKey })
const isGood = (kept: Password, password: string | Uint8Array): boolean =>
  findPassword({ passwords: [digest(kept)] }, given(password), key) !== undefined
/** In a station of 1.6. */
const isGoodKey = (kept: Password, password: string | Uint8Array): boolean =>
  findPassword({ passwords: [digest(kept)] }, given(password, true), key) !== undefined

const hex = '00112233445566778899AABBCCDDEEFF'
const bytes = Buffer.from(hex, 'hex')

describe('a password', () => {
  test('is the one that was kept, byte by byte', () => {
    const any = (minLength: number) => fc.uint8Array({ minLength, maxLength: 64 })
    fc.assert(
      fc.property(any(16), any(1), (kept, other) => {
        expect(isGood(kept, kept)).toBe(true)
        if (!Buffer.from(kept).equals(other)) expect(isGood(kept, other)).toBe(false)
      }),
    )
  })

  test('of 1.6 is one key as bytes and as digits of either case (whitepaper A00.FR.205)', () => {
    for (const kept of [bytes, hex, hex.toLowerCase()])
      for (const sent of [bytes, hex, hex.toLowerCase()]) expect(isGoodKey(kept, sent)).toBe(true)
    expect(isGoodKey(hex, hex.replace('FF', 'FE'))).toBe(false)
    expect(isGoodKey('a-text-of-16-chr', 'A-TEXT-OF-16-CHR')).toBe(false)
  })

  test('of 2.x that looks like a key is a text all the same: each character counts (A00.FR.304)', () => {
    expect(isGood(hex, hex)).toBe(true)
    for (const other of [hex.toLowerCase(), bytes]) expect(isGood(hex, other)).toBe(false)
    expect(isGood(bytes, hex)).toBe(false)
  })

  test('is not to be read from what is kept, and another salt or key gives another digest', () => {
    const kept = JSON.stringify(digest('correct horse battery'))
    expect(kept).not.toContain('correct')
    expect(kept).not.toContain(Buffer.from('correct horse battery').toString('hex'))
    expect(digest('correct horse battery', 'another key, long').digest).not.toBe(digest('correct horse battery').digest)
  })

  test('is good for nobody who has none', () => {
    expect(findPassword({ passwords: [] }, given(Buffer.alloc(32)), key)).toBeUndefined()
    expect(findPassword({ passwords: [] }, given(Buffer.alloc(0)), key)).toBeUndefined()
  })
})

test.each([
  ['fifteen characters', 'x'.repeat(15)],
  ['sixty-five characters', 'x'.repeat(65)],
  ['fifteen bytes', new Uint8Array(15)],
  ['twenty-one bytes', new Uint8Array(21)],
  ['a control character', `${'x'.repeat(20)}\n`],
  ['something else', 17 as never],
])('%s are refused (A00.FR.205)', (_, password) => {
  expect(() => checkPassword(password, { allowShort: false })).toThrow(TypeError)
})

test('short ones are allowed where that is said, empty ones never', () => {
  for (const password of ['x', new Uint8Array(1)]) expect(() => checkPassword(password, { allowShort: true })).not.toThrow()
  for (const password of ['', new Uint8Array(0)]) expect(() => checkPassword(password, { allowShort: true })).toThrow(TypeError)
})

describe('on the wire', () => {
  const rules = { allowShort: false }
  test('1.6 has 16 to 20 bytes as digits, whatever they are written as', () => {
    expect(credentials16.wireOf(bytes, rules)).toBe(hex)
    expect(credentials16.wireOf(hex.toLowerCase(), rules)).toBe(hex)
    expect(credentials16.wireOf('abcdefghijklmnop', rules)).toBe(Buffer.from('abcdefghijklmnop').toString('hex').toUpperCase())
    expect(() => credentials16.wireOf('x'.repeat(21), rules)).toThrow(/16 to 20 bytes, not 21/)
  })

  test('2.0.1 has the characters of a passwordString, 2.1 any', () => {
    expect(credentials201.wireOf('aZ09*-_=:+|@.aZ09', rules)).toBe('aZ09*-_=:+|@.aZ09')
    for (const other of ['a password with blanks', 'ein Paßwort für alle', 'back\\slash-back\\slash']) {
      expect(() => credentials201.wireOf(other, rules)).toThrow(TypeError)
      expect(credentials21.wireOf(other, rules)).toBe(other)
    }
    expect(() => credentials21.wireOf('too short', rules)).toThrow(/16 to 64 characters, not 9/)
  })

  test.each([credentials16, credentials201, credentials21])(
    'a password that is made fits its own rules and is never the same',
    (adapter) => {
      const made = Array.from({ length: 20 }, () => adapter.wireOf(adapter.generate(), rules))
      expect(new Set(made).size).toBe(20)
      for (const one of made) expect(one.length).toBeGreaterThanOrEqual(32)
    },
  )
})

test.each([
  ['that none is set', [], 'x'.repeat(20), /no password is set/],
  ['that the key has changed', [digest('x'.repeat(20), 'another key')], 'x'.repeat(20), /another passwordKey/],
  ['that none was sent', [digest('x'.repeat(20))], '', /empty/],
  ['that there is white space around it', [digest('x'.repeat(20))], `${'x'.repeat(20)} `, /white space/],
  ['that it is too short', [digest('x'.repeat(20))], 'secret', /too short: 6 bytes/],
  ['that it is too long', [digest('x'.repeat(20))], 'y'.repeat(65), /too long: 65 bytes/],
  ['no more than that it is another one', [digest('x'.repeat(20))], 'y'.repeat(20), /another one$/],
])('the operator learns %s, and never what was sent', (_, passwords, sent, words) => {
  const text = explainPassword({ passwords }, given(sent), key)
  expect(text).toMatch(words)
  if (sent !== '') expect(text).not.toContain(sent)
})
