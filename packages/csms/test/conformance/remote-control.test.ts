import { describe, expect, test } from 'vitest'
import type { Trigger } from '../../src/index.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { sampled, startTestSystem, type TestSystem, valid } from './test-system.js'

describe('official cases of block F, starting', () => {
  /** Has the csms start a transaction; resolves with the number by which it knows it. */
  const start = async (system: TestSystem, answer: object = {}): Promise<number> => {
    system.answer('RequestStartTransaction', { status: 'Accepted', ...answer })
    const { status, remoteStartId } = await system.handle.remoteStart({ ...valid, evseId: 1 })
    expect(status).toBe('Accepted')
    expect(system.asked('RequestStartTransaction')).toEqual([{ evseId: 1, remoteStartId, idToken: valid }])
    return remoteStartId
  }

  test('TC_F_01_CSMS: the cable was plugged in before, and the transaction had begun', async () => {
    const system = await startTestSystem()
    const session = system.session()
    await session.evConnectedPreSession()
    const remoteStartId = await start(system, { transactionId: session.transactionId })
    expect(await session.event({ triggerReason: 'RemoteStart', remoteStartId })).toEqual({})
    session.wasAuthorized()
    await session.energyTransferStarted()
    expect(await session.kept()).toMatchObject({ isActive: true, remoteStartId, chargingState: 'Charging' })
  })

  test.each([
    ['TC_F_02_CSMS', true],
    ['TC_F_03_CSMS', false],
  ])('%s: the transaction begins by the remote start, which asks for authorization: %s', async (_id, asks) => {
    const system = await startTestSystem()
    const session = system.session()
    const remoteStartId = await start(system)
    if (asks) expect(await session.authorize()).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
    expect(await session.event({ triggerReason: 'RemoteStart', remoteStartId })).toEqual({})
    session.wasAuthorized()
    await session.energyTransferStarted()
    expect(await session.kept()).toMatchObject({ isActive: true, remoteStartId, evseId: 1, chargingState: 'Charging' })
  })

  test('TC_F_04_CSMS: nobody plugs in after a remote start', async () => {
    const system = await startTestSystem()
    const session = system.session()
    const remoteStartId = await start(system)
    expect(await session.event({ triggerReason: 'RemoteStart', remoteStartId })).toEqual({})
    expect(await session.event({ eventType: 'Updated', triggerReason: 'EVConnectTimeout' })).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: true, remoteStartId })
  })
})

test('TC_F_06_CSMS: a connector is unlocked', async () => {
  const system = await startTestSystem()
  system.answer('UnlockConnector', { status: 'Unlocked' })
  const { id } = await system.csms.commands.send('CP1', ocpp201, 'UnlockConnector', { evseId: 1, connectorId: 1 })
  expect(await system.csms.commands.wait(id)).toMatchObject({ state: 'done', result: { status: 'Unlocked' } })
  expect(system.asked('UnlockConnector')).toEqual([{ evseId: 1, connectorId: 1 }])
})

describe('official cases of block F, triggers', () => {
  const trigger = async (system: TestSystem, what: Trigger, wire: object, status = 'Accepted') => {
    system.answer('TriggerMessage', { status })
    expect(await system.handle.trigger(what)).toEqual({ status })
    expect(system.asked('TriggerMessage')).toEqual([wire])
  }

  test.each([
    ['TC_F_11_CSMS', { evseId: 1 }, { evse: { id: 1 } }, [1]],
    ['TC_F_12_CSMS', {}, {}, [1, 2]],
  ])('%s: MeterValues, asked for by %j', async (_id, where, wire, evseIds) => {
    const system = await startTestSystem()
    await trigger(system, { message: 'MeterValues', ...where }, { requestedMessage: 'MeterValues', ...wire })
    for (const evseId of evseIds) expect(await system.call('MeterValues', { evseId, meterValue: [sampled(1, 'Trigger')] })).toEqual({})
  })

  test.each([
    ['TC_F_13_CSMS', { evseId: 1 }, { evse: { id: 1 } }],
    ['TC_F_14_CSMS', {}, {}],
  ])('%s: TransactionEvent, asked for by %j', async (_id, where, wire) => {
    const system = await startTestSystem()
    const session = system.session()
    await session.energyTransferStarted()
    await trigger(system, { message: 'TransactionEvent', ...where }, { requestedMessage: 'TransactionEvent', ...wire })
    const triggered = { triggerReason: 'Trigger', chargingState: 'Charging', meterValue: [sampled(1, 'Trigger')] }
    expect(await session.event({ ...triggered, ...('evse' in wire && { evse: { id: 1 } }) })).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: true, flags: [] })
  })

  test.each([
    ['TC_F_15_CSMS', 'LogStatusNotification', { status: 'Idle' }, {}],
    ['TC_F_18_CSMS', 'FirmwareStatusNotification', { status: 'Idle' }, {}],
    ['TC_F_20_CSMS', 'Heartbeat', {}, { currentTime: expect.any(String) }],
  ] as const)('%s: %s', async (_id, message, request, answer) => {
    const system = await startTestSystem()
    await trigger(system, { message }, { requestedMessage: message })
    expect(await system.call(message, request)).toEqual(answer)
  })

  test.each([
    ['TC_F_23_CSMS', 'Available'],
    ['TC_F_24_CSMS', 'Occupied'],
  ] as const)('%s: StatusNotification of a connector that is %s', async (_id, status) => {
    const system = await startTestSystem()
    await system.connector(status)
    const wire = { requestedMessage: 'StatusNotification', evse: { id: 1, connectorId: 1 } }
    await trigger(system, { message: 'StatusNotification', evseId: 1 }, wire)
    await system.connector(status)
  })

  test('TC_F_27_CSMS: a message that the station does not have', async () => {
    const system = await startTestSystem()
    await trigger(system, { message: 'LogStatusNotification' }, { requestedMessage: 'LogStatusNotification' }, 'NotImplemented')
  })
})
