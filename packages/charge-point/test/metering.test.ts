import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nextAlignedMs } from '../src/features/metering/schedule.js'
import type { Settings } from '../src/index.js'
import { type Payload, settle, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp16, ocpp201, versions2 } from './support/versions.js'
import { contextsOf, measurandsOf, type Sampled, samplesOf } from './support/words.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const energy = ['Energy.Active.Import.Register']
const none: Partial<Settings> = { sampleIntervalS: 0, startedMeasurands: [], endedMeasurands: [] }

const seconds = (samples: readonly { readonly timestamp: string }[]): number[] =>
  samples.map(({ timestamp }) => (Date.parse(timestamp) - Date.UTC(2026, 0, 1)) / 1000)

/** What is told of the energy, whatever the version. */
const energyOf = ({ sampledValue }: Sampled): number =>
  Number(sampledValue.find(({ measurand, phase }) => measurand === energy[0] && phase === undefined)?.['value'])

describe.each(versions2)('a %s transaction is metered', (_, version) => {
  it('at its start, where its place is known (E01.FR.09, TC_J_07)', async () => {
    const settings = { startedMeasurands: ['Energy.Active.Import.Register', 'Voltage'], txStartPoints: ['EVConnected'] } as const
    const { station, csms } = await setUpAccepted(version, { settings })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    const [started = {}] = csms.of('TransactionEvent')
    expect(started).toMatchObject({ eventType: 'Started' })
    expect(contextsOf(started)).toEqual(['Transaction.Begin'])
    expect(measurandsOf(samplesOf(started)[0])).toEqual(settings.startedMeasurands)
    await station.stop()
  })

  it('with the cable, where its place was not known before (E01.FR.17, TC_J_08)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { txStartPoints: ['Authorized'], startedMeasurands: energy } })
    await station.presentCard({ idToken: 'CARD' })
    station.plugIn({ ev })
    await settle()
    const events = csms.of('TransactionEvent')
    expect(events.map(contextsOf)).toEqual([[], ['Transaction.Begin'], []])
    expect(events[1]).toMatchObject({ eventType: 'Updated', triggerReason: 'CablePluggedIn', evse: { id: 1, connectorId: 1 } })
    expect(measurandsOf(samplesOf(events[1] ?? {})[0])).toEqual(energy)
    await station.stop()
  })

  it('in between, at the interval (J02.FR.11, TC_J_09)', async () => {
    const settings = { sampleIntervalS: 30, sampledMeasurands: ['Energy.Active.Import.Register', 'Power.Active.Import'] }
    const { station, csms } = await setUpAccepted(version, { settings })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(120_000)
    const updates = csms.of('TransactionEvent').filter(({ triggerReason }) => triggerReason === 'MeterValuePeriodic')
    const samples = updates.flatMap(samplesOf)
    expect(updates.map(contextsOf)).toEqual(Array(4).fill(['Sample.Periodic']))
    expect(seconds(samples)).toEqual([30, 60, 90, 120])
    for (const sample of samples) expect(measurandsOf(sample)).toEqual(settings.sampledMeasurands)
    expect(samples.map(energyOf)).toEqual([83, 166, 250, 333])
    await station.stop()
  })

  it('at its end, from its begin on (E06.FR.11, TC_J_10)', async () => {
    const settings = { ...none, endedMeasurands: energy, endedIntervalS: 60 }
    const { station, csms } = await setUpAccepted(version, { settings })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(150_000)
    await station.stopCharging()
    await settle()
    const ended = csms.last('TransactionEvent')
    expect(csms.of('TransactionEvent').slice(0, -1).flatMap(samplesOf)).toEqual([])
    expect(contextsOf(ended)).toEqual(['Transaction.Begin', 'Sample.Periodic', 'Sample.Periodic', 'Transaction.End'])
    expect(seconds(samplesOf(ended))).toEqual([0, 60, 120, 150])
    expect(samplesOf(ended).map(energyOf)).toEqual([0, 166, 333, 416])
    for (const sample of samplesOf(ended)) expect(measurandsOf(sample)).toEqual(energy)
    await station.stop()
  })

  it('leaves out every other value in between where there are too many (E06.FR.13, J02.FR.20)', async () => {
    const settings = { ...none, endedMeasurands: energy, endedIntervalS: 10 }
    const { station, csms } = await setUpAccepted(version, { settings, limits: { meterValuesAtEnd: 8 } })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(100_000)
    await station.stopCharging()
    await settle()
    const times = seconds(samplesOf(csms.last('TransactionEvent')))
    expect([times[0], times.at(-1)]).toEqual([0, 100])
    // 10, 30 and so on went when the eighth came.
    expect(times).toEqual([0, 20, 40, 60, 80, 90, 100, 100].filter((_, index) => index < 8))
    await station.stop()
  })

  it('in several messages of one time where one cannot hold it (E02.FR.11, J02.FR.14)', async () => {
    const settings = { sampleIntervalS: 60, sampledMeasurands: ['Voltage', 'Current.Import'] }
    const { station, csms } = await setUpAccepted(version, { settings, limits: { sampledValuesPerMessage: 4 } })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(60_000)
    const parts = csms.of('TransactionEvent').filter(({ triggerReason }) => triggerReason === 'MeterValuePeriodic')
    expect(parts.map(({ seqNo }) => seqNo)).toEqual([2, 3])
    expect(new Set(parts.map(({ timestamp }) => timestamp)).size).toBe(1)
    expect(parts.flatMap(samplesOf).map(({ sampledValue }) => sampledValue.length)).toEqual([4, 2])
    await station.stop()
  })

  it('not at all where SampledDataCtrlr is not enabled', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 10, sampledEnabled: false } })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(30_000)
    await station.stopCharging()
    await settle()
    expect(csms.of('TransactionEvent').flatMap(samplesOf)).toEqual([])
    await station.stop()
  })

  it('phase by phase where it is not told as a whole (RegisterValuesWithoutPhases)', async () => {
    const settings = { sampleIntervalS: 60, sampledMeasurands: energy, registerValuesWithoutPhases: false }
    const { station, csms } = await setUpAccepted(version, { settings })
    await station.startCharging({ idToken: 'CARD', ev: { ...ev, phases: 1 } })
    await csms.pass(60_000)
    const [sample] = samplesOf(csms.last('TransactionEvent'))
    expect(sample?.sampledValue.map(({ phase, value }) => [phase, value])).toEqual([
      [undefined, 166],
      ['L1', 166],
      ['L2', 0],
      ['L3', 0],
    ])
    await station.stop()
  })
})

