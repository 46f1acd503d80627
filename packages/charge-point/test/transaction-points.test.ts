import { describe, expect, it } from 'vitest'
import type { ChargePoint, Settings, StationVersion } from '../src/index.js'
import { type Payload, settle, setUpAccepted } from './support/csms.js'
import { ocpp16, versions2 } from './support/versions.js'
import { samplesOf, statuses, steps, story } from './support/words.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

/** What people and csms do, one after the other. */
type Step = keyof ReturnType<typeof steps>

async function play(version: StationVersion, settings: Partial<Settings>, ...acts: readonly Step[]) {
  const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 0, ...settings } })
  const can = steps(station as unknown as ChargePoint<StationVersion>, csms, ev)
  for (const act of acts) await can[act]()
  return { station, csms, told: story(csms), last: csms.of('TransactionEvent').at(-1) }
}

const card = { idToken: 'CARD', type: 'ISO14443' }

const charging: readonly Step[] = ['plugsIn', 'holdsUpCard']

describe.each(versions2)('a %s transaction starts', (_, version) => {
  it('with the car in its bay, at ParkingBayOccupancy (E01.FR.01, TC_E_12)', async () => {
    const { csms, told, station } = await play(version, { txStartPoints: ['ParkingBayOccupancy'] }, 'drivesIn', 'holdsUpCard', 'plugsIn')
    expect(told).toEqual([
      '0 Started EVDetected Idle',
      '1 Updated Authorized Idle',
      '2 Updated CablePluggedIn EVConnected',
      '3 Updated ChargingStateChanged Charging',
    ])
    const events = csms.of('TransactionEvent')
    expect(events.map(({ idToken }) => idToken)).toEqual([undefined, card, undefined, undefined])
    expect(events.map(({ evse }) => evse)).toEqual([{ id: 1 }, undefined, { id: 1, connectorId: 1 }, undefined])
    expect(statuses(csms)).toEqual(['1/1 Occupied'])
    await station.stop()
    const plugged = await play(version, { txStartPoints: ['ParkingBayOccupancy'] }, 'drivesIn', ...charging)
    expect(plugged.told.slice(1, 3)).toEqual(['1 Updated CablePluggedIn EVConnected', '2 Updated Authorized EVConnected'])
    await plugged.station.stop()
  })

  it('with the cable, at EVConnected, and says so before who drives (E01.FR.02, TC_E_03, TC_E_09)', async () => {
    const { csms, told, station } = await play(version, { txStartPoints: ['EVConnected'] }, ...charging)
    expect(told).toEqual([
      '0 Started CablePluggedIn EVConnected',
      '1 Updated Authorized EVConnected',
      '2 Updated ChargingStateChanged Charging',
    ])
    expect(csms.last('StatusNotification')).toMatchObject({ connectorStatus: 'Occupied', evseId: 1, connectorId: 1 })
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ evse: { id: 1, connectorId: 1 } })
    expect(csms.of('TransactionEvent').map(({ idToken }) => idToken)).toEqual([undefined, { idToken: 'CARD', type: 'ISO14443' }, undefined])
    await station.stop()
  })

  it('with the card, at Authorized (E01.FR.03, E03.FR.01, TC_E_04, TC_E_10)', async () => {
    const { csms, told, station } = await play(version, { txStartPoints: ['Authorized'] }, 'holdsUpCard', 'plugsIn')
    expect(csms.actions.slice(0, 4)).toEqual(['Authorize', 'TransactionEvent', 'StatusNotification', 'TransactionEvent'])
    expect(csms.of('Authorize')).toEqual([{ idToken: card }])
    expect(told).toEqual(['0 Started Authorized Idle', '1 Updated CablePluggedIn EVConnected', '2 Updated ChargingStateChanged Charging'])
    const events = csms.of('TransactionEvent')
    expect(events.map(({ idToken }) => idToken)).toEqual([card, undefined, undefined])
    expect(events.map(({ evse }) => evse)).toEqual([{ id: 1 }, { id: 1, connectorId: 1 }, undefined])
    expect(statuses(csms)).toEqual(['1/1 Occupied'])
    await station.stop()
  })

  it('with the remote start, at Authorized, and names it (F02.FR.01, TC_E_13)', async () => {
    const { csms, told, station } = await play(version, { txStartPoints: ['Authorized'] }, 'isStartedRemotely', 'plugsIn')
    expect(told).toEqual(['0 Started RemoteStart Idle', '1 Updated CablePluggedIn EVConnected', '2 Updated ChargingStateChanged Charging'])
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ idToken: card, transactionInfo: { remoteStartId: 42 } })
    expect(csms.of('TransactionEvent')[1]).toMatchObject({ evse: { id: 1, connectorId: 1 } })
    expect(statuses(csms)).toEqual(['1/1 Occupied'])
    await station.stop()
  })

  it('with both cable and card, at PowerPathClosed (E01.FR.05, E01.FR.16, TC_E_01)', async () => {
    const { csms, told, station } = await play(version, { txStartPoints: ['PowerPathClosed'] }, 'holdsUpCard', 'plugsIn')
    expect(told).toEqual(['0 Started CablePluggedIn EVConnected', '1 Updated ChargingStateChanged Charging'])
    expect(csms.of('TransactionEvent')[0]).toMatchObject({ idToken: card, evse: { id: 1, connectorId: 1 } })
    expect(statuses(csms)).toEqual(['1/1 Occupied'])
    await station.stop()
  })

  it('with the first signed value, at DataSigned, which it brings along (E01.FR.04, TC_E_11)', async () => {
    const settings = { txStartPoints: ['DataSigned'], sampledSignReadings: true } as const
    const { csms, told, station } = await play(version, settings, 'holdsUpCard', 'plugsIn')
    expect(told).toEqual(['0 Started SignedDataReceived EVConnected', '1 Updated ChargingStateChanged Charging'])
    const [started = {}] = csms.of('TransactionEvent')
    expect(started).toMatchObject({ idToken: { idToken: 'CARD' }, evse: { id: 1, connectorId: 1 } })
    const [value] = samplesOf(started)[0]?.sampledValue ?? []
    expect(value).toMatchObject({ context: 'Transaction.Begin', signedMeterValue: { encodingMethod: 'OCMF', signingMethod: '' } })
    const signed = value?.['signedMeterValue'] as Payload
    expect(signed['publicKey']).not.toBe('')
    expect(signed['signedMeterData']).not.toBe('')
    expect(statuses(csms)).toEqual(['1/1 Occupied'])
    await station.stop()
  })

  it('not at DataSigned where the meter does not sign', async () => {
    const { told, station } = await play(version, { txStartPoints: ['DataSigned'] }, 'holdsUpCard', 'plugsIn')
    expect(told).toEqual([])
    await station.stop()
  })

  it('with the energy, at EnergyTransfer, charging at once (E01.FR.06, TC_E_02)', async () => {
    const { told, last, csms, station } = await play(version, { txStartPoints: ['EnergyTransfer'] }, 'holdsUpCard', 'plugsIn')
    expect(told).toEqual(['0 Started ChargingStateChanged Charging'])
    expect(last).toMatchObject({ idToken: card, evse: { id: 1, connectorId: 1 } })
    expect(statuses(csms)).toEqual(['1/1 Occupied'])
    await station.stop()
  })

  it('by a remote start whatever set it off (F01.FR.19, F02.FR.21, TC_F_01, TC_F_03)', async () => {
    for (const point of ['EVConnected', 'PowerPathClosed', 'EnergyTransfer'] as const) {
      const { told, csms, station } = await play(version, { txStartPoints: [point] }, 'isStartedRemotely', 'plugsIn')
      expect(told[0]).toMatch(/^0 Started RemoteStart/)
      expect(csms.of('TransactionEvent')[0]).toMatchObject({ transactionInfo: { remoteStartId: 42 } })
      expect(csms.of('Authorize')).toEqual([])
      await station.stop()
    }
    const first = await play(version, { txStartPoints: ['EVConnected'] }, 'plugsIn', 'isStartedRemotely')
    expect(first.told).toEqual([
      '0 Started CablePluggedIn EVConnected',
      '1 Updated RemoteStart EVConnected',
      '2 Updated ChargingStateChanged Charging',
    ])
    expect(first.csms.of('TransactionEvent')[1]).toMatchObject({ transactionInfo: { remoteStartId: 42 }, idToken: { idToken: 'CARD' } })
    await first.station.stop()
  })

  it('by a remote start that asks about the token first (F01.FR.01, TC_F_02)', async () => {
    const { told, csms, station } = await play(version, { authorizeRemoteStart: true }, 'isStartedRemotely', 'plugsIn')
    expect(csms.of('Authorize')).toEqual([{ idToken: { idToken: 'CARD', type: 'ISO14443' } }])
    expect(told).toEqual(['0 Started RemoteStart EVConnected', '1 Updated ChargingStateChanged Charging'])
    await station.stop()
  })

  it('with a car that is not ready, and says that it waits for it (TC_E_38)', async () => {
    const { station, csms } = await setUpAccepted(version)
    station.plugIn({ ev })
    station.setEvReady({ isReady: false })
    await station.presentCard({ idToken: 'CARD' })
    await settle()
    expect(story(csms)).toEqual(['0 Started Authorized EVConnected', '1 Updated ChargingStateChanged SuspendedEV'])
    await station.stop()
  })
})

