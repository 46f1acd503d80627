import { describe, expect, it } from 'vitest'
import { call, meterValue, meterValues, PayloadError, result } from './messages.js'

const timestamp = '2026-01-31T12:00:00.000Z'

describe('builders', () => {
  it('give whole frames, with an id of their own or the one given', () => {
    expect(call('Heartbeat', {}, { messageId: 'h1' })).toEqual([2, 'h1', 'Heartbeat', {}])
    expect(call('Heartbeat', {})[1]).toMatch(/^[0-9a-f-]{36}$/)
    expect(result('Heartbeat', 'h1', { currentTime: timestamp })).toEqual([3, 'h1', { currentTime: timestamp }])
  })

  it('refuse an invalid payload and name every violation', () => {
    const build = () => call('Heartbeat', { extra: 1 } as never)
    expect(build).toThrow(PayloadError)
    expect(build).toThrow('Heartbeat request breaks its schema: /extra is not a property of this message')
    expect(() => result('Heartbeat', 'h1', {} as never)).toThrow('payload must have "currentTime"')
  })

  it('refuse an id of more than 36 characters', () => {
    expect(() => call('Heartbeat', {}, { messageId: 'x'.repeat(37) })).toThrow('at most 36 characters, not 37')
    expect(() => call('Heartbeat', {}, { messageId: 5 as never })).toThrow(new TypeError('messageId must be a text, not 5'))
  })

  it('refuse null for a payload, which is no object on the wire', () => {
    expect(() => call('Heartbeat', null as never)).toThrow('Heartbeat request breaks its schema: payload must be an object')
    expect(() => result('ClearCache', 'c', null as never)).toThrow(PayloadError)
  })
})

describe('meter values', () => {
  it('get measurand, unit, phase and place of what was measured', () => {
    const reading = meterValue({
      timestamp,
      energyWh: 1500,
      powerW: { L1: 2300, L3: 2310 },
      currentA: 10.5,
      voltageV: { L2: 231 },
      socPercent: 44,
      frequencyHz: 50,
    })
    expect(reading).toEqual({
      timestamp,
      sampledValue: [
        { value: '1500', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
        { value: '2300', measurand: 'Power.Active.Import', unit: 'W', phase: 'L1' },
        { value: '2310', measurand: 'Power.Active.Import', unit: 'W', phase: 'L3' },
        { value: '10.5', measurand: 'Current.Import', unit: 'A' },
        { value: '231', measurand: 'Voltage', unit: 'V', phase: 'L2-N' },
        { value: '50', measurand: 'Frequency' },
        { value: '44', measurand: 'SoC', unit: 'Percent', location: 'EV' },
      ],
    })
  })

  it('make a whole MeterValues frame', () => {
    const frame = meterValues({ connectorId: 1, transactionId: 7, timestamp, energyWh: 1500, context: 'Sample.Clock' }, { messageId: 'm' })
    expect(frame).toMatchObject([
      2,
      'm',
      'MeterValues',
      { connectorId: 1, transactionId: 7, meterValue: [{ timestamp, sampledValue: [{ context: 'Sample.Clock' }] }] },
    ])
  })

  it('need a quantity, and finite numbers', () => {
    expect(() => meterValue({})).toThrow('at least one quantity, such as energyWh')
    expect(() => meterValue({ powerW: Number.NaN })).toThrow('powerW must be a finite number, not NaN')
    expect(() => meterValue({ currentA: { L2: 'x' as never } })).toThrow('currentA.L2 must be a finite number, not x')
    expect(() => meterValue({ energyWh: null as never })).toThrow(new TypeError('energyWh must be a finite number, not null'))
    expect(() => meterValue({ energyWh: [1, 2] as never })).toThrow('energyWh must be a finite number, not a list')
  })

  it('name a field or a phase that is not known, and those that are', () => {
    expect(() => meterValue({ energyWh: 1, powrW: 3 } as never)).toThrow(TypeError)
    expect(() => meterValue({ energyWh: 1, powrW: 3 } as never)).toThrow(/^meterValue has no field "powrW"; known are .*\bpowerW\b/)
    expect(() => meterValues({ connectorId: 1, energyWh: 1, transactoinId: 3 } as never)).toThrow(
      /^meterValues has no field "transactoinId"; known are connectorId,/,
    )
    expect(() => meterValue({ powerW: { l1: 4 } as never })).toThrow(new TypeError('powerW has no field "l1"; known are L1, L2, L3'))
    expect(() => meterValues(undefined as never)).toThrow(new TypeError('meterValues must be an object of named quantities, not undefined'))
  })

  it('need a time that is one', () => {
    for (const wrong of [1_700_000_000_000, new Date(Number.NaN), 'yesterday', '2026-01-31T12:00:00', null]) {
      expect(() => meterValues({ connectorId: 1, energyWh: 1, timestamp: wrong as never })).toThrow(
        new TypeError(`timestamp must be a valid Date, or a text such as 2026-01-31T12:00:00Z, not ${String(wrong)}`),
      )
    }
    expect(meterValue({ energyWh: 1, timestamp: new Date(timestamp) }).timestamp).toBe(timestamp)
  })
})
