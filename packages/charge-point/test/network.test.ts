import { ConnectionError } from '@ocpp-kit/rpc'
import { createRoot, issue } from '@ocpp-kit/testkit'
import { describe, expect, it } from 'vitest'
import { createMemoryStateStore, type StationVersion, type TransportPlan } from '../src/index.js'
import { type Payload, type Setup, settle, setUp, setUpAccepted } from './support/csms.js'
import { ocpp16, ocpp21, ocpp201, versions2 } from './support/versions.js'

const root = createRoot('CSMS root')
const own = issue({ commonName: 'SERIAL-1', issuer: root })
const oldPassword = 'an-old-password-of-24'
const newPassword = 'a-new-password-of-24'

const connectionData = (changes: object = {}): object => ({
  messageTimeout: 20,
  ocppCsmsUrl: 'ws://second.example',
  ocppInterface: 'Wired0',
  ocppTransport: 'JSON',
  ocppVersion: 'OCPP20',
  securityProfile: 1,
  ...changes,
})

const set = async ({ csms }: Setup<StationVersion>, component: string, variable: string, attributeValue: string): Promise<unknown> => {
  const setVariableData = [{ component: { name: component }, variable: { name: variable }, attributeValue }]
  return ((await csms.call('SetVariables', { setVariableData }))['setVariableResult'] as Payload[])[0]?.['attributeStatus']
}

const get = async ({ csms }: Setup<StationVersion>, component: object, variable: string): Promise<unknown> => {
  const getVariableData = [{ component, variable: { name: variable } }]
  const [result] = (await csms.call('GetVariables', { getVariableData }))['getVariableResult'] as Payload[]
  return result?.['attributeStatus'] === 'Accepted' ? result['attributeValue'] : result?.['attributeStatus']
}

const setPriority = (setup: Setup<StationVersion>, value: string): Promise<unknown> =>
  set(setup, 'OCPPCommCtrlr', 'NetworkConfigurationPriority', value)
const getPriority = (setup: Setup<StationVersion>): Promise<unknown> =>
  get(setup, { name: 'OCPPCommCtrlr' }, 'NetworkConfigurationPriority')
const getProfile = (setup: Setup<StationVersion>): Promise<unknown> => get(setup, { name: 'SecurityCtrlr' }, 'SecurityProfile')

const urls = ({ csms }: Setup<StationVersion>): string[] => csms.dialled.map(({ url }) => url)
const refuseUrl =
  (part: string) =>
  ({ url }: TransportPlan): Error | undefined =>
    url.includes(part) ? new ConnectionError('UNREACHABLE', 'nobody there', {}) : undefined

/** A second csms in slot 2, first in the order; the station restarts with it. */
async function migrate(setup: Setup<StationVersion>, changes: object = {}): Promise<void> {
  expect(await setup.csms.call('SetNetworkProfile', { configurationSlot: 2, connectionData: connectionData(changes) })).toEqual({
    status: 'Accepted',
  })
  expect(await setPriority(setup, '2,1')).toBe('RebootRequired')
  setup.csms.dialled.length = 0
  expect(await setup.csms.call('Reset', { type: 'OnIdle' })).toEqual({ status: 'Accepted' })
}

