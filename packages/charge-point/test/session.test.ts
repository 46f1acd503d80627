import { describe, expect, it } from 'vitest'
import { type Payload, settle, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp16, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

/** A TransactionEvent in few words. */
const event = ({ eventType, triggerReason, seqNo, transactionInfo }: Payload): string =>
  `${seqNo} ${eventType} ${triggerReason} ${(transactionInfo as Payload)['chargingState']}`

describe('a 1.6 session', () => {
  it('goes from plug to leaving in the order of the specification (1.6 §3.7, §4.8–4.10)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { settings: { sampleIntervalS: 600 } })
    csms.answers['StartTransaction'] = () => ({ transactionId: 77, idTagInfo: { status: 'Accepted' } })
    const started = await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(started).toMatchObject({ evseId: 1, connectorId: 1, cause: 'authorized' })
    expect(csms.actions).toEqual(['StatusNotification', 'Authorize', 'StartTransaction', 'StatusNotification'])
    expect(csms.last('StartTransaction')).toMatchObject({ connectorId: 1, idTag: 'CARD', meterStart: 0 })
    await csms.pass(600_000)
    expect(csms.last('MeterValues')).toMatchObject({ connectorId: 1, transactionId: 77 })
    await station.stopCharging()
    await settle()
    expect(csms.last('StopTransaction')).toMatchObject({ transactionId: 77, reason: 'Local', idTag: 'CARD', meterStop: 1666 })
    station.unplug()
    await settle()
    expect(csms.of('StatusNotification').map(({ status }) => status)).toEqual(['Preparing', 'Charging', 'Finishing', 'Available'])
    await station.stop()
  })

  it('stops with DeAuthorized when the answer to the start is not Accepted (1.6 §4.8)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    csms.answers['StartTransaction'] = () => ({ transactionId: 5, idTagInfo: { status: 'Blocked' } })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(csms.last('StopTransaction')).toMatchObject({ transactionId: 5, reason: 'DeAuthorized' })
    await station.stop()
  })

  it('holds back energy instead where StopTransactionOnInvalidId is false', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { settings: { stopTxOnInvalidId: false } })
    csms.answers['StartTransaction'] = () => ({ transactionId: 5, idTagInfo: { status: 'Invalid' } })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(csms.of('StopTransaction')).toEqual([])
    expect(csms.last('StatusNotification')['status']).toBe('SuspendedEVSE')
    expect(station.state.evses[0]?.powerW).toBe(0)
    await station.stop()
  })

  it('uses transactionId -1 where the start was never answered (errata 3.18)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { settings: { messageAttempts: 1, sampleIntervalS: 60 } })
    csms.answers['StartTransaction'] = () => {
      throw new Error('database down')
    }
    const dropped = station.once('messageDropped')
    await station.startCharging({ idToken: 'CARD', ev })
    expect(await dropped).toMatchObject({ action: 'StartTransaction' })
    await csms.pass(60_000)
    await station.stopCharging()
    await settle()
    expect(csms.last('MeterValues')['transactionId']).toBe(-1)
    expect(csms.last('StopTransaction')['transactionId']).toBe(-1)
    await station.stop()
  })

  it('numbers connectors through the whole station', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { evses: [{ connectors: 2 }, { connectors: 1 }] })
    await station.startCharging({ evseId: 2, idToken: 'CARD', ev })
    await settle()
    expect(csms.last('StartTransaction')['connectorId']).toBe(3)
    expect(await csms.call('RemoteStartTransaction', { idTag: 'B', connectorId: 4 })).toEqual({ status: 'Rejected' })
    await station.stop()
  })
})

