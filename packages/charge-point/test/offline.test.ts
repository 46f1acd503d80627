import { describe, expect, it } from 'vitest'
import { createMemoryStateStore } from '../src/index.js'
import { type Payload, settle, setUpAccepted, type TestCsms } from './support/csms.js'
import { setVariable } from './support/variables.js'
import { allVersions, ocpp16, ocpp201, versions2 } from './support/versions.js'
import { contextsOf } from './support/words.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const fails = (): never => {
  throw new Error('database down')
}

describe.each(allVersions)('a %s station that is offline', (name, version) => {
  const start = name === '1.6' ? 'StartTransaction' : 'TransactionEvent'
  const transactionMessages = ['StartTransaction', 'MeterValues', 'StopTransaction', 'TransactionEvent']

  it('keeps what belongs to transactions and sends it in order afterwards (1.6 §3.7, E04.FR.01)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { offlineTxForUnknownId: true, sampleIntervalS: 60 } })
    await csms.cut()
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(120_000)
    await station.stopCharging()
    await csms.pass(60_000)
    expect(csms.received).toEqual([])
    expect(station.state.queuedMessages).toBeGreaterThan(3)
    await csms.restore()
    const sent = csms.received.filter(({ action }) => transactionMessages.includes(action))
    const stamps = sent.map(({ request }) => String(request['timestamp'] ?? (request['meterValue'] as Payload[])[0]?.['timestamp']))
    expect(stamps).toEqual([...stamps].sort())
    if (name === '1.6')
      expect(sent.map(({ action }) => action)).toEqual(['StartTransaction', 'MeterValues', 'MeterValues', 'StopTransaction'])
    else expect(sent.map(({ request }) => request['seqNo'])).toEqual([0, 1, 2, 3, 4])
    expect(station.state.queuedMessages).toBe(0)
    await station.stop()
  })

  it('lets nobody in where that is not allowed (C15, 1.6 §9.1.1)', async () => {
    const { station, csms } = await setUpAccepted(version)
    await csms.cut()
    await expect(station.startCharging({ idToken: 'CARD', ev })).rejects.toMatchObject({ code: 'TOKEN_REFUSED' })
    await station.stop()
  })

  it('reports afterwards only what changed, and everything after a long time (B04)', async () => {
    const { station, csms } = await setUpAccepted(version, { evses: [{}, {}], settings: { offlineThresholdS: 60 } })
    await csms.cut()
    station.plugIn({ evseId: 2 })
    await csms.pass(30_000)
    await csms.restore()
    expect(csms.of('StatusNotification')).toHaveLength(1)
    csms.forget()
    await csms.cut()
    await csms.pass(61_000)
    await csms.restore()
    expect(csms.of('StatusNotification')).toHaveLength(2)
    await station.stop()
  })

  it.each([
    ['an error', 'TC_E_50', 0],
    ['silence', 'TC_E_41', 5_000],
  ])(
    'sends what met with %s again after interval × attempts, then gives it up (1.6 §3.7.1, E13.FR.01–04, %s)',
    async (met, _id, timeoutMs) => {
      const { station, csms, clock } = await setUpAccepted(version, {
        callTimeoutMs: 5_000,
        settings: { messageAttempts: 3, messageAttemptIntervalS: 10, sampleIntervalS: 0 },
      })
      const at: number[] = []
      csms.answers[start] = ({ seqNo }) => {
        // What comes after it is taken.
        if (seqNo === 1) return {}
        at.push(clock.now())
        return met === 'silence' ? new Promise<object>(() => {}) : fails()
      }
      const dropped: string[] = []
      station.on('messageDropped', ({ action }) => dropped.push(action))
      await station.startCharging({ idToken: 'CARD', ev })
      await settle()
      const lastMs = 30_000 + 3 * timeoutMs
      await csms.pass(lastMs - 1_000)
      expect(dropped).toEqual([])
      await csms.pass(1_000)
      expect(dropped).toEqual([start])
      // Nor is it sent when its next turn would have come.
      await csms.pass(120_000)
      expect(at.map((ms) => ms - (at[0] ?? 0))).toEqual([0, 10_000 + timeoutMs, 30_000 + 2 * timeoutMs])
      expect(station.state.queuedMessages).toBe(0)
      await station.stop()
    },
  )

  it('counts silence as a failed attempt (TC_E_42)', async () => {
    const { station, csms } = await setUpAccepted(version, {
      callTimeoutMs: 5_000,
      settings: { messageAttempts: 2, messageAttemptIntervalS: 10 },
    })
    csms.answers[start] = () => new Promise<object>(() => {})
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(14_000)
    expect(csms.of(start)).toHaveLength(1)
    await csms.pass(1_000)
    expect(csms.of(start)).toHaveLength(2)
    await station.stop()
  })

  it('does not count a lost connection, and starts over with the same message', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { messageAttempts: 1, sampleIntervalS: 0 } })
    csms.answers[start] = () => new Promise<object>(() => {})
    const dropped: string[] = []
    station.on('messageDropped', ({ action }) => dropped.push(action))
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    await csms.cut()
    delete csms.answers[start]
    csms.forget()
    await csms.restore()
    expect(csms.actions).toContain(start)
    expect(dropped).toEqual([])
    await station.stop()
  })

  it('waits with a new message while an older one rests between attempts', async () => {
    const { station, csms } = await setUpAccepted(version, {
      settings: { messageAttempts: 5, messageAttemptIntervalS: 100, sampleIntervalS: 10 },
    })
    csms.answers[start] = fails
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(90_000)
    expect(csms.received.filter(({ action }) => transactionMessages.includes(action))).toHaveLength(1)
    await station.stop()
  })
})

