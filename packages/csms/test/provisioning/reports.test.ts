import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, test } from 'vitest'
import { createMemoryStore, type Report } from '../../src/index.js'
import { arrive, leave, startCsms, until } from './running.js'
import { answerReports, sendPart } from './station.js'

const values = {
  'OCPPCommCtrlr.HeartbeatInterval': '300',
  'OCPPCommCtrlr.OfflineThreshold': '60',
  'AuthCtrlr.AuthorizeRemoteStart': 'true',
  'DeviceDataCtrlr.ItemsPerMessage[GetReport]': '2',
  'ChargingStation.AvailabilityState': 'Available',
}

const requestIdOf = (requests: readonly Record<string, unknown>[], at = -1): number => Number(requests.at(at)?.['requestId'])

describe.each(['2.0.1', '2.1'] as const)('a station of OCPP %s', (version) => {
  const start = async (options: Parameters<typeof startCsms>[0] = {}) => {
    const clock = createFakeClock(Date.now())
    const csms = await startCsms({ clock, ...options })
    const station = await arrive(version, csms, values)
    return { clock, csms, station, handle: csms.station('CP1') }
  }

  test.each([
    ['ConfigurationInventory', 'TC_B_12_CSMS'],
    ['FullInventory', 'TC_B_13_CSMS'],
    ['SummaryInventory', 'TC_B_14_CSMS'],
  ] as const)('is asked for a %s, and its parts are put together (%s)', async (base, _testCase) => {
    const { csms, station, handle } = await start()
    answerReports(station)
    await station.boot()
    const ended = csms.once('report.ended')
    const [report] = await handle.requestReport({ base })
    expect(station.asked('GetBaseReport')).toEqual([{ requestId: report?.requestId, reportBase: base }])
    expect((await ended).report).toMatchObject({ state: 'complete', received: [[0, 2]], lastSeqNo: 2 })
    const shown = await handle.report(report?.requestId ?? 0)
    expect(shown?.variables.map((one) => one.value)).toEqual(Object.values(values))
    expect((await handle.variables({ component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' })).items).toMatchObject([
      { value: '300', source: 'report', mutability: 'ReadWrite', characteristics: { dataType: 'integer' } },
    ])
  })

  test('is asked for what fits criteria and names, and nothing may fit (TC_B_18_CSMS)', async () => {
    const { csms, station, handle } = await start()
    await station.boot()
    const variables = [{ component: 'EVSE', evseId: 1, variable: 'AvailabilityState' }]
    const componentVariable = [{ component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'AvailabilityState' } }]
    station.on('GetReport', () => ({ status: 'EmptyResultSet' }))
    expect(await handle.requestReport({ criteria: ['Problem'], variables })).toMatchObject([{ state: 'empty', status: 'EmptyResultSet' }])
    station.on('GetReport', () => ({ status: 'Accepted' }))
    const ended = csms.once('report.ended')
    const [report] = await handle.requestReport({ criteria: ['Available'], variables })
    await sendPart(station, report?.requestId ?? 0, 0, { keys: ['ChargingStation.AvailabilityState'] })
    expect((await ended).report).toMatchObject({ requestId: report?.requestId, state: 'complete' })
    expect(station.asked('GetReport')).toMatchObject([
      { componentCriteria: ['Problem'], componentVariable },
      { componentCriteria: ['Available'], componentVariable },
    ])
  })

  test('that says NotSupported is asked once, and the operator sees it (TC_B_18_CSMS, B08.FR.02)', async () => {
    const { station, handle } = await start()
    await station.boot()
    station.on('GetReport', () => ({ status: 'NotSupported', statusInfo: { reasonCode: 'UnsupportedParam' } }))
    expect(await handle.requestReport({ criteria: ['Active'] })).toMatchObject([
      { state: 'refused', status: 'NotSupported', reason: 'UnsupportedParam' },
    ])
    expect(await handle.reports()).toMatchObject({ items: [{ state: 'refused' }] })
  })

  test('is never asked for more names at once than it takes: the rest is a report of its own (B08.FR.06)', async () => {
    const { station, handle } = await start()
    await station.boot()
    station.on('GetReport', () => ({ status: 'Accepted' }))
    const components = ['A', 'B', 'C', 'D', 'E'].map((component) => ({ component }))
    const reports = await handle.requestReport({ variables: components })
    expect(new Set(reports.map(({ requestId }) => requestId)).size).toBe(3)
    const names = station.asked('GetReport').map((request) => request['componentVariable'] as readonly object[])
    expect(names.map((list) => list.length)).toEqual([2, 2, 1])
    expect(names.flat()).toEqual(components.map(({ component }) => ({ component: { name: component } })))
  })

  test('is asked again under a new request id where a part is missing, three times in all', async () => {
    const { clock, csms, station, handle } = await start({ fullReports: 'onDemand' })
    await station.boot()
    station.on('GetBaseReport', () => ({ status: 'Accepted' }))
    const ended: Report[] = []
    csms.on('report.ended', ({ report }) => ended.push(report))
    await handle.requestReport({})
    for (const asked of [1, 2, 3]) {
      await until(() => station.asked('GetBaseReport').length === asked)
      const requestId = requestIdOf(station.asked('GetBaseReport'))
      await sendPart(station, requestId, 0, { tbc: true })
      // The part in between never comes.
      await sendPart(station, requestId, 2, {})
      await clock.advance(59_000)
      expect(station.asked('GetBaseReport')).toHaveLength(asked)
      await clock.advance(2_000)
      await until(() => ended.length === asked)
    }
    const ids = station.asked('GetBaseReport').map((request) => Number(request['requestId']))
    expect(new Set(ids).size).toBe(3)
    expect(ended).toMatchObject([
      { requestId: ids[0], state: 'incomplete', attempt: 1, repeatedAs: ids[1], reason: 'no part came for 60 s; missing: 1' },
      { requestId: ids[1], state: 'incomplete', attempt: 2, repeatedAs: ids[2] },
      { requestId: ids[2], state: 'incomplete', attempt: 3 },
    ])
    expect(ended[2]).not.toHaveProperty('repeatedAs')
    await clock.advance(600_000)
    expect(station.asked('GetBaseReport')).toHaveLength(3)
  })

  test('may send its parts in any order, twice, and before the answer', async () => {
    const { csms, station, handle } = await start()
    await station.boot()
    station.on('GetBaseReport', async ({ requestId }: { requestId: number }) => {
      for (const seqNo of [2, 0, 0, 1])
        await sendPart(station, requestId, seqNo, { keys: [Object.keys(values)[seqNo] ?? ''], tbc: seqNo !== 2 })
      return { status: 'Accepted' }
    })
    const ended = csms.once('report.ended')
    const [report] = await handle.requestReport({})
    expect((await ended).report.state).toBe('complete')
    expect((await handle.report(report?.requestId ?? 0))?.variables).toHaveLength(3)
  })

  test('goes on with a report after the csms was started anew, and is asked again for one that waited too long', async () => {
    const store = createMemoryStore()
    const clock = createFakeClock(Date.now())
    const before = await startCsms({ store, clock, fullReports: 'onDemand' })
    const first = await arrive(version, before, values)
    await first.boot()
    first.on('GetBaseReport', () => ({ status: 'Accepted' }))
    const [one] = await before.station('CP1').requestReport({ base: 'ConfigurationInventory' })
    const [two] = await before.station('CP1').requestReport({ base: 'SummaryInventory' })
    await sendPart(first, one?.requestId ?? 0, 0, { tbc: true })
    await leave(before, first)
    await before.stop({ drainMs: 0 })

    const csms = await startCsms({ store, clock, fullReports: 'onDemand' })
    const station = await arrive(version, csms, values)
    station.on('GetBaseReport', () => ({ status: 'Accepted' }))
    const ended = csms.once('report.ended')
    await sendPart(station, one?.requestId ?? 0, 1, {})
    expect((await ended).report).toMatchObject({ requestId: one?.requestId, state: 'complete' })
    await clock.advance(61_000)
    await until(() => station.asked('GetBaseReport').length === 1)
    expect(station.asked('GetBaseReport')).toMatchObject([{ reportBase: 'SummaryInventory' }])
    expect(await csms.station('CP1').report(two?.requestId ?? 0)).toMatchObject({ state: 'incomplete' })
  })

  test('is asked for everything on first contact and after a change of firmware, and not in between (B07.FR.14)', async () => {
    const { clock, csms, station, handle } = await start()
    answerReports(station, 10)
    const contact = async (firmwareVersion: string) => {
      const ready = csms.once('station.ready')
      await station.boot({ firmwareVersion })
      await ready
      await clock.advance(30_000)
    }
    const ended = csms.once('report.ended')
    await contact('1.0')
    expect((await ended).report.state).toBe('complete')
    await until(async () => (await handle.record())?.inventory)
    await contact('1.0')
    expect(station.asked('GetBaseReport')).toHaveLength(1)

    station.values.delete('ChargingStation.AvailabilityState')
    station.values.set('ChargingStation.NewWithTwo', '2')
    const changed = csms.once('station.firmwareChanged')
    const again = csms.once('report.ended')
    await contact('2.0')
    expect(await changed).toMatchObject({ from: '1.0', to: '2.0' })
    await again
    expect(station.asked('GetBaseReport')).toMatchObject([{ reportBase: 'FullInventory' }, { reportBase: 'FullInventory' }])
    const names = (await handle.variables({ component: 'ChargingStation' })).items.map(({ variable }) => variable)
    expect(names).toEqual(['NewWithTwo'])
    expect((await handle.boots()).items.map(({ boot, firmwareBefore }) => [boot.firmwareVersion, firmwareBefore])).toEqual([
      ['2.0', '1.0'],
      ['1.0', undefined],
      ['1.0', undefined],
    ])
  })

  test('that cannot report now is asked again an hour later (B07.FR.13)', async () => {
    const { clock, csms, station } = await start()
    station.on('GetBaseReport', () => ({ status: 'Rejected' }))
    const ready = csms.once('station.ready')
    await station.boot()
    await ready
    await clock.advance(30_000)
    await until(async () => (await csms.station('CP1').record())?.inventory?.state === 'failed')
    answerReports(station)
    const ended = csms.once('report.ended')
    await clock.advance(3_599_000)
    expect(station.asked('GetBaseReport')).toHaveLength(1)
    await clock.advance(3_000)
    expect((await ended).report).toMatchObject({ state: 'complete' })
  })

  test('tells no secret by a report, though it should not even send it (B07.FR.03 errata, G18)', async () => {
    const { csms, station, handle } = await start()
    answerReports(station)
    station.values.set('SecurityCtrlr.BasicAuthPassword', 'hunter2hunter2hunter2')
    await station.boot()
    const ended = csms.once('report.ended')
    const [report] = await handle.requestReport({})
    await ended
    expect(JSON.stringify([await handle.report(report?.requestId ?? 0), await handle.variables()])).not.toContain('hunter2')
  })

  test('that is Pending may be read, written and asked for reports, and sends the parts (B02.FR.01, B02.FR.02)', async () => {
    const { csms, station, handle } = await start({ acceptance: 'Pending' })
    answerReports(station)
    await station.boot()
    const ended = csms.once('report.ended')
    await handle.requestReport({})
    expect((await ended).report.state).toBe('complete')
    const name = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' }
    expect(await handle.setVariables([{ ...name, value: '60' }])).toMatchObject([{ status: 'Accepted' }])
    expect(await handle.getVariables([name])).toMatchObject([{ value: '60' }])
  })

  test('that nobody asked here is heard all the same', async () => {
    const { csms, station, handle } = await start()
    await station.boot()
    const told = csms.once('notification')
    await sendPart(station, 4711, 0, { keys: ['ChargingStation.AvailabilityState'] })
    expect(await told).toMatchObject({ action: 'NotifyReport', request: { requestId: 4711 } })
    expect((await handle.variables()).items).toHaveLength(1)
    expect(await handle.reports()).toEqual({ items: [] })
  })
})

test('a station of OCPP 1.6 is asked for all its keys on first contact', async () => {
  const clock = createFakeClock(Date.now())
  const csms = await startCsms({ clock })
  const station = await arrive('1.6', csms, { HeartbeatInterval: '300', NumberOfConnectors: '2' })
  const ready = csms.once('station.ready')
  const ended = csms.once('report.ended')
  await station.boot()
  await ready
  await clock.advance(30_000)
  expect((await ended).report).toMatchObject({ state: 'complete' })
  expect(station.asked('GetConfiguration')).toEqual([{}])
  expect((await csms.station('CP1').variables()).items.map(({ variable, value }) => [variable, value])).toEqual([
    ['HeartbeatInterval', '300'],
    ['NumberOfConnectors', '2'],
  ])
})

test('a report is of one kind, and asks for something', async () => {
  const csms = await startCsms()
  const handle = csms.station('CP1')
  await expect(handle.requestReport({ base: 'FullInventory', criteria: ['Active'] })).rejects.toThrow(TypeError)
  await expect(handle.requestReport({ criteria: [] })).rejects.toThrow('criteria of a report must not be empty')
})