describe.each(versions2)('clock-aligned values of %s', (_, version) => {
  const settings = { ...none, alignedIntervalS: 60, alignedMeasurands: ['Energy.Active.Import.Register', 'SoC'] }

  it('go out for every EVSE and the main meter, each time of one time (J01.FR.14, TC_J_01)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings, evses: [{}, { kind: 'DC' }] })
    await csms.pass(40_000)
    expect(csms.of('MeterValues')).toEqual([])
    await csms.pass(150_000)
    const messages = csms.of('MeterValues')
    expect(messages.map(({ evseId }) => evseId)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2])
    expect(seconds(messages.flatMap(samplesOf))).toEqual([60, 60, 60, 120, 120, 120, 180, 180, 180])
    expect(messages.map(contextsOf)).toEqual(Array(9).fill(['Sample.Clock']))
    // Without a car there is no state of charge to tell.
    expect(measurandsOf(samplesOf(messages[1] ?? {})[0])).toEqual(energy)
    expect(samplesOf(messages[0] ?? {})[0]?.sampledValue[0]).toMatchObject({ location: 'Inlet' })
    await station.stop()
  })

  it('of a transaction go into its events, those of the rest into MeterValues (J01.FR.22, TC_J_02)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings, evses: [{}, {}] })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(120_000)
    const events = csms.of('TransactionEvent').filter(({ triggerReason }) => triggerReason === 'MeterValueClock')
    expect(seconds(events.flatMap(samplesOf))).toEqual([60, 120])
    expect(events.map(contextsOf)).toEqual([['Sample.Clock'], ['Sample.Clock']])
    expect(measurandsOf(samplesOf(events[0] ?? {})[0])).toEqual(settings.alignedMeasurands)
    expect(csms.of('MeterValues').map(({ evseId }) => evseId)).toEqual([0, 2, 0, 2])
    // The main meter shows what all EVSEs took.
    expect(energyOf(samplesOf(csms.last('MeterValues'))[0] as Sampled)).toBe(0)
    expect(energyOf(samplesOf(csms.of('MeterValues')[2] ?? {})[0] as Sampled)).toBe(333)
    await station.stop()
  })

  it('wait for the end of the transaction where they are for that (TC_J_03)', async () => {
    const ended = { ...none, alignedEndedIntervalS: 60, stopAlignedMeasurands: energy }
    const { station, csms } = await setUpAccepted(version, { settings: ended })
    await csms.pass(30_000)
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(180_000)
    await station.stopCharging()
    await settle()
    expect(csms.of('MeterValues')).toEqual([])
    const last = csms.last('TransactionEvent')
    expect(contextsOf(last)).toEqual(['Sample.Clock', 'Sample.Clock', 'Sample.Clock'])
    expect(seconds(samplesOf(last))).toEqual([60, 120, 180])
    for (const sample of samplesOf(last)) expect(measurandsOf(sample)).toEqual(energy)
    await station.stop()
  })

  it('keep silent while anything charges, where they are for idle times (J01.FR.20, TC_J_06)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { ...settings, alignedSendDuringIdle: true }, evses: [{}, {}] })
    await csms.pass(60_000)
    expect(csms.of('MeterValues')).toHaveLength(3)
    csms.forget()
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(120_000)
    await station.stopCharging()
    await settle()
    expect(csms.of('MeterValues')).toEqual([])
    expect(csms.of('TransactionEvent').flatMap(samplesOf)).toEqual([])
    await csms.pass(60_000)
    expect(csms.of('MeterValues')).toHaveLength(3)
    await station.stop()
  })

  it('count energy from one time to the next where intervals are asked for', async () => {
    const intervals = { ...none, alignedIntervalS: 60, alignedMeasurands: ['Energy.Active.Import.Interval'] }
    const { station, csms } = await setUpAccepted(version, { settings: intervals })
    await csms.pass(60_000)
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(120_000)
    const values = csms
      .of('TransactionEvent')
      .filter(({ triggerReason }) => triggerReason === 'MeterValueClock')
      .flatMap(samplesOf)
      .map(({ sampledValue }) => sampledValue[0]?.['value'])
    expect(values).toEqual([166, 166])
    await station.stop()
  })
})

