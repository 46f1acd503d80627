import { describe, expect, it } from 'vitest'
import { createMemoryStateStore } from '../src/index.js'
import { type Payload, settle, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp16, versions2 } from './support/versions.js'
import { samplesOf, story } from './support/words.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const silence = (): Promise<object> => new Promise<object>(() => {})
const fails = (): never => {
  throw new Error('database down')
}

describe.each(versions2)('GetTransactionStatus in %s', (_, version) => {
  const status = async (csms: Awaited<ReturnType<typeof setUpAccepted>>['csms'], transactionId?: string): Promise<Payload> =>
    csms.call('GetTransactionStatus', transactionId === undefined ? {} : { transactionId })

  it('knows nothing of a transaction that never was (E14.FR.01, TC_E_28)', async () => {
    const { station, csms } = await setUpAccepted(version)
    expect(await status(csms, 'never')).toEqual({ ongoingIndicator: false, messagesInQueue: false })
    expect(await status(csms)).toEqual({ messagesInQueue: false })
    await station.stop()
  })

  it('tells of one that goes on, with and without messages (E14.FR.02, E14.FR.04–08, TC_E_29, TC_E_30, TC_E_33, TC_E_34)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 60 } })
    const { transactionId = '' } = await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(await status(csms, transactionId.toUpperCase())).toEqual({ ongoingIndicator: true, messagesInQueue: false })
    expect(await status(csms)).toEqual({ messagesInQueue: false })
    await csms.cut()
    await csms.pass(60_000)
    csms.answers['TransactionEvent'] = silence
    csms.forget()
    await csms.restore()
    expect(await status(csms, transactionId)).toEqual({ ongoingIndicator: true, messagesInQueue: true })
    expect(await status(csms)).toEqual({ messagesInQueue: true })
    expect(csms.last('TransactionEvent')).toMatchObject({ eventType: 'Updated', offline: true })
    expect(samplesOf(csms.last('TransactionEvent'))).toHaveLength(1)
    await station.stop()
  })

  it('tells of one that is over, as long as messages of it wait (E14.FR.03, TC_E_31, TC_E_32)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 60 } })
    const { transactionId = '' } = await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    await csms.cut()
    await station.stopCharging()
    station.unplug()
    csms.answers['TransactionEvent'] = silence
    await csms.restore()
    expect(await status(csms, transactionId)).toEqual({ ongoingIndicator: false, messagesInQueue: true })
    await csms.cut()
    delete csms.answers['TransactionEvent']
    csms.forget()
    await csms.restore()
    expect(story(csms).at(-1)).toContain('Ended StopAuthorized')
    expect(await status(csms, transactionId)).toEqual({ ongoingIndicator: false, messagesInQueue: false })
    await station.stop()
  })
})

