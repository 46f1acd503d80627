import { type EventDataType, type NotifyEventRequest, ocpp201 as protocol, type TransactionEventRequest } from '@ocpp-kit/ocpp201'
import { type Connection, systemClock } from '@ocpp-kit/rpc'
import { dial } from '@ocpp-kit/rpc/ws'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Csms, createCsms, missingSeqNos, stationKey } from '../src/index.js'
import { ocpp201 } from '../src/versions/ocpp201.js'

let csms: Csms<typeof ocpp201>
let station: Connection<typeof protocol, 'station'>
let close: () => Promise<void>
const told: string[] = []
/** The csms receives each event when it happened, unless a test says otherwise. */
let nowMs = 0

beforeEach(async () => {
  told.length = 0
  nowMs = Date.parse(at(0))
  csms = createCsms({
    versions: [ocpp201],
    port: 0,
    acceptance: 'Accepted',
    clock: { ...systemClock, now: () => nowMs },
    tokens: [
      { idToken: 'T1', type: 'ISO14443', group: { idToken: 'FLEET', type: 'Central' }, expiresAt: '2099-01-01T00:00:00.000Z' },
      { idToken: 'OLD', expiresAt: '2020-01-01T00:00:00.000Z' },
      { idToken: 'ONE', maxConcurrent: 1 },
    ],
  })
  await csms.start()
  for (const name of ['transaction.started', 'transaction.updated', 'transaction.ended'] as const) csms.on(name, () => told.push(name))
  const client = dial({ url: csms.url, identity: 'CP1', versions: [protocol], reconnect: false })
  close = () => client.close()
  station = await client.open()
  await station.call('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'One' } })
})

afterEach(async () => {
  await close()
  await csms.stop({ drainMs: 100 })
})

const key = stationKey('default', 'CP1')
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString()

const send = (eventType: TransactionEventRequest['eventType'], seqNo: number, more: Partial<TransactionEventRequest> = {}) => {
  nowMs = Date.parse(at(seqNo))
  return station.call('TransactionEvent', {
    eventType,
    seqNo,
    timestamp: at(seqNo),
    triggerReason: 'MeterValuePeriodic',
    transactionInfo: { transactionId: 'TX-1' },
    ...more,
  })
}

const token = (idToken: string) => ({ idToken: { idToken, type: 'ISO14443' as const } })
const find = () => csms.store.transactions.find(key, 'tx-1')

test('an event with a token is told its status and its group; one without is told nothing (E01.FR.11, C09.FR.12, C12.FR.03)', async () => {
  expect(await send('Started', 0, token('t1'))).toEqual({
    idTokenInfo: {
      status: 'Accepted',
      cacheExpiryDateTime: '2099-01-01T00:00:00.000Z',
      groupIdToken: { idToken: 'FLEET', type: 'Central' },
    },
  })
  expect(await send('Updated', 1)).toEqual({})
  expect(await send('Updated', 2, { ...token('OLD'), offline: true })).toEqual({
    idTokenInfo: { status: 'Expired', cacheExpiryDateTime: '2020-01-01T00:00:00.000Z' },
  })
})

test('NoAuthorization is always Accepted (C02.FR.02)', async () => {
  const answer = await send('Started', 0, { idToken: { idToken: '', type: 'NoAuthorization' } })
  expect(answer.idTokenInfo?.status).toBe('Accepted')
})

test('an event that comes again has one effect and the same answer, also when it is offline by then (G2, E04.FR.03)', async () => {
  const first = await send('Started', 0, token('ONE'))
  expect(await send('Started', 0, { ...token('ONE'), offline: true })).toEqual(first)
  expect(first.idTokenInfo?.status).toBe('Accepted')
  expect(await csms.store.transactions.events(key, 'TX-1')).toHaveLength(1)
  expect(told).toEqual(['transaction.started'])
})

test('other content under a used seqNo is kept and flagged, never dropped', async () => {
  await send('Started', 0)
  await send('Updated', 1, { transactionInfo: { transactionId: 'TX-1', chargingState: 'Charging' } })
  await send('Updated', 1, { transactionInfo: { transactionId: 'tx-1', chargingState: 'SuspendedEV' } })
  expect((await find())?.flags).toEqual(['conflict'])
  expect(await csms.store.transactions.events(key, 'TX-1')).toHaveLength(3)
})

test('other content under a used seqNo rewrites nothing of a transaction that has ended, whatever it says', async () => {
  const meter = (value: number) => ({ meterValue: [{ timestamp: at(0), sampledValue: [{ value }] }] })
  for (let nth = 0; nth < 8; nth += 1) {
    const transactionInfo = { transactionId: `F-${nth}` }
    await send('Started', 0, { ...token('ONE'), ...meter(1000), transactionInfo, evse: { id: 1, connectorId: 1 } })
    await send('Ended', 1, { ...meter(2000), transactionInfo: { ...transactionInfo, stoppedReason: 'Local' } })
    await send('Started', 0, { ...token('BBB'), ...meter(500), transactionInfo, evse: { id: 2, connectorId: 1 } })
    await send('Ended', 1, { ...meter(9000), transactionInfo: { ...transactionInfo, stoppedReason: 'EVDisconnected' } })
    expect(await csms.store.transactions.find(key, `F-${nth}`)).toMatchObject({
      idToken: { idToken: 'ONE' },
      evseId: 1,
      stoppedReason: 'Local',
      energyMilliWh: 1_000_000,
      flags: ['conflict'],
    })
  }
})

test('a station that counts anew after a restart ends its transaction all the same, with the energy of its end', async () => {
  const meter = (value: number) => ({ meterValue: [{ timestamp: at(0), sampledValue: [{ value }] }] })
  await send('Started', 0, { ...token('ONE'), ...meter(1000) })
  await send('Updated', 1, meter(1500))
  await send('Ended', 0, { ...meter(2500), transactionInfo: { transactionId: 'TX-1', stoppedReason: 'PowerLoss' } })
  expect(await find()).toMatchObject({ stoppedReason: 'PowerLoss', energyMilliWh: 1_500_000, flags: ['conflict'] })
})

test('a gap is what is missing between the numbers seen, wherever they begin, and is closed when it is filled (G4, E §1.3.2.1)', async () => {
  await send('Started', 40)
  await send('Ended', 44)
  expect(missingSeqNos((await find()) as never)).toEqual([[41, 43]])
  await send('Updated', 42)
  expect(missingSeqNos((await find()) as never)).toEqual([
    [41, 41],
    [43, 43],
  ])
  await send('Updated', 43)
  await send('Updated', 41)
  expect(missingSeqNos((await find()) as never)).toEqual([])
  expect((await find())?.endedAt).toBe(at(44))
})

test('ConcurrentTx is told in the answer to Started alone', async () => {
  await send('Started', 0, { ...token('ONE'), transactionInfo: { transactionId: 'OTHER' } })
  expect((await send('Started', 0, token('ONE'))).idTokenInfo?.status).toBe('ConcurrentTx')
  expect((await send('Updated', 1, token('ONE'))).idTokenInfo?.status).toBe('Accepted')
  expect((await find())?.flags).toEqual(['unauthorised'])
})

test('a transaction never stands in its own way, also when its Started comes late', async () => {
  await send('Updated', 1, token('ONE'))
  expect((await send('Started', 0, token('ONE'))).idTokenInfo?.status).toBe('Accepted')
  expect(await find()).toMatchObject({ startedAt: at(0), flags: [] })
})

test('what is said once stays known: evse, token, reservation, remote start (E01.FR.16, E03.FR.01, F01.FR.25)', async () => {
  await send('Started', 0, {
    evse: { id: 2, connectorId: 1 },
    reservationId: 9,
    transactionInfo: { transactionId: 'TX-1', remoteStartId: 5 },
  })
  await send('Updated', 1, { ...token('T1'), transactionInfo: { transactionId: 'TX-1', chargingState: 'Charging' } })
  await send('Ended', 2, { ...token('ONE'), transactionInfo: { transactionId: 'TX-1', stoppedReason: 'EVDisconnected' } })
  expect(await find()).toMatchObject({
    evseId: 2,
    connectorId: 1,
    reservationId: 9,
    remoteStartId: 5,
    idToken: { idToken: 'T1', type: 'ISO14443' },
    chargingState: 'Charging',
    stoppedReason: 'EVDisconnected',
  })
})

test('energy is exact over units and multipliers, and a batch without it changes nothing', async () => {
  const energy = (value: number, unit: string, multiplier?: number): Partial<TransactionEventRequest> => ({
    meterValue: [{ timestamp: at(0), sampledValue: [{ value, unitOfMeasure: { unit, ...(multiplier !== undefined && { multiplier }) } }] }],
  })
  await send('Started', 0, energy(0.1, 'kWh'))
  await send('Updated', 1, energy(300, 'Wh', -1))
  expect((await find())?.energyMilliWh).toBe(0)
  expect((await find())?.flags).toEqual(['registerRollback'])
  await send('Updated', 2, energy(0.3, 'kWh'))
  await send('Updated', 3, { meterValue: [{ timestamp: at(3), sampledValue: [{ value: 16, measurand: 'Current.Import' }] }] })
  await send('Ended', 4)
  expect((await find())?.energyMilliWh).toBe(200_000)
})

describe('NotifyEvent', () => {
  const report = (...events: Pick<EventDataType, 'component' | 'variable' | 'actualValue'>[]) => {
    const about = { timestamp: at(0), trigger: 'Delta', eventNotificationType: 'HardWiredNotification' } as const
    const eventData = events.map((event, index) => ({ ...about, eventId: index, ...event }))
    return station.call('NotifyEvent', { generatedAt: at(0), seqNo: 0, eventData: eventData as never })
  }
  const connector = { name: 'Connector', evse: { id: 1, connectorId: 2 } }
  const alarm = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Problem' }, actualValue: 'true' }

  test.each([
    ['Connector', 'AvailabilityState'],
    ['connector', 'AVAILABILITYSTATE'],
  ])('about %s, %s means what StatusNotification means (TC_G)', async (name, variable) => {
    const status = csms.once('connector.status')
    await report({ component: { ...connector, name }, variable: { name: variable }, actualValue: 'Faulted' })
    expect((await status).status).toMatchObject({ evseId: 1, connectorId: 2, status: 'Faulted' })
  })

  test('about anything else is told as it came, beside the statuses', async () => {
    const told: unknown[] = []
    csms.on('connector.status', () => told.push('status'))
    csms.on('notification', ({ action, request }) => told.push(action, (request as NotifyEventRequest).eventData))
    await report({ component: connector, variable: { name: 'AvailabilityState' }, actualValue: 'Faulted' }, alarm)
    await report({ component: connector, variable: { name: 'AvailabilityState' }, actualValue: 'Available' })
    await station.call('Heartbeat', {})
    expect(told).toEqual(['status', 'NotifyEvent', [expect.objectContaining({ eventId: 1, ...alarm })], 'status'])
  })
})

test('messages that ask for nothing are acknowledged and told', async () => {
  const notification = csms.once('notification')
  expect(await station.call('NotifyReport', { requestId: 1, generatedAt: at(0), seqNo: 0 })).toEqual({})
  expect(await notification).toMatchObject({ action: 'NotifyReport', request: { requestId: 1 } })
})

test('facts of one station are stored in the order in which they came, also when it does not wait for answers', async () => {
  const order: string[] = []
  const { append } = csms.store.transactions
  let open: () => void = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  Object.assign(csms.store.transactions, {
    append: async (event: Parameters<typeof append>[0]) => {
      order.push(`begin ${event.key}`)
      if (event.seqNo === 0) await gate
      const appended = await append.call(csms.store.transactions, event)
      order.push(`stored ${event.key}`)
      return appended
    },
  })
  const frame = (seqNo: number) => {
    const request = {
      eventType: seqNo === 0 ? 'Started' : 'Ended',
      seqNo,
      timestamp: at(seqNo),
      triggerReason: 'Trigger',
      transactionInfo: { transactionId: 'TX-1' },
    }
    return JSON.stringify([2, `m${seqNo}`, 'TransactionEvent', request])
  }
  const ended = csms.once('transaction.ended')
  station.sendText(frame(0))
  station.sendText(frame(1))
  await station.call('Heartbeat', {})
  expect(order).toEqual(['begin event/tx-1/0'])
  open()
  await ended
  expect(order).toEqual(['begin event/tx-1/0', 'stored event/tx-1/0', 'begin event/tx-1/1', 'stored event/tx-1/1'])
})
