import { describe, expect, test } from 'vitest'
import { until } from '../provisioning/running.js'
import { invalid, sampled, startTestSystem, valid } from './test-system.js'

describe('official cases of block E, starting', () => {
  test.each([
    ['TC_E_01_CSMS', 'the power path was closed', 'ChargingStateChanged', 'SuspendedEVSE'],
    ['TC_E_02_CSMS', 'energy flows', 'ChargingStateChanged', 'Charging'],
    ['TC_E_11_CSMS', 'a signed meter value was received', 'SignedDataReceived', undefined],
  ])('%s: a transaction that starts when %s is told its token is Accepted', async (_id, _when, triggerReason, chargingState) => {
    const system = await startTestSystem()
    const session = system.session()
    expect(await session.authorize()).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
    await system.connector('Occupied')
    const started = {
      triggerReason,
      idToken: valid,
      evse: session.evse,
      ...(chargingState !== undefined && { chargingState }),
      ...(triggerReason === 'SignedDataReceived' && { meterValue: [sampled(0, 'Transaction.Begin', { signed: true })] }),
    }
    expect(await session.event(started)).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
    if (chargingState !== 'Charging')
      expect(await session.event({ triggerReason: 'ChargingStateChanged', chargingState: 'Charging' })).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: true, chargingState: 'Charging', evseId: 1, idToken: valid })
  })

  test('TC_E_03_CSMS: the cable is plugged in, then the driver identifies himself', async () => {
    const session = (await startTestSystem()).session()
    await session.evConnectedPreSession()
    await session.authorized()
    await session.energyTransferStarted()
    expect(await session.kept()).toMatchObject({ isActive: true, chargingState: 'Charging', idToken: valid })
  })

  test('TC_E_04_CSMS: the driver identifies himself, then the cable is plugged in', async () => {
    const session = (await startTestSystem()).session()
    await session.authorized()
    await session.energyTransferStarted()
    expect(await session.kept()).toMatchObject({ isActive: true, chargingState: 'Charging', evseId: 1, idToken: valid })
  })

  test.each([
    ['TC_E_09_CSMS', 'CablePluggedIn', 'EVConnected'],
    ['TC_E_12_CSMS', 'EVDetected', undefined],
  ])('%s: a transaction that starts by %s has no token yet', async (_id, triggerReason, chargingState) => {
    const system = await startTestSystem()
    const session = system.session()
    if (chargingState !== undefined) await system.connector('Occupied')
    const evse = chargingState === undefined ? {} : { evse: session.evse, chargingState }
    expect(await session.event({ triggerReason, ...evse })).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: true, idToken: undefined })
  })

  test('TC_E_10_CSMS: a transaction starts when the driver is authorized', async () => {
    const session = (await startTestSystem()).session()
    await session.authorized()
    expect(await session.kept()).toMatchObject({ isActive: true, idToken: valid })
  })

  test('TC_E_38_CSMS: a vehicle that is not ready suspends what was authorized', async () => {
    const session = (await startTestSystem()).session()
    await session.authorized()
    await session.evConnectedPreSession()
    expect(await session.event({ triggerReason: 'ChargingStateChanged', chargingState: 'SuspendedEV' })).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: true, chargingState: 'SuspendedEV' })
  })

  test('TC_E_53_CSMS: each of two transactions begins with the number 0', async () => {
    const system = await startTestSystem()
    for (const session of [system.session(), system.session()]) {
      expect(session.seqNo).toBe(0)
      await session.energyTransferStarted()
      await session.evDisconnected()
      expect(await session.kept()).toMatchObject({ isActive: false, flags: [] })
    }
  })
})

