import { createHttpServer, createSigner, type HttpServer, type KeyPair } from '@ocpp-kit/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChargePointOptions, StationVersion } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted, setUp as setUpOff } from './support/csms.js'
import { allVersions, ocpp16, ocpp21, versions2 } from './support/versions.js'
import { measurandsOf, samplesOf } from './support/words.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const accepted = { status: 'Accepted' }
const twoEvses = [{}, {}]

/** Files that never come, and uploads that never end. */
let server: HttpServer
let root: KeyPair
let signer: KeyPair
beforeAll(async () => {
  server = await createHttpServer()
  server.answer = () => {}
  root = await createSigner('Manufacturer root')
  signer = await createSigner('Manufacturer signing', { issuer: root })
})
afterAll(() => server.close())

const setUp = (version: StationVersion, more: Partial<ChargePointOptions> = {}): Promise<Setup<StationVersion>> =>
  setUpAccepted(version, { settings: { sampleIntervalS: 0 }, ...more }) as Promise<Setup<StationVersion>>

const trigger = ({ csms }: Pick<Setup<StationVersion>, 'csms'>, requestedMessage: string, more: object = {}): Promise<Payload> =>
  csms.call('TriggerMessage', { requestedMessage, ...more })

/** A station at all of whose EVSEs a car charges; what it said on the way is forgotten. */
async function charging(version: StationVersion, more: Partial<ChargePointOptions> = {}): Promise<Setup<StationVersion>> {
  const setup = await setUp(version, { evses: twoEvses, ...more })
  await setup.station.startCharging({ evseId: 1, idToken: 'A', ev })
  await setup.station.startCharging({ evseId: 2, idToken: 'B', ev })
  await settle()
  setup.csms.forget()
  return setup
}