describe.each(versions2)('the network profiles of a %s station', (_, version) => {
  const withPassword = { password: oldPassword, rebootMs: 1_000 }

  it('lead to another csms after a restart, which hears a boot (B09.FR.01, B10.FR.01, B10.FR.04, TC_B_45)', async () => {
    const setup = await setUpAccepted(version, withPassword)
    await migrate(setup)
    setup.csms.forget()
    await setup.csms.pass(3_000)
    expect(setup.csms.dialled).toMatchObject([{ url: 'ws://second.example', identity: 'CP1', password: oldPassword, securityProfile: 1 }])
    expect(setup.csms.actions[0]).toBe('BootNotification')
    expect(await get(setup, { name: 'OCPPCommCtrlr' }, 'ActiveNetworkProfile')).toBe('2')
    const timeout = [{ component: { name: 'OCPPCommCtrlr' }, variable: { name: 'MessageTimeout', instance: 'Default' } }]
    expect((await setup.csms.call('GetVariables', { getVariableData: timeout }))['getVariableResult']).toMatchObject([
      { attributeValue: '20' },
    ])
    await setup.station.stop()
  })

  it('fall back to the next one after as many attempts as configured (B10.FR.03, TC_B_46)', async () => {
    const setup = await setUpAccepted(version, { ...withPassword, settings: { networkProfileConnectionAttempts: 2 } })
    setup.csms.refuse = refuseUrl('second')
    await migrate(setup)
    await setup.csms.pass(30_000)
    expect(urls(setup)).toEqual(['ws://second.example', 'ws://second.example', 'ws://in.memory'])
    expect(setup.station.state.registration).toBe('Accepted')
    expect(await getPriority(setup)).toBe('2,1')
    await setup.station.stop()
  })

  it('are all tried, then the last that worked after RetryBackOffWaitMinimum (B10.FR.07, TC_B_49)', async () => {
    const settings = {
      networkProfileConnectionAttempts: 1,
      retryBackOffWaitMinimumS: 30,
      retryBackOffRandomRangeS: 0,
      retryBackOffRepeatTimes: 0,
    }
    const setup = await setUpAccepted(version, { ...withPassword, settings })
    let refusals = 2
    setup.csms.refuse = () => {
      refusals -= 1
      return refusals >= 0 ? new ConnectionError('UNREACHABLE', 'nobody there', {}) : undefined
    }
    await migrate(setup)
    await setup.csms.pass(20_000)
    expect(urls(setup)).toEqual(['ws://second.example', 'ws://in.memory'])
    await setup.csms.pass(15_000)
    expect(urls(setup)).toEqual(['ws://second.example', 'ws://in.memory', 'ws://in.memory'])
    expect(setup.station.state.registration).toBe('Accepted')
    await setup.station.stop()
  })

  it('rest and go back to where it worked last, when the last entry is another', async () => {
    const settings = { networkProfileConnectionAttempts: 1, retryBackOffWaitMinimumS: 30, retryBackOffRandomRangeS: 10 }
    const setup = await setUpAccepted(version, { ...withPassword, settings })
    await setup.csms.call('SetNetworkProfile', { configurationSlot: 2, connectionData: connectionData() })
    expect(await setPriority(setup, '1,2')).toBe('Accepted')
    setup.csms.refuse = () => new ConnectionError('UNREACHABLE', 'nobody there', {})
    setup.csms.dialled.length = 0
    await setup.csms.cut()
    setup.csms.isReachable = true
    await settle()
    expect(urls(setup)).toEqual(['ws://in.memory', 'ws://second.example'])
    setup.csms.refuse = () => undefined
    await setup.csms.pass(34_000)
    expect(urls(setup)).toHaveLength(2)
    await setup.csms.pass(2_000)
    expect(urls(setup).slice(2)).toEqual(['ws://in.memory'])
    await setup.station.stop()
  })

  it('that change without a restart need a new BootNotification (B10.FR.10)', async () => {
    const setup = await setUpAccepted(version, { ...withPassword, settings: { networkProfileConnectionAttempts: 1 } })
    await setup.csms.call('SetNetworkProfile', { configurationSlot: 2, connectionData: connectionData() })
    expect(await setPriority(setup, '1,2')).toBe('Accepted')
    setup.csms.forget()
    setup.csms.refuse = refuseUrl('in.memory')
    await setup.csms.cut()
    setup.csms.isReachable = true
    await settle()
    await settle()
    expect(setup.csms.actions[0]).toBe('BootNotification')
    expect(setup.csms.last('BootNotification')['reason']).toBe('Unknown')
    await setup.station.stop()
  })

  it.each([
    ['an unknown slot', 999, {}, 'InvalidConfSlot', 'B09.FR.05, TC_B_43'],
    ['SOAP', 2, { ocppTransport: 'SOAP' }, 'InvalidNetworkConf', 'B09.FR.02'],
    ['an address that is none', 2, { ocppCsmsUrl: 'nowhere' }, 'InvalidNetworkConf', 'B09.FR.02'],
    ['TLS without wss', 2, { securityProfile: 2 }, 'InvalidNetworkConf', 'B09.FR.02'],
    ['wss in profile 1', 2, { ocppCsmsUrl: 'wss://second.example' }, 'InvalidNetworkConf', 'B09.FR.02'],
    ['an unknown security profile', 2, { ocppCsmsUrl: 'wss://second.example', securityProfile: 4 }, 'InvalidNetworkConf', 'B09.FR.02'],
    ['no time for answers', 2, { messageTimeout: 0 }, 'InvalidNetworkConf', 'B09.FR.02'],
    ['a lower security profile', 2, { securityProfile: 0 }, 'NoSecurityDowngrade', 'B09.FR.04'],
  ])('are Rejected: %s (%#)', async (_what, configurationSlot, changes, reasonCode, _id) => {
    const setup = await setUpAccepted(version, withPassword)
    const answer = await setup.csms.call('SetNetworkProfile', { configurationSlot, connectionData: connectionData(changes) })
    expect(answer).toEqual({ status: 'Rejected', statusInfo: { reasonCode } })
    expect(await setPriority(setup, '2,1')).toBe('Rejected')
    await setup.station.stop()
  })

  it('are Failed when they cannot be kept (B09.FR.03)', async () => {
    const state = createMemoryStateStore()
    const setup = await setUpAccepted(version, { ...withPassword, state })
    state.put = () => {
      throw new Error('the disk is full')
    }
    expect(await setup.csms.call('SetNetworkProfile', { configurationSlot: 2, connectionData: connectionData() })).toEqual({
      status: 'Failed',
    })
    await setup.station.stop()
  })

  it.each(['', '1,1', '7', 'x', '1,3'])('keep the order they have where the new one is %j (B10.FR.02)', async (value) => {
    const setup = await setUpAccepted(version, withPassword)
    await setup.csms.call('SetNetworkProfile', { configurationSlot: 2, connectionData: connectionData() })
    expect(await setPriority(setup, value)).toBe('Rejected')
    expect(await getPriority(setup)).toBe('1')
    await setup.station.stop()
  })

  it('survive a power cut', async () => {
    const state = createMemoryStateStore()
    const before = await setUpAccepted(version, { ...withPassword, state })
    await before.csms.call('SetNetworkProfile', { configurationSlot: 2, connectionData: connectionData() })
    await setPriority(before, '2,1')
    await before.station.stop()
    const after = await setUpAccepted(version, { ...withPassword, state })
    expect(urls(after)).toEqual(['ws://second.example'])
    await after.station.stop()
  })

  it('raise the security profile, and drop all that is below it (A05.FR.04–06, TC_A_19)', async () => {
    const setup = await setUpAccepted(version, { ...withPassword, certificates: { csmsRoots: root.cert } })
    await migrate(setup, { securityProfile: 2, ocppCsmsUrl: 'wss://second.example' })
    await setup.csms.pass(3_000)
    expect(setup.csms.dialled).toMatchObject([{ url: 'wss://second.example', securityProfile: 2, password: oldPassword }])
    expect(setup.csms.dialled[0]?.tls()).toMatchObject({ ca: [expect.stringContaining('BEGIN CERTIFICATE')] })
    expect(await getProfile(setup)).toBe('2')
    expect(await getPriority(setup)).toBe('2')
    expect(await setPriority(setup, '2,1')).toBe('Rejected')
    // Nor does it go back down when the csms is gone.
    setup.csms.dialled.length = 0
    setup.csms.refuse = () => new ConnectionError('UNREACHABLE', 'nobody there', {})
    await setup.csms.cut()
    setup.csms.isReachable = true
    await setup.csms.pass(600_000, 10_000)
    expect(new Set(setup.csms.dialled.map(({ securityProfile }) => securityProfile))).toEqual(new Set([2]))
    await setup.station.stop()
  })

  it('do not raise the security profile where the connection fails (A05.FR.06)', async () => {
    const settings = { networkProfileConnectionAttempts: 1 }
    const setup = await setUpAccepted(version, { ...withPassword, settings, certificates: { csmsRoots: root.cert } })
    setup.csms.refuse = refuseUrl('second')
    await migrate(setup, { securityProfile: 2, ocppCsmsUrl: 'wss://second.example' })
    await setup.csms.pass(3_000)
    expect(urls(setup)).toEqual(['wss://second.example', 'ws://in.memory'])
    expect(await getProfile(setup)).toBe('1')
    await setup.station.stop()
  })

  it('with TLS need a root for the csms (A05.FR.02, TC_A_20)', async () => {
    const setup = await setUpAccepted(version, withPassword)
    const data = connectionData({ securityProfile: 2, ocppCsmsUrl: 'wss://second.example' })
    expect(await setup.csms.call('SetNetworkProfile', { configurationSlot: 2, connectionData: data })).toEqual({ status: 'Accepted' })
    expect(await setPriority(setup, '2,1')).toBe('Rejected')
    await setup.csms.call('InstallCertificate', { certificateType: 'CSMSRootCertificate', certificate: root.cert })
    expect(await setPriority(setup, '2,1')).toBe('RebootRequired')
    await setup.station.stop()
  })

  it('with a client certificate need that certificate (A05.FR.03, TC_A_21)', async () => {
    const data = connectionData({ securityProfile: 3, ocppCsmsUrl: 'wss://second.example' })
    const without = await setUpAccepted(version, { ...withPassword, certificates: { csmsRoots: root.cert } })
    expect(await without.csms.call('SetNetworkProfile', { configurationSlot: 2, connectionData: data })).toEqual({ status: 'Accepted' })
    expect(await setPriority(without, '2,1')).toBe('Rejected')
    await without.station.stop()
    const having = await setUpAccepted(version, { ...withPassword, certificates: { csmsRoots: root.cert, station: own } })
    await migrate(having, { securityProfile: 3, ocppCsmsUrl: 'wss://second.example' })
    await having.csms.pass(3_000)
    expect(having.csms.dialled[0]).toMatchObject({ securityProfile: 3, password: undefined })
    expect(having.csms.dialled[0]?.tls()).toMatchObject({ cert: own.cert, key: own.key })
    await having.station.stop()
  })

  it.each([
    [3, false, 2, 'Rejected'],
    [3, true, 2, 'Accepted'],
    [3, true, 1, 'Rejected'],
    [2, true, 1, 'Rejected'],
  ])(
    'from security profile %i (downgrade allowed: %s) to %i: %s (B09.FR.04, B09.FR.31, A05.FR.08–10, TC_A_22)',
    async (from, allowed, to, status) => {
      const certificates = { csmsRoots: root.cert, ...(from === 3 ? { station: own } : {}) }
      const settings = { allowSecurityProfileDowngrade: allowed }
      const setup = await setUpAccepted(version, { ...withPassword, csmsUrl: 'wss://in.memory', certificates, settings })
      expect(await getProfile(setup)).toBe(String(from))
      const data = connectionData({ securityProfile: to, ocppCsmsUrl: `${to > 1 ? 'wss' : 'ws'}://second.example` })
      const answer = await setup.csms.call('SetNetworkProfile', { configurationSlot: 2, connectionData: data })
      expect(answer).toEqual({ status, ...(status === 'Accepted' ? {} : { statusInfo: { reasonCode: 'NoSecurityDowngrade' } }) })
      expect(await setPriority(setup, '2,1')).toBe(status === 'Accepted' ? 'RebootRequired' : 'Rejected')
      await setup.station.stop()
    },
  )

  it('take the back-off that the csms sets', async () => {
    const setup = await setUpAccepted(version, withPassword)
    expect(await set(setup, 'OCPPCommCtrlr', 'RetryBackOffWaitMinimum', '3')).toBe('Accepted')
    expect(await set(setup, 'OCPPCommCtrlr', 'RetryBackOffRandomRange', '0')).toBe('Accepted')
    expect(await set(setup, 'OCPPCommCtrlr', 'RetryBackOffRepeatTimes', '2')).toBe('Accepted')
    await setup.csms.call('Reset', { type: 'Immediate' })
    await setup.csms.pass(3_000)
    expect(setup.csms.dialled.at(-1)?.backOff).toEqual({ waitMinimumMs: 3_000, randomRangeMs: 0, repeatTimes: 2 })
    await setup.station.stop()
  })
})

