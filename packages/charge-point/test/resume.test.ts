import { describe, expect, it } from 'vitest'
import { createMemoryStateStore, type Settings } from '../src/index.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { settle, setUp, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp16, ocpp201 } from './support/versions.js'
import { contextsOf, samplesOf, story } from './support/words.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

/** A session, a power cut of so long, and what follows. */
async function interrupted(settings: Partial<Settings>, seconds: number, meanwhile: 'nothing' | 'unplugs' | 'plugs in' = 'nothing') {
  const setup = await setUpAccepted(ocpp21, { settings: { sampleIntervalS: 0, ...settings }, evses: [{}, {}] })
  const { station, csms } = setup
  csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: csms.now(), interval: 0 })
  await station.startCharging({ idToken: 'CARD', ev })
  await csms.pass(30_000)
  station.powerCut()
  await csms.pass(seconds * 500)
  if (meanwhile === 'unplugs') station.unplug()
  if (meanwhile === 'plugs in') station.plugIn({ evseId: 2, ev })
  await csms.pass(seconds * 500)
  csms.forget()
  await station.powerRestored()
  await settle()
  return setup
}

describe('a 2.1 transaction after a power cut', () => {
  it('goes on as it was, if it was short, and says so (E17.FR.10–11, E17.FR.14)', async () => {
    const { station, csms } = await interrupted({ sampledMeasurands: ['Energy.Active.Import.Register'] }, 60)
    expect(csms.actions[0]).toBe('BootNotification')
    expect(story(csms)).toEqual(['2 Updated TxResumed Charging'])
    const [resumed = {}] = csms.of('TransactionEvent')
    expect(resumed['offline']).toBe(true)
    // The begin of the interruption is not of the current interval (J02.FR.10).
    expect(contextsOf(resumed)).toEqual(['Interruption.End'])
    expect(station.state.evses[0]).toMatchObject({ powerW: 10_000, transaction: { chargingState: 'charging' } })
    await station.stopCharging()
    await settle()
    expect(story(csms).at(-1)).toBe('3 Ended StopAuthorized EVConnected Local')
    await station.stop()
  })

  it('tells where the meter stood before and after, if that was within one interval', async () => {
    const settings = { sampleIntervalS: 600, sampledMeasurands: ['Energy.Active.Import.Register'], endedMeasurands: [] }
    const { station, csms } = await interrupted(settings, 60)
    const [resumed = {}] = csms.of('TransactionEvent')
    expect(contextsOf(resumed)).toEqual(['Interruption.Begin', 'Interruption.End'])
    expect(samplesOf(resumed).map(({ sampledValue }) => sampledValue[0]?.['value'])).toEqual([83, 83])
    const [begin, end] = samplesOf(resumed).map(({ timestamp }) => Date.parse(timestamp))
    expect((end ?? 0) - (begin ?? 0)).toBe(60_000)
    // …and it is sampled again.
    await csms.pass(600_000, 60_000)
    expect(story(csms).at(-1)).toBe('3 Updated MeterValuePeriodic Charging')
    await station.stop()
  })

  it('ends with PowerLoss, if it was long (E17.FR.20–21)', async () => {
    const { station, csms } = await interrupted({ txResumptionTimeoutS: 59 }, 60)
    expect(story(csms)).toEqual(['2 Ended AbnormalCondition EVConnected PowerLoss'])
    expect(contextsOf(csms.last('TransactionEvent'))).toEqual(['Transaction.Begin', 'Interruption.Begin', 'Transaction.End'])
    expect(station.state.evses[0]).toMatchObject({ powerW: 0, transaction: undefined, idToken: undefined })
    await station.stop()
  })

  it('ends however short it was, where the timeout is 0', async () => {
    const { station, csms } = await interrupted({ txResumptionTimeoutS: 0 }, 2)
    expect(story(csms)).toEqual(['2 Ended AbnormalCondition EVConnected PowerLoss'])
    await station.stop()
  })

  it('ends with Reboot where the station itself failed (E17.FR.22)', async () => {
    const { station, csms } = await setUpAccepted(ocpp21, { settings: { txResumptionTimeoutS: 0 } })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    station.powerCut({ cause: 'Reboot' })
    csms.forget()
    await station.powerRestored()
    await settle()
    expect(csms.last('BootNotification')).toMatchObject({ reason: 'Watchdog' })
    expect(story(csms)).toEqual(['2 Ended AbnormalCondition EVConnected Reboot'])
    await station.stop()
  })

  it('stands without energy where that may not flow again by itself (E17.FR.12)', async () => {
    const { station, csms } = await interrupted({ allowEnergyTransferResumption: false }, 60)
    expect(story(csms)).toEqual(['2 Updated TxResumed SuspendedEVSE'])
    expect(station.state.evses[0]?.powerW).toBe(0)
    await station.stop()
  })

  it('waits a random time for its energy, within the range (E17.FR.18)', async () => {
    const { station, csms } = await interrupted({ energyTransferResumptionRandomRangeS: 60 }, 60)
    expect(story(csms)).toEqual(['2 Updated TxResumed SuspendedEVSE'])
    await csms.pass(29_000)
    expect(station.state.evses[0]?.powerW).toBe(0)
    await csms.pass(1_000)
    expect(story(csms).at(-1)).toBe('3 Updated ChargingStateChanged Charging')
    await station.stop()
  })

  it('goes on without a car, or ends, where the car has left in the dark (E17.FR.16–17)', async () => {
    const idle = await interrupted({ txStopPoints: ['Authorized'], stopTxOnEvSideDisconnect: false }, 60, 'unplugs')
    expect(story(idle.csms)).toEqual(['2 Updated TxResumed Idle'])
    expect(idle.csms.of('StatusNotification')[0]).toMatchObject({ connectorStatus: 'Available' })
    await idle.station.stop()
    const over = await interrupted({ txStopPoints: ['EVConnected'] }, 60, 'unplugs')
    expect(story(over.csms)).toEqual(['2 Ended EVCommunicationLost Idle EVDisconnected'])
    await over.station.stop()
  })

  it('begins for a car that has come in the dark, where the cable begins it', async () => {
    const { station, csms } = await interrupted({ txStartPoints: ['EVConnected'] }, 60, 'plugs in')
    expect(story(csms)).toEqual(['3 Updated TxResumed Charging', '0 Started CablePluggedIn EVConnected'])
    await station.stop()
  })

  it('is not charged again by a driver whom the csms had refused just before', async () => {
    const { station, csms } = await setUpAccepted(ocpp21, { settings: { sampleIntervalS: 0 } })
    csms.answers['TransactionEvent'] = ({ idToken }) => {
      if (idToken === undefined) return {}
      // The verdict arrives, and the power goes before it is carried out.
      const off = station.on('transaction.confirmed', () => {
        off()
        station.powerCut()
      })
      return { idTokenInfo: { status: 'Blocked' } }
    }
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    csms.answers['TransactionEvent'] = () => ({})
    csms.forget()
    await station.powerRestored()
    await settle()
    expect(story(csms).at(-1)).toMatch(/Ended Deauthorized EVConnected DeAuthorized$/)
    await station.stop()
  })
})