describe('official cases of block E, stopping', () => {
  test.each([
    ['TC_E_07_CSMS', 'energyTransferStarted', 'StopAuthorized', undefined, 'Local'],
    ['TC_E_08_CSMS', 'stopAuthorized', 'ChargingStateChanged', 'EVConnected', 'Local'],
    ['TC_E_15_CSMS', 'energyTransferStarted', 'StopAuthorized', undefined, 'Local'],
    ['TC_E_17_CSMS', 'energyTransferSuspended', 'EVCommunicationLost', 'Idle', 'EVDisconnected'],
    ['TC_E_22_CSMS', 'energyTransferStarted', 'ChargingStateChanged', 'SuspendedEV', 'StoppedByEV'],
    ['TC_E_39_CSMS', 'authorized', 'EVConnectTimeout', undefined, 'Timeout'],
  ] as const)('%s: after %s a transaction ends by %s', async (_id, state, triggerReason, chargingState, stoppedReason) => {
    const session = (await startTestSystem()).session()
    await session[state]()
    expect(await session.ended({ triggerReason, stoppedReason, ...(chargingState && { chargingState }) })).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: false, stoppedReason, flags: [] })
  })

  test.each([
    ['TC_E_14_CSMS', 'evConnectedPostSession'],
    ['TC_E_20_CSMS', 'energyTransferSuspended'],
  ] as const)('%s: after %s the vehicle is unplugged', async (_id, state) => {
    const session = (await startTestSystem()).session()
    await session[state]()
    await session.evDisconnected()
    expect(await session.kept()).toMatchObject({ isActive: false, stoppedReason: 'EVDisconnected', flags: [] })
  })

  test('TC_E_16_CSMS: a token that is not valid is told so, and the transaction ends without it', async () => {
    const session = (await startTestSystem()).session()
    const { idTokenInfo } = await session.event({ triggerReason: 'Authorized', idToken: invalid })
    expect(['Invalid', 'Unknown']).toContain((idTokenInfo as { readonly status: string }).status)
    expect(await session.ended({ triggerReason: 'Deauthorized', stoppedReason: 'DeAuthorized' })).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: false, stoppedReason: 'DeAuthorized' })
  })

  test('TC_E_19_CSMS: the vehicle leaves the bay after it was unplugged', async () => {
    const system = await startTestSystem()
    const session = system.session()
    await session.evConnectedPostSession()
    await system.connector('Available')
    // With the bay as stop point, unplugging is not the end.
    expect(await session.event({ triggerReason: 'EVCommunicationLost', chargingState: 'Idle' })).toEqual({})
    expect(await session.ended({ triggerReason: 'EVDeparted', stoppedReason: 'Local' })).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: false, stoppedReason: 'Local', flags: [] })
  })

  test('TC_E_21_CSMS: a remote stop names the transaction, which ends', async () => {
    const system = await startTestSystem()
    const session = system.session()
    await session.energyTransferStarted()
    system.answer('RequestStopTransaction', { status: 'Accepted' })
    expect(await system.handle.remoteStop({ transactionId: session.transactionId })).toEqual({ status: 'Accepted' })
    expect(system.asked('RequestStopTransaction')).toEqual([{ transactionId: session.transactionId }])
    expect(await session.ended({ triggerReason: 'RemoteStop', stoppedReason: 'Remote' })).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: false, stoppedReason: 'Remote' })
  })

  test('TC_E_26_CSMS: a vehicle that is unplugged and plugged in again goes on in the same transaction', async () => {
    const system = await startTestSystem()
    const session = system.session()
    await session.energyTransferSuspended()
    expect(await session.event({ triggerReason: 'EVCommunicationLost', chargingState: 'Idle' })).toEqual({})
    await system.connector('Available')
    expect(await session.event({ triggerReason: 'CablePluggedIn', chargingState: 'EVConnected' })).toEqual({})
    expect(await session.event({ triggerReason: 'ChargingStateChanged', chargingState: 'Charging' })).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: true, chargingState: 'Charging' })
  })
})

describe('official cases of block E, asking for what is queued', () => {
  const charging = async () => {
    const system = await startTestSystem()
    const session = system.session()
    await session.energyTransferStarted()
    return { system, session }
  }
  const periodic = { triggerReason: 'MeterValuePeriodic', offline: true, meterValue: [sampled(1000, 'Sample.Periodic')] }

  test.each([
    ['TC_E_29_CSMS', true],
    ['TC_E_33_CSMS', false],
  ])('%s: after a reconnect the csms asks, by a transaction: %s, and takes what comes', async (_id, isNamed) => {
    const { system, session } = await charging()
    await system.reconnect()
    system.answer('GetTransactionStatus', { messagesInQueue: true, ...(isNamed && { ongoingIndicator: true }) })
    const asked = isNamed ? { transactionId: session.transactionId } : {}
    const status = await system.handle.transactionStatus(isNamed ? session.transactionId : undefined)
    expect(status).toEqual({ messagesInQueue: true, isOngoing: isNamed || undefined })
    expect(system.asked('GetTransactionStatus')).toEqual([asked])
    expect(await session.event(periodic)).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: true, flags: expect.not.arrayContaining(['gap']) })
  })

  test.each([
    ['TC_E_30_CSMS', true],
    ['TC_E_34_CSMS', false],
  ])('%s: the csms asks, by a transaction: %s, and nothing is queued', async (_id, isNamed) => {
    const { system, session } = await charging()
    system.answer('GetTransactionStatus', { messagesInQueue: false, ...(isNamed && { ongoingIndicator: true }) })
    const status = await system.handle.transactionStatus(isNamed ? session.transactionId : undefined)
    expect(status).toEqual({ messagesInQueue: false, isOngoing: isNamed || undefined })
    expect(system.asked('GetTransactionStatus')).toEqual([isNamed ? { transactionId: session.transactionId } : {}])
  })

  test('TC_E_31_CSMS: an Ended that skips two numbers is asked about, and completed by what was queued', async () => {
    const { system, session } = await charging()
    await system.reconnect()
    await system.connector('Available')
    const skipped = session.seqNo
    const lost = { triggerReason: 'EVCommunicationLost', chargingState: 'Idle', offline: true, seqNo: skipped + 2 }
    expect(await session.ended(lost)).toEqual({})
    expect(await session.kept()).toMatchObject({ isActive: false, flags: expect.arrayContaining(['gap']) })
    system.answer('GetTransactionStatus', { messagesInQueue: true, ongoingIndicator: false })
    expect(await system.handle.transactionStatus(session.transactionId)).toEqual({ messagesInQueue: true, isOngoing: false })
    expect(system.asked('GetTransactionStatus')).toEqual([{ transactionId: session.transactionId }])
    const queued = [{ triggerReason: 'StopAuthorized' }, { triggerReason: 'ChargingStateChanged', chargingState: 'EVConnected' }]
    for (const [at, facts] of queued.entries()) expect(await session.event({ ...facts, offline: true, seqNo: skipped + at })).toEqual({})
    expect(await until(async () => (await session.kept())?.flags.includes('gap') === false)).toBe(true)
    expect(await session.kept()).toMatchObject({ isActive: false })
  })
})