describe.each(versions2)('the password of a %s station', (_, version) => {
  it('is used from the next connection on, which follows at once, and is told to nobody (A01.FR.01, A01.FR.11–12, TC_A_09)', async () => {
    const state = createMemoryStateStore()
    const setup = await setUpAccepted(version, { password: oldPassword, state })
    expect(await set(setup, 'SecurityCtrlr', 'BasicAuthPassword', newPassword)).toBe('Accepted')
    expect(await get(setup, { name: 'SecurityCtrlr' }, 'BasicAuthPassword')).toBe('Rejected')
    setup.csms.dialled.length = 0
    await setup.csms.pass(2_000)
    expect(setup.csms.dialled).toMatchObject([{ password: newPassword }])
    expect(setup.station.state).toMatchObject({ isConnected: true, registration: 'Accepted' })
    expect(setup.station.securityLog().at(-1)).toContain('ReconfigurationOfSecurityParameters')
    expect(setup.station.securityLog().join()).not.toContain(newPassword)
    await setup.station.stop()
    const after = await setUpAccepted(version, { password: oldPassword, state })
    expect(after.csms.dialled).toMatchObject([{ password: newPassword }])
    await after.station.stop()
  })

  it.each([15, 65])('stays when the new one has %i characters (A01.FR.04, TC_A_10)', async (length) => {
    const setup = await setUpAccepted(version, { password: oldPassword })
    expect(await set(setup, 'SecurityCtrlr', 'BasicAuthPassword', 'x'.repeat(length))).toBe('Rejected')
    setup.csms.dialled.length = 0
    await setup.csms.pass(2_000)
    expect(setup.csms.dialled).toEqual([])
    await setup.csms.cut()
    await setup.csms.restore()
    expect(setup.csms.dialled.at(-1)).toMatchObject({ password: oldPassword })
    await setup.station.stop()
  })

  it('is of other characters and lengths in 2.0.1 and in 2.1 (A00.FR.205)', async () => {
    const setup = await setUpAccepted(version, { password: oldPassword })
    expect(await set(setup, 'SecurityCtrlr', 'BasicAuthPassword', 'sechzehn Zeichen äöü')).toBe(
      version === ocpp21 ? 'Accepted' : 'Rejected',
    )
    expect(await set(setup, 'SecurityCtrlr', 'BasicAuthPassword', 'x'.repeat(41))).toBe(version === ocpp21 ? 'Accepted' : 'Rejected')
    await setup.station.stop()
  })
})