describe.each(versions2)('a %s transaction ends', (_, version) => {
  const last = async (settings: Partial<Settings>, ...acts: readonly Step[]): Promise<string | undefined> => {
    const { told, station } = await play(version, settings, ...acts)
    await station.stop()
    return told.at(-1)?.replace(/^\d+ /, '')
  }

  it('with the card of its driver, at PowerPathClosed, Authorized and EnergyTransfer (E06.FR.03, E06.FR.06–07, TC_E_06, TC_E_07, TC_E_08, TC_E_15)', async () => {
    for (const point of ['PowerPathClosed', 'Authorized', 'EnergyTransfer'] as const) {
      expect(await last({ txStopPoints: [point] }, ...charging, 'holdsUpCard')).toBe('Ended StopAuthorized EVConnected Local')
    }
  })

  it('with the remote stop, at the same points (F03.FR.02–03, TC_E_21, TC_E_35, TC_F_08)', async () => {
    for (const point of ['PowerPathClosed', 'Authorized', 'EnergyTransfer'] as const) {
      expect(await last({ txStopPoints: [point] }, ...charging, 'isStoppedRemotely')).toBe('Ended RemoteStop EVConnected Remote')
    }
  })

  it('with the cable, at EVConnected, and remembers who ended the session before (E06.FR.02, TC_E_14)', async () => {
    const { told, csms, station } = await play(version, { txStopPoints: ['EVConnected'] }, ...charging, 'holdsUpCard', 'unplugs')
    expect(told.slice(-2)).toEqual(['2 Updated StopAuthorized EVConnected', '3 Ended EVCommunicationLost Idle Local'])
    expect(csms.last('StatusNotification')).toMatchObject({ connectorStatus: 'Available' })
    await station.stop()
    expect(await last({ txStopPoints: ['EVConnected'] }, ...charging, 'isStoppedRemotely', 'unplugs')).toBe(
      'Ended EVCommunicationLost Idle Remote',
    )
    expect(await last({ txStopPoints: ['EVConnected'] }, ...charging, 'unplugs')).toBe('Ended EVCommunicationLost Idle EVDisconnected')
  })

  it('with the cable that a paused car lets go of, at EVConnected and PowerPathClosed (TC_E_20, TC_E_37, TC_E_54)', async () => {
    for (const point of ['EVConnected', 'PowerPathClosed'] as const) {
      const settings = { txStopPoints: [point], stopTxOnEvSideDisconnect: false }
      expect(await last(settings, ...charging, 'pauses', 'unplugs')).toBe('Ended EVCommunicationLost Idle EVDisconnected')
    }
  })

  it('with the cable, at Authorized, where letting go ends the right to charge (E06.FR.04, E09.FR.01, TC_E_17)', async () => {
    for (const [unlockOnEvSideDisconnect, ...acts] of [
      [true, 'unplugs'],
      [false, 'unplugs', 'holdsUpCard'],
    ] as const) {
      const settings = { txStopPoints: ['Authorized'], stopTxOnEvSideDisconnect: true, unlockOnEvSideDisconnect } as const
      const { told, csms, station } = await play(version, settings, ...charging, 'pauses', ...acts)
      expect(told.at(-1)).toBe('3 Ended EVCommunicationLost Idle EVDisconnected')
      expect(statuses(csms)).toEqual(['1/1 Occupied', '1/1 Available'])
      await station.stop()
    }
  })

  it('with the car that leaves the bay, at ParkingBayOccupancy (E06.FR.01, TC_E_19)', async () => {
    const settings = { txStopPoints: ['ParkingBayOccupancy'] } as const
    const local = await play(version, settings, 'drivesIn', ...charging, 'holdsUpCard', 'unplugs', 'drivesOut')
    expect(local.told.slice(-3)).toEqual([
      '2 Updated StopAuthorized EVConnected',
      '3 Updated EVCommunicationLost Idle',
      '4 Ended EVDeparted Idle Local',
    ])
    await local.station.stop()
    expect(await last(settings, 'drivesIn', ...charging, 'isStoppedRemotely', 'unplugs', 'drivesOut')).toBe('Ended EVDeparted Idle Remote')
    // Nobody sees a bay where only the cable tells of a car.
    expect(await last(settings, ...charging, 'unplugs')).toBe('Ended EVCommunicationLost Idle EVDisconnected')
  })

  it('because the car pauses, at EnergyTransfer (E06.FR.07, TC_E_22), and for another reason where the EVSE withholds the energy', async () => {
    expect(await last({ txStopPoints: ['EnergyTransfer'] }, ...charging, 'pauses')).toBe(
      'Ended ChargingStateChanged EVConnected StoppedByEV',
    )
    const { station, csms } = await play(version, { txStopPoints: ['EnergyTransfer'] }, ...charging)
    station.setLimit({ limitW: 0 })
    await settle()
    expect(story(csms).at(-1)).toBe('2 Ended ChargingStateChanged EVConnected Other')
    await station.stop()
  })

  it('because the car ends the session by itself (E15.FR.04, TC_E_46), or goes on without a driver (E15.FR.05)', async () => {
    for (const [point, told] of [
      ['Authorized', '2 Ended StopAuthorized EVConnected StoppedByEV'],
      ['PowerPathClosed', '2 Ended StopAuthorized EVConnected StoppedByEV'],
      ['EnergyTransfer', '2 Ended StopAuthorized EVConnected StoppedByEV'],
      ['EVConnected', '2 Updated StopAuthorized EVConnected'],
    ] as const) {
      const { station, csms } = await play(version, { txStopPoints: [point] }, ...charging)
      station.stopByEv()
      await settle()
      expect(story(csms).at(-1)).toBe(told)
      await station.stop()
    }
  })

  it('at the first of several points that is met', async () => {
    const settings = { txStopPoints: ['ParkingBayOccupancy', 'EVConnected', 'Authorized'] } as const
    const { told, station } = await play(version, settings, 'drivesIn', ...charging, 'holdsUpCard', 'unplugs', 'drivesOut')
    expect(told.filter((one) => one.includes('Ended'))).toEqual(['2 Ended StopAuthorized EVConnected Local'])
    expect(told).toHaveLength(3)
    await station.stop()
  })

  it.each([
    ['GroundFailure', 'GroundFault'],
    ['OverCurrentFailure', 'OvercurrentFault'],
    ['OverVoltage', 'PowerQuality'],
    ['UnderVoltage', 'PowerQuality'],
    ['EmergencyStop', 'EmergencyStop'],
    ['HighTemperature', 'Other'],
  ])('by the fault %s with AbnormalCondition and %s (E06.FR.16)', async (fault, reason) => {
    const { station, csms } = await play(version, {}, ...charging)
    station.setFault({ fault })
    await settle()
    expect(story(csms).at(-1)).toBe(`2 Ended AbnormalCondition EVConnected ${reason}`)
    await station.stop()
  })

  it('by the emergency button, everywhere at once', async () => {
    const { station, csms } = await setUpAccepted(version, { evses: [{}, {}] })
    await station.startCharging({ evseId: 1, idToken: 'A', ev })
    await station.startCharging({ evseId: 2, idToken: 'B', ev })
    station.emergencyStop()
    await settle()
    expect(story(csms).filter((one) => one.includes('Ended'))).toEqual(Array(2).fill('2 Ended AbnormalCondition EVConnected EmergencyStop'))
    await station.stop()
  })

  it('tells how long energy flowed, and on how many phases (E02.FR.18)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 0 } })
    await station.startCharging({ idToken: 'CARD', ev: { ...ev, phases: 1 } })
    await csms.pass(60_000)
    station.setEvReady({ isReady: false })
    await csms.pass(60_000)
    await station.stopCharging()
    await settle()
    expect(csms.of('TransactionEvent').map(({ numberOfPhasesUsed }) => numberOfPhasesUsed)).toEqual([undefined, 1, undefined, undefined])
    expect(csms.last('TransactionEvent')['transactionInfo']).toMatchObject({ timeSpentCharging: 60 })
    await station.stop()
  })
})