describe.each(allVersions)('a %s station that is asked for a message', (name, version) => {
  it('answers first, and sends a Heartbeat (F06.FR.04–05, F06.FR.10, 1.6 §5.17, TC_F_20)', async () => {
    const setup = await setUp(version)
    const order: string[] = []
    setup.station.on('message', ({ kind, action }) => order.push(`${kind} ${action}`))
    expect(await trigger(setup, 'Heartbeat')).toEqual(accepted)
    expect(order).toEqual(['request TriggerMessage', 'response TriggerMessage', 'request Heartbeat', 'response Heartbeat'])
    await setup.station.stop()
  })

  it('sends no BootNotification once it has been accepted (F06.FR.17, 1.6 §5.17, TC_F_26)', async () => {
    const setup = await setUp(version)
    expect(await trigger(setup, 'BootNotification')).toEqual({ status: 'Rejected' })
    await setup.csms.pass(10_000)
    expect(setup.csms.of('BootNotification')).toEqual([])
    await setup.station.stop()
  })

  it('sends it while it is Pending, before its time, and counts from then on (B02.FR.02, B02.FR.04)', async () => {
    const { station, csms } = await setUpOff(version)
    let boots = 0
    csms.answers['BootNotification'] = () => {
      boots += 1
      return { status: 'Pending', currentTime: csms.now(), interval: 300 }
    }
    void station.start()
    await settle()
    expect(await trigger({ csms }, 'BootNotification')).toEqual(accepted)
    expect(boots).toBe(2)
    if (name !== '1.6') expect(csms.last('BootNotification')['reason']).toBe('Triggered')
    await csms.pass(299_000)
    expect(boots).toBe(2)
    await csms.pass(1_000)
    expect(boots).toBe(3)
    await station.stop()
  })

  it('sends MeterValues of one place alone (F06.FR.02, F06.FR.06, 1.6 §5.17, TC_F_11)', async () => {
    const setup = await setUp(version, { evses: twoEvses })
    const place = name === '1.6' ? { connectorId: 2 } : { evse: { id: 2 } }
    expect(await trigger(setup, 'MeterValues', place)).toEqual(accepted)
    const sent = setup.csms.of('MeterValues')
    expect(sent.map(({ evseId, connectorId }) => evseId ?? connectorId)).toEqual([2])
    const values = samplesOf(sent[0] ?? {}).flatMap(({ sampledValue }) => sampledValue)
    expect(values.length).toBeGreaterThan(0)
    expect(new Set(values.map(({ context }) => context))).toEqual(new Set(['Trigger']))
    await setup.station.stop()
  })

  it('sends MeterValues of every EVSE where none is named (F06.FR.11, TC_F_12)', async () => {
    const setup = await setUp(version, { evses: twoEvses })
    expect(await trigger(setup, 'MeterValues')).toEqual(accepted)
    const sent = setup.csms.of('MeterValues')
    expect(sent.map(({ evseId, connectorId }) => evseId ?? connectorId)).toEqual([1, 2])
    for (const one of sent) expect(samplesOf(one)[0]?.sampledValue[0]?.['context']).toBe('Trigger')
    await setup.station.stop()
  })

  it('sends MeterValues of the main meter as place 0 (2.x MeterValuesRequest.evseId, 1.6 §6.31)', async () => {
    const setup = await charging(version)
    await setup.csms.pass(360_000, 60_000)
    setup.csms.forget()
    expect(await trigger(setup, 'MeterValues', name === '1.6' ? { connectorId: 0 } : { evse: { id: 0 } })).toEqual(accepted)
    const [sent, ...more] = setup.csms.of('MeterValues')
    expect(more).toEqual([])
    expect(sent?.['evseId'] ?? sent?.['connectorId']).toBe(0)
    const [sample] = samplesOf(sent ?? {})
    const energy = sample?.sampledValue.find(({ measurand }) => measurand === 'Energy.Active.Import.Register')
    expect(Number(energy?.['value'])).toBe(2_000)
    await setup.station.stop()
  })

  it('sends nothing about a place that it has not', async () => {
    const setup = await setUp(version)
    const place = name === '1.6' ? { connectorId: 7 } : { evse: { id: 7, connectorId: 1 } }
    for (const requested of ['MeterValues', 'StatusNotification']) {
      expect(await trigger(setup, requested, place)).toEqual({ status: 'Rejected' })
    }
    expect(setup.csms.received).toEqual([])
    await setup.station.stop()
  })

  it('tells how things stand when it sends, not when it was asked (F06.FR.09)', async () => {
    const setup = await charging(version)
    await setup.csms.pass(360_000, 60_000)
    const place = name === '1.6' ? { connectorId: 1 } : { evse: { id: 1 } }
    setup.csms.forget()
    await trigger(setup, 'MeterValues', place)
    const [sample] = samplesOf(setup.csms.last('MeterValues'))
    const energy = sample?.sampledValue.find(({ measurand }) => measurand === 'Energy.Active.Import.Register')
    expect(Number(energy?.['value'])).toBe(1_000)
    expect(sample?.timestamp).toBe(setup.csms.now())
    await setup.station.stop()
  })
})

