import { describe, expect, it } from 'vitest'
import { type Payload, settle, setUp, type TestCsms } from './support/csms.js'
import { getVariable, setVariable } from './support/variables.js'
import { allVersions, ocpp16, ocpp201, versions2 } from './support/versions.js'

const currentTime = '2026-06-01T12:00:00.000Z'
const answer =
  (status: string, interval = 30) =>
  (): object => ({ status, interval, currentTime })

describe.each(allVersions)('a %s station that boots', (_, version) => {
  it('reports itself, then every connector (B01.FR.05, 1.6 §4.2)', async () => {
    const { station, csms } = await setUp(version, { evses: [{ connectors: 2 }, {}], vendor: 'Acme', model: 'One', serialNumber: 'S1' })
    await station.start()
    await settle()
    expect(csms.actions[0]).toBe('BootNotification')
    expect(JSON.stringify(csms.received[0]?.request)).toContain('Acme')
    const places = csms.of('StatusNotification').map(({ evseId, connectorId }) => [evseId, connectorId])
    expect(places).toEqual(
      version.version === '1.6'
        ? [0, 1, 2, 3].map((connectorId) => [undefined, connectorId])
        : [
            [1, 1],
            [1, 2],
            [2, 1],
          ],
    )
    await station.stop()
  })

  it('takes the time and the heartbeat interval from the csms (B01.FR.04, B01.FR.06)', async () => {
    const { station, csms } = await setUp(version)
    csms.answers['BootNotification'] = answer('Accepted', 20)
    csms.answers['Heartbeat'] = () => ({ currentTime })
    await station.start()
    await settle()
    expect(csms.last('StatusNotification')['timestamp']).toBe(currentTime)
    await csms.pass(60_000)
    expect(csms.of('Heartbeat')).toHaveLength(3)
    await station.stop()
  })

  it.each(['Pending', 'Rejected'])(
    'while %s asks again after the interval and says nothing else (B01.FR.08, B03.FR.02)',
    async (status) => {
      const { station, csms } = await setUp(version)
      csms.answers['BootNotification'] = answer(status)
      void station.start()
      await settle()
      station.plugIn()
      await station.presentCard({ idToken: 'A' })
      await csms.pass(29_000)
      expect(csms.actions).toEqual(['BootNotification'])
      csms.answers['BootNotification'] = answer('Accepted')
      await csms.pass(1_000)
      expect(csms.actions.slice(0, 2)).toEqual(['BootNotification', 'BootNotification'])
      expect(station.state.registration).toBe('Accepted')
      await station.stop()
    },
  )

  it('backs off by itself when the csms names no interval (B02.FR.07)', async () => {
    const { station, csms } = await setUp(version)
    csms.answers['BootNotification'] = answer('Rejected', 0)
    void station.start()
    await settle()
    await csms.pass(10_500)
    expect(csms.actions).toHaveLength(1)
    await csms.pass(1_000)
    expect(csms.actions).toHaveLength(2)
    await csms.pass(20_500)
    expect(csms.actions).toHaveLength(2)
    await csms.pass(2_000)
    expect(csms.actions).toHaveLength(3)
    await station.stop()
  })

  it('asks again when its boot is answered with an error', async () => {
    const { station, csms } = await setUp(version)
    csms.answers['BootNotification'] = () => {
      throw new Error('database down')
    }
    void station.start()
    await settle()
    delete csms.answers['BootNotification']
    await csms.pass(12_000)
    expect(station.state.registration).toBe('Accepted')
    await station.stop()
  })

  it('does not boot again after a plain reconnect (OCPP-J 1.6 §5.4, 2.x Part 4 §5.3)', async () => {
    const { station, csms } = await setUp(version)
    await station.start()
    await settle()
    await csms.cut()
    expect(station.state.isConnected).toBe(false)
    csms.forget()
    await csms.restore()
    expect(station.state.isConnected).toBe(true)
    expect(csms.of('BootNotification')).toEqual([])
    await station.stop()
  })

  it('while Pending answers requests, and starts nothing (B02.FR.01, B02.FR.05)', async () => {
    const { station, csms } = await setUp(version)
    csms.answers['BootNotification'] = answer('Pending')
    void station.start()
    await settle()
    const start =
      version.version === '1.6'
        ? await csms.call('RemoteStartTransaction', { idTag: 'A', connectorId: 1 })
        : await csms.call('RequestStartTransaction', { idToken: { idToken: 'A', type: 'ISO14443' }, evseId: 1, remoteStartId: 1 })
    expect(start).toEqual({ status: 'Rejected' })
    const trigger = await csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })
    expect(trigger).toEqual({ status: 'Accepted' })
    expect(csms.actions).toEqual(['BootNotification', 'Heartbeat'])
    expect(await csms.call('TriggerMessage', { requestedMessage: 'BootNotification' })).toEqual({ status: 'Accepted' })
    expect(csms.actions).toEqual(['BootNotification', 'Heartbeat', 'BootNotification'])
    await station.stop()
  })

  it('while Pending can be read and set (B02.FR.01)', async () => {
    const { station, csms } = await setUp(version)
    csms.answers['BootNotification'] = answer('Pending')
    void station.start()
    await settle()
    if (version.version === '1.6') {
      expect(await csms.call('ChangeConfiguration', { key: 'HeartbeatInterval', value: '77' })).toEqual({ status: 'Accepted' })
      expect(await csms.call('GetConfiguration', { key: ['HeartbeatInterval'] })).toMatchObject({ configurationKey: [{ value: '77' }] })
    } else {
      const named = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } }
      const set = await csms.call('SetVariables', { setVariableData: [{ ...named, attributeValue: '77' }] })
      expect(set).toMatchObject({ setVariableResult: [{ attributeStatus: 'Accepted' }] })
      const got = await csms.call('GetVariables', { getVariableData: [named] })
      expect(got).toMatchObject({ getVariableResult: [{ attributeValue: '77' }] })
    }
    await station.stop()
  })

  it('answers SecurityError before its first boot is answered (1.6-J errata 3.8, B01.FR.10)', async () => {
    const { station, csms } = await setUp(version)
    csms.answers['BootNotification'] = () => new Promise<object>(() => {})
    void station.start()
    await settle()
    await expect(csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })).rejects.toMatchObject({ code: 'SecurityError' })
    await station.stop()
  })

  it('is asked for no boot once it is accepted (F06.FR.17)', async () => {
    const { station, csms } = await setUp(version)
    await station.start()
    expect(await csms.call('TriggerMessage', { requestedMessage: 'BootNotification' })).toEqual({ status: 'Rejected' })
    await station.stop()
  })
})

