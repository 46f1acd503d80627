import { describe, expect, test } from 'vitest'
import { createMemoryStore, type SetNetworkProfile } from '../../src/index.js'
import { arrive, leave, startCsms, until } from './running.js'

const values = {
  'SecurityCtrlr.SecurityProfile': '2',
  'OCPPCommCtrlr.NetworkConfigurationPriority': '0',
  'OCPPCommCtrlr.ActiveNetworkProfile': '0',
}

const profile = {
  url: 'wss://csms.example/ocpp',
  interface: 'Wired0',
  securityProfile: 2,
  messageTimeoutSeconds: 45,
} as const

const ocppVersions = { '2.0.1': { ocppVersion: 'OCPP20' }, '2.1': {} } as const

describe.each(['2.0.1', '2.1'] as const)('the network profile of a station of OCPP %s', (version) => {
  const start = async (own: Readonly<Record<string, string>> = values, options: Parameters<typeof startCsms>[0] = {}) => {
    const csms = await startCsms({ fullReports: 'onDemand', ...options })
    const station = await arrive(version, csms, own)
    station.on('SetNetworkProfile', () => ({ status: 'Accepted' }))
    station.on('Reset', () => ({ status: 'Accepted' }))
    await station.boot()
    return { csms, station, handle: csms.station('CP1') }
  }

  test('is written into a slot (TC_B_42_CSMS)', async () => {
    const { station, handle } = await start()
    expect(await handle.setNetworkProfile({ slot: 1, profile })).toMatchObject({ step: 'done', status: 'Accepted' })
    expect(station.asked('SetNetworkProfile')).toEqual([
      {
        configurationSlot: 1,
        connectionData: {
          ocppCsmsUrl: 'wss://csms.example/ocpp',
          ocppInterface: 'Wired0',
          ocppTransport: 'JSON',
          messageTimeout: 45,
          securityProfile: 2,
          ...ocppVersions[version],
        },
      },
    ])
    expect(station.asked('SetVariables')).toEqual([])
  })

  test('is not taken: that is its end (TC_B_44_CSMS)', async () => {
    const { station, handle } = await start()
    station.on('SetNetworkProfile', () => ({ status: 'Failed', statusInfo: { reasonCode: 'InternalError' } }))
    expect(await handle.setNetworkProfile({ slot: 1, profile, activate: true })).toMatchObject({
      step: 'failed',
      status: 'Failed',
      reason: 'InternalError',
    })
    expect(station.asked('SetVariables')).toEqual([])
  })

  test('raises its security: slot, priority, reset, and it comes back by it (TC_A_19_CSMS)', async () => {
    const { csms, station, handle } = await start()
    const change = { slot: 1, profile: { ...profile, securityProfile: 3 }, activate: true, reset: 'OnIdle' } as const
    expect(await handle.setNetworkProfile(change)).toMatchObject({ step: 'waiting', status: 'Accepted' })
    expect(station.requests.map(({ action }) => action).filter((action) => action !== 'GetVariables')).toEqual([
      'SetNetworkProfile',
      'SetVariables',
      'Reset',
    ])
    expect(station.values.get('OCPPCommCtrlr.NetworkConfigurationPriority')).toBe('1,0')
    await leave(csms, station)
    const ended = csms.once('station.networkProfile')
    const again = await arrive(version, csms, { ...values, 'OCPPCommCtrlr.ActiveNetworkProfile': '1' })
    await again.boot({ reason: 'RemoteReset' })
    expect(await ended).toMatchObject({ change: { step: 'done', slot: 1, securityProfile: 3 } })
    expect((await handle.record())?.networkProfile).toMatchObject({ step: 'done' })
  })

  test('is not what it comes back by: the change failed, and says so (B10.FR.07)', async () => {
    const { csms, station, handle } = await start()
    await handle.setNetworkProfile({ slot: 1, profile, activate: true, reset: 'OnIdle' })
    await leave(csms, station)
    const ended = csms.once('station.networkProfile')
    const again = await arrive(version, csms, values)
    await again.boot()
    expect(await ended).toMatchObject({ change: { step: 'failed', reason: 'the station came back by slot 0' } })
  })

  test.each([
    ['2', 'wss', 2, undefined, true],
    ['2', 'ws', 1, 'true', false],
    ['3', 'wss', 2, undefined, false],
    ['3', 'wss', 2, 'false', false],
    ['3', 'wss', 2, 'true', true],
  ])(
    'of security %s is followed by %s security %d where a downgrade is allowed: %s → %s (A05.FR.08, B09.FR.31)',
    async (current, scheme, securityProfile, allowed, isSent) => {
      const { station, handle } = await start({
        ...values,
        'SecurityCtrlr.SecurityProfile': current,
        ...(allowed !== undefined && { 'SecurityCtrlr.AllowSecurityProfileDowngrade': allowed }),
      })
      const result = await handle.setNetworkProfile({ slot: 1, profile: { ...profile, url: `${scheme}://c.example`, securityProfile } })
      expect(result).toMatchObject(
        isSent ? { step: 'done' } : { step: 'failed', status: 'Rejected', reason: expect.stringContaining('lower') },
      )
      expect(station.asked('SetNetworkProfile')).toHaveLength(isSent ? 1 : 0)
    },
  )

  test('in the slot that is in use is not overwritten', async () => {
    const { station, handle } = await start()
    expect(await handle.setNetworkProfile({ slot: 0, profile })).toMatchObject({
      step: 'failed',
      reason: 'slot 0 holds the profile that the station uses now: take another',
    })
    expect(station.asked('SetNetworkProfile')).toEqual([])
  })

  test('in the slot that it used when it told last is not overwritten', async () => {
    const { station, handle } = await start()
    await handle.getVariables([{ component: 'OCPPCommCtrlr', variable: 'ActiveNetworkProfile' }])
    station.values.delete('OCPPCommCtrlr.ActiveNetworkProfile')
    expect(await handle.setNetworkProfile({ slot: 0, profile })).toMatchObject({
      step: 'failed',
      reason: expect.stringContaining('uses now'),
    })
    expect(station.asked('SetNetworkProfile')).toEqual([])
  })

  test.each([
    ['0,1', 1, false],
    ['0,1', 2, true],
    [undefined, 1, false],
  ])(
    'of a station that does not tell its slot is written beside those of its priority %s alone: slot %i → %s',
    async (priority, slot, isSent) => {
      const { station, handle } = await start({
        'SecurityCtrlr.SecurityProfile': '2',
        ...(priority !== undefined && { 'OCPPCommCtrlr.NetworkConfigurationPriority': priority }),
      })
      expect(await handle.setNetworkProfile({ slot, profile })).toMatchObject(
        isSent ? { step: 'done' } : { step: 'failed', reason: expect.stringContaining('has not told which slot') },
      )
      expect(station.asked('SetNetworkProfile')).toHaveLength(isSent ? 1 : 0)
      for (const { getVariableData } of station.asked('GetVariables') as { getVariableData: object[] }[])
        expect(getVariableData).toHaveLength(1)
    },
  )

  test('goes on with its priority after the csms ended before that', async () => {
    const store = createMemoryStore()
    const { csms, station, handle } = await start(values, { store })
    station.on('SetVariables', () => new Promise<never>(() => {}))
    const lost = handle.setNetworkProfile({ slot: 1, profile, activate: true }).catch(() => 'lost')
    await until(() => station.asked('SetVariables').length === 1)
    await station.close()
    expect(await lost).toBe('lost')
    await csms.stop({ drainMs: 0 })

    const restarted = await startCsms({ store, fullReports: 'onDemand' })
    const again = await arrive(version, restarted, values)
    await again.connection.callUntyped('Heartbeat', {})
    await until(() => again.values.get('OCPPCommCtrlr.NetworkConfigurationPriority') === '1,0')
    await until(async () => (await restarted.station('CP1').record())?.networkProfile?.step === 'waiting')
    expect(again.asked('SetNetworkProfile')).toEqual([])
    expect(again.asked('Reset')).toEqual([])
  })

  test('leaves no secret behind (G18)', async () => {
    const { csms, station, handle } = await start()
    const vpn = { server: 'vpn.example', user: 'u', password: 'hunter2', key: 'hunter3', type: 'IPSec' }
    await handle.setNetworkProfile({ slot: 1, profile: { ...profile, vpn } })
    expect(JSON.stringify(station.asked('SetNetworkProfile'))).toContain('hunter2')
    expect(JSON.stringify(await csms.station('CP1').record())).not.toMatch(/hunter/)
  })
})