describe.each(versions2)('a %s station that is asked for a message', (_, version) => {
  it('sends the TransactionEvent of one EVSE, with its readings (F06.FR.02, F06.FR.07, TC_F_13)', async () => {
    const setup = await charging(version)
    expect(await trigger(setup, 'TransactionEvent', { evse: { id: 2 } })).toEqual(accepted)
    const sent = setup.csms.of('TransactionEvent')
    const transactionInfo = { transactionId: setup.station.state.evses[1]?.transaction?.transactionId, chargingState: 'Charging' }
    expect(sent).toMatchObject([{ eventType: 'Updated', triggerReason: 'Trigger', transactionInfo }])
    expect(sent[0]).not.toHaveProperty('offline')
    const [sample] = samplesOf(setup.csms.last('TransactionEvent'))
    expect(sample?.sampledValue[0]?.['context']).toBe('Trigger')
    expect(measurandsOf(sample)).toEqual(['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage', 'SoC'])
    await setup.station.stop()
  })

  it('sends the TransactionEvent of every EVSE where none is named (F06.FR.07, F06.FR.11, TC_F_14)', async () => {
    const setup = await charging(version)
    expect(await trigger(setup, 'TransactionEvent')).toEqual(accepted)
    const sent = setup.csms.of('TransactionEvent')
    const running = setup.station.state.evses.map(({ transaction }) => transaction?.transactionId)
    expect(sent.map(({ transactionInfo }) => (transactionInfo as Payload)['transactionId'])).toEqual(running)
    for (const one of sent) {
      expect(one).toMatchObject({ triggerReason: 'Trigger', transactionInfo: { chargingState: 'Charging' } })
      expect(samplesOf(one)[0]?.sampledValue[0]?.['context']).toBe('Trigger')
    }
    await setup.station.stop()
  })

  it('has no TransactionEvent where no transaction runs (F06.FR.05)', async () => {
    const setup = await setUp(version, { evses: twoEvses })
    await setup.station.startCharging({ evseId: 1, idToken: 'A', ev })
    await settle()
    setup.csms.forget()
    for (const evse of [{ id: 2 }, { id: 7 }]) {
      expect(await trigger(setup, 'TransactionEvent', { evse })).toEqual({ status: 'Rejected' })
    }
    expect(setup.csms.of('TransactionEvent')).toEqual([])
    await setup.station.stop()
  })

  it('tells that no log is being uploaded (F06.FR.15, TC_F_15)', async () => {
    const setup = await setUp(version)
    expect(await trigger(setup, 'LogStatusNotification')).toEqual(accepted)
    expect(setup.csms.received).toEqual([{ action: 'LogStatusNotification', request: { status: 'Idle' } }])
    await setup.station.stop()
  })

  it('tells that a log is being uploaded, and which (F06.FR.14, N01.FR.13, TC_F_16)', async () => {
    const setup = await setUp(version)
    const log = { logType: 'DiagnosticsLog', requestId: 9, log: { remoteLocation: `${server.url}/logs/` } }
    expect(await setup.csms.call('GetLog', log)).toMatchObject(accepted)
    expect(await trigger(setup, 'LogStatusNotification')).toEqual(accepted)
    expect(setup.csms.of('LogStatusNotification')).toEqual([
      { status: 'Uploading', requestId: 9 },
      { status: 'Uploading', requestId: 9 },
    ])
    await setup.station.stop()
  })

  it('tells that no firmware is being installed, also where an EVSE is named, which means nothing here (F06.FR.03, F06.FR.16, L01.FR.25, TC_F_17, TC_F_18)', async () => {
    const setup = await setUp(version)
    for (const place of [{}, { evse: { id: 1 } }]) {
      setup.csms.forget()
      expect(await trigger(setup, 'FirmwareStatusNotification', place)).toEqual(accepted)
      expect(setup.csms.received).toEqual([{ action: 'FirmwareStatusNotification', request: { status: 'Idle' } }])
    }
    await setup.station.stop()
  })

  it('tells that firmware is being fetched, and for which order (L01.FR.26, TC_F_19)', async () => {
    const setup = await setUp(version, { firmware: { manufacturerRoots: [root.cert] } })
    const firmware = {
      location: `${server.url}/station.bin`,
      retrieveDateTime: '2025-12-31T22:00:00.000Z',
      signingCertificate: signer.cert,
      signature: 'none of this file',
    }
    expect(await setup.csms.call('UpdateFirmware', { requestId: 5, firmware })).toEqual(accepted)
    expect(await trigger(setup, 'FirmwareStatusNotification')).toEqual(accepted)
    expect(setup.csms.of('FirmwareStatusNotification')).toEqual([
      { status: 'Downloading', requestId: 5 },
      { status: 'Downloading', requestId: 5 },
    ])
    await setup.station.stop()
  })

  it('tells the status of one connector, whatever it is (F06.FR.02, F06.FR.12, TC_F_23, TC_F_24)', async () => {
    const setup = await setUp(version, { evses: [{ connectors: 2 }, {}] })
    setup.station.plugIn({ evseId: 1, connectorId: 2, ev })
    await settle()
    for (const [evse, connectorStatus] of [
      [{ id: 2, connectorId: 1 }, 'Available'],
      [{ id: 1, connectorId: 2 }, 'Occupied'],
    ] as const) {
      setup.csms.forget()
      expect(await trigger(setup, 'StatusNotification', { evse })).toEqual(accepted)
      expect(setup.csms.of('StatusNotification')).toEqual([
        { evseId: evse.id, connectorId: evse.connectorId, connectorStatus, timestamp: setup.csms.now() },
      ])
    }
    await setup.station.stop()
  })

  it('tells no status without a connector (F06.FR.12–13)', async () => {
    const setup = await setUp(version)
    for (const place of [{}, { evse: { id: 1 } }, { evse: { id: 0, connectorId: 1 } }]) {
      expect(await trigger(setup, 'StatusNotification', place)).toEqual({ status: 'Rejected' })
    }
    expect(setup.csms.received).toEqual([])
    await setup.station.stop()
  })

  it('has no certificate for csms and cars at once where it can have none, and publishes no firmware (F06.FR.08, TC_F_27)', async () => {
    const setup = await setUp(version, { settings: { combinedCertificates: false } })
    for (const requested of ['SignCombinedCertificate', 'PublishFirmwareStatusNotification']) {
      expect(await trigger(setup, requested)).toEqual({ status: 'NotImplemented' })
    }
    expect(setup.csms.received).toEqual([])
    await setup.station.stop()
  })
})