describe.each(versions2)('a %s station', (_, version) => {
  const evses = [{ connectors: 2 }, {}]
  const told = (csms: TestCsms): string[] =>
    csms.of('StatusNotification').map(({ evseId, connectorId, connectorStatus }) => `${evseId}/${connectorId} ${connectorStatus}`)

  it.each([
    [61, ['1/1 Available', '1/2 Occupied', '2/1 Available'], 'B04.FR.01, TC_B_51'],
    [59, ['1/2 Occupied'], 'B04.FR.02, TC_B_52'],
  ] as const)('that was offline for %i s, with a threshold of 60 s, tells %j (%s)', async (seconds, statuses, _ids) => {
    const { station, csms } = await setUpAccepted(version, { evses })
    expect(await setVariable(csms, 'OCPPCommCtrlr.OfflineThreshold', '60')).toBe('Accepted')
    await csms.cut()
    station.plugIn({ evseId: 1, connectorId: 2, ev })
    // What was so for a while only is told no more.
    station.plugIn({ evseId: 2, ev })
    station.unplug({ evseId: 2 })
    await csms.pass(seconds * 1_000)
    await csms.restore()
    expect(told(csms)).toEqual(statuses)
    expect(csms.of('BootNotification')).toEqual([])
    await station.stop()
  })

  it('marks what happened offline, and what still waited when the line was cut (E04.FR.03, E11.FR.07, TC_E_40)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { sampleIntervalS: 60 } })
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    csms.answers['TransactionEvent'] = () => new Promise<object>(() => {})
    await csms.pass(60_000)
    await csms.cut()
    await csms.pass(60_000)
    delete csms.answers['TransactionEvent']
    csms.forget()
    await csms.restore()
    await csms.pass(60_000)
    expect(csms.of('TransactionEvent').map(({ seqNo, eventType, offline }) => [seqNo, eventType, offline])).toEqual([
      [2, 'Updated', true],
      [3, 'Updated', true],
      [4, 'Updated', undefined],
    ])
    for (const one of csms.of('TransactionEvent')) expect(contextsOf(one)).toEqual(['Sample.Periodic'])
    await station.stop()
  })

  it('does not mark what merely failed', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { messageAttemptIntervalS: 5, sampleIntervalS: 0 } })
    csms.answers['TransactionEvent'] = fails
    await station.startCharging({ idToken: 'CARD', ev })
    await settle()
    delete csms.answers['TransactionEvent']
    await csms.pass(5_000)
    expect(csms.of('TransactionEvent').map(({ offline }) => offline)).toEqual([undefined, undefined, undefined])
    await station.stop()
  })
})

describe('an outbox', () => {
  it('holds transaction messages until the station is accepted, without using up attempts', async () => {
    const store = createMemoryStateStore()
    const first = await setUpAccepted(ocpp201, { state: store, settings: { offlineTxForUnknownId: true } })
    await first.csms.cut()
    await first.station.startCharging({ idToken: 'CARD', ev })
    await first.station.stop()
    expect([...store.load('outbox').values()]).toMatchObject([
      { attempts: 0, wasOffline: true },
      { attempts: 0, wasOffline: true },
    ])
    const second = await setUpAccepted(ocpp201, { state: store })
    await settle()
    expect([...store.load('outbox')]).toEqual([])
    await second.station.stop()
  })

  it('is taken in: a driver refused late stops the transaction (errata 3.36, 1.6 §4.8)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { settings: { offlineTxForUnknownId: true } })
    csms.answers['StartTransaction'] = () => ({ transactionId: 9, idTagInfo: { status: 'Expired' } })
    await csms.cut()
    await station.startCharging({ idToken: 'CARD', ev })
    await csms.pass(60_000)
    await csms.restore()
    expect(csms.last('StopTransaction')).toMatchObject({ transactionId: 9, reason: 'DeAuthorized' })
    await station.stop()
  })
})
