import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { describe, expect, it } from 'vitest'
import { createGenerator, type Generator } from './generate.js'

/* What the specification asks of a payload beyond its schema. */

const seeds = Array.from({ length: 100 }, (_, seed) => seed)
const now = new Date('2026-05-01T12:00:00Z')
const whole = { optional: true, now }

const make16 = await createGenerator(ocpp16)
const make201 = await createGenerator(ocpp201)
const make21 = await createGenerator(ocpp21)
const modern: readonly (readonly [string, typeof make201])[] = [
  ['2.0.1', make201],
  ['2.1', make21 as unknown as typeof make201],
]

/** Sum of the digits by Luhn's formula; a multiple of 10 where the check digit is right. */
const luhnSum = (number: string): number =>
  [...number]
    .reverse()
    .reduce((sum, digit, at) => sum + ((Number(digit) * (1 + (at % 2))) % 10) + (at % 2 === 1 && Number(digit) > 4 ? 1 : 0), 0)

describe('generated payloads', () => {
  it('carry no transaction in the profile of a remote start (1.6 §5.16.2, F01.FR.11, F02.FR.19)', () => {
    for (const seed of seeds) {
      const { chargingProfile } = make16('RemoteStartTransaction', 'request', { seed, ...whole })
      expect(chargingProfile).toMatchObject({ chargingProfilePurpose: 'TxProfile' })
      expect(chargingProfile).not.toHaveProperty('transactionId')
      for (const [, make] of modern) {
        const remote = make('RequestStartTransaction', 'request', { seed, ...whole }).chargingProfile
        expect(remote).toMatchObject({ chargingProfilePurpose: 'TxProfile' })
        expect(remote).not.toHaveProperty('transactionId')
        expect(make('SetChargingProfile', 'request', { seed, ...whole }).chargingProfile).toHaveProperty('transactionId')
      }
    }
  })

  it('tell of no reading that lies in the future, or after the stop; readings come in order, the last one at its end', () => {
    for (const seed of seeds) {
      const { meterValue } = make16('MeterValues', 'request', { seed, ...whole })
      const { transactionData = [], timestamp } = make16('StopTransaction', 'request', { seed, ...whole })
      const event = make201('TransactionEvent', 'request', { seed, ...whole })
      for (const [readings, end] of [
        [meterValue, now.toISOString()],
        [transactionData, timestamp],
        [event.meterValue ?? [], event.timestamp],
      ] as const) {
        const times = readings.map((one) => Date.parse(one.timestamp))
        expect(times).toEqual(times.map((_, at) => Date.parse(end) - (times.length - 1 - at) * 60_000))
      }
    }
  })

  it.each(modern)('of %s tell of a transaction that starts, goes on or ends, and only what belongs to that', (_version, make) => {
    const told = new Set<string>()
    for (const seed of seeds) {
      const { eventType, seqNo, transactionInfo, meterValue, ...rest } = make('TransactionEvent', 'request', { seed, ...whole })
      told.add(eventType)
      expect({ eventType, seqNo }).toEqual({ eventType, seqNo: ['Started', 'Updated', 'Ended'].indexOf(eventType) })
      expect('stoppedReason' in transactionInfo).toBe(eventType === 'Ended')
      expect('timeSpentCharging' in transactionInfo).toBe(eventType !== 'Started')
      expect('remoteStartId' in transactionInfo).toBe(eventType === 'Started')
      expect(rest.triggerReason).toBe({ Started: 'RemoteStart', Updated: 'MeterValuePeriodic', Ended: 'StopAuthorized' }[eventType])
      expect('costDetails' in rest && eventType === 'Started').toBe(false)
      expect(meterValue?.[0]?.sampledValue[0]?.context).toBe(
        { Started: 'Transaction.Begin', Updated: 'Sample.Periodic', Ended: 'Transaction.End' }[eventType],
      )
      expect(make('TransactionEvent', 'request', { seed, now })).toMatchObject({ eventType: 'Started', seqNo: 0 })
    }
    expect(told).toEqual(new Set(['Started', 'Updated', 'Ended']))
  })

  it('show the same meter at the start and at the end of a transaction, whichever message tells', () => {
    for (const seed of seeds) {
      const { meterStart } = make16('StartTransaction', 'request', { seed, now })
      const { meterStop } = make16('StopTransaction', 'request', { seed, now })
      const { eventType, meterValue } = make201('TransactionEvent', 'request', { seed, ...whole })
      const shown = meterValue?.[0]?.sampledValue[0]?.value
      if (eventType === 'Started') expect(shown).toBe(meterStart)
      else if (eventType === 'Ended') expect(shown).toBe(meterStop)
      else expect(shown).toSatisfy((value: number) => value > meterStart && value < meterStop)
    }
  })

  it.each(modern)('of %s report each attribute of a variable once, with values and a unit of that variable', (_version, make) => {
    const values: Readonly<Record<string, string>> = { HeartbeatInterval: '300', TxUpdatedInterval: '60', Interval: '900' }
    for (const seed of seeds) {
      const { reportData = [], tbc } = make('NotifyReport', 'request', { seed, ...whole })
      expect(tbc).toBe(false)
      for (const { variable, variableAttribute, variableCharacteristics } of reportData) {
        const types = variableAttribute.map(({ type }) => type)
        expect(new Set(types).size).toBe(types.length)
        expect(variableAttribute[0]).toMatchObject({
          type: 'Actual',
          value: values[variable.name],
          constant: false,
          mutability: 'ReadWrite',
        })
        expect(variableCharacteristics).toMatchObject({ dataType: 'integer', unit: 's', maxLimit: 86_400 })
        expect(variableCharacteristics).not.toHaveProperty('valuesList')
      }
    }
  })

  it.each([
    ['1.6', make16 as unknown as Generator],
    ['2.0.1', make201 as unknown as Generator],
    ['2.1', make21 as unknown as Generator],
  ])('of %s begin every period of a schedule within its duration', (_version, make) => {
    interface Schedule {
      readonly duration?: number
      readonly chargingSchedulePeriod: readonly { readonly startPeriod: number }[]
    }
    const schedulesIn = (value: unknown): Schedule[] => {
      if (typeof value !== 'object' || value === null) return []
      const below = Object.values(value).flatMap(schedulesIn)
      return 'chargingSchedulePeriod' in value ? [value as Schedule, ...below] : below
    }
    for (const seed of seeds) {
      const schedules = [
        ...schedulesIn(make('SetChargingProfile', 'request', { seed, ...whole })),
        ...schedulesIn(make('GetCompositeSchedule', 'response', { seed, ...whole })),
      ]
      expect(schedules.length).toBeGreaterThan(1)
      for (const { duration = 0, chargingSchedulePeriod } of schedules)
        for (const { startPeriod } of chargingSchedulePeriod) expect(startPeriod).toBeLessThan(duration)
    }
  })

  it('have ICCIDs with a check digit (ITU-T E.118)', () => {
    for (const seed of seeds) {
      const { iccid = '' } = make16('BootNotification', 'request', { seed, ...whole })
      expect(iccid).toMatch(/^8949\d{15}$/)
      expect(luhnSum(iccid) % 10).toBe(0)
    }
    expect(luhnSum('79927398713') % 10).toBe(0)
  })

  it('name each EVSE of a list once', () => {
    for (const seed of seeds) {
      const { evseId = [] } = make201('Authorize', 'response', { seed, ...whole }).idTokenInfo
      expect(new Set(evseId).size).toBe(evseId.length)
    }
    const lengths = seeds.map((seed) => make201('Authorize', 'response', { seed, ...whole }).idTokenInfo.evseId?.length)
    expect(new Set(lengths)).toEqual(new Set([1, 2, 3]))
  })

  it('upload logs to where uploads go, and tell settings that can be written', () => {
    expect(make16('GetDiagnostics', 'request', whole).location).toBe('http://127.0.0.1:8080/upload')
    expect(make16('UpdateFirmware', 'request', whole).location).toMatch(/firmware\.bin$/)
    const { configurationKey = [] } = make16('GetConfiguration', 'response', { seed: 1, ...whole })
    expect(configurationKey[0]).toEqual({ key: 'HeartbeatInterval', value: '300', readonly: false })
  })

  it('are of the same station, whether the moment is given or follows from the seed', () => {
    for (const seed of seeds) {
      const { timestamp: _, ...given } = make16('StartTransaction', 'request', { seed, ...whole })
      const { timestamp, ...own } = make16('StartTransaction', 'request', { seed, optional: true })
      expect(own).toEqual(given)
      expect(timestamp).toMatch(/^2026-/)
    }
  })
})