describe.each(versions2)('a %s station that is offline', (_, version) => {
  it('keeps a whole transaction for later, each event marked (E12.FR.01–02, E12.FR.06, TC_E_43)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { offlineTxForUnknownId: true } })
    await csms.cut()
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(90_000)
    await station.stopCharging()
    station.unplug()
    await csms.restore()
    const events = csms.of('TransactionEvent')
    expect(events.map(({ offline }) => offline)).toEqual(events.map(() => true))
    expect(events[0]).toMatchObject({ eventType: 'Started' })
    expect(events.at(-1)).toMatchObject({ eventType: 'Ended' })
    await station.stop()
  })

  it('keeps the end of one that began online (E08.FR.01, E08.FR.04–08, TC_E_44)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 0 } })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    await csms.cut()
    await station.presentCard({ idToken: 'CARD' })
    station.unplug()
    csms.forget()
    await csms.restore()
    expect(story(csms)).toEqual(['2 Ended StopAuthorized EVConnected Local'])
    expect(csms.last('TransactionEvent')).toMatchObject({ offline: true, idToken: { idToken: 'CARD' } })
    await station.stop()
  })

  it('lets a member of the group end a transaction, whom it knows (E08.FR.02, TC_E_45)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 0 }, evses: [{}, {}] })
    const idTokenInfo = { status: 'Accepted', groupIdToken: { idToken: 'G', type: 'Central' } }
    csms.answers['Authorize'] = () => ({ idTokenInfo })
    csms.answers['TransactionEvent'] = ({ idToken }) => (idToken === undefined ? {} : { idTokenInfo })
    await station.startCharging({ evseId: 2, idToken: 'FRIEND', ev })
    await station.stopCharging({ evseId: 2 })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    await csms.cut()
    expect(await station.presentCard({ idToken: 'FRIEND', evseId: 1 })).toMatchObject({ outcome: 'stopped' })
    station.unplug()
    csms.forget()
    await csms.restore()
    expect(story(csms)).toEqual(['2 Ended StopAuthorized EVConnected Local'])
    expect(csms.last('TransactionEvent')).toMatchObject({ offline: true, idToken: { idToken: 'FRIEND' } })
    await station.stop()
  })

  it('leaves out every other sample when memory is short, and nothing that says more (E04.FR.07–08, J02.FR.12–13)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 10 }, limits: { queuedMessages: 6 } })
    const dropped: unknown[] = []
    station.on('messageDropped', ({ error }) => dropped.push((error as { code?: string }).code))
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    await csms.cut()
    await csms.pass(60_000)
    expect(dropped).toEqual([])
    await csms.pass(10_000)
    await station.stopCharging()
    csms.forget()
    await csms.restore()
    // Samples 2 to 8 of the seven: the first, the third and so on are gone.
    expect(csms.of('TransactionEvent').map(({ seqNo }) => seqNo)).toEqual([3, 5, 7, 9])
    expect(dropped).toEqual(Array(4).fill('QUEUE_FULL'))
    expect(csms.last('TransactionEvent')).toMatchObject({ eventType: 'Ended', seqNo: 9 })
    await station.stop()
  })

  it('tells the driver and the place although memory is short', async () => {
    const settings = { sampleIntervalS: 10, offlineTxForUnknownId: true, txStartPoints: ['EVConnected'] } as const
    const { station, csms } = await setUpAccepted(version, { settings, limits: { queuedMessages: 2 } })
    await csms.cut()
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(60_000)
    await csms.restore()
    const events = csms.of('TransactionEvent')
    expect(events[0]).toMatchObject({ eventType: 'Started', evse: { id: 1, connectorId: 1 } })
    expect(events.some(({ idToken }) => (idToken as Payload | undefined)?.['idToken'] === 'CARD')).toBe(true)
    await station.stop()
  })
})

describe.each(allVersions)('messages about transactions in %s', (name, version) => {
  const start = name === '1.6' ? 'StartTransaction' : 'TransactionEvent'

  it('are sent until one succeeds, at the intervals of E13 (1.6 §3.7.1, E13.FR.02–03, TC_E_42, TC_E_51)', async () => {
    for (const failure of [fails, silence]) {
      const settings = { messageAttempts: 4, messageAttemptIntervalS: 10, sampleIntervalS: 0 }
      const { station, csms, clock } = await setUpAccepted(version, { callTimeoutMs: 5_000, settings })
      const at: number[] = []
      csms.answers[start] = () => {
        at.push(clock.now())
        if (at.length < 3) return failure()
        delete csms.answers[start]
        return name === '1.6' ? { transactionId: 1, idTagInfo: { status: 'Accepted' } } : {}
      }
      await station.startCharging({ idToken: 'CARD', ev })
      await csms.pass(120_000)
      const timeoutMs = failure === silence ? 5_000 : 0
      expect(at.map((ms) => ms - (at[0] ?? 0))).toEqual([0, 10_000 + timeoutMs, 30_000 + 2 * timeoutMs])
      expect(station.state.queuedMessages).toBe(0)
      await station.stop()
    }
  })

  it('follow each other at a pace, where one is set', async () => {
    const settings = { offlineTxForUnknownId: true, sampleIntervalS: 10 }
    const { station, csms, clock } = await setUpAccepted(version, { settings, limits: { messagePauseMs: 2_000 } })
    await csms.cut()
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(30_000)
    const at: number[] = []
    station.on('message', ({ kind, direction, action }) => {
      if (kind === 'request' && direction === 'out' && action !== 'StatusNotification') at.push(clock.now())
    })
    await csms.restore()
    await csms.pass(8_000)
    const pauses = at.slice(1, 4).map((ms, index) => ms - (at[index] ?? 0))
    expect(pauses).toEqual([2_000, 2_000, 2_000])
    await station.stop()
  })

  it('do not hold up messages of another kind, nor the other way round', async () => {
    const state = createMemoryStateStore()
    const waiting = { id: 1, action: 'DataTransfer', request: { vendorId: 'x' }, attempts: 0, wasOffline: true }
    state.put('outbox', '1', waiting)
    const { station, csms } = await setUpAccepted(version, { state, settings: { messageAttemptIntervalS: 100, sampleIntervalS: 0 } })
    await settle()
    expect([...state.load('outbox')]).toEqual([])
    csms.answers[start] = fails
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    expect(station.state.queuedMessages).toBeGreaterThan(0)
    await station.stop()
    state.put('outbox', '9', { ...waiting, id: 9 })
    const second = await setUpAccepted(version, { state, settings: { messageAttemptIntervalS: 100 } })
    second.csms.answers[start] = fails
    await settle()
    expect([...state.load('outbox').values()]).not.toContainEqual(expect.objectContaining({ action: 'DataTransfer' }))
    await second.station.stop()
  })
})

