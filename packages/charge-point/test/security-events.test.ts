import { OcppError } from '@ocpp-kit/rpc'
import { describe, expect, it } from 'vitest'
import { createMemoryStateStore } from '../src/index.js'
import { settle, setUp, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp16, ocpp201 } from './support/versions.js'

describe.each(allVersions)('security events of a %s station', (_, version) => {
  it('tell of the start, and of a restart (2.x appendix 1, whitepaper §8)', async () => {
    const { station, csms } = await setUp(version, { rebootMs: 1_000 })
    await station.start()
    await settle()
    expect(csms.of('SecurityEventNotification')).toMatchObject([{ type: 'StartupOfTheDevice', techInfo: 'PowerUp' }])
    await csms.call('Reset', { type: version === ocpp16 ? 'Hard' : 'Immediate' })
    await csms.pass(3_000)
    expect(csms.last('SecurityEventNotification')).toMatchObject({ type: 'ResetOrReboot' })
    await station.stop()
  })

  it('wait while the csms is out of reach, in order and with their own time (A04.FR.02)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await csms.cut()
    station.raiseSecurityEvent({ type: 'TamperDetectionActivated', techInfo: 'door' })
    const at = csms.now()
    await csms.pass(5_000)
    station.raiseSecurityEvent({ type: 'MemoryExhaustion' })
    expect(csms.of('SecurityEventNotification')).toEqual([])
    await csms.restore()
    expect(csms.of('SecurityEventNotification')).toMatchObject([
      { type: 'TamperDetectionActivated', techInfo: 'door', timestamp: at },
      { type: 'MemoryExhaustion' },
    ])
    await station.stop()
  })

  it('survive a power cut, with the log (A04.FR.02, A04.FR.04)', async () => {
    const state = createMemoryStateStore()
    const before = await setUpAccepted(version, { state })
    await before.csms.cut()
    before.station.raiseSecurityEvent({ type: 'TamperDetectionActivated' })
    await before.station.stop()
    const after = await setUp(version, { state })
    await after.station.start()
    await settle()
    expect(after.csms.of('SecurityEventNotification').map(({ type }) => type)).toEqual(['TamperDetectionActivated', 'StartupOfTheDevice'])
    expect(after.station.securityLog().map((line) => line.split(' ')[1])).toEqual([
      'StartupOfTheDevice',
      'TamperDetectionActivated',
      'StartupOfTheDevice',
    ])
    await after.station.stop()
  })

  it('with a name that no message has room for are refused, and hold up no other (A04.FR.02)', async () => {
    const { station, csms } = await setUpAccepted(version)
    expect(() => station.raiseSecurityEvent({ type: 'A'.repeat(51) })).toThrow('type must be a text of 1 to 50 characters')
    station.raiseSecurityEvent({ type: 'TamperDetectionActivated' })
    await settle()
    expect(csms.of('SecurityEventNotification')).toMatchObject([{ type: 'TamperDetectionActivated' }])
    await station.stop()
  })

  it('that cannot be sent are dropped, and told to the program', async () => {
    const state = createMemoryStateStore()
    state.put('securityEvents', '1', { type: 'A'.repeat(51), timestamp: '2026-01-01T00:00:00.000Z' })
    const { station, csms } = await setUp(version, { state })
    const dropped: string[] = []
    station.on('messageDropped', ({ action }) => dropped.push(action))
    await station.start()
    await csms.until(() => csms.actions.includes('SecurityEventNotification'))
    expect(dropped).toEqual(['SecurityEventNotification'])
    expect(csms.of('SecurityEventNotification')).toMatchObject([{ type: 'StartupOfTheDevice' }])
    await station.stop()
  })

  it('that are not critical stand in the log alone (A04.FR.04)', async () => {
    const { station, csms } = await setUpAccepted(version)
    station.raiseSecurityEvent({ type: 'AttemptedReplayAttacks', techInfo: 'twice' })
    await settle()
    expect(csms.of('SecurityEventNotification')).toEqual([])
    expect(station.securityLog().at(-1)).toBe(`${csms.now()} AttemptedReplayAttacks twice`)
    await station.stop()
  })

  it('are tried again until the csms takes them (A04.FR.02)', async () => {
    const { station, csms } = await setUpAccepted(version)
    let failures = 2
    csms.answers['SecurityEventNotification'] = () => {
      failures -= 1
      if (failures >= 0) throw new OcppError('InternalError', 'not now')
      return {}
    }
    station.raiseSecurityEvent({ type: 'TamperDetectionActivated' })
    await csms.pass(59_000)
    expect(csms.of('SecurityEventNotification')).toHaveLength(1)
    await csms.pass(200_000, 10_000)
    expect(csms.of('SecurityEventNotification')).toHaveLength(3)
    await station.stop()
  })

  it('are given up where the csms does not know the message, and the station goes on', async () => {
    const { station, csms, errors } = await setUpAccepted(version)
    csms.answers['SecurityEventNotification'] = () => {
      throw new OcppError('NotImplemented', 'never heard of it')
    }
    const dropped = station.once('messageDropped')
    station.raiseSecurityEvent({ type: 'TamperDetectionActivated' })
    expect(await dropped).toMatchObject({ action: 'SecurityEventNotification' })
    await csms.pass(200_000, 10_000)
    expect(csms.of('SecurityEventNotification')).toHaveLength(1)
    expect(errors).toEqual([])
    await station.stop()
  })

  it('tell of a clock that was set by much, and not of one that was set by little', async () => {
    const { station, csms } = await setUpAccepted(version)
    const now = csms.now
    csms.now = () => new Date(csms.clock.now() + 5_000).toISOString()
    await csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })
    expect(csms.of('SecurityEventNotification')).toEqual([])
    csms.now = () => new Date(csms.clock.now() + 65_000).toISOString()
    await csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })
    expect(csms.of('SecurityEventNotification')).toMatchObject([{ type: 'SettingSystemTime', techInfo: 'by 60000 ms' }])
    csms.now = now
    await station.stop()
  })

  it('keep a log of the last 200', async () => {
    const { station } = await setUp(version)
    for (let at = 0; at < 250; at += 1) station.raiseSecurityEvent({ type: 'InvalidMessages', techInfo: `message ${at}` })
    const log = station.securityLog()
    expect(log).toHaveLength(200)
    expect([log[0], log.at(-1)]).toEqual([expect.stringContaining('message 50'), expect.stringContaining('message 249')])
  })
})

describe('a security event', () => {
  it('has the name that its version gives it (whitepaper §8)', async () => {
    const old = await setUpAccepted(ocpp16)
    old.station.raiseSecurityEvent({ type: 'InvalidCsmsCertificate' })
    await settle()
    expect(old.csms.last('SecurityEventNotification')['type']).toBe('InvalidCentralSystemCertificate')
    await old.station.stop()
    const { station, csms } = await setUpAccepted(ocpp201)
    station.raiseSecurityEvent({ type: 'InvalidCsmsCertificate', techInfo: 'x'.repeat(300) })
    await settle()
    expect(csms.last('SecurityEventNotification')).toMatchObject({ type: 'InvalidCsmsCertificate', techInfo: 'x'.repeat(255) })
    await station.stop()
  })
})
