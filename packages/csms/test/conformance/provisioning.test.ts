import { isOcppError } from '@ocpp-kit/rpc'
import { describe, expect, test } from 'vitest'
import { startTestSystem } from './test-system.js'
import { upgrade } from './upgrade.js'

/* TC_B_06 to TC_B_18, TC_B_42 and TC_B_44 have a station that keeps variables: see ../provisioning. */

const codeOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'none',
    (error: unknown) => (isOcppError(error) ? error.code : String(error)),
  )

describe('official cases of block B, booting', () => {
  test('TC_B_01_CSMS: a station that is known is accepted, and so is what it tells of its connectors', async () => {
    const system = await startTestSystem({ isBooted: false })
    await system.booted('PowerUp')
    expect(await system.handle.record()).toMatchObject({ registration: 'Accepted' })
  })

  test('TC_B_02_CSMS: a station that waits is let in by its next boot', async () => {
    const system = await startTestSystem({ isBooted: false, acceptance: 'Pending', retryIntervalSeconds: 5 })
    expect(await system.station.boot()).toMatchObject({ status: 'Pending', interval: 5 })
    await system.handle.decide('Accepted')
    await system.booted('PowerUp')
  })

  test.each([['Pending'], ['Rejected']] as const)(
    'TC_B_30_CSMS: a station that is %s may not tell of its connectors',
    async (acceptance) => {
      const system = await startTestSystem({ isBooted: false, acceptance })
      expect(await system.station.boot()).toMatchObject({ status: acceptance })
      expect(await codeOf(system.connector('Available'))).toBe('SecurityError')
      expect(await system.handle.connectors()).toEqual([])
    },
  )

  test.each([['Pending'], ['Rejected']] as const)('TC_B_31_CSMS: a station that is %s is triggered to boot', async (acceptance) => {
    const system = await startTestSystem({ isBooted: false, acceptance })
    expect(await system.station.boot()).toMatchObject({ status: acceptance })
    await system.handle.decide('Accepted')
    system.answer('TriggerMessage', { status: 'Accepted' })
    expect(await system.handle.trigger({ message: 'BootNotification' })).toEqual({ status: 'Accepted' })
    expect(system.asked('TriggerMessage')).toEqual([{ requestedMessage: 'BootNotification' }])
    await system.booted('Triggered')
  })

  test('TC_B_58_CSMS: who speaks no version that is known is not let in, and of several versions the known one is named', async () => {
    const { csms } = await startTestSystem({ isBooted: false })
    const url = `${csms.url}/CP2`
    const refused = await upgrade(url, { protocols: ['ocpp0.1'] })
    expect(refused).toMatchObject({ status: 400 })
    expect(refused.headers['sec-websocket-protocol']).toBeUndefined()
    const { status, headers } = await upgrade(url, { protocols: ['ocpp0.1', 'ocpp2.0.1'] })
    expect([status, headers['sec-websocket-protocol']]).toEqual([101, 'ocpp2.0.1'])
  })
})

describe('official cases of block B, resetting', () => {
  const charging = async (answer: 'Accepted' | 'Scheduled') => {
    const system = await startTestSystem()
    const session = system.session()
    await session.energyTransferStarted()
    system.answer('Reset', { status: answer })
    return { system, session }
  }

  test('TC_B_20_CSMS: a station that is idle is reset', async () => {
    const system = await startTestSystem()
    system.answer('Reset', { status: 'Accepted' })
    expect(await system.handle.reset({ type: 'OnIdle' })).toEqual({ status: 'Accepted' })
    expect(system.asked('Reset')).toEqual([{ type: 'OnIdle' }])
    await system.reconnect()
    await system.booted('RemoteReset')
    expect((await system.handle.record())?.reset).toMatchObject({ bootReason: 'RemoteReset' })
  })

  test.each([
    ['TC_B_21_CSMS', undefined],
    ['TC_B_26_CSMS', 1],
  ])('%s: a reset waits for the transaction, of the EVSE: %s', async (_id, evseId) => {
    const { system, session } = await charging('Scheduled')
    const reset = { type: 'OnIdle', ...(evseId !== undefined && { evseId }) } as const
    expect(await system.handle.reset(reset)).toEqual({ status: 'Scheduled' })
    expect(system.asked('Reset')).toEqual([reset])
    await session.stopAuthorized('EVConnected')
    expect(await session.ended({ triggerReason: 'EVCommunicationLost', chargingState: 'Idle', stoppedReason: 'EVDisconnected' })).toEqual(
      {},
    )
    expect(await session.kept()).toMatchObject({ isActive: false, stoppedReason: 'EVDisconnected' })
    if (evseId !== undefined) return
    await system.reconnect()
    await system.booted('ScheduledReset')
    expect((await system.handle.record())?.reset).toMatchObject({ bootReason: 'ScheduledReset' })
  })

  test.each([
    ['TC_B_22_CSMS', undefined],
    ['TC_B_27_CSMS', 1],
  ])('%s: a reset ends the transaction, of the EVSE: %s', async (_id, evseId) => {
    const { system, session } = await charging('Accepted')
    const reset = { type: 'Immediate', ...(evseId !== undefined && { evseId }) } as const
    expect(await system.handle.reset(reset)).toEqual({ status: 'Accepted' })
    expect(system.asked('Reset')).toEqual([reset])
    const ended = { triggerReason: 'ResetCommand', chargingState: 'EVConnected', stoppedReason: 'ImmediateReset' }
    expect(await session.ended(ended)).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: false, stoppedReason: 'ImmediateReset' })
    if (evseId !== undefined) return
    await system.reconnect()
    expect(await system.station.boot({ reason: 'RemoteReset' })).toMatchObject({ status: 'Accepted' })
    await system.connector('Occupied', 1)
    await system.connector('Available', 2)
  })

  test('TC_B_25_CSMS: an EVSE that is idle is reset', async () => {
    const system = await startTestSystem()
    system.answer('Reset', { status: 'Accepted' })
    expect(await system.handle.reset({ type: 'OnIdle', evseId: 1 })).toEqual({ status: 'Accepted' })
    expect(system.asked('Reset')).toEqual([{ type: 'OnIdle', evseId: 1 }])
  })
})