describe('before the csms has accepted a station', () => {
  it.each(allVersions)('drivers wait where TxBeforeAcceptedEnabled is false (%s)', async (_, version) => {
    for (const [txBeforeAccepted, outcome] of [
      [true, 'started'],
      [false, 'refused'],
    ] as const) {
      const { station, csms } = await setUpAccepted(version, { settings: { txBeforeAccepted, offlineTxForUnknownId: true } })
      csms.answers['BootNotification'] = () => ({ status: 'Pending', currentTime: csms.now(), interval: 300 })
      await station.stop()
      void station.start()
      await settle()
      station.plugIn({ ev })
      expect(await station.presentCard({ idToken: 'CARD' })).toMatchObject({ outcome })
      await station.stop()
    }
  })
})

describe('a 1.6 station', () => {
  it('takes the id of a start that was answered just before the power went', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { settings: { sampleIntervalS: 0 } })
    csms.answers['StartTransaction'] = () => ({ transactionId: 31, idTagInfo: { status: 'Accepted' } })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    station.powerCut()
    csms.answers['StartTransaction'] = fails
    await station.powerRestored()
    await settle()
    expect(csms.last('StopTransaction')).toMatchObject({ transactionId: 31, reason: 'PowerLoss', meterStop: 0 })
    await station.stop()
  })
})

describe.each(allVersions)('a remote stop in %s', (name, version) => {
  it('of a transaction that is not there is rejected, and changes nothing (F03, TC_F_09)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    const [action, request] =
      name === '1.6'
        ? (['RemoteStopTransaction', { transactionId: 987_654 }] as const)
        : (['RequestStopTransaction', { transactionId: 'another' }] as const)
    expect(await csms.call(action, request)).toEqual({ status: 'Rejected' })
    expect(station.state.evses[0]?.transaction).toBeDefined()
    await station.stop()
  })
})

describe.each(versions2)('a remote start in %s', (_, version) => {
  it('brings the group of its token, whose members may end the session (F01, C09.FR.11)', async () => {
    const { station, csms } = await setUpAccepted(version)
    csms.answers['Authorize'] = () => ({ idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'FAMILY', type: 'Central' } } })
    station.plugIn({ ev })
    await csms.call('RequestStartTransaction', {
      idToken: { idToken: 'REMOTE', type: 'Central' },
      groupIdToken: { idToken: 'family', type: 'Central' },
      remoteStartId: 7,
    })
    expect(await station.presentCard({ idToken: 'OTHER' })).toMatchObject({ outcome: 'stopped' })
    await settle()
    expect(story(csms).at(-1)).toContain('Ended StopAuthorized')
    await station.stop()
  })
})