describe('in 2.1', () => {
  it('a trigger of a vendor is not implemented (F06.FR.19)', async () => {
    const setup = await setUp(ocpp21)
    expect(await trigger(setup, 'CustomTrigger', { customTrigger: 'org.example.Dance' })).toEqual({ status: 'NotImplemented' })
    await setup.station.stop()
  })
})

describe('triggered meter values', () => {
  const settings = { sampledMeasurands: ['Frequency', 'Power.Offered'], alignedMeasurands: ['Voltage'], sampleIntervalS: 0 }

  it('hold what MeterValuesSampledData says in 1.6, and outside of a transaction name none (1.6 §5.17)', async () => {
    const setup = await setUp(ocpp16, { settings })
    expect(await trigger(setup, 'MeterValues', { connectorId: 1 })).toEqual(accepted)
    expect(measurandsOf(samplesOf(setup.csms.last('MeterValues'))[0])).toEqual(['Frequency', 'Power.Offered'])
    expect(setup.csms.last('MeterValues')).not.toHaveProperty('transactionId')
    await setup.station.stop()
  })

  it('name the transaction in 1.6, and the connector it is at (1.6 §6.31)', async () => {
    const { station, csms } = await setUp(ocpp16, { settings, evses: [{ connectors: 2 }, {}] })
    csms.answers['StartTransaction'] = () => ({ transactionId: 77, idTagInfo: { status: 'Accepted' } })
    await station.startCharging({ idToken: 'CARD', connectorId: 2, ev })
    await settle()
    await trigger({ csms }, 'MeterValues')
    expect(csms.of('MeterValues').map(({ connectorId, transactionId }) => [connectorId, transactionId])).toEqual([
      [2, 77],
      [3, undefined],
    ])
    await station.stop()
  })

  it.each(versions2)('hold what AlignedDataCtrlr.Measurands says in %s (F06.FR.06)', async (_, version) => {
    const setup = await setUp(version, { settings })
    await trigger(setup, 'MeterValues')
    expect(measurandsOf(samplesOf(setup.csms.last('MeterValues'))[0])).toEqual(['Voltage'])
    await setup.station.stop()
  })

  it.each(versions2)('of a transaction hold what SampledDataCtrlr.TxUpdatedMeasurands says in %s (F06.FR.07)', async (_, version) => {
    const setup = await charging(version, { settings })
    await trigger(setup, 'TransactionEvent', { evse: { id: 1 } })
    expect(measurandsOf(samplesOf(setup.csms.last('TransactionEvent'))[0])).toEqual(['Frequency', 'Power.Offered'])
    await setup.station.stop()
  })
})

