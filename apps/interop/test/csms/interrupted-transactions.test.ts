import { createMemoryStore } from '@ocpp-kit/csms'
import type { FaultRule } from '@ocpp-kit/rpc'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dataOf, type RunningCsms } from '../support/csms.js'
import { identity, stationVersions } from '../support/station.js'
import { beginSession, endSession, ev, minuteMs, shownTransaction, startTimed, startTimedCsms } from '../support/timed.js'

const eventsOf = async ({ operator }: RunningCsms, id: string) =>
  (await dataOf(operator.GET('/v1/transactions/{id}/events', { params: { path: { id }, query: { limit: 200 } } }))).items

const allOf = async ({ operator }: RunningCsms) => (await dataOf(operator.GET('/v1/transactions', {}))).items

describe.each(stationVersions)('a transaction of a %s station', (name, version) => {
  const isOld = name === '1.6'
  const startAction = isOld ? 'StartTransaction' : 'TransactionEvent'

  it('that ends while its station is away, and one that is over before it is back, come later and whole', async () => {
    const timed = await startTimed(version, { station: { settings: { offlineTxForUnknownId: true } } })
    const { running, station, time } = timed
    const { csms } = running
    const first = await beginSession(timed)
    await time.pass(10 * minuteMs)
    const gone = csms.once('station.disconnected')
    await station.dropConnection({ how: 'cut' })
    await gone
    await time.pass(2 * minuteMs)
    const { deliveredWh: firstWh } = await station.stopCharging()
    station.unplug()
    await time.pass(minuteMs)
    await station.startCharging({ idToken: 'CARD-2', ev })
    await time.pass(4 * minuteMs)
    const { deliveredWh: secondWh } = await station.stopCharging()
    station.unplug()
    expect(station.state.queuedMessages).toBeGreaterThanOrEqual(3)
    expect(await shownTransaction(running, first)).toMatchObject({ endedAt: null })

    const back = station.once('connected')
    await time.until(back)
    const [second, kept] = await allOf(running)
    expect(kept).toMatchObject({ internalId: first.id, stopReason: 'Local', energyWh: Math.floor(firstWh), idToken: 'CARD-1' })
    expect(second).toMatchObject({ stopReason: 'Local', idToken: 'CARD-2' })
    expect(Math.abs((second?.energyWh ?? 0) - secondWh)).toBeLessThan(2)
    expect(Date.parse(second?.endedAt ?? '') - Date.parse(second?.startedAt ?? '')).toBe(4 * minuteMs)
    const events = await eventsOf(running, second?.internalId ?? '')
    expect(events.map(({ eventType }) => eventType)).toEqual(expect.arrayContaining(['Started', 'Ended']))
    // 1.6 has no word for it.
    if (!isOld) expect(events.map(({ isOffline }) => isOffline)).toEqual(events.map(() => true))
    for (const { receivedAt, timestamp } of events) expect(Date.parse(receivedAt)).toBeGreaterThan(Date.parse(timestamp))
  })

  it('goes on through a restart of the csms, which its station comes back to without a boot', async () => {
    const store = createMemoryStore()
    onTestFinished(() => store.close())
    const timed = await startTimed(version, { csms: { store } })
    const { running, station, time } = timed
    const transaction = await beginSession(timed)
    await time.pass(10 * minuteMs)
    const { port } = running.csms
    const gone = station.once('disconnected')
    await running.csms.stop({ drainMs: 100 })
    expect(await gone).toMatchObject({ code: 1012 })
    await time.pass(2 * minuteMs)
    const again = await startTimedCsms(time, { store, port }, running.faults)
    const boots: unknown[] = []
    again.csms.on('station.booted', (boot) => boots.push(boot))
    await time.until(station.once('connected'))
    await time.pass(10 * minuteMs)
    const deliveredWh = await endSession({ ...timed, running: again })
    expect(boots).toEqual([])
    expect(await allOf(again)).toMatchObject([
      { internalId: transaction.id, stopReason: 'Local', energyWh: Math.floor(deliveredWh), endedAt: expect.any(String) },
    ])
  })

  it('whose start is not answered in time is told again, and is one (G2)', async () => {
    const lost: FaultRule = { do: 'drop', when: { direction: 'in', messageType: 'CALLRESULT', action: startAction, limit: 1 } }
    const timed = await startTimed(version, { station: { faults: [lost] } })
    const { running, station, time } = timed
    const confirmed = station.once('transaction.confirmed')
    await station.startCharging({ idToken: 'CARD-1', ev })
    const { transactionId } = await time.until(confirmed)
    await time.pass(10 * minuteMs)
    await endSession(timed)
    expect(await allOf(running)).toMatchObject([{ id: transactionId, flags: [], endedAt: expect.any(String) }])
  })

  it('that ends by a power cut is told of when the power is back', async () => {
    const timed = await startTimed(version, { station: { settings: { txResumptionTimeoutS: 0 } } })
    const { running, station, time } = timed
    const transaction = await beginSession(timed)
    await time.pass(15 * minuteMs)
    station.powerCut()
    await time.pass(30 * minuteMs)
    const ended = running.csms.once('transaction.ended')
    await time.until(station.powerRestored())
    await time.until(ended)
    expect(await shownTransaction(running, transaction)).toMatchObject({ stopReason: 'PowerLoss', energyWh: expect.closeTo(2_750, -1) })
  })

  if (isOld)
    it('whose station never gets an id is ended by the stop without one (1.6 errata 3.18)', async () => {
      const lost: FaultRule = { do: 'drop', when: { direction: 'in', messageType: 'CALLRESULT', action: startAction } }
      const timed = await startTimed(version, { station: { faults: [lost], settings: { messageAttempts: 2 } } })
      const { running, station, time } = timed
      await station.startCharging({ idToken: 'CARD-1', ev })
      await time.pass(15 * minuteMs)
      await endSession(timed)
      expect(await allOf(running)).toMatchObject([{ idToken: 'CARD-1', energyWh: 2_750, stopReason: 'Local', flags: [] }])
      expect(running.faults.take()).toMatchObject([{ what: 'messageDropped', detail: { action: 'StartTransaction' } }])
    })

  if (!isOld)
    it('that has a gap is asked about, and what the station does not have any more is lost (G4)', async () => {
      const lost: FaultRule = { do: 'drop', when: { direction: 'out', messageType: 'CALL', action: startAction, nth: 3 } }
      const timed = await startTimed(version, { station: { faults: [lost], settings: { messageAttempts: 1 } } })
      const { running, time } = timed
      const closed = running.csms.once('transaction.gapClosed')
      const transaction = await beginSession(timed)
      const { gap } = await time.until(closed)
      expect(gap).toMatchObject({ transactionId: transaction.transactionId, state: 'lost', lost: [[2, 2]], missing: [] })
      await time.pass(15 * minuteMs)
      const deliveredWh = await endSession(timed)
      expect(await shownTransaction(running, transaction)).toMatchObject({ energyWh: Math.floor(deliveredWh), flags: ['gap'] })
      const { data } = await running.operator.GET('/v1/transactions/{id}/gap', { params: { path: { id: transaction.id } } })
      expect(data).toMatchObject({ stationId: identity, state: 'lost', lost: [[2, 2]] })
      expect(running.faults.take()).toMatchObject([{ what: 'messageDropped', detail: { action: 'TransactionEvent' } }])
    })

  if (name === '2.1')
    it('goes on where the power is back soon enough, as the same (2.1 E17)', async () => {
      const timed = await startTimed(version)
      const { running, station, time } = timed
      const transaction = await beginSession(timed)
      await time.pass(15 * minuteMs)
      station.powerCut()
      await time.pass(minuteMs)
      const resumed = running.csms.once('transaction.updated')
      await time.until(station.powerRestored())
      expect((await time.until(resumed)).event).toMatchObject({ triggerReason: 'TxResumed' })
      await time.pass(15 * minuteMs)
      const deliveredWh = await endSession(timed)
      expect(await allOf(running)).toMatchObject([
        { internalId: transaction.id, stopReason: 'Local', energyWh: Math.floor(deliveredWh), endedAt: expect.any(String) },
      ])
    })

  it('that an operator has closed is closed with what is known, until its station ends it after all', async () => {
    const timed = await startTimed(version, { station: { settings: { txResumptionTimeoutS: 0 } } })
    const { running, station, time } = timed
    const transaction = await beginSession(timed)
    await time.pass(15 * minuteMs)
    station.powerCut()
    await time.pass(minuteMs)
    const body = { reason: 'the driver has called: the car is gone' }
    const closed = await dataOf(running.operator.POST('/v1/transactions/{id}/close', { params: { path: { id: transaction.id } }, body }))
    expect(closed).toMatchObject({ energyWh: 2_750, stopReason: null, flags: ['closed'], closed: { by: 'operator', ...body } })
    expect(closed.endedAt).not.toBeNull()

    const told = running.csms.once('transaction.updated')
    await time.until(station.powerRestored())
    expect((await time.until(told)).event.eventType).toBe('Ended')
    const kept = await shownTransaction(running, transaction)
    expect(kept).toMatchObject({ energyWh: 2_750, stopReason: 'PowerLoss', closed: { isSuperseded: true } })
    expect(kept.flags).toContain('closeSuperseded')
  })

  it('whose station is never heard of again is closed by rule', async () => {
    const timed = await startTimed(version, { csms: { closing: { silentAfterHours: 1 } } })
    const { running, station, time } = timed
    const transaction = await beginSession(timed)
    await time.pass(15 * minuteMs)
    station.powerCut()
    const { event } = await time.until(running.csms.once('transaction.ended'))
    expect(event.eventType).toBe('Closed')
    expect(await shownTransaction(running, transaction)).toMatchObject({
      energyWh: 2_750,
      stopReason: null,
      flags: ['closed'],
      closed: { by: 'policy', actor: 'silent', isSuperseded: false },
    })
  })

  it('that began at a csms which nobody has kept is stored where it ends', async () => {
    const timed = await startTimed(version, { station: { settings: { txResumptionTimeoutS: 0 } } })
    const { running, station, time } = timed
    const transaction = await beginSession(timed)
    await time.pass(15 * minuteMs)
    station.powerCut()
    const { port } = running.csms
    await running.csms.stop()
    const other = await startTimedCsms(time, { port }, running.faults)
    const ended = other.csms.once('transaction.ended')
    const lost = other.csms.once('transaction.gapClosed')
    await time.until(station.powerRestored())
    await time.until(ended)
    expect(await allOf(other)).toMatchObject([
      {
        id: transaction.transactionId,
        startedAt: null,
        endedAt: expect.any(String),
        stopReason: 'PowerLoss',
        // What 1.6 tells in the end is the last register alone, which is no energy.
        energyWh: isOld ? null : 2_750,
        flags: [isOld ? 'orphan' : 'offline'],
      },
    ])
    if (!isOld) expect((await time.until(lost)).gap).toMatchObject({ state: 'lost', isStartLost: true })
  })
})
