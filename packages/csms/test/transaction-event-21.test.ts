import { ocpp21 as protocol, type TransactionEventRequest } from '@ocpp-kit/ocpp21'
import type { Connection } from '@ocpp-kit/rpc'
import { type Client, dial } from '@ocpp-kit/rpc/ws'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Csms, createCsms } from '../src/index.js'
import { ocpp21 } from '../src/versions/ocpp21.js'

/* What 2.1 adds to the events of a transaction, and what the csms answers (E, J). */

let csms: Csms<typeof ocpp21>
let client: Client<typeof protocol>
let station: Connection<typeof protocol, 'station'>

beforeEach(async () => {
  csms = createCsms({ versions: [ocpp21], port: 0, acceptance: 'Accepted', unknownTokens: 'accept' })
  await csms.start()
  client = dial({ url: csms.url, identity: 'CP1', versions: [protocol], reconnect: false })
  station = await client.open()
  await station.call('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'One' } })
})

afterEach(async () => {
  await client.close()
  await csms.stop({ drainMs: 100 })
})

const now = (): string => new Date().toISOString()
const ref = { station: 'CP1', transactionId: 'TX-1' }

const send = (seqNo: number, more: Partial<TransactionEventRequest> = {}) =>
  station.call('TransactionEvent', {
    eventType: seqNo === 0 ? 'Started' : 'Updated',
    seqNo,
    timestamp: now(),
    triggerReason: 'Authorized',
    transactionInfo: { transactionId: 'TX-1' },
    ...more,
  })

test('a limit, a tariff, an operation mode and preconditioning are kept, and nothing is promised in the answer (E16.FR.01, I03)', async () => {
  const transactionInfo = {
    transactionId: 'TX-1',
    transactionLimit: { maxEnergy: 20_000, maxCost: 12.5 },
    tariffId: 'DAY',
    operationMode: 'ChargingOnly' as const,
  }
  const request: Partial<TransactionEventRequest> = {
    transactionInfo,
    triggerReason: 'LimitSet',
    preconditioningStatus: 'Preconditioning',
    evseSleep: true,
    numberOfPhasesUsed: 3,
    cableMaxCurrent: 32,
    customData: { vendorId: 'com.example', note: 'kept' },
  }
  expect(await send(0, request)).toEqual({})
  const page = await csms.transactions.events(ref)
  expect(page?.items[0]?.raw).toMatchObject(request)
  expect((await csms.transactions.explain(ref))?.events[0]?.frame.payload).toMatchObject({ transactionInfo })
})

test('a transaction that moves to another EVSE, or is resumed, goes on (E01.FR.16, E17.FR.14)', async () => {
  await send(0, { evse: { id: 1 } })
  await send(1, { evse: { id: 1, connectorId: 2 } })
  await send(2, { triggerReason: 'TxResumed', transactionInfo: { transactionId: 'TX-1', chargingState: 'SuspendedEVSE' } })
  expect(await csms.transactions.find(ref)).toMatchObject({
    evseId: 1,
    connectorId: 2,
    chargingState: 'SuspendedEVSE',
    endedAt: null,
    flags: [],
  })
})

test('signed values are kept as they came, beside the plain ones, with what is needed to check them (J02.FR.21, TC_J_11)', async () => {
  const signedMeterValue = { signedMeterData: 'T0NNRnx7fQ==', encodingMethod: 'OCMF', signingMethod: '', publicKey: 'bWV0ZXI=' }
  await send(0, {
    meterValue: [{ timestamp: now(), sampledValue: [{ value: 1.5, unitOfMeasure: { unit: 'kWh' }, signedMeterValue }] }],
  })
  const samples = await csms.transactions.samples(ref)
  expect(samples?.items).toMatchObject([
    { value: '1500', unit: 'Wh', signed: undefined },
    { value: undefined, signed: { data: 'T0NNRnx7fQ==', encodingMethod: 'OCMF', publicKey: 'bWV0ZXI=' } },
  ])
  expect(await csms.transactions.find(ref)).toMatchObject({ energyMilliWh: 0, register: { first: 1_500_000 } })
})

test('samples that a station sends clock-aligned are told apart from periodic ones (TC_J_02, TC_J_09)', async () => {
  const sampled = (context: 'Sample.Clock' | 'Sample.Periodic', value: number) => ({
    timestamp: now(),
    sampledValue: [{ value, context, measurand: 'Power.Active.Import' as const, unitOfMeasure: { unit: 'kW' } }],
  })
  await send(0, { meterValue: [sampled('Sample.Clock', 11), sampled('Sample.Periodic', 7)] })
  const samples = await csms.transactions.samples(ref)
  expect(samples?.items.map(({ moment, value, unit }) => `${moment} ${value} ${unit}`)).toEqual(['clockAligned 11000 W', 'periodic 7000 W'])
})