describe.each(allVersions)('a %s station without power', (_, version) => {
  it('says nothing, does nothing, and knows afterwards what it knew before', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 10 } })
    const [action, request]: readonly [string, object] =
      version.version === '1.6'
        ? ['ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '20' }]
        : [
            'SetVariables',
            {
              setVariableData: [{ component: { name: 'SampledDataCtrlr' }, variable: { name: 'TxUpdatedInterval' }, attributeValue: '20' }],
            },
          ]
    await csms.call(action, request)
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(20_000)
    const { energyWh } = station.state.evses[0] ?? {}
    const disconnected = station.once('disconnected')
    station.powerCut()
    expect(await disconnected).toMatchObject({ reason: 'power cut' })
    csms.forget()
    await csms.pass(120_000)
    expect(csms.received).toEqual([])
    expect(station.state).toMatchObject({ isConnected: false, registration: 'none' })
    expect(station.state.evses[0]).toMatchObject({ energyWh, powerW: 0 })
    expect(station.settings.sampleIntervalS).toBe(20)
    await expect(station.presentCard({ idToken: 'CARD' })).rejects.toMatchObject({ code: 'NO_POWER' })
    expect(() => station.setLimit({ limitW: 5_000 })).not.toThrow()
    station.unplug()
    expect(() => station.unplug()).toThrow(expect.objectContaining({ code: 'NOT_PLUGGED_IN' }))
    expect(csms.received).toEqual([])
    await station.stop()
  })

  it('keeps the listeners and the handlers of the program', async () => {
    const { station, csms } = await setUpAccepted(version)
    const events: string[] = []
    station.on('accepted', () => events.push('accepted'))
    station.on('message', ({ action, kind }) => events.push(`${kind} ${action}`))
    station.handle(version as never, 'DataTransfer' as never, (() => ({ status: 'Accepted' })) as never)
    station.powerCut()
    await station.powerRestored()
    await settle()
    expect(events).toEqual(expect.arrayContaining(['accepted', 'request BootNotification']))
    expect(await csms.call('DataTransfer', { vendorId: 'x' })).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('cannot lose power twice, nor before it was switched on', async () => {
    const { station } = await setUp(version)
    station.powerCut()
    await station.start()
    station.powerCut()
    station.powerCut()
    await station.powerRestored()
    expect(station.state.registration).toBe('Accepted')
    await station.stop()
  })

  it('keeps cars, registers and the count of transactions where nothing was going on', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(60_000)
    await station.stopCharging()
    await settle()
    station.powerCut()
    await station.powerRestored()
    await settle()
    const [evse] = station.state.evses
    expect(evse).toMatchObject({ energyWh: expect.closeTo(166.67, 1), transaction: undefined })
    expect(evse?.connectors[0]).toMatchObject({ isPlugged: true, status: 'Finishing' })
    const started = await station.startCharging({ idToken: 'CARD' })
    expect(started.key).toBe(2)
    await station.stop()
  })
})