describe('times of day', () => {
  it('are counted anew from each midnight, and follow the clock that the csms sets', async () => {
    const midnight = Date.UTC(2026, 0, 2)
    expect(nextAlignedMs(midnight - 1, 7_000)).toBe(midnight)
    expect(nextAlignedMs(midnight, 7_000)).toBe(midnight + 7_000_000)
    expect(nextAlignedMs(midnight + 12 * 7_000_000, 7_000)).toBe(midnight + 86_400_000)
    const { station, csms, clock } = await setUpAccepted(ocpp201, { settings: { alignedIntervalS: 900, heartbeatIntervalS: 10 } })
    csms.answers['Heartbeat'] = () => ({ currentTime: new Date(clock.now() + 880_000).toISOString() })
    await csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })
    await csms.pass(30_000)
    expect(csms.of('MeterValues').map((message) => samplesOf(message)[0]?.timestamp)).toEqual(Array(2).fill('2026-01-01T00:15:00.000Z'))
    await station.stop()
  })
})

describe('a station that charges nothing and aligns nothing', () => {
  it.each(allVersions)('has no timer but that of its heartbeat (%s)', async (_, version) => {
    const { station, clock } = await setUpAccepted(version)
    let timers = 0
    const { setTimeout } = clock
    clock.setTimeout = (run, ms) => {
      timers += 1
      return setTimeout(run, ms)
    }
    await clock.advance(290_000)
    expect(timers).toBe(0)
    await station.stop()
  })
})

