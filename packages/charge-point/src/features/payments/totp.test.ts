import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { totp, validUntilMs } from './totp.js'

const options = { secret: 'a secret that both sides know', length: 8, validityTimeS: 30 }
const at = Date.parse('2025-01-01T00:00:00Z')

describe('the one-time password of a payment code', () => {
  it('is that of the algorithm in version 1 (C25)', () => {
    expect(totp(at, options)).toBe('HuuJx88o')
    expect(totp(at, { ...options, length: 40 })).toBe('HuuJx88o8E7pcSF9F38vccrXI52VwchBHuuJx88o')
  })

  it('is the same throughout its time, and another one afterwards', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 6, max: 3_600 }), (nowMs, validityTimeS) => {
        const password = totp(nowMs, { ...options, length: 16, validityTimeS })
        const endMs = validUntilMs(nowMs, validityTimeS)
        expect(password).toMatch(/^[0-9A-Za-z]{16}$/)
        expect(totp(endMs - 1, { ...options, length: 16, validityTimeS })).toBe(password)
        expect(totp(endMs, { ...options, length: 16, validityTimeS })).not.toBe(password)
      }),
    )
  })
})
