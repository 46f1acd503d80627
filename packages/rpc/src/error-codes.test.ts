import { describe, expect, it } from 'vitest'
import { toy16, toy201 } from '../test/toy-protocol.js'
import { errorCodes, fromWireCode, toWireCode } from './error-codes.js'

describe('error codes (design 3.2)', () => {
  it('go out as 1.6 spells them (OCPP-J 1.6 §4.2.3, errata §5)', () => {
    expect(toWireCode(toy16, 'FormatViolation')).toBe('FormationViolation')
    expect(toWireCode(toy16, 'OccurrenceConstraintViolation')).toBe('OccurenceConstraintViolation')
    expect(toWireCode(toy16, 'SecurityError')).toBe('SecurityError')
    expect(toWireCode(toy201, 'FormatViolation')).toBe('FormatViolation')
  })

  it('are understood in every spelling', () => {
    expect(fromWireCode('FormationViolation')).toBe('FormatViolation')
    expect(fromWireCode('OccurenceConstraintViolation')).toBe('OccurrenceConstraintViolation')
    for (const code of errorCodes) expect(fromWireCode(code)).toBe(code)
  })

  it('that nobody defined are GenericError', () => {
    expect(fromWireCode('Teapot')).toBe('GenericError')
    expect(fromWireCode('toString')).toBe('GenericError')
  })
})