describe.each(versions2)('in %s, a driver who does not plug in', (_, version) => {
  it('is not awaited for ever, and the place is free for the next (E03.FR.05, C01.FR.26, TC_E_05, TC_E_39, TC_F_04)', async () => {
    for (const start of ['holdsUpCard', 'isStartedRemotely'] as const) {
      const settings = { txStartPoints: ['Authorized'], txStopPoints: ['Authorized'], connectionTimeoutS: 60 } as const
      const { station, csms } = await play(version, settings, start)
      await csms.pass(59_000)
      expect(story(csms)).toHaveLength(1)
      await csms.pass(1_000)
      expect(story(csms).at(-1)).toBe('1 Ended EVConnectTimeout Idle Timeout')
      // A cable that comes too late charges nothing.
      station.plugIn({ ev })
      await settle()
      expect(statuses(csms)).toEqual(['1/1 Occupied'])
      expect(story(csms)).toHaveLength(2)
      expect(station.state.evses[0]?.powerW).toBe(0)
      await steps(station as unknown as ChargePoint<StationVersion>, csms, ev)[start]()
      expect(story(csms).slice(2)).toEqual([
        `0 Started ${start === 'holdsUpCard' ? 'Authorized' : 'RemoteStart'} EVConnected`,
        '1 Updated ChargingStateChanged Charging',
      ])
      await station.stop()
    }
  })

  it('leaves a transaction that the bay alone ends (E03.FR.15, F02.FR.08)', async () => {
    const settings = { txStartPoints: ['ParkingBayOccupancy'], txStopPoints: ['ParkingBayOccupancy'] } as const
    const { station, csms } = await play(version, settings, 'drivesIn', 'holdsUpCard')
    await csms.pass(60_000)
    expect(story(csms)).toEqual(['0 Started EVDetected Idle', '1 Updated Authorized Idle', '2 Updated EVConnectTimeout Idle'])
    station.leaveBay()
    await settle()
    expect(story(csms).at(-1)).toBe('3 Ended EVDeparted Idle Timeout')
    await station.stop()
  })
})

