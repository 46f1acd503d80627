import { describe, expect, it } from 'vitest'
import { validate } from './validate.js'

const profile = (limit: number) => ({
  connectorId: 1,
  csChargingProfiles: {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  },
})

describe('which code a broken keyword earns', () => {
  it.each([
    ['additionalProperties', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M', nope: 1 }, '/nope', 'FormationViolation'],
    ['required', 'BootNotification', { chargePointVendor: 'V' }, '', 'OccurenceConstraintViolation'],
    ['type', 'BootNotification', { chargePointVendor: 5, chargePointModel: 'M' }, '/chargePointVendor', 'TypeConstraintViolation'],
    ['type', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M', iccid: null }, '/iccid', 'TypeConstraintViolation'],
    ['enum', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Busy' }, '/status', 'PropertyConstraintViolation'],
    ['maxLength', 'Authorize', { idTag: 'x'.repeat(21) }, '/idTag', 'PropertyConstraintViolation'],
    [
      'multipleOf',
      'SetChargingProfile',
      profile(16.05),
      '/csChargingProfiles/chargingSchedule/chargingSchedulePeriod/0/limit',
      'PropertyConstraintViolation',
    ],
    [
      'format',
      'StatusNotification',
      { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: 'today' },
      '/timestamp',
      'PropertyConstraintViolation',
    ],
    ['format', 'GetDiagnostics', { location: 'somewhere' }, '/location', 'PropertyConstraintViolation'],
  ] as const)('%s in %s', (keyword, action, payload, pointer, code) => {
    const { valid, violations } = validate(action, 'request', payload)
    expect(valid).toBe(false)
    expect(violations).toMatchObject([{ keyword, pointer, code }])
  })

  it.each([[[]], ['text'], [5], [true]])('a payload that is %j is not syntactically right', (payload) => {
    expect(validate('Heartbeat', 'request', payload)).toMatchObject({
      valid: false,
      violations: [{ keyword: 'payload', pointer: '', code: 'FormationViolation' }],
    })
  })
})

describe('validate', () => {
  it('takes what is valid, and null as {}', () => {
    expect(validate('BootNotification', 'request', { chargePointVendor: 'V', chargePointModel: 'M' })).toEqual({
      valid: true,
      violations: [],
    })
    expect(validate('Heartbeat', 'request', null)).toEqual({ valid: true, violations: [] })
    expect(validate('Heartbeat', 'response', null).valid).toBe(false)
  })

  it('puts first what decides the code: structure, occurrence, type, value', () => {
    const { violations } = validate('StatusNotification', 'request', { connectorId: 'one', errorCode: 'Bad', more: 1 })
    expect(violations.map(({ keyword }) => keyword)).toEqual(['additionalProperties', 'required', 'type', 'enum'])
  })

  it('never quotes the payload', () => {
    const { violations } = validate('Authorize', 'request', { idTag: 'VERY-SECRET-TOKEN-0001' })
    expect(JSON.stringify(violations)).not.toContain('VERY-SECRET')
  })

  it('is not fooled by names that every object inherits', () => {
    const payload = JSON.parse('{"__proto__":{},"constructor":1,"a/b~c":1}') as unknown
    const { violations } = validate('Heartbeat', 'request', payload)
    expect(violations.map(({ pointer }) => pointer).sort()).toEqual(['/__proto__', '/a~1b~0c', '/constructor'])
  })

  it('takes undefined as absent, as JSON does', () => {
    expect(validate('Heartbeat', 'request', { extra: undefined }).valid).toBe(true)
  })

  it('takes no object for what it seems when JSON writes something else: inherited members, an instance of a class, a Date', () => {
    const message = 'must be a plain object, not an instance of a class nor one with toJSON'
    class Boot {
      readonly more = 1
    }
    for (const payload of [Object.create({ status: 'Accepted' }), new Boot(), new Date(0), { toJSON: () => 5 }]) {
      expect(validate('Heartbeat', 'request', payload).violations).toEqual([
        { pointer: '', keyword: 'payload', code: 'FormationViolation', message },
      ])
    }
    expect(validate('Heartbeat', 'response', { currentTime: new Date(0) }).violations).toMatchObject([
      { pointer: '/currentTime', keyword: 'type', message: 'must be a string' },
    ])
    expect(validate('Heartbeat', 'request', Object.create(null)).valid).toBe(true)
  })

  it('names the nearest actions when there is no such one', () => {
    expect(() => validate('BootNotificaton' as never, 'request', {})).toThrow(
      'OCPP 1.6 has no action "BootNotificaton"; did you mean BootNotification?',
    )
    expect(() => validate('toString' as never, 'request', {})).toThrow('has no action "toString"')
    expect(() => validate('Heartbeat', 'req' as never, {})).toThrow("kind must be 'request' or 'response'")
  })
})