const evses = [{ connectors: 2 }, {}]
const everyConnector = ['1/1', '1/2', '2/1']

describe.each(versions2)('the boot of a %s station', (_, version) => {
  const told = (csms: TestCsms): string[] =>
    csms.of('StatusNotification').map(({ evseId, connectorId, connectorStatus }) => `${evseId}/${connectorId} ${connectorStatus}`)
  const allAvailable = everyConnector.map((place) => `${place} Available`)

  it('says who it is and why, then how each connector stands, then that it started (B01.FR.01, B01.FR.05, B01.FR.09, TC_B_01)', async () => {
    const facts = { vendor: 'Acme', model: 'One', serialNumber: 'S1', firmwareVersion: '1.2' }
    const { station, csms } = await setUp(version, { evses, rebootMs: 1_000, ...facts })
    const chargingStation = { vendorName: 'Acme', model: 'One', serialNumber: 'S1', firmwareVersion: '1.2' }
    const begin = async (reason: string, type: string): Promise<void> => {
      expect(csms.actions).toEqual(['BootNotification', ...everyConnector.map(() => 'StatusNotification'), 'SecurityEventNotification'])
      expect(csms.last('BootNotification')).toEqual({ reason, chargingStation })
      expect(told(csms)).toEqual(allAvailable)
      expect(csms.last('SecurityEventNotification')).toMatchObject({ type })
      csms.forget()
    }
    await station.start()
    await settle()
    await begin('PowerUp', 'StartupOfTheDevice')
    expect(await csms.call('Reset', { type: 'OnIdle' })).toEqual({ status: 'Accepted' })
    await csms.pass(2_000)
    await begin('RemoteReset', 'ResetOrReboot')
    await station.stop()
  })

  it('can be held up while the csms reads and sets what it likes, and ended by it before its time (B02.FR.01–02, B02.FR.04–06, F06.FR.17, TC_B_02)', async () => {
    const { station, csms } = await setUp(version, { evses })
    const attempts = csms.dialled
    csms.answers['BootNotification'] = answer('Pending', 3_600)
    void station.start()
    await settle()
    expect(await setVariable(csms, 'OCPPCommCtrlr.OfflineThreshold', '300')).toBe('Accepted')
    expect(await getVariable(csms, 'OCPPCommCtrlr.OfflineThreshold')).toBe('300')
    expect(await csms.call('GetBaseReport', { requestId: 4, reportBase: 'FullInventory' })).toEqual({ status: 'Accepted' })
    expect(new Set(csms.actions)).toEqual(new Set(['BootNotification', 'NotifyReport']))
    const parts = csms.of('NotifyReport')
    expect(parts.map(({ requestId, seqNo, tbc }) => [requestId, seqNo, tbc])).toEqual(
      parts.map((_part, number) => [4, number, number < parts.length - 1]),
    )
    const idToken = { idToken: 'A', type: 'ISO14443' }
    expect(await csms.call('RequestStartTransaction', { idToken, evseId: 1, remoteStartId: 1 })).toMatchObject({ status: 'Rejected' })
    expect(await csms.call('RequestStopTransaction', { transactionId: 'none' })).toMatchObject({ status: 'Rejected' })
    csms.answers['BootNotification'] = answer('Accepted', 300)
    csms.forget()
    expect(await csms.call('TriggerMessage', { requestedMessage: 'BootNotification' })).toEqual({ status: 'Accepted' })
    expect(csms.received[0]).toMatchObject({ action: 'BootNotification', request: { reason: 'Triggered' } })
    expect(told(csms)).toEqual(allAvailable)
    expect(attempts).toHaveLength(1)
    await station.stop()
  })

  it('that was Rejected is repeated after the interval, with silence in between (B03.FR.02, B03.FR.06, TC_B_03)', async () => {
    const { station, csms } = await setUp(version, { evses })
    csms.answers['BootNotification'] = answer('Rejected', 30)
    void station.start()
    await settle()
    station.plugIn({ evseId: 2 })
    station.unplug({ evseId: 2 })
    await csms.pass(29_999, 29_999)
    expect(csms.actions).toEqual(['BootNotification'])
    csms.answers['BootNotification'] = answer('Accepted', 300)
    await csms.pass(1)
    expect(csms.actions.slice(0, 2)).toEqual(['BootNotification', 'BootNotification'])
    expect(told(csms)).toEqual(allAvailable)
    await station.stop()
  })
})