describe.each(versions2)('in %s, a car that lets go of a cable that is locked at the station', (_, version) => {
  it('sets it free at once, where that is said (E09.FR.02, TC_E_24)', async () => {
    const settings = { stopTxOnEvSideDisconnect: true, unlockOnEvSideDisconnect: true }
    const { told, csms, station } = await play(version, settings, ...charging, 'pauses', 'unplugs')
    expect(told.at(-1)).toMatch(/EVCommunicationLost Idle/)
    expect(csms.last('StatusNotification')).toMatchObject({ connectorStatus: 'Available' })
    await station.stop()
  })

  it('leaves it to its driver, who sets it free with his card (E09.FR.03, TC_E_25)', async () => {
    const settings = { stopTxOnEvSideDisconnect: true, unlockOnEvSideDisconnect: false }
    const { told, csms, station } = await play(version, settings, ...charging, 'pauses', 'unplugs')
    expect(told.at(-1)).toMatch(/EVCommunicationLost Idle/)
    expect(csms.last('StatusNotification')).toMatchObject({ connectorStatus: 'Occupied' })
    await station.presentCard({ idToken: 'CARD' })
    await settle()
    expect(csms.last('StatusNotification')).toMatchObject({ connectorStatus: 'Available' })
    expect(story(csms)).toHaveLength(told.length)
    await station.stop()
  })

  it('may go on without it as long as its driver likes, where the cable is held (E10.FR.01)', async () => {
    const settings = { txStopPoints: ['Authorized'], stopTxOnEvSideDisconnect: false, unlockOnEvSideDisconnect: false } as const
    const { csms, station } = await play(version, settings, ...charging, 'unplugs')
    await csms.pass(300_000, 60_000)
    expect(story(csms).at(-1)).toBe('2 Updated EVCommunicationLost Idle')
    await station.stop()
  })
})