test('a station of OCPP 2.1 is told its identity and password at the other csms, and the version where one is named', async () => {
  const csms = await startCsms({ fullReports: 'onDemand' })
  const station = await arrive('2.1', csms, values)
  station.on('SetNetworkProfile', () => ({ status: 'Accepted' }))
  await station.boot()
  const own = { identity: 'OTHER', basicAuthPassword: 'hunter2hunter2hunter2', version: '2.1' } as const
  await csms.station('CP1').setNetworkProfile({ slot: 1, profile: { ...profile, ...own } })
  expect(station.asked('SetNetworkProfile')).toMatchObject([
    { connectionData: { identity: 'OTHER', basicAuthPassword: 'hunter2hunter2hunter2', ocppVersion: 'OCPP21' } },
  ])
  expect(JSON.stringify(await csms.station('CP1').record())).not.toContain('hunter')
})

test('OCPP 1.6 has no network profiles', async () => {
  const csms = await startCsms()
  const station = await arrive('1.6', csms)
  await station.boot()
  await expect(csms.station('CP1').setNetworkProfile({ slot: 1, profile })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
})

test.each<[Partial<SetNetworkProfile>, string]>([
  [{ slot: -1 }, 'slot must be a whole number'],
  [{ profile: { ...profile, securityProfile: 4 } }, 'securityProfile must be 1, 2 or 3'],
  [{ profile: { ...profile, url: 'ws://csms.example' } }, 'must begin with wss:// for security profile 2'],
  [{ profile: { ...profile, url: 'nonsense' } }, 'must begin with wss://'],
  [{ reset: 'OnIdle' }, 'reset is of use only with activate'],
])('%j is refused', async (wrong, message) => {
  const csms = await startCsms()
  await expect(csms.station('CP1').setNetworkProfile({ slot: 1, profile, ...wrong })).rejects.toThrow(message)
})
