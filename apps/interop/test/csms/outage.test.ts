import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStore } from '@ocpp-kit/csms'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dataOf, type RunningCsms } from '../support/csms.js'
import type { Fault } from '../support/faults.js'
import { stationVersions } from '../support/station.js'
import { createStoreSwitch } from '../support/store-switch.js'
import { beginSession, ev, minuteMs, shownTransaction, startTimed } from '../support/timed.js'

const transactionsOf = async ({ operator }: RunningCsms) => (await dataOf(operator.GET('/v1/transactions', {}))).items

const factual: readonly unknown[] = ['StartTransaction', 'StopTransaction', 'MeterValues', 'TransactionEvent']

const actionOf = ({ detail }: Fault): unknown => (detail as { readonly action?: unknown }).action

function createStore() {
  const memory = createMemoryStore()
  onTestFinished(() => memory.close())
  return createStoreSwitch(memory)
}

describe.each(stationVersions)('while the store of its csms is away, a %s station', (name, version) => {
  const isOld = name === '1.6'

  it('goes on charging and is answered, and nothing of it is lost (G8)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ocpp-interop-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const { store, cut, restore } = createStore()
    const timed = await startTimed(version, { csms: { store, spool: { folder, retryMs: 1_000 } } })
    const { running, station, time } = timed
    const { csms } = running
    const gone: number[] = []
    csms.on('station.disconnected', ({ code }) => gone.push(code))
    const first = await beginSession(timed)
    await time.pass(10 * minuteMs)

    cut()
    await time.pass(10 * minuteMs)
    const { deliveredWh } = await station.stopCharging()
    station.unplug()
    await time.quiet()
    await station.startCharging({ idToken: 'CARD-1', ev })
    await time.pass(10 * minuteMs)
    expect(station.state.queuedMessages).toBe(0)
    expect(csms.spool).toMatchObject({ isStoreDown: true })
    expect(csms.spool?.depth).toBeGreaterThanOrEqual(5)

    const drained = csms.once('spool.drained')
    restore()
    await time.until(drained)
    const { deliveredWh: secondWh } = await station.stopCharging()
    station.unplug()
    await time.quiet()
    expect(gone).toEqual([])
    expect(await shownTransaction(running, first)).toMatchObject({ energyWh: Math.floor(deliveredWh), stopReason: 'Local' })
    const [second, ...others] = await transactionsOf(running)
    expect(others.map(({ internalId }) => internalId)).toEqual([first.id])
    expect(second).toMatchObject({ idToken: 'CARD-1', stopReason: 'Local' })
    expect(Math.abs((second?.energyWh ?? 0) - secondWh)).toBeLessThan(2)
    expect(csms.spool).toMatchObject({ depth: 0, isStoreDown: false })
    const during = running.faults.take()
    // The program is told why; what is no fact of a transaction may be refused meanwhile, and nothing else.
    expect(during.filter(({ what }) => what === 'onError')).not.toEqual([])
    const refused = during.filter(({ what }) => what === 'exchange' || what === 'message').map(actionOf)
    expect(refused.filter((action) => factual.includes(action))).toEqual([])
    expect(during.filter(({ foundBy, what }) => foundBy === 'station' && what !== 'message' && what !== 'error')).toEqual([])
  })

  it('is asked for the status that was refused meanwhile, so that it is shown as it is (1.6 §5.17, F06.FR.13)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ocpp-interop-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const { store, cut, restore } = createStore()
    const timed = await startTimed(version, { csms: { store, spool: { folder, retryMs: 1_000 } } })
    const { running, station, time } = timed
    const shown = async (): Promise<readonly string[]> =>
      ((await running.csms.stations[0]?.connectors()) ?? [])
        .filter(({ evseId }) => evseId === 1)
        .map(({ reportedStatus }) => reportedStatus)
    await beginSession(timed)
    expect(await shown()).toEqual([isOld ? 'Charging' : 'Occupied'])

    cut()
    await station.stopCharging()
    station.unplug()
    await time.pass(10 * minuteMs)
    const asked: unknown[] = []
    running.csms.on('message', ({ action, request }) => {
      if (action === 'TriggerMessage') asked.push(request)
    })
    const drained = running.csms.once('spool.drained')
    restore()
    await time.until(drained)
    expect(await shown()).toEqual([isOld ? 'Charging' : 'Occupied'])
    await time.pass(minuteMs)
    expect(asked).toEqual([
      { requestedMessage: 'StatusNotification', ...(isOld ? { connectorId: 1 } : { evse: { id: 1, connectorId: 1 } }) },
    ])
    expect(await shown()).toEqual(['Available'])
    running.faults.take()
  })

  it('is hung up on where there is no spool, keeps what it has to tell, and tells it when it is back (G8)', async () => {
    const { store, cut, restore } = createStore()
    const timed = await startTimed(version, { csms: { store } })
    const { running, station, time } = timed
    const transaction = await beginSession(timed)
    await time.pass(4 * minuteMs)
    const gone = station.once('disconnected')
    cut()
    expect(await time.until(gone)).toMatchObject({ code: 1013 })
    const { deliveredWh } = await station.stopCharging()
    station.unplug()
    expect(station.state.queuedMessages).toBeGreaterThanOrEqual(2)
    restore()
    const ended = running.csms.once('transaction.ended')
    await time.until(ended)
    expect(station.state.queuedMessages).toBe(0)
    const kept = await shownTransaction(running, transaction)
    expect(kept).toMatchObject({ energyWh: Math.floor(deliveredWh), stopReason: 'Local' })
    // Told to the program, and to nobody else: a CALLERROR would be found by the station.
    const told = running.faults.take(({ foundBy }) => foundBy === 'csms')
    expect(told.filter(({ what }) => what === 'message.failed').map(actionOf)).toEqual([factual[isOld ? 2 : 3]])
  })
})
