import { describe, expect, it } from 'vitest'
import { type Payload, settle, setUpAccepted, type TestCsms } from './support/csms.js'
import { getVariable } from './support/variables.js'
import { ocpp16, ocpp201, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

/** The statuses that the csms has been told, by connector. */
const told = (csms: TestCsms): string[] =>
  csms.of('StatusNotification').map(({ evseId, connectorId, connectorStatus }) => `${evseId}/${connectorId} ${connectorStatus}`)

describe('a 1.6 reset', () => {
  it.each([
    ['Soft', 'SoftReset'],
    ['Hard', 'HardReset'],
  ])('%s stops the transaction with %s and boots again (1.6 §5.14)', async (type, reason) => {
    const { station, csms } = await setUpAccepted(ocpp16, { rebootMs: 5_000 })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    csms.forget()
    expect(await csms.call('Reset', { type })).toEqual({ status: 'Accepted' })
    await settle()
    expect(station.state.isConnected).toBe(false)
    await csms.pass(6_000)
    expect(csms.of('StopTransaction')).toHaveLength(1)
    expect(csms.last('StopTransaction')['reason']).toBe(reason)
    const before = csms.actions.indexOf('StopTransaction') < csms.actions.indexOf('BootNotification')
    expect(before).toBe(type === 'Soft')
    // The car is still plugged in, and nobody is let in.
    expect(station.state.evses[0]?.connectors[0]?.status).toBe('Finishing')
    await station.stop()
  })
})

describe.each(versions2)('a %s reset', (_, version) => {
  it('Immediate ends the transaction first, without a token (B12.FR.04, TC_B_22)', async () => {
    const { station, csms } = await setUpAccepted(version, { rebootMs: 5_000, evses: [{ connectors: 2 }, {}] })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    csms.forget()
    expect(await csms.call('Reset', { type: 'Immediate' })).toEqual({ status: 'Accepted' })
    expect(csms.of('TransactionEvent')).toHaveLength(1)
    expect(csms.last('TransactionEvent')).toMatchObject({
      eventType: 'Ended',
      triggerReason: 'ResetCommand',
      transactionInfo: { stoppedReason: 'ImmediateReset', chargingState: 'EVConnected' },
    })
    expect(csms.last('TransactionEvent')).not.toHaveProperty('idToken')
    csms.forget()
    await csms.pass(6_000)
    expect(csms.received[0]).toMatchObject({ action: 'BootNotification', request: { reason: 'RemoteReset' } })
    expect(told(csms)).toEqual(['1/1 Occupied', '1/2 Available', '2/1 Available'])
    await station.stop()
  })

  it('OnIdle waits for the transaction, then boots as scheduled (B12.FR.01, B12.FR.03, TC_B_21)', async () => {
    const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000 })
    await station.startCharging({ idToken: 'CARD', ev })
    expect(await csms.call('Reset', { type: 'OnIdle' })).toEqual({ status: 'Scheduled' })
    await csms.pass(10_000)
    expect(csms.of('BootNotification')).toEqual([])
    await station.stopCharging()
    await settle()
    expect((csms.last('TransactionEvent')['transactionInfo'] as Payload)['stoppedReason']).toBe('Local')
    csms.forget()
    await csms.pass(2_000)
    expect(csms.received[0]).toMatchObject({ action: 'BootNotification', request: { reason: 'ScheduledReset' } })
    expect(told(csms)).toEqual(['1/1 Occupied'])
    expect(csms.last('SecurityEventNotification')).toMatchObject({ type: 'ResetOrReboot' })
    await station.stop()
  })

  it('OnIdle without a transaction happens at once (B11, TC_B_20)', async () => {
    const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000, evses: [{ connectors: 2 }, {}] })
    expect(await csms.call('Reset', { type: 'OnIdle' })).toEqual({ status: 'Accepted' })
    await csms.pass(2_000)
    expect(csms.last('BootNotification')['reason']).toBe('RemoteReset')
    expect(told(csms)).toEqual(['1/1 Available', '1/2 Available', '2/1 Available'])
    await station.stop()
  })

  it('leaves connectors out of service as they were (B11.FR.02, TC_B_23)', async () => {
    const evses = [{ connectors: 2 }, { connectors: [{ initialStatus: 'Unavailable' }] }] as const
    const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000, evses })
    const inoperative = { operationalStatus: 'Inoperative', evse: { id: 1, connectorId: 2 } }
    expect(await csms.call('ChangeAvailability', inoperative)).toEqual({ status: 'Accepted' })
    for (const type of ['OnIdle', 'Immediate']) {
      csms.forget()
      expect(await csms.call('Reset', { type })).toEqual({ status: 'Accepted' })
      await csms.pass(2_000)
      expect(csms.last('BootNotification')['reason']).toBe('RemoteReset')
      expect(told(csms)).toEqual(['1/1 Available', '1/2 Unavailable', '2/1 Unavailable'])
    }
    await station.stop()
  })

  it('finds a connector reserved that was so before, and by the same reservation (B01.FR.13, B11.FR.05, TC_B_24)', async () => {
    const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000, evses: [{ connectors: 2 }, {}] })
    const idToken = { idToken: 'A', type: 'ISO14443' }
    const expiryDateTime = new Date(csms.clock.now() + 3_600_000).toISOString()
    expect(await csms.call('ReserveNow', { id: 7, evseId: 2, idToken, expiryDateTime })).toEqual({ status: 'Accepted' })
    csms.forget()
    expect(await csms.call('Reset', { type: 'OnIdle' })).toEqual({ status: 'Accepted' })
    await csms.pass(2_000)
    expect(csms.received[0]).toMatchObject({ action: 'BootNotification', request: { reason: 'RemoteReset' } })
    expect(told(csms)).toEqual(['1/1 Available', '1/2 Available', '2/1 Reserved'])
    expect(await csms.call('CancelReservation', { reservationId: 7 })).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('OnIdle waits for the last of several transactions (B12.FR.01, B12.FR.03, E07.FR.03, TC_B_41)', async () => {
    for (const [txStopPoints, connectorStatus] of [
      [['Authorized'], 'Occupied'],
      [['EVConnected'], 'Available'],
    ] as const) {
      const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000, evses: [{}, {}], settings: { txStopPoints } })
      await station.startCharging({ evseId: 1, idToken: 'A', ev })
      await station.startCharging({ evseId: 2, idToken: 'B', ev })
      expect(await csms.call('Reset', { type: 'OnIdle' })).toEqual({ status: 'Scheduled' })
      await station.presentCard({ evseId: 1, idToken: 'A' })
      station.unplug({ evseId: 1 })
      await csms.pass(60_000)
      expect(csms.of('BootNotification')).toEqual([])
      await station.presentCard({ evseId: 2, idToken: 'B' })
      if (connectorStatus === 'Available') {
        await csms.pass(60_000)
        expect(csms.of('BootNotification')).toEqual([])
        station.unplug({ evseId: 2 })
      }
      await settle()
      const ended = csms.of('TransactionEvent').filter(({ eventType }) => eventType === 'Ended')
      expect(ended.map(({ transactionInfo }) => (transactionInfo as Payload)['stoppedReason'])).toEqual(['Local', 'Local'])
      csms.forget()
      await csms.pass(2_000)
      expect(csms.received[0]).toMatchObject({ action: 'BootNotification', request: { reason: 'ScheduledReset' } })
      expect(told(csms)).toEqual(['1/1 Available', `2/1 ${connectorStatus}`])
      await station.stop()
    }
  })

  it('of one EVSE that is idle is Accepted, whatever goes on elsewhere, and announced as possible (B11.FR.08, B11.FR.10, TC_B_25)', async () => {
    const { station, csms } = await setUpAccepted(version, { evses: [{}, {}] })
    await station.startCharging({ evseId: 2, idToken: 'B', ev })
    expect(await getVariable(csms, 'EVSE.AllowReset', { id: 1 })).toBe('true')
    expect(await csms.call('Reset', { type: 'OnIdle', evseId: 1 })).toEqual({ status: 'Accepted' })
    await csms.pass(10_000)
    expect(csms.of('BootNotification')).toEqual([])
    expect(station.state.isConnected).toBe(true)
    expect(await station.startCharging({ evseId: 1, idToken: 'A', ev })).toMatchObject({ evseId: 1 })
    await station.stop()
  })

  it('OnIdle of one EVSE waits for its transaction alone, which ends in good order (B12.FR.01, B12.FR.07, TC_B_26)', async () => {
    const { station, csms } = await setUpAccepted(version, { evses: [{}, {}] })
    await station.startCharging({ evseId: 1, idToken: 'A', ev })
    await station.startCharging({ evseId: 2, idToken: 'B', ev })
    expect(await csms.call('Reset', { type: 'OnIdle', evseId: 1 })).toEqual({ status: 'Scheduled' })
    await csms.pass(60_000)
    expect(station.state.evses[0]?.transaction).toBeDefined()
    await station.presentCard({ evseId: 1, idToken: 'A' })
    await settle()
    expect(csms.last('TransactionEvent')).toMatchObject({
      eventType: 'Ended',
      triggerReason: 'StopAuthorized',
      transactionInfo: { stoppedReason: 'Local' },
    })
    station.unplug({ evseId: 1 })
    await csms.pass(60_000)
    expect(csms.of('BootNotification')).toEqual([])
    expect(station.state.evses[1]?.transaction).toBeDefined()
    // It is over with: the next session there is left alone.
    await station.startCharging({ evseId: 1, idToken: 'A', ev })
    await csms.pass(10_000)
    expect(station.state.evses[0]?.transaction).toBeDefined()
    await station.stop()
  })

  it('Immediate of one EVSE ends its transaction first, and tells why (B12.FR.02, B12.FR.08, TC_B_27)', async () => {
    const { station, csms } = await setUpAccepted(version, { evses: [{}, {}] })
    await station.startCharging({ evseId: 1, idToken: 'A', ev })
    await settle()
    csms.forget()
    expect(await csms.call('Reset', { type: 'Immediate', evseId: 1 })).toEqual({ status: 'Accepted' })
    const transactionInfo = { chargingState: 'EVConnected', stoppedReason: 'ImmediateReset' }
    expect(csms.of('TransactionEvent')).toMatchObject([{ eventType: 'Ended', triggerReason: 'ResetCommand', transactionInfo }])
    await csms.pass(10_000)
    expect(csms.of('BootNotification')).toEqual([])
    await station.stop()
  })

  it('of one EVSE is Rejected where it can only be the whole station, busy or not (B11.FR.09, B12.FR.09, TC_B_28, TC_B_29)', async () => {
    const { station, csms } = await setUpAccepted(version, { evses: [{}, {}], rebootMs: 1_000, settings: { resetsEvses: false } })
    expect(await getVariable(csms, 'EVSE.AllowReset', { id: 1 })).toBe('false')
    expect(await csms.call('Reset', { type: 'OnIdle', evseId: 1 })).toEqual({ status: 'Rejected' })
    await station.startCharging({ evseId: 1, idToken: 'A', ev })
    for (const type of ['OnIdle', 'Immediate']) expect(await csms.call('Reset', { type, evseId: 1 })).toEqual({ status: 'Rejected' })
    await csms.pass(60_000)
    expect(station.state.evses[0]?.transaction).toBeDefined()
    expect(await csms.call('Reset', { type: 'Immediate' })).toEqual({ status: 'Accepted' })
    await csms.pass(2_000)
    expect(csms.of('BootNotification')).toHaveLength(1)
    await station.stop()
  })

  it('of one EVSE leaves the other alone, and one that does not exist is Rejected (B12.FR.08)', async () => {
    const { station, csms } = await setUpAccepted(version, { evses: [{}, {}] })
    await station.startCharging({ evseId: 1, idToken: 'A', ev })
    await station.startCharging({ evseId: 2, idToken: 'B', ev })
    expect(await csms.call('Reset', { type: 'Immediate', evseId: 1 })).toEqual({ status: 'Accepted' })
    await csms.pass(10_000)
    expect(station.state.evses.map(({ transaction }) => transaction !== undefined)).toEqual([false, true])
    expect(csms.of('BootNotification')).toEqual([])
    expect(await csms.call('Reset', { type: 'Immediate', evseId: 7 })).toEqual({ status: 'Rejected' })
    await station.stop()
  })
})

describe('a reset', () => {
  it('does not wait for ever for a csms that does not answer (B12.FR.05)', async () => {
    const { station, csms } = await setUpAccepted(ocpp201, { rebootMs: 1_000 })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    csms.answers['TransactionEvent'] = () => new Promise<object>(() => {})
    await csms.call('Reset', { type: 'Immediate' })
    csms.forget()
    await csms.pass(9_000)
    expect(station.state.isConnected).toBe(true)
    delete csms.answers['TransactionEvent']
    await csms.pass(3_000)
    expect(csms.actions[0]).toBe('BootNotification')
    expect(csms.last('TransactionEvent')).toMatchObject({ eventType: 'Ended', offline: true })
    await station.stop()
  })
})
