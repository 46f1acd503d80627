import { describe, expect, it } from 'vitest'
import { validate } from './validate.js'

const boot = { reason: 'PowerUp', chargingStation: { model: 'M', vendorName: 'V' } }
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: '1', responderURL: 'c' }
const needs = (stateOfCharge: number) => ({
  evseId: 1,
  chargingNeeds: { requestedEnergyTransfer: 'DC', dcChargingParameters: { evMaxCurrent: 1, evMaxVoltage: 1, stateOfCharge } },
})

describe('which code a broken keyword earns', () => {
  it.each([
    ['additionalProperties', 'BootNotification', { ...boot, nope: 1 }, '/nope', 'ProtocolError'],
    ['required', 'BootNotification', { reason: 'PowerUp' }, '', 'OccurrenceConstraintViolation'],
    ['minItems', 'GetVariables', { getVariableData: [] }, '/getVariableData', 'OccurrenceConstraintViolation'],
    [
      'maxItems',
      'Authorize',
      { idToken: { idToken: 'x', type: 'Central' }, iso15118CertificateHashData: Array.from({ length: 5 }, () => hash) },
      '/iso15118CertificateHashData',
      'OccurrenceConstraintViolation',
    ],
    [
      'type',
      'BootNotification',
      { ...boot, chargingStation: { model: 5, vendorName: 'V' } },
      '/chargingStation/model',
      'TypeConstraintViolation',
    ],
    [
      'type',
      'BootNotification',
      { ...boot, chargingStation: { model: 'M', vendorName: 'V', modem: null } },
      '/chargingStation/modem',
      'TypeConstraintViolation',
    ],
    ['enum', 'BootNotification', { ...boot, reason: 'Bored' }, '/reason', 'PropertyConstraintViolation'],
    [
      'maxLength',
      'BootNotification',
      { ...boot, chargingStation: { model: 'M'.repeat(21), vendorName: 'V' } },
      '/chargingStation/model',
      'PropertyConstraintViolation',
    ],
    ['minimum', 'NotifyEVChargingNeeds', needs(-1), '/chargingNeeds/dcChargingParameters/stateOfCharge', 'PropertyConstraintViolation'],
    ['maximum', 'NotifyEVChargingNeeds', needs(101), '/chargingNeeds/dcChargingParameters/stateOfCharge', 'PropertyConstraintViolation'],
    [
      'format',
      'StatusNotification',
      { timestamp: 'today', connectorStatus: 'Available', evseId: 1, connectorId: 1 },
      '/timestamp',
      'PropertyConstraintViolation',
    ],
  ] as const)('%s in %s', (keyword, action, payload, pointer, code) => {
    const { valid, violations } = validate(action, 'request', payload)
    expect(valid).toBe(false)
    expect(violations).toMatchObject([{ keyword, pointer, code }])
  })

  it.each([[[]], ['text'], [5], [true]])('a payload that is %j is not syntactically right', (payload) => {
    expect(validate('Heartbeat', 'request', payload)).toMatchObject({
      valid: false,
      violations: [{ keyword: 'payload', pointer: '', code: 'FormatViolation' }],
    })
  })
})

describe('validate', () => {
  it('takes what is valid, and null as {}', () => {
    expect(validate('BootNotification', 'request', { reason: 'PowerUp', chargingStation: { model: 'M', vendorName: 'V' } })).toEqual({
      valid: true,
      violations: [],
    })
    expect(validate('Heartbeat', 'request', null)).toEqual({ valid: true, violations: [] })
    expect(validate('Heartbeat', 'response', null).valid).toBe(false)
  })

  it('puts first what decides the code: structure, occurrence, type, value', () => {
    const { violations } = validate('StatusNotification', 'request', {
      evseId: 'one',
      connectorStatus: 'Bad',
      more: 1,
      timestamp: '2026-01-01T00:00:00Z',
    })
    expect(violations.map(({ keyword }) => keyword)).toEqual(['additionalProperties', 'required', 'type', 'enum'])
  })

  it('never quotes the payload', () => {
    const { violations } = validate('BootNotification', 'request', {
      reason: 'VERY-SECRET',
      chargingStation: { model: 'M', vendorName: 'V' },
    })
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
        { pointer: '', keyword: 'payload', code: 'FormatViolation', message },
      ])
    }
    expect(validate('Heartbeat', 'response', { currentTime: new Date(0) }).violations).toMatchObject([
      { pointer: '/currentTime', keyword: 'type', message: 'must be a string' },
    ])
    expect(validate('Heartbeat', 'request', Object.create(null)).valid).toBe(true)
  })

  it('names the nearest actions when there is no such one', () => {
    expect(() => validate('BootNotificaton' as never, 'request', {})).toThrow(
      'OCPP 2.1 has no action "BootNotificaton"; did you mean BootNotification?',
    )
    expect(() => validate('toString' as never, 'request', {})).toThrow('has no action "toString"')
    expect(() => validate('Heartbeat', 'req' as never, {})).toThrow("kind must be 'request' or 'response'")
  })

  it("counts a SEND's payload as a request, and knows no response to it (part 4 §4.2.4)", () => {
    expect(
      validate('NotifyPeriodicEventStream', 'request', { id: 1, pending: 0, basetime: '2026-01-01T00:00:00Z', data: [{ t: 0, v: '1' }] })
        .valid,
    ).toBe(true)
    expect(() => validate('NotifyPeriodicEventStream', 'response', {})).toThrow(
      'NotifyPeriodicEventStream is a SEND, which has no response',
    )
  })
})