describe.each(versions2)('a %s session', (_, version) => {
  it('goes from plug to leaving, each event with its reason and number (E01–E06)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 600 } })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(600_000)
    await station.stopCharging()
    await settle()
    expect(csms.of('TransactionEvent').map(event)).toEqual([
      '0 Started Authorized EVConnected',
      '1 Updated ChargingStateChanged Charging',
      '2 Updated MeterValuePeriodic Charging',
      '3 Ended StopAuthorized EVConnected',
    ])
    expect(csms.of('StatusNotification').map(({ connectorStatus }) => connectorStatus)).toEqual(['Occupied'])
    expect(csms.last('TransactionEvent')['transactionInfo']).toMatchObject({ stoppedReason: 'Local' })
    await station.stop()
  })

  it('names place and driver once (E01.FR.16, E03.FR.01), and the driver again who ends it (E07.FR.02)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 60 } })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(120_000)
    await station.stopCharging()
    await settle()
    const events = csms.of('TransactionEvent')
    expect(events.map(({ evse }) => evse)).toEqual([{ id: 1, connectorId: 1 }, ...events.slice(1).map(() => undefined)])
    expect(events.map(({ idToken }) => (idToken as Payload | undefined)?.['idToken'])).toEqual([
      'CARD',
      undefined,
      undefined,
      undefined,
      'CARD',
    ])
    const ids = new Set(events.map(({ transactionInfo }) => (transactionInfo as Payload)['transactionId']))
    expect(ids.size).toBe(1)
    await station.stop()
  })

  it('measures at the begin, in between and at the end (E01.FR.09, E06.FR.11)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 60 } })
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(60_000)
    await station.stopCharging()
    await settle()
    const contexts = csms.of('TransactionEvent').map(({ meterValue }) => {
      const values = (meterValue as { sampledValue: Payload[] }[] | undefined) ?? []
      return values.map(({ sampledValue }) => sampledValue[0]?.['context'])
    })
    expect(contexts).toEqual([['Transaction.Begin'], [], ['Sample.Periodic'], ['Transaction.Begin', 'Transaction.End']])
    await station.stop()
  })

  it('begins with the cable where EVConnected starts it, and tells the driver later (TC_E_09)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { txStartPoints: ['EVConnected'] } })
    station.plugIn({ ev })
    await settle()
    await station.presentCard({ idToken: 'CARD' })
    await settle()
    expect(csms.of('TransactionEvent').map(event)).toEqual([
      '0 Started CablePluggedIn EVConnected',
      '1 Updated Authorized EVConnected',
      '2 Updated ChargingStateChanged Charging',
    ])
    expect(csms.of('TransactionEvent').map(({ idToken }) => idToken !== undefined)).toEqual([false, true, false])
    await station.stop()
  })

  it('ends with Deauthorized when the csms refuses its driver afterwards (E05.FR.02)', async () => {
    const { station, csms } = await setUpAccepted(version)
    csms.answers['TransactionEvent'] = ({ idToken }) => (idToken === undefined ? {} : { idTokenInfo: { status: 'Invalid' } })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(event(csms.last('TransactionEvent'))).toContain('Ended Deauthorized')
    expect(csms.last('TransactionEvent')['transactionInfo']).toMatchObject({ stoppedReason: 'DeAuthorized' })
    await station.stop()
  })

  it('ends when the car leaves (E06.FR.02)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.startCharging({ idToken: 'CARD', ev })
    station.unplug()
    await settle()
    expect(event(csms.last('TransactionEvent'))).toContain('Ended EVCommunicationLost Idle')
    expect(csms.last('TransactionEvent')['transactionInfo']).toMatchObject({ stoppedReason: 'EVDisconnected' })
    await station.stop()
  })
})

describe.each(allVersions)('in %s', (_, version) => {
  it('a refused card starts nothing', async () => {
    const { station, csms } = await setUpAccepted(version)
    csms.answers['Authorize'] = () =>
      version.version === '1.6' ? { idTagInfo: { status: 'Invalid' } } : { idTokenInfo: { status: 'Invalid' } }
    await expect(station.startCharging({ idToken: 'CARD', ev })).rejects.toMatchObject({ code: 'TOKEN_REFUSED' })
    await settle()
    expect(station.state.evses[0]?.transaction).toBeUndefined()
    await station.stop()
  })

  it('another card ends a session only if it is of the same group (C09.FR.11)', async () => {
    const { station, csms } = await setUpAccepted(version)
    let group = 'G1'
    csms.answers['Authorize'] = () =>
      version.version === '1.6'
        ? { idTagInfo: { status: 'Accepted', parentIdTag: group } }
        : { idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: group, type: 'Central' } } }
    await station.startCharging({ idToken: 'CARD', ev })
    group = 'G2'
    expect(await station.presentCard({ idToken: 'OTHER' })).toMatchObject({ outcome: 'refused' })
    group = 'G1'
    expect(await station.presentCard({ idToken: 'FRIEND' })).toMatchObject({ outcome: 'stopped' })
    await station.stop()
  })

  it('the car fills up along its curve, and the connector says so', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 300 } })
    const powers: number[] = []
    station.on('meter.sample', ({ powerW }) => powers.push(powerW))
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(3 * 3_600_000, 60_000)
    expect(powers[0]).toBeCloseTo(10_000)
    const falling = powers.slice(powers.findIndex((power) => power < 9_999))
    for (const [index, power] of falling.entries()) expect(power).toBeLessThanOrEqual(falling[index - 1] ?? Number.POSITIVE_INFINITY)
    expect(powers.at(-1)).toBe(0)
    const { connectors, energyWh } = station.state.evses[0] ?? {}
    expect(connectors?.[0]).toMatchObject({ status: 'SuspendedEV', socPercent: 100 })
    expect(energyWh).toBeCloseTo(5_000)
    await station.stop()
  })

  it('a session outlives switching the station off and on, and is sampled again', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 60 } })
    await station.startCharging({ idToken: 'CARD', ev })
    await station.stop()
    await csms.pass(300_000)
    const samples: number[] = []
    station.on('meter.sample', ({ energyWh }) => samples.push(energyWh))
    await station.start()
    await csms.pass(60_000)
    expect(samples).toHaveLength(1)
    expect(station.state.evses[0]?.transaction).toBeDefined()
    await station.stop()
  })

  it('a wrong deed is refused by name and changes nothing', async () => {
    const { station } = await setUpAccepted(version)
    expect(() => station.unplug()).toThrow(expect.objectContaining({ code: 'NOT_PLUGGED_IN' }))
    expect(() => station.plugIn({ evseId: 2 })).toThrow(expect.objectContaining({ code: 'UNKNOWN_EVSE' }))
    station.plugIn()
    expect(() => station.plugIn()).toThrow(expect.objectContaining({ code: 'ALREADY_PLUGGED_IN' }))
    await station.stop()
  })
})
