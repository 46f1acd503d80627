import { describe, expect, it } from 'vitest'
import { call, meterValue, meterValues, PayloadError, result, send, transactionEvent } from './messages.js'

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

  it('refuse the other kind of frame for an action', () => {
    const stream = { id: 1, pending: 0, basetime: timestamp, data: [{ t: 0, v: '1' }] }
    expect(() => send('Heartbeat' as never, {} as never)).toThrow(new TypeError('Heartbeat is a CALL, which call() builds'))
    expect(() => call('NotifyPeriodicEventStream' as never, stream as never)).toThrow(
      new TypeError('NotifyPeriodicEventStream is a SEND, which send() builds'),
    )
    expect(() => call('Hartbeat' as never, {})).toThrow('did you mean Heartbeat?')
  })

  it('give a SEND, which nobody answers (part 4 §4.2.4)', () => {
    const data = [{ t: 0, v: '230.4' }]
    expect(send('NotifyPeriodicEventStream', { id: 1, pending: 0, basetime: timestamp, data }, { messageId: 's' })).toEqual([
      6,
      's',
      'NotifyPeriodicEventStream',
      { id: 1, pending: 0, basetime: timestamp, data },
    ])
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
        { value: 1500, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' } },
        { value: 2300, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'W' }, phase: 'L1' },
        { value: 2310, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'W' }, phase: 'L3' },
        { value: 10.5, measurand: 'Current.Import', unitOfMeasure: { unit: 'A' } },
        { value: 231, measurand: 'Voltage', unitOfMeasure: { unit: 'V' }, phase: 'L2-N' },
        { value: 50, measurand: 'Frequency', unitOfMeasure: { unit: 'Hz' } },
        { value: 44, measurand: 'SoC', unitOfMeasure: { unit: 'Percent' }, location: 'EV' },
      ],
    })
  })

  it('make a whole MeterValues frame', () => {
    const frame = meterValues({ evseId: 1, timestamp, energyWh: 1500, context: 'Sample.Clock' }, { messageId: 'm' })
    expect(frame).toMatchObject([
      2,
      'm',
      'MeterValues',
      { evseId: 1, meterValue: [{ timestamp, sampledValue: [{ context: 'Sample.Clock' }] }] },
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
    expect(() => meterValues({ evseId: 1, energyWh: 1, transactoinId: 3 } as never)).toThrow(
      /^meterValues has no field "transactoinId"; known are evseId,/,
    )
    expect(() => meterValue({ powerW: { l1: 4 } as never })).toThrow(new TypeError('powerW has no field "l1"; known are L1, L2, L3'))
    expect(() => meterValues(undefined as never)).toThrow(new TypeError('meterValues must be an object of named quantities, not undefined'))
    expect(() => meterValue({ energyWh: 1, temperatureCelsius: 20 } as never)).toThrow('meterValue has no field "temperatureCelsius"')
  })

  it('need a time that is one', () => {
    for (const wrong of [1_700_000_000_000, new Date(Number.NaN), 'yesterday', '2026-01-31T12:00:00', null]) {
      expect(() => meterValues({ evseId: 1, energyWh: 1, timestamp: wrong as never })).toThrow(
        new TypeError(`timestamp must be a valid Date, or a text such as 2026-01-31T12:00:00Z, not ${String(wrong)}`),
      )
    }
    expect(meterValue({ energyWh: 1, timestamp: new Date(timestamp) }).timestamp).toBe(timestamp)
  })
})

describe('transaction events', () => {
  it('carry the readings as meterValue, and leave out what is not given', () => {
    const input = { eventType: 'Updated', triggerReason: 'MeterValuePeriodic', seqNo: 3, transactionId: 't1', timestamp } as const
    expect(transactionEvent({ ...input, chargingState: 'Charging', evse: { id: 1 }, energyWh: 12 }, { messageId: 'e' })).toEqual([
      2,
      'e',
      'TransactionEvent',
      {
        eventType: 'Updated',
        triggerReason: 'MeterValuePeriodic',
        seqNo: 3,
        timestamp,
        transactionInfo: { transactionId: 't1', chargingState: 'Charging' },
        evse: { id: 1 },
        meterValue: [
          { timestamp, sampledValue: [{ value: 12, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' } }] },
        ],
      },
    ])
    expect(transactionEvent(input)[3]).not.toHaveProperty('meterValue')
  })

  it('name a field that is not known, rather than take it for a quantity', () => {
    const input = { eventType: 'Started', triggerReason: 'CablePluggedIn', seqNo: 0, transactionId: 't', timestamp } as const
    const known = 'known are eventType, triggerReason, seqNo, transactionId'
    for (const wrong of [{ evseId: 1 }, { chargngState: 'Charging' }, { powrW: 5 }]) {
      const [name] = Object.keys(wrong)
      expect(() => transactionEvent({ ...input, ...wrong } as never)).toThrow(`transactionEvent has no field "${name}"; ${known}`)
    }
    expect(() => transactionEvent({ ...input, timestamp: 5 as never })).toThrow('timestamp must be a valid Date')
  })
})
