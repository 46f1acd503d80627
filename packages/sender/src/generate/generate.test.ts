import { ocpp16 } from '@ocpp-kit/ocpp16'
import { validate as validate16 } from '@ocpp-kit/ocpp16/validate'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { validate as validate21 } from '@ocpp-kit/ocpp21/validate'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { validate as validate201 } from '@ocpp-kit/ocpp201/validate'
import type { Validate } from '@ocpp-kit/rpc'
import { describe, expect, it } from 'vitest'
import { createGenerator, generate, type ProtocolWithSchema } from './generate.js'

/** The size; the suite runs a tenth, `pnpm test:long` the whole. */
const seedCount = process.env['OCPP_KIT_LONG'] === '1' ? 1_000 : 100

const versions: readonly (readonly [ProtocolWithSchema, Validate])[] = [
  [ocpp16, validate16 as Validate],
  [ocpp201, validate201 as Validate],
  [ocpp21, validate21 as Validate],
]

describe.each(versions)('payloads of $version', (protocol, validate) => {
  it.each(Object.keys(protocol.actions))(`%s is valid, request and response, with ${seedCount} seeds in both modes`, async (action) => {
    const make = await createGenerator(protocol)
    const kinds = protocol.actions[action]?.kind === 'send' ? (['request'] as const) : (['request', 'response'] as const)
    for (let seed = 0; seed < seedCount; seed += 1) {
      for (const kind of kinds) {
        for (const optional of [false, true]) {
          const payload = make(action as never, kind, { seed, optional })
          const { valid, violations } = validate(action, kind, payload)
          if (!valid) expect.fail(`seed ${seed}, optional ${optional}: ${JSON.stringify(violations)} in ${JSON.stringify(payload)}`)
        }
      }
    }
  })
})

describe('a generated payload', () => {
  it('is the same for the same seed, and another for another', async () => {
    const [one, same, other] = await Promise.all(
      [1, 1, 2].map((seed) => generate(ocpp201, 'TransactionEvent', 'request', { seed, optional: true })),
    )
    expect(one).toEqual(same)
    expect(one).not.toEqual(other)
  })

  it('speaks of the same driver, transaction and meter as others of its seed', async () => {
    const make = await createGenerator(ocpp16)
    const options = { seed: 5, optional: true }
    const { idTag } = make('Authorize', 'request', options)
    const start = make('StartTransaction', 'request', options)
    const { transactionId } = make('StartTransaction', 'response', options)
    const stop = make('StopTransaction', 'request', options)
    const { meterValue } = make('MeterValues', 'request', options)
    expect(start.idTag).toBe(idTag)
    expect(stop).toMatchObject({ idTag, transactionId })
    expect(stop.meterStop).toBeGreaterThan(start.meterStart)
    expect(meterValue[0]?.sampledValue[0]).toMatchObject({
      measurand: 'Energy.Active.Import.Register',
      unit: 'Wh',
      value: `${stop.meterStop}`,
    })
  })

  it('has values that suit each other', async () => {
    const make = await createGenerator(ocpp21)
    for (let seed = 0; seed < 50; seed += 1) {
      const { idToken } = make('Authorize', 'request', { seed })
      expect(idToken.idToken).toMatch(idToken.type === 'eMAID' ? /^DEABCC\d{8}$/ : /^04[0-9A-F]{12}$/)
      const { chargingProfile } = make('SetChargingProfile', 'request', { seed, optional: true })
      const periods = chargingProfile.chargingSchedule[0]?.chargingSchedulePeriod ?? []
      expect(periods.map(({ startPeriod }) => startPeriod)).toEqual(periods.map((_, index) => index * 1_800))
      expect(chargingProfile).toMatchObject({ chargingProfilePurpose: 'TxProfile', chargingProfileKind: 'Recurring' })
    }
  })

  it('is of now without a seed, and of the moment that it is given', async () => {
    const before = Date.now()
    const { currentTime } = await generate(ocpp16, 'Heartbeat', 'response')
    expect(Date.parse(currentTime)).toBeGreaterThanOrEqual(before)
    const now = new Date('2030-05-01T12:00:00Z')
    expect(await generate(ocpp16, 'Heartbeat', 'response', { now })).toEqual({ currentTime: '2030-05-01T12:00:00.000Z' })
    expect(await generate(ocpp16, 'ReserveNow', 'request', { now })).toMatchObject({ expiryDate: '2030-05-01T13:00:00.000Z' })
  })

  it('is of no message that the version lacks', async () => {
    await expect(generate(ocpp16, 'Authorise' as never, 'request')).rejects.toThrow('did you mean Authorize')
    await expect(generate(ocpp21, 'NotifyPeriodicEventStream', 'response')).rejects.toThrow('is a SEND')
  })
})
