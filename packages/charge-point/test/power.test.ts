import { describe, expect, it } from 'vitest'
import { settle, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp201 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

describe.each(allVersions)('a %s station that is switched off in the middle of a reset', (name, version) => {
  const type = name === '1.6' ? 'Soft' : 'Immediate'

  it('stays off, even while it is still going down', async () => {
    const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000 })
    const rebooting = station.once('rebooting')
    await csms.station.callUntyped('Reset', { type })
    await rebooting
    await station.stop()
    await csms.pass(10_000)
    expect(station.state.isConnected).toBe(false)
    expect(csms.of('BootNotification')).toEqual([])
  })

  it('stays off during the restart, and starts when it is told to', async () => {
    const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000 })
    await csms.call('Reset', { type })
    await station.stop()
    await csms.pass(10_000)
    expect(csms.of('BootNotification')).toEqual([])
    await station.start()
    expect(station.state.registration).toBe('Accepted')
    await station.stop()
  })

  it('has forgotten the reset when it is on again, though its farewell is answered only then', async () => {
    const { station, csms } = await setUpAccepted(version, { rebootMs: 1_000 })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    const last = name === '1.6' ? 'StopTransaction' : 'TransactionEvent'
    csms.answers[last] = () => new Promise<object>(() => {})
    await csms.call('Reset', { type })
    await station.stop()
    delete csms.answers[last]
    csms.forget()
    await station.start()
    await csms.pass(20_000)
    expect(csms.of('BootNotification')).toHaveLength(1)
    expect(csms.of(last).length).toBeGreaterThan(0)
    expect(station.state).toMatchObject({ isConnected: true, queuedMessages: 0 })
    await station.stop()
  })
})

describe('a switch', () => {
  it('turned off and on at once leaves a station that speaks', async () => {
    const { station, csms } = await setUpAccepted(ocpp201)
    const off = station.stop()
    const on = station.start()
    await Promise.all([off, on])
    await settle()
    expect(station.state).toMatchObject({ isConnected: true, registration: 'Accepted' })
    expect(await csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('turned off last leaves the station off, however often it was turned before', async () => {
    const { station, csms } = await setUpAccepted(ocpp201)
    const turns = [station.stop(), station.start(), station.stop(), station.start(), station.stop()]
    const [, first, , second] = turns
    await expect(first).rejects.toMatchObject({ code: 'STOPPED' })
    await expect(second).rejects.toMatchObject({ code: 'STOPPED' })
    await turns[4]
    await csms.pass(10_000)
    expect(station.state.isConnected).toBe(false)
    expect(csms.of('BootNotification')).toEqual([])
  })

  it('turned off while a reset waits for the end of a session makes that reset void', async () => {
    const { station, csms } = await setUpAccepted(ocpp201)
    await station.startCharging({ idToken: 'CARD', ev })
    expect(await csms.call('Reset', { type: 'OnIdle' })).toEqual({ status: 'Scheduled' })
    await station.stop()
    await station.start()
    csms.forget()
    await station.stopCharging()
    await csms.pass(20_000)
    expect(csms.of('BootNotification')).toEqual([])
    await station.stop()
  })
})
