import { describe, expect, it } from 'vitest'
import { type Payload, settle, setUpAccepted } from './support/csms.js'
import { ocpp16, ocpp201, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

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
    const { station, csms } = await setUpAccepted(version, { rebootMs: 5_000 })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    csms.forget()
    expect(await csms.call('Reset', { type: 'Immediate' })).toEqual({ status: 'Accepted' })
    expect(csms.last('TransactionEvent')).toMatchObject({
      eventType: 'Ended',
      triggerReason: 'ResetCommand',
      transactionInfo: { stoppedReason: 'ImmediateReset', chargingState: 'EVConnected' },
    })
    expect(csms.last('TransactionEvent')).not.toHaveProperty('idToken')
    await csms.pass(6_000)
    expect(csms.last('BootNotification')['reason']).toBe('RemoteReset')
    expect(csms.last('StatusNotification')['connectorStatus']).toBe('Occupied')
    await station.stop()
  })

  it('OnIdle waits for the transaction, then boots as scheduled (B12.FR.01, B12.FR.03, TC_B_21)', async () => {
    const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000 })
    await station.startCharging({ idToken: 'CARD', ev })
    expect(await csms.call('Reset', { type: 'OnIdle' })).toEqual({ status: 'Scheduled' })
    await csms.pass(10_000)
    expect(csms.of('BootNotification')).toEqual([])
    await station.stopCharging()
    await csms.pass(2_000)
    expect(csms.last('BootNotification')['reason']).toBe('ScheduledReset')
    expect((csms.last('TransactionEvent')['transactionInfo'] as Payload)['stoppedReason']).toBe('Local')
    await station.stop()
  })

  it('OnIdle without a transaction happens at once (B11, TC_B_20)', async () => {
    const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000 })
    expect(await csms.call('Reset', { type: 'OnIdle' })).toEqual({ status: 'Accepted' })
    await csms.pass(2_000)
    expect(csms.last('BootNotification')['reason']).toBe('RemoteReset')
    await station.stop()
  })

  it('leaves connectors out of service as they were (B11.FR.02, TC_B_23)', async () => {
    const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000, evses: [{ connectors: [{ initialStatus: 'Unavailable' }] }] })
    await csms.call('Reset', { type: 'Immediate' })
    await csms.pass(2_000)
    expect(csms.last('StatusNotification')['connectorStatus']).toBe('Unavailable')
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