describe('in 1.6', () => {
  it('a status is that of one connector, or of all and the station itself (1.6 §5.17)', async () => {
    const setup = await setUp(ocpp16, { evses: twoEvses })
    setup.station.plugIn({ evseId: 2, ev })
    await settle()
    for (const [place, told] of [
      [{ connectorId: 2 }, ['2 Preparing']],
      [{}, ['0 Available', '1 Available', '2 Preparing']],
      [{ connectorId: 0 }, ['0 Available']],
    ] as const) {
      setup.csms.forget()
      expect(await trigger(setup, 'StatusNotification', place)).toEqual(accepted)
      const statuses = setup.csms.of('StatusNotification')
      expect(statuses.map(({ connectorId, status }) => `${connectorId} ${status}`)).toEqual(told)
    }
    await setup.station.stop()
  })

  it.each(['TriggerMessage', 'ExtendedTriggerMessage'])(
    'the number of a connector counts where the message is about one (§5.17, %s)',
    async (action) => {
      const { station, csms } = await setUp(ocpp16)
      for (const requestedMessage of ['MeterValues', 'StatusNotification']) {
        expect(await csms.call(action, { requestedMessage, connectorId: 7 })).toEqual({ status: 'Rejected' })
      }
      expect(csms.received).toEqual([])
      expect(await csms.call(action, { requestedMessage: 'Heartbeat', connectorId: 7 })).toEqual(accepted)
      expect(csms.actions).toEqual(['Heartbeat'])
      await station.stop()
    },
  )

  it.each([
    ['DiagnosticsStatusNotification', { status: 'Idle' }],
    ['FirmwareStatusNotification', { status: 'Idle' }],
  ])('%s is Idle where nothing goes on (1.6 §4.4–4.5)', async (requested, told) => {
    const setup = await setUp(ocpp16)
    expect(await trigger(setup, requested)).toEqual(accepted)
    expect(setup.csms.received).toEqual([{ action: requested, request: told }])
    await setup.station.stop()
  })
})

describe('ExtendedTriggerMessage of 1.6 (security whitepaper §5.5)', () => {
  it.each([
    ['BootNotification', 'Rejected', undefined],
    ['Heartbeat', 'Accepted', 'Heartbeat'],
    ['StatusNotification', 'Accepted', 'StatusNotification'],
    ['MeterValues', 'Accepted', 'MeterValues'],
    ['LogStatusNotification', 'Accepted', 'LogStatusNotification'],
    ['FirmwareStatusNotification', 'Accepted', 'SignedFirmwareStatusNotification'],
    ['SignChargePointCertificate', 'Accepted', 'SignCertificate'],
  ])('for %s is %s', async (requestedMessage, status, action) => {
    const { station, csms } = await setUp(ocpp16)
    csms.answers['SignCertificate'] = () => ({ status: 'Accepted' })
    const order: string[] = []
    station.on('message', ({ kind, action: one }) => order.push(`${kind} ${one}`))
    expect(await csms.call('ExtendedTriggerMessage', { requestedMessage, connectorId: 1 })).toEqual({ status })
    expect(csms.actions).toEqual(action === undefined ? [] : [action])
    expect(order.slice(0, 2)).toEqual(['request ExtendedTriggerMessage', 'response ExtendedTriggerMessage'])
    await station.stop()
  })

  it('brings a BootNotification to a Pending station, as TriggerMessage does', async () => {
    const { station, csms } = await setUpOff(ocpp16)
    csms.answers['BootNotification'] = () => ({ status: 'Pending', currentTime: csms.now(), interval: 300 })
    void station.start()
    await settle()
    expect(await csms.call('ExtendedTriggerMessage', { requestedMessage: 'BootNotification' })).toEqual(accepted)
    expect(csms.actions).toEqual(['BootNotification', 'BootNotification'])
    await station.stop()
  })
})