describe('a 1.6 transaction is metered', () => {
  it('in its end, by StopTxnSampledData and StopTxnAlignedData (1.6 §3.14, §4.10)', async () => {
    const settings = {
      sampleIntervalS: 60,
      sampledMeasurands: [],
      stopSampledMeasurands: energy,
      stopAlignedMeasurands: ['Voltage'],
      alignedMeasurands: [],
      alignedIntervalS: 90,
    }
    const { station, csms } = await setUpAccepted(ocpp16, { settings })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(150_000)
    await station.stopCharging()
    await settle()
    expect(csms.of('MeterValues')).toEqual([])
    const stop = csms.last('StopTransaction')
    expect(contextsOf(stop)).toEqual(['Transaction.Begin', 'Sample.Periodic', 'Sample.Clock', 'Sample.Periodic', 'Transaction.End'])
    expect(seconds(samplesOf(stop))).toEqual([0, 60, 90, 120, 150])
    expect(measurandsOf(samplesOf(stop)[2])).toEqual(['Voltage'])
    await station.stop()
  })

  it('keeps the begin and the end where there are more values than StopTransactionMaxMeterValues (errata)', async () => {
    const settings = { sampleIntervalS: 10, sampledMeasurands: [], stopSampledMeasurands: energy }
    const { station, csms } = await setUpAccepted(ocpp16, { settings, limits: { meterValuesAtEnd: 5 } })
    expect(await csms.call('GetConfiguration', { key: ['StopTransactionMaxMeterValues'] })).toMatchObject({
      configurationKey: [{ key: 'StopTransactionMaxMeterValues', readonly: true, value: '5' }],
    })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(120_000)
    await station.stopCharging()
    await settle()
    const contexts = contextsOf(csms.last('StopTransaction'))
    expect([contexts[0], contexts.at(-1)]).toEqual(['Transaction.Begin', 'Transaction.End'])
    expect(contexts.length).toBeLessThanOrEqual(6)
    await station.stop()
  })

  it('with values of its begin where StartTxnSampledData says so (OCA signed meter values §3.3.4)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { settings: { startedMeasurands: energy } })
    csms.answers['StartTransaction'] = () => ({ transactionId: 7, idTagInfo: { status: 'Accepted' } })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(csms.actions.filter((action) => action !== 'StatusNotification')).toEqual(['Authorize', 'StartTransaction', 'MeterValues'])
    expect(csms.last('MeterValues')).toMatchObject({ transactionId: 7, connectorId: 1 })
    expect(contextsOf(csms.last('MeterValues'))).toEqual(['Transaction.Begin'])
    await station.stop()
  })

  it('clock-aligned for every connector and the main meter, which names no transaction (1.6 §4.7, errata 3.16)', async () => {
    const settings = { sampleIntervalS: 0, alignedIntervalS: 60, alignedMeasurands: energy }
    const { station, csms } = await setUpAccepted(ocpp16, { settings, evses: [{}, {}] })
    csms.answers['StartTransaction'] = () => ({ transactionId: 7, idTagInfo: { status: 'Accepted' } })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(60_000)
    const told = csms.of('MeterValues').map(({ connectorId, transactionId }) => [connectorId, transactionId])
    expect(told.sort()).toEqual([
      [0, undefined],
      [1, 7],
      [2, undefined],
    ])
    expect(csms.of('MeterValues').map(contextsOf)).toEqual(Array(3).fill(['Sample.Clock']))
    await station.stop()
  })

  it('…which waits while the station is offline, as all meter values do (1.6 §3.7)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { settings: { alignedIntervalS: 60, alignedMeasurands: energy } })
    await csms.cut()
    await csms.pass(120_000)
    await csms.restore()
    expect(csms.of('MeterValues').map(({ connectorId }) => connectorId)).toEqual([0, 1, 0, 1])
    expect(seconds(csms.of('MeterValues').flatMap(samplesOf))).toEqual([60, 60, 120, 120])
    await station.stop()
  })
})