describe('a 2.1 network profile', () => {
  it('has a name and a password of its own, and shows in NetworkConfiguration (B09.FR.08–09, B09.FR.14)', async () => {
    const setup = await setUpAccepted(ocpp21, { password: oldPassword, rebootMs: 1_000 })
    await migrate(setup, { identity: 'CP1-B', basicAuthPassword: newPassword })
    await setup.csms.pass(3_000)
    expect(setup.csms.dialled).toMatchObject([{ identity: 'CP1-B', password: newPassword }])
    const component = { name: 'NetworkConfiguration', instance: '2' }
    expect(await get(setup, component, 'OcppCsmsUrl')).toBe('ws://second.example')
    expect(await get(setup, component, 'SecurityProfile')).toBe('1')
    expect(await get(setup, component, 'VpnEnabled')).toBe('false')
    expect(await get(setup, { ...component, instance: '3' }, 'OcppCsmsUrl')).toBe('')
    expect(await get(setup, { name: 'SecurityCtrlr' }, 'Identity')).toBe('CP1-B')
    await setup.station.stop()
  })
})

describe('the SecurityProfile of a 1.6 station', () => {
  const change = ({ csms }: Setup<StationVersion>, key: string, value: string): Promise<Payload> =>
    csms.call('ChangeConfiguration', { key, value })
  const read = async ({ csms }: Setup<StationVersion>, key: string): Promise<unknown> => {
    const [found] = (await csms.call('GetConfiguration', { key: [key] }))['configurationKey'] as Payload[]
    return found?.['value']
  }
  const key = '0123456789abcdef0123456789abcdef'

  it('goes up by a new connection, without a restart, and stays there (whitepaper A05.FR.05–07)', async () => {
    const state = createMemoryStateStore()
    const setup = await setUpAccepted(ocpp16, { certificates: { csmsRoots: root.cert, station: own }, state })
    expect(await change(setup, 'AuthorizationKey', key)).toEqual({ status: 'Accepted' })
    for (const [value, url] of [
      ['1', 'ws://in.memory'],
      ['2', 'wss://in.memory'],
      ['3', 'wss://in.memory'],
    ] as const) {
      setup.csms.dialled.length = 0
      expect(await change(setup, 'SecurityProfile', value)).toEqual({ status: 'Accepted' })
      await setup.csms.pass(2_000)
      expect(setup.csms.dialled).toMatchObject([{ url, securityProfile: Number(value) }])
      expect(await read(setup, 'SecurityProfile')).toBe(value)
    }
    expect(setup.csms.of('BootNotification')).toEqual([])
    await setup.station.stop()
    const after = await setUpAccepted(ocpp16, { state })
    expect(after.csms.dialled).toMatchObject([{ url: 'wss://in.memory', securityProfile: 3 }])
    await after.station.stop()
  })

  it('falls back where there is no connection by the new one (whitepaper A05.FR.08)', async () => {
    const settings = { networkProfileConnectionAttempts: 2 }
    const setup = await setUpAccepted(ocpp16, { password: Buffer.from(key, 'hex'), settings, certificates: { csmsRoots: root.cert } })
    setup.csms.refuse = refuseUrl('wss')
    setup.csms.dialled.length = 0
    expect(await change(setup, 'SecurityProfile', '2')).toEqual({ status: 'Accepted' })
    await setup.csms.pass(30_000)
    expect(urls(setup)).toEqual(['wss://in.memory', 'wss://in.memory', 'ws://in.memory'])
    expect(await read(setup, 'SecurityProfile')).toBe('1')
    setup.csms.dialled.length = 0
    await setup.csms.cut()
    await setup.csms.restore()
    await setup.csms.call('Reset', { type: 'Hard' })
    await setup.csms.pass(5_000)
    expect(urls(setup).length).toBeGreaterThan(1)
    expect(new Set(urls(setup))).toEqual(new Set(['ws://in.memory']))
    await setup.station.stop()
  })

  it.each([
    ['1', 'no AuthorizationKey', {}, 'whitepaper A05.FR.02'],
    ['2', 'no root', { password: Buffer.from(key, 'hex') }, 'whitepaper A05.FR.03'],
    ['3', 'no certificate', { password: Buffer.from(key, 'hex'), certificates: { csmsRoots: root.cert } }, 'whitepaper A05.FR.04'],
    ['0', 'it goes down', { password: Buffer.from(key, 'hex') }, 'whitepaper A05.FR.01'],
    ['1', 'it is that already', { password: Buffer.from(key, 'hex') }, 'whitepaper A05.FR.01'],
    ['4', 'there is none', { password: Buffer.from(key, 'hex') }, 'whitepaper §7.6'],
  ])('is Rejected: %s, %s (%4$s)', async (value, _why, options, _id) => {
    const setup = await setUpAccepted(ocpp16, options)
    setup.csms.dialled.length = 0
    expect(await change(setup, 'SecurityProfile', value)).toEqual({ status: 'Rejected' })
    await setup.csms.pass(3_000)
    expect(setup.csms.dialled).toEqual([])
    await setup.station.stop()
  })

  it('rests on the AuthorizationKey, whose bytes are the password and which is never reported (whitepaper A01, §7.2)', async () => {
    const setup = await setUpAccepted(ocpp16, { password: 'something' })
    expect(await change(setup, 'AuthorizationKey', 'zz')).toEqual({ status: 'Rejected' })
    expect(await change(setup, 'AuthorizationKey', key.slice(2))).toEqual({ status: 'Rejected' })
    setup.csms.dialled.length = 0
    expect(await change(setup, 'AuthorizationKey', key)).toEqual({ status: 'Accepted' })
    await setup.csms.pass(2_000)
    expect(setup.csms.dialled).toMatchObject([{ password: Buffer.from(key, 'hex') }])
    const all = (await setup.csms.call('GetConfiguration', {}))['configurationKey'] as Payload[]
    expect(all.some((one) => one['key'] === 'AuthorizationKey')).toBe(false)
    expect(await setup.csms.call('GetConfiguration', { key: ['AuthorizationKey'] })).toEqual({ configurationKey: [] })
    await setup.station.stop()
  })

  it('keeps the last root of the connection from being deleted (whitepaper M04.FR.06)', async () => {
    const options = { csmsUrl: 'wss://in.memory', password: 'something', certificates: { csmsRoots: [root.cert] } }
    const old = await setUpAccepted(ocpp16, options)
    const ids = await old.csms.call('GetInstalledCertificateIds', { certificateType: 'CentralSystemRootCertificate' })
    const [certificateHashData] = ids['certificateHashData'] as object[]
    expect(await old.csms.call('DeleteCertificate', { certificateHashData })).toEqual({ status: 'Failed' })
    await old.station.stop()
    const young = await setUpAccepted(ocpp201, options)
    expect(await young.csms.call('DeleteCertificate', { certificateHashData })).toEqual({ status: 'Accepted' })
    await young.station.stop()
  })
})

describe('a station whose password is wrong', () => {
  it('notes it down once, and keeps trying (2.x appendix 1)', async () => {
    const { station, csms } = await setUp(ocpp201, { password: oldPassword })
    let refusals = 3
    csms.refuse = () => {
      refusals -= 1
      return refusals >= 0 ? new ConnectionError('HANDSHAKE_REFUSED', '401 Unauthorized', { status: 401 }) : undefined
    }
    const started = station.start()
    await csms.pass(60_000)
    await started
    expect(station.securityLog().filter((line) => line.includes('FailedToAuthenticateAtCsms'))).toHaveLength(1)
    expect(csms.of('SecurityEventNotification').map(({ type }) => type)).toEqual(['StartupOfTheDevice'])
    await station.stop()
  })
})
