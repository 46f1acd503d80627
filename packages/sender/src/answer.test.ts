import { ocpp16 } from '@ocpp-kit/ocpp16'
import { validate as validate16 } from '@ocpp-kit/ocpp16/validate'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { validate as validate21 } from '@ocpp-kit/ocpp21/validate'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { validate as validate201 } from '@ocpp-kit/ocpp201/validate'
import type { Validate } from '@ocpp-kit/rpc'
import { describe, expect, it } from 'vitest'
import { answerTo } from './answer.js'
import { createGenerator, type Generator, type ProtocolWithSchema } from './generate/generate.js'

const now = new Date('2026-05-01T12:00:00Z')

const versions: readonly (readonly [ProtocolWithSchema, Validate])[] = [
  [ocpp16, validate16 as Validate],
  [ocpp201, validate201 as Validate],
  [ocpp21, validate21 as Validate],
]

const answererOf = async (protocol: ProtocolWithSchema) => {
  const make = (await createGenerator(protocol)) as Generator
  return (action: string, request: object) => answerTo(make, action, request, { now })
}

describe.each(versions)('an answer of $version', (protocol, validate) => {
  it('is valid after every request', async () => {
    const make = (await createGenerator(protocol)) as Generator
    const actions = Object.entries(protocol.actions).filter(([, { sentBy, kind }]) => sentBy !== 'station' && kind === 'call')
    for (const [action] of actions) {
      for (let seed = 0; seed < 20; seed += 1) {
        const request = make(action, 'request', { seed, optional: seed % 2 === 0 }) as unknown as object
        expect({ action, ...validate(action, 'response', answerTo(make, action, request, { now })) }).toEqual({
          action,
          valid: true,
          violations: [],
        })
      }
    }
  })

  it('is one all the same where the request breaks its schema', async () => {
    const answer = await answererOf(protocol)
    const actions = Object.entries(protocol.actions).filter(([, { sentBy, kind }]) => sentBy !== 'station' && kind === 'call')
    for (const [action] of actions) expect(answer(action, { key: 5, id: {}, getVariableData: 'x' })).toBeTypeOf('object')
  })
})

describe('an answer of 2.x', () => {
  const interval = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } }
  const limit = { component: { name: 'SmartChargingCtrlr' }, variable: { name: 'LimitChangeSignificance' }, attributeType: 'Target' }

  it('tells a value of each variable that was asked for, and of no other', async () => {
    const answer = await answererOf(ocpp201)
    const accepted = { attributeStatus: 'Accepted', attributeValue: expect.any(String) }
    expect(answer('GetVariables', { getVariableData: [interval, limit] })).toMatchObject({
      getVariableResult: [
        { ...interval, ...accepted },
        { ...limit, ...accepted },
      ],
    })
    expect(answer('GetVariables', { getVariableData: [interval] })).not.toHaveProperty('getVariableResult.0.attributeType')
  })

  it('tells of each variable that was set, and of each monitor that was set or cleared', async () => {
    const answer = await answererOf(ocpp21)
    const values = [interval, limit].map((one) => ({ ...one, attributeValue: '1' }))
    expect(answer('SetVariables', { setVariableData: values })).toMatchObject({ setVariableResult: [interval, limit] })
    const monitor = { ...interval, type: 'Delta', severity: 8 }
    expect(answer('SetVariableMonitoring', { setMonitoringData: [{ ...monitor, value: 1 }] })).toMatchObject({
      setMonitoringResult: [{ ...monitor, status: 'Accepted', id: expect.any(Number) }],
    })
    expect(answer('SetVariableMonitoring', { setMonitoringData: [{ ...monitor, value: 1, id: 77 }] })).toHaveProperty(
      'setMonitoringResult.0.id',
      77,
    )
    expect(answer('ClearVariableMonitoring', { id: [7, 9] })).toMatchObject({ clearMonitoringResult: [{ id: 7 }, { id: 9 }] })
  })

  it('gives the schedule of the EVSE, and certificates of the kinds, that were asked for', async () => {
    const answer = await answererOf(ocpp201)
    expect(answer('GetCompositeSchedule', { evseId: 3, duration: 60 })).toMatchObject({ status: 'Accepted', schedule: { evseId: 3 } })
    expect(answer('GetCompositeSchedule', { evseId: 3, duration: 1_000, chargingRateUnit: 'A' })).toMatchObject({
      schedule: { duration: 1_000, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
    })
    expect(answer('GetInstalledCertificateIds', { certificateType: ['CSMSRootCertificate'] })).toMatchObject({
      certificateHashDataChain: [{ certificateType: 'CSMSRootCertificate' }],
    })
  })

  it('says whether a transaction is going on only where one was named (E14.FR.02, E14.FR.06)', async () => {
    const answer = await answererOf(ocpp201)
    expect(answer('GetTransactionStatus', { transactionId: 'T1' })).toHaveProperty('ongoingIndicator')
    expect(answer('GetTransactionStatus', {})).not.toHaveProperty('ongoingIndicator')
  })
})

describe('an answer of 1.6', () => {
  it('tells the keys that were asked for, or some where none was (1.6 §5.8)', async () => {
    const answer = await answererOf(ocpp16)
    expect(answer('GetConfiguration', { key: ['A', 'B'] })).toMatchObject({ configurationKey: [{ key: 'A' }, { key: 'B' }] })
    expect(answer('GetConfiguration', {})).toHaveProperty('configurationKey.0.key')
  })

  it('gives the schedule of the connector that was asked for', async () => {
    const answer = await answererOf(ocpp16)
    expect(answer('GetCompositeSchedule', { connectorId: 2, duration: 60 })).toMatchObject({ connectorId: 2, chargingSchedule: {} })
  })
})