describe.each(versions2)('in %s, a car that lets go of a fixed cable', (_, version) => {
  const settings = { txStopPoints: ['Authorized'], stopTxOnEvSideDisconnect: false } as const

  it('suspends the transaction until it is back (E10.FR.01, E10.FR.03, TC_E_26)', async () => {
    const { csms, told, station } = await play(version, settings, ...charging, 'pauses', 'unplugs', 'plugsIn')
    expect(told.slice(3)).toEqual([
      '3 Updated EVCommunicationLost Idle',
      '4 Updated CablePluggedIn EVConnected',
      '5 Updated ChargingStateChanged Charging',
    ])
    expect(statuses(csms)).toEqual(['1/1 Occupied', '1/1 Available', '1/1 Occupied'])
    await station.stop()
  })

  it('ends it when it does not come back in time (E10.FR.02, TC_E_27)', async () => {
    const { station, csms } = await play(version, settings, ...charging, 'pauses', 'unplugs')
    expect(csms.last('StatusNotification')).toMatchObject({ connectorStatus: 'Available' })
    await csms.pass(59_000)
    expect(story(csms).at(-1)).toBe('3 Updated EVCommunicationLost Idle')
    await csms.pass(1_000)
    expect(story(csms).at(-1)).toBe('4 Ended EVConnectTimeout Idle Timeout')
    await station.stop()
  })

  it('leaves only the bay to end it where the bay is what counts (E10.FR.02, TC_E_27)', async () => {
    const bay = { txStopPoints: ['ParkingBayOccupancy'], stopTxOnEvSideDisconnect: false } as const
    const { station, csms } = await play(version, bay, 'drivesIn', ...charging, 'unplugs')
    await csms.pass(60_000)
    expect(story(csms).at(-1)).toBe('3 Updated EVConnectTimeout Idle')
    await station.stop()
  })
})

