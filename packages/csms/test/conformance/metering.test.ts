import { describe, expect, test } from 'vitest'
import { stationKey } from '../../src/index.js'
import { sampled, signedData, startTestSystem, type TestSystem } from './test-system.js'

const intervalSeconds = 60
const key = stationKey('default', 'CP1')

/** Tells of the meters of these EVSEs at so many full intervals, by MeterValues and by NotifyEvent; either would do. */
async function clockAligned(system: TestSystem, evseIds: readonly number[], times: number): Promise<void> {
  for (let at = 0; at < times; at += 1) {
    for (const evseId of evseIds) {
      const meterValue = [sampled(1000 + at, 'Sample.Clock', { seconds: at * intervalSeconds })]
      expect(await system.call('MeterValues', { evseId, meterValue })).toEqual({})
      const { timestamp } = meterValue[0] as { readonly timestamp: string }
      const event = {
        eventId: at,
        timestamp,
        trigger: 'Periodic',
        actualValue: String(1000 + at),
        eventNotificationType: 'PreconfiguredMonitor',
        component: { name: 'FiscalMetering', evse: { id: evseId } },
        variable: { name: 'EnergyActiveImportRegister' },
      }
      expect(await system.call('NotifyEvent', { generatedAt: timestamp, seqNo: 0, eventData: [event] })).toEqual({})
    }
  }
  for (const evseId of evseIds) expect(await system.csms.store.metering.samples(key, evseId)).toHaveLength(times)
}

const samplesOf = async ({ csms }: TestSystem, transactionId: string) =>
  (await csms.transactions.samples({ station: 'CP1', transactionId }))?.items ?? []

describe('official cases of block J', () => {
  test('TC_J_01_CSMS: clock-aligned values of the whole station and each EVSE, three times', async () => {
    await clockAligned(await startTestSystem(), [0, 1, 2], 3)
  })

  test('TC_J_02_CSMS: while one EVSE charges its values come with its transaction', async () => {
    const system = await startTestSystem()
    const session = system.session()
    await session.energyTransferStarted()
    await clockAligned(system, [0, 2], 2)
    for (const at of [0, 1]) {
      const meterValue = [sampled(1000 + at * 500, 'Sample.Clock', { seconds: at * intervalSeconds })]
      expect(await session.event({ triggerReason: 'MeterValueClock', meterValue })).toEqual({})
    }
    expect(await samplesOf(system, session.transactionId)).toHaveLength(2)
    expect(await session.kept()).toMatchObject({ isActive: true, energyMilliWh: 500_000 })
  })

  test.each([
    ['TC_J_03_CSMS', 'Sample.Clock', false],
    ['TC_J_04_CSMS', 'Sample.Clock', true],
    ['TC_J_10_CSMS', 'Sample.Periodic', false],
    ['TC_J_11_CSMS', 'Sample.Periodic', true],
  ])('%s: an Ended brings all values, %s and at last Transaction.End, signed: %s', async (_id, context, signed) => {
    const system = await startTestSystem()
    const session = system.session()
    await session.energyTransferStarted()
    session.meterValue = [0, 1, 2, 3].map((at) =>
      sampled(1000 + at * 500, at === 3 ? 'Transaction.End' : context, { seconds: at * intervalSeconds, signed }),
    )
    await session.evDisconnected()
    const samples = await samplesOf(system, session.transactionId)
    const contexts = [context, context, context, 'Transaction.End']
    const withData = samples.filter((sample) => sample.signed?.data === signedData)
    expect(withData.map((sample) => sample.context)).toEqual(signed ? contexts : [])
    expect(samples.filter((sample) => sample.signed === undefined).map((sample) => sample.context)).toEqual(contexts)
    expect(await session.kept()).toMatchObject({ isActive: false, energyMilliWh: 1_500_000 })
  })

  test.each([
    ['TC_J_07_CSMS', 'Started'],
    ['TC_J_08_CSMS', 'Updated'],
  ])('%s: the first value comes with the cable, in an event that is %s', async (_id, eventType) => {
    const system = await startTestSystem()
    const session = system.session()
    if (eventType === 'Updated') await session.authorized()
    session.meterValue = [sampled(1000, 'Transaction.Begin')]
    await session.evConnectedPreSession()
    if (eventType === 'Updated') await session.energyTransferStarted()
    expect(await samplesOf(system, session.transactionId)).toMatchObject([{ eventType, context: 'Transaction.Begin' }])
    expect(await session.kept()).toMatchObject({ isActive: true, energyMilliWh: 0 })
  })

  test('TC_J_09_CSMS: values come one by one while it charges', async () => {
    const system = await startTestSystem()
    const session = system.session()
    await session.energyTransferStarted()
    for (const at of [0, 1, 2]) {
      const meterValue = [sampled(1000 + at * 500, 'Sample.Periodic', { seconds: at * intervalSeconds })]
      expect(await session.event({ triggerReason: 'MeterValuePeriodic', meterValue })).toEqual({})
    }
    expect((await samplesOf(system, session.transactionId)).map((sample) => sample.context)).toEqual(Array(3).fill('Sample.Periodic'))
    expect(await session.kept()).toMatchObject({ isActive: true, energyMilliWh: 1_000_000 })
  })
})