describe('a station in another process', () => {
  it('ends at its first boot what was running at the last moment of the other (1.6 §7.36)', async () => {
    const state = createMemoryStateStore()
    const first = await setUpAccepted(ocpp16, { state, settings: { sampleIntervalS: 60 } })
    first.csms.answers['StartTransaction'] = () => ({ transactionId: 77, idTagInfo: { status: 'Accepted' } })
    await first.station.startCharging({ idToken: 'CARD', ev })
    await first.csms.pass(120_000)
    const { energyWh } = first.station.state.evses[0] ?? { energyWh: 0 }
    // The first one is never told that it is over.
    const second = await setUpAccepted(ocpp16, { state })
    expect(second.station.state.evses[0]).toMatchObject({ transaction: undefined, energyWh: expect.closeTo(energyWh, 1) })
    await second.station.stop()
  })

  it('begins anew where its EVSEs are others', async () => {
    const state = createMemoryStateStore()
    const first = await setUpAccepted(ocpp201, { state, evses: [{ connectors: 2 }] })
    await first.station.startCharging({ idToken: 'CARD', ev })
    const second = await setUpAccepted(ocpp201, { state, evses: [{ connectors: 1 }, {}] })
    await settle()
    expect(second.station.state.evses.map(({ energyWh, transaction }) => [energyWh, transaction])).toEqual([
      [0, undefined],
      [0, undefined],
    ])
    expect(second.station.state.evses[0]?.connectors[0]?.isPlugged).toBe(false)
    await second.station.stop()
  })
})