describe.each(versions2)('in %s, a driver whom the csms refuses', (_, version) => {
  const refused = async (settings: Partial<Settings>) => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 0, ...settings } })
    csms.answers['TransactionEvent'] = ({ idToken }) => (idToken === undefined ? {} : { idTokenInfo: { status: 'Invalid' } })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    await station.stop()
    return story(csms)
  }

  it('ends the transaction at Authorized, PowerPathClosed and EnergyTransfer (E05.FR.10)', async () => {
    for (const point of ['Authorized', 'PowerPathClosed', 'EnergyTransfer'] as const) {
      expect((await refused({ txStopPoints: [point] })).at(-1)).toBe('2 Ended Deauthorized EVConnected DeAuthorized')
    }
  })

  it('while the station was offline loses the transaction once the csms hears of it (E06.FR.04, C15.FR.04, TC_E_16)', async () => {
    for (const point of ['Authorized', 'PowerPathClosed'] as const) {
      const settings = { sampleIntervalS: 0, offlineTxForUnknownId: true, stopTxOnInvalidId: true, txStopPoints: [point] }
      const { station, csms } = await setUpAccepted(version, { settings })
      await csms.cut()
      await station.startCharging({ idToken: 'CARD', ev })
      await csms.pass(30_000)
      csms.answers['TransactionEvent'] = ({ idToken }) => (idToken === undefined ? {} : { idTokenInfo: { status: 'Invalid' } })
      await csms.restore()
      expect(story(csms)).toEqual([
        '0 Started Authorized EVConnected',
        '1 Updated ChargingStateChanged Charging',
        '2 Ended Deauthorized EVConnected DeAuthorized',
      ])
      expect(csms.of('TransactionEvent').map(({ offline }) => offline)).toEqual([true, true, undefined])
      expect(station.state.evses[0]?.powerW).toBe(0)
      await station.stop()
    }
  })

  it('leaves it without energy and without a driver at EVConnected (E05.FR.09)', async () => {
    expect((await refused({ txStopPoints: ['EVConnected'] })).at(-1)).toBe('2 Updated Deauthorized EVConnected')
  })
})