describe('what can be measured', () => {
  const everything = {
    '1.6': ['Temperature', 'RPM', 'Current.Offered', 'Power.Factor', 'Energy.Reactive.Import.Register'],
    '2.0.1': ['Energy.Active.Net', 'Energy.Apparent.Import', 'Power.Reactive.Import', 'Current.Export'],
    '2.1': ['Display.PresentSOC', 'EnergyRequest.Target', 'Voltage.Maximum', 'Current.Export.Offered'],
  }

  it.each(allVersions)('goes into the messages of %s with valid units, whatever is configured', async (_, version) => {
    const { measurandsOf: known } = await import('../src/features/metering/measurands.js')
    // There is no setpoint without a profile that has one.
    const all = known[version.version].filter((one) => one !== 'Power.Active.Setpoint')
    const settings = { sampleIntervalS: 60, sampledMeasurands: all, registerValuesWithoutPhases: false }
    for (const kind of ['AC', 'DC'] as const) {
      const { station, csms, errors } = await setUpAccepted(version, { settings, evses: [{ kind }] })
      await station.startCharging({ idToken: 'CARD', ev })
      await csms.pass(60_000)
      const message = csms.last(version.version === '1.6' ? 'MeterValues' : 'TransactionEvent')
      expect(measurandsOf(samplesOf(message)[0]).sort()).toEqual([...all].sort())
      expect(measurandsOf(samplesOf(message)[0])).toEqual(expect.arrayContaining(everything[version.version]))
      expect(errors).toEqual([])
      await station.stop()
    }
  })

  it('is refused where the version does not know it', async () => {
    const old = await setUpAccepted(ocpp16)
    expect(await old.csms.call('ChangeConfiguration', { key: 'MeterValuesSampledData', value: 'Energy.Apparent.Net' })).toEqual({
      status: 'Rejected',
    })
    expect(await old.csms.call('ChangeConfiguration', { key: 'MeterValuesSampledData', value: 'Temperature' })).toEqual({
      status: 'Accepted',
    })
    await old.station.stop()
    for (const [, version] of versions2) {
      const { station, csms } = await setUpAccepted(version)
      const set = async (attributeValue: string): Promise<unknown> => {
        const component = { name: 'SampledDataCtrlr' }
        const data = { component, variable: { name: 'TxUpdatedMeasurands' }, attributeValue }
        const { setVariableResult } = await csms.call('SetVariables', { setVariableData: [data] })
        return (setVariableResult as Payload[])[0]?.['attributeStatus']
      }
      expect(await set('Temperature')).toBe('Rejected')
      expect(await set('Energy.Active.Net, Voltage')).toBe('Accepted')
      expect(await set('Display.PresentSOC')).toBe(version.version === '2.1' ? 'Accepted' : 'Rejected')
      await station.stop()
    }
  })

  it('goes both ways with a car that gives energy back (V2X)', async () => {
    const measurands = ['Energy.Active.Import.Register', 'Energy.Active.Export.Register', 'Power.Active.Export', 'Current.Export']
    const { station, csms } = await setUpAccepted(ocpp201, { settings: { sampleIntervalS: 60, sampledMeasurands: measurands } })
    await station.startCharging({ idToken: 'CARD', ev: { ...ev, maxDischargeW: 5_000, reserveSocPercent: 50 } })
    await csms.pass(60_000)
    station.setDischarge({ dischargeW: 6_000 })
    await csms.pass(60_000)
    const values = samplesOf(csms.last('TransactionEvent'))[0]?.sampledValue.map(({ value }) => value)
    expect(values).toEqual([166, 83, 5000, 7.2, 7.2, 7.2])
    // It gives what it took, and no more.
    await csms.pass(600_000)
    expect(station.readMeter()).toMatchObject({ exportWh: expect.closeTo(166.67, 1), exportW: 0, socPercent: expect.closeTo(50) })
    expect(() => station.setDischarge({ dischargeW: -1 })).toThrow(TypeError)
    await station.stop()
  })
})

/** What OCMF has between its bars. */
const ocmf = (signed: Payload): { readonly payload: string; readonly data: Payload; readonly signature: Payload } => {
  const [head, payload = '', signature = ''] = Buffer.from(String(signed['signedMeterData']), 'base64').toString().split('|')
  expect(head).toBe('OCMF')
  return { payload, data: JSON.parse(payload) as Payload, signature: JSON.parse(signature) as Payload }
}

function isGenuine(signed: Payload, publicKey: string): boolean {
  const [marker, encoding, content, hex = ''] = Buffer.from(publicKey, 'base64').toString().split(':')
  expect([marker, encoding, content]).toEqual(['oca', 'base16', 'asn1'])
  const key = createPublicKey({ key: Buffer.from(hex, 'hex'), format: 'der', type: 'spki' })
  const { payload, signature } = ocmf(signed)
  return verify('sha256', Buffer.from(payload), key, Buffer.from(String(signature['SD']), 'hex'))
}