describe('a rejected station', () => {
  it.each(versions2)('of %s answers SecurityError (B03.FR.08, TC_B_30_CS)', async (_, version) => {
    const { station, csms } = await setUp(version)
    csms.answers['BootNotification'] = answer('Rejected')
    void station.start()
    await settle()
    for (const [action, request] of [
      ['GetBaseReport', { requestId: 1, reportBase: 'FullInventory' }],
      ['TriggerMessage', { requestedMessage: 'BootNotification' }],
    ] as const) {
      await expect(csms.call(action, request)).rejects.toMatchObject({ code: 'SecurityError' })
    }
    await settle()
    expect(csms.actions).toEqual(['BootNotification'])
    await station.stop()
  })

  it('of 1.6 answers nothing at all (1.6 §4.2)', async () => {
    const { station, csms } = await setUp(ocpp16)
    csms.answers['BootNotification'] = answer('Rejected', 3600)
    void station.start()
    await settle()
    const call = csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })
    const failed = expect(call).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
    await csms.pass(31_000)
    await failed
    await station.stop()
  })
})

describe('a boot', () => {
  it('takes a request that comes right behind its acceptance', async () => {
    const { station, csms } = await setUp(ocpp201)
    let reply: Promise<Payload> | undefined
    csms.answers['BootNotification'] = (_, message) => {
      message.afterAnswer(() => {
        reply = csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })
      })
      return { status: 'Accepted', interval: 30, currentTime }
    }
    await station.start()
    await settle()
    expect(await reply).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('tells whoever waits that the station was stopped', async () => {
    const { station, csms } = await setUp(ocpp201)
    csms.answers['BootNotification'] = answer('Rejected')
    const started = station.start()
    await settle()
    await station.stop()
    await expect(started).rejects.toMatchObject({ code: 'STOPPED' })
  })
})
