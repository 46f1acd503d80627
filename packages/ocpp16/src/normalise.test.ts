import { describe, expect, it } from 'vitest'
import { definitions } from './generated/definitions.js'
import { createNormaliser, quirks } from './normalise.js'
import { validate } from './validate.js'

const meterValues = (sample: object, timestamp = '2026-01-31T12:00:00Z') => ({
  connectorId: 1,
  meterValue: [{ timestamp, sampledValue: [sample] }],
})

describe('a normaliser', () => {
  const normalise = createNormaliser()

  it.each([
    ['a date without a zone (§3.15)', 'MeterValues', meterValues({ value: '1' }, '2026-01-31 12:00:00'), meterValues({ value: '1' })],
    [
      'null for an optional field (OCPP-J §4.1.1)',
      'StopTransaction',
      { transactionId: 1, timestamp: '2026-01-31T12:00:00Z', meterStop: 5, idTag: null },
      { transactionId: 1, timestamp: '2026-01-31T12:00:00Z', meterStop: 5 },
    ],
    ['a number for a sampled value (§7.43)', 'MeterValues', meterValues({ value: 12.5 }), meterValues({ value: '12.5' })],
    ['a unit in the wrong case (§7.45)', 'MeterValues', meterValues({ value: '1', unit: 'KWH' }), meterValues({ value: '1', unit: 'kWh' })],
    ['a per cent sign (§7.45)', 'MeterValues', meterValues({ value: '1', unit: '%' }), meterValues({ value: '1', unit: 'Percent' })],
  ])('mends %s, so that the request is valid', (_quirk, action, sent, mended) => {
    expect(validate(action as 'MeterValues', 'request', sent).valid).toBe(false)
    expect(normalise(action, 'request', sent)).toEqual(mended)
    expect(validate(action as 'MeterValues', 'request', mended).valid).toBe(true)
  })

  const key = { key: 'AuthorizationKey', readonly: false }
  it.each([
    [
      'null for the value of a key (§5.8)',
      'GetConfiguration',
      { configurationKey: [{ ...key, value: null }], unknownKey: null },
      { configurationKey: [key] },
    ],
    [
      'a date without a zone',
      'GetCompositeSchedule',
      { status: 'Accepted', scheduleStart: '2026-01-31T12:00:00' },
      { status: 'Accepted', scheduleStart: '2026-01-31T12:00:00Z' },
    ],
    ['the date of a csms', 'Heartbeat', { currentTime: '2026-01-31 12:00:00.5' }, { currentTime: '2026-01-31T12:00:00.5Z' }],
  ])('mends %s, so that the answer is valid', (_quirk, action, sent, mended) => {
    expect(validate(action as 'Heartbeat', 'response', sent).valid).toBe(false)
    expect(normalise(action, 'response', sent)).toEqual(mended)
    expect(validate(action as 'Heartbeat', 'response', mended).valid).toBe(true)
  })

  it('mends a date wherever a schema has one', () => {
    let found = 0
    for (const [type, { properties = {} }] of Object.entries(definitions)) {
      for (const [name, { format }] of Object.entries(properties)) {
        if (format === 'date-time') found += 1
        const date = format === 'date-time' ? '2026-01-31T12:00:00Z' : '2026-01-31T12:00:00'
        expect(normalise(type, 'request', { [name]: '2026-01-31T12:00:00' }), `${type}.${name}`).toEqual({ [name]: date })
      }
    }
    expect(found).toBe(20)
  })

  it('gives back the same object when there is nothing to mend', () => {
    const sent = meterValues({ value: '1', unit: 'Wh' })
    expect(normalise('MeterValues', 'request', sent)).toBe(sent)
    const answer = { idTagInfo: { status: 'Accepted' } }
    expect(normalise('Authorize', 'response', answer)).toBe(answer)
  })

  it('leaves out fields, never items of a list: a null among them is for the schema to refuse', () => {
    const sent = { key: ['HeartbeatInterval', null] }
    expect(normalise('GetConfiguration', 'request', sent)).toBe(sent)
  })

  it('mends only what it was told to', () => {
    const only = createNormaliser(['unitCase'])
    expect(only('MeterValues', 'request', meterValues({ value: 5, unit: 'wh' }))).toEqual(meterValues({ value: 5, unit: 'Wh' }))
  })

  it('needs no word on Celcius: the schema has both spellings', () => {
    expect(validate('MeterValues', 'request', meterValues({ value: '20', unit: 'Celcius' })).valid).toBe(true)
    expect(normalise('MeterValues', 'request', meterValues({ value: '20', unit: 'Celcius' }))).toEqual(
      meterValues({ value: '20', unit: 'Celcius' }),
    )
  })

  it('refuses a quirk that is not known, and names those that are', () => {
    expect(() => createNormaliser(['lateDates' as never])).toThrow(`no quirk "lateDates"; known are ${quirks.join(', ')}`)
  })
})