describe.each(versions2)('signed values of %s', (_, version) => {
  const variable = async (csms: Awaited<ReturnType<typeof setUpAccepted>>['csms']): Promise<string> => {
    const data = { component: { name: 'FiscalMetering', evse: { id: 1 } }, variable: { name: 'PublicKey' } }
    const { getVariableResult } = await csms.call('GetVariables', { getVariableData: [data] })
    return String((getVariableResult as Payload[])[0]?.['attributeValue'])
  }
  const signedOf = (message: Payload): (Payload | undefined)[] =>
    samplesOf(message).map(({ sampledValue }) => sampledValue[0]?.['signedMeterValue'] as Payload | undefined)

  it('can be verified with the key of the meter, at each stage (E06.FR.11, J02.FR.21, TC_J_11)', async () => {
    const settings = { ...none, endedIntervalS: 60, endedMeasurands: energy, sampledSignReadings: true, startedMeasurands: energy }
    const { station, csms } = await setUpAccepted(version, { settings })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(90_000)
    await station.stopCharging()
    await settle()
    const publicKey = await variable(csms)
    const ended = csms.last('TransactionEvent')
    expect(contextsOf(ended)).toEqual(['Transaction.Begin', 'Sample.Periodic', 'Transaction.End'])
    const signed = signedOf(ended) as Payload[]
    expect(signed.map((one) => isGenuine(one, publicKey))).toEqual([true, true, true])
    const readings = signed.map((one) => (ocmf(one).data['RD'] as Payload[])[0])
    expect(readings.map((one) => [one?.['TX'], one?.['RV']])).toEqual([
      ['B', 0],
      ['C', 0.166],
      ['E', 0.25],
    ])
    expect(ocmf(signed[0] ?? {}).data).toMatchObject({ IS: true, IT: 'ISO14443', ID: 'CARD' })
    // Told once, with the first signed value of the transaction.
    const [started = {}] = csms.of('TransactionEvent')
    expect(signedOf(started)[0]).toMatchObject({ publicKey, encodingMethod: 'OCMF', signingMethod: '' })
    expect(signed.map((one) => one['publicKey'])).toEqual(['', '', ''])
    await station.stop()
  })

  it('are those of the clock as well (J01.FR.21, TC_J_04)', async () => {
    const settings = { ...none, alignedEndedIntervalS: 60, stopAlignedMeasurands: energy, alignedSignReadings: true }
    const { station, csms } = await setUpAccepted(version, { settings: { ...settings, publicKeyWithSignedMeterValue: 'EveryMeterValue' } })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(120_000)
    await station.stopCharging()
    await settle()
    const publicKey = await variable(csms)
    const ended = csms.last('TransactionEvent')
    expect(contextsOf(ended)).toEqual(['Sample.Clock', 'Sample.Clock'])
    const signed = signedOf(ended) as Payload[]
    expect(signed.map((one) => [one['publicKey'], isGenuine(one, publicKey)])).toEqual(Array(2).fill([publicKey, true]))
    await station.stop()
  })

  it.each([
    ['nothing at all', { sampledSignReadings: false }, [false, false, false]],
    [
      'the end alone',
      { sampledSignReadings: true, sampledSignStartedReadings: false, sampledSignUpdatedReadings: false },
      [false, false, true],
    ],
    [
      'start and end',
      { sampledSignReadings: true, sampledSignStartedReadings: true, sampledSignUpdatedReadings: false },
      [true, false, true],
    ],
    ['all', { sampledSignReadings: true }, [true, true, true]],
  ])('are %s, as the settings say (OCA signed meter values §5.1)', async (_what, signing, expected) => {
    const settings = { sampleIntervalS: 60, sampledMeasurands: energy, startedMeasurands: energy, endedMeasurands: energy, ...signing }
    const { station, csms } = await setUpAccepted(version, { settings: { ...settings, publicKeyWithSignedMeterValue: 'Never' } })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(60_000)
    await station.stopCharging()
    await settle()
    const told = csms.of('TransactionEvent').filter((event) => samplesOf(event).length > 0)
    expect(told.map((event) => signedOf(event).every((one) => one !== undefined))).toEqual(expected)
    for (const one of told.flatMap(signedOf)) if (one !== undefined) expect(one['publicKey']).toBe('')
    await station.stop()
  })
})

describe('signed values of 1.6', () => {
  it('stand beside the plain ones, as text (OCA signed meter values §3.2.1)', async () => {
    const settings = { sampleIntervalS: 60, sampledMeasurands: energy, stopSampledMeasurands: energy, sampledSignReadings: true }
    const { station, csms } = await setUpAccepted(ocpp16, { settings })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(60_000)
    await station.stopCharging()
    await settle()
    const [plain, signed] = samplesOf(csms.last('MeterValues'))[0]?.sampledValue ?? []
    expect(plain).toMatchObject({ value: '166', measurand: energy[0] })
    expect(signed).toMatchObject({ format: 'SignedData', measurand: energy[0], unit: 'Wh', location: 'Outlet', context: 'Sample.Periodic' })
    const value = JSON.parse(String(signed?.['value'])) as Payload
    expect(value).toMatchObject({ encodingMethod: 'OCMF', signingMethod: '' })
    expect(isGenuine(value, String(value['publicKey']))).toBe(true)
    const stop = csms.last('StopTransaction')
    expect(contextsOf(stop)).toEqual(['Transaction.Begin', 'Sample.Periodic', 'Transaction.End'])
    for (const { sampledValue } of samplesOf(stop)) expect(sampledValue.map(({ format }) => format)).toEqual([undefined, 'SignedData'])
    await station.stop()
  })
})