describe('in 1.6, a transaction stops', () => {
  const ended = async (
    act: (station: Awaited<ReturnType<typeof setUpAccepted<typeof ocpp16>>>) => unknown,
    settings: Partial<Settings> = {},
  ) => {
    const setup = await setUpAccepted(ocpp16, { settings: { sampleIntervalS: 0, ...settings } })
    await setup.station.startCharging({ idToken: 'CARD', ev })
    await settle()
    await act(setup)
    await settle()
    await setup.csms.pass(15_000)
    const [stop] = setup.csms.of('StopTransaction')
    await setup.station.stop()
    return stop?.['reason']
  }

  it.each([
    ['Local', ({ station }) => station.presentCard({ idToken: 'CARD' })],
    ['EVDisconnected', ({ station }) => station.unplug()],
    ['EmergencyStop', ({ station }) => station.emergencyStop()],
    ['Other', ({ station }) => station.setFault({ fault: 'GroundFailure' })],
    ['Other', ({ station }) => station.stopByEv()],
    ['HardReset', ({ csms }) => csms.call('Reset', { type: 'Hard' })],
    ['SoftReset', ({ csms }) => csms.call('Reset', { type: 'Soft' })],
    [
      'PowerLoss',
      ({ station }) => {
        station.powerCut()
        void station.powerRestored()
      },
    ],
    [
      'Reboot',
      ({ station }) => {
        station.powerCut({ cause: 'Reboot' })
        void station.powerRestored()
      },
    ],
  ] satisfies readonly [string, Parameters<typeof ended>[0]][])('with %s (1.6 §7.36)', async (reason, act) => {
    expect(await ended(act)).toBe(reason)
  })

  it('not where StopTransactionOnEVSideDisconnect is false: it waits for the car, without end (1.6 §9.1.24)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { settings: { sampleIntervalS: 0 } })
    expect(await csms.call('ChangeConfiguration', { key: 'StopTransactionOnEVSideDisconnect', value: 'false' })).toEqual({
      status: 'Accepted',
    })
    await station.startCharging({ idToken: 'CARD', ev })
    station.unplug()
    await csms.pass(300_000, 60_000)
    expect(csms.of('StopTransaction')).toEqual([])
    station.plugIn({ ev })
    await settle()
    expect(csms.last('StatusNotification')).toMatchObject({ status: 'Charging' })
    await station.stop()
  })
})

describe('a parking bay', () => {
  it('holds one car, which cannot leave with its cable in', async () => {
    const { station } = await setUpAccepted(ocpp16)
    expect(() => station.leaveBay()).toThrow(expect.objectContaining({ code: 'BAY_EMPTY' }))
    station.enterBay()
    expect(() => station.enterBay()).toThrow(expect.objectContaining({ code: 'BAY_TAKEN' }))
    station.plugIn({ ev })
    expect(() => station.leaveBay()).toThrow(expect.objectContaining({ code: 'ALREADY_PLUGGED_IN' }))
    station.unplug()
    expect(station.state.evses[0]?.isBayTaken).toBe(true)
    station.leaveBay()
    expect(station.state.evses[0]?.isBayTaken).toBe(false)
    await station.stop()
  })
})
