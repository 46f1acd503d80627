import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, test } from 'vitest'
import { createMemoryStore, type Variable } from '../../src/index.js'
import type { VersionName } from '../drivers.js'
import { arrive, leave, startCsms, until } from './running.js'
import type { TestStation } from './station.js'

interface Names {
  readonly interval: { readonly component: string; readonly variable: string }
  readonly timeout: { readonly component: string; readonly variable: string }
  /** As the test station has them. */
  readonly intervalKey: string
  readonly timeoutKey: string
  readonly set: string
}

const names2x: Names = {
  interval: { component: 'SampledDataCtrlr', variable: 'TxUpdatedInterval' },
  timeout: { component: 'TxCtrlr', variable: 'EVConnectionTimeOut' },
  intervalKey: 'SampledDataCtrlr.TxUpdatedInterval',
  timeoutKey: 'TxCtrlr.EVConnectionTimeOut',
  set: 'SetVariables',
}
const names16: Names = {
  interval: { component: 'Configuration', variable: 'MeterValueSampleInterval' },
  timeout: { component: 'Configuration', variable: 'ConnectionTimeOut' },
  intervalKey: 'MeterValueSampleInterval',
  timeoutKey: 'ConnectionTimeOut',
  set: 'ChangeConfiguration',
}
const cases = [
  ['1.6', names16],
  ['2.0.1', names2x],
  ['2.1', names2x],
] as const

/** What is sent of a value, in the terms of no version. */
const sentValues = (station: TestStation, { set }: Names): readonly string[] =>
  station.asked(set).flatMap((request) => {
    const list = (request['setVariableData'] ?? [{ attributeValue: request['value'] }]) as readonly { attributeValue: string }[]
    return list.map(({ attributeValue }) => attributeValue)
  })

describe.each(cases)('a station of OCPP %s', (version: VersionName, names) => {
  const { interval, timeout, intervalKey, timeoutKey } = names
  const values = { [intervalKey]: '60', [timeoutKey]: '30' }

  const start = async (options: Parameters<typeof startCsms>[0] = {}) => {
    const clock = createFakeClock(Date.now())
    const csms = await startCsms({ clock, fullReports: 'onDemand', ...options })
    return { clock, csms, handle: csms.station('CP1') }
  }

  const find = async (csms: Awaited<ReturnType<typeof startCsms>>, name: Names['interval']): Promise<Variable | undefined> =>
    (await csms.station('CP1').variables(name)).items[0]

  const whenApplied = (csms: Awaited<ReturnType<typeof startCsms>>, name: Names['interval'], status: string) =>
    until(async () => {
      const found = await find(csms, name)
      return found?.applied?.status === status && found
    })

  test('is brought to what is wanted when it comes, and only where it differs', async () => {
    const { csms, handle } = await start()
    await handle.setDesired([
      { ...interval, value: '900' },
      { ...timeout, value: '30' },
    ])
    expect((await handle.variables({ hasDrift: true })).items.map(({ desired }) => desired?.value).toSorted()).toEqual(['30', '900'])
    const station = await arrive(version, csms, values)
    await station.boot()
    expect(await whenApplied(csms, interval, 'Accepted')).toMatchObject({ value: '900', applied: { before: '60', attempts: 1, run: 1 } })
    await until(async () => (await handle.variables({ hasDrift: true })).items.length === 0)
    expect(sentValues(station, names)).toEqual(['900'])
    expect(await find(csms, timeout)).not.toHaveProperty('applied')
  })

  test('gets a new value at once while it is connected, and nothing on a reconnect that changes nothing', async () => {
    const { clock, csms, handle } = await start()
    const station = await arrive(version, csms, values)
    await station.boot()
    await clock.advance(1)
    await handle.setDesired([{ ...interval, value: '900' }])
    await whenApplied(csms, interval, 'Accepted')
    await until(async () => (await find(csms, interval))?.source === 'get')
    await leave(csms, station)
    const again = await arrive(version, csms, { ...values, [intervalKey]: '900' })
    await handle.applyDesired()
    expect(again.requests).toEqual([])
  })

  test('that was changed by another hand is seen to drift after its boot, and brought back', async () => {
    const { clock, csms, handle } = await start()
    const station = await arrive(version, csms, values)
    await station.boot()
    await handle.setDesired([{ ...interval, value: '900' }])
    await whenApplied(csms, interval, 'Accepted')
    await until(async () => (await find(csms, interval))?.source === 'get')
    station.values.set(intervalKey, '7')
    await clock.advance(120_000)
    await station.boot()
    await until(() => station.values.get(intervalKey) === '900')
    expect(sentValues(station, names)).toEqual(['900', '900'])
    expect(await whenApplied(csms, interval, 'Accepted')).toMatchObject({ applied: { attempts: 2, before: '60' } })
  })

  test('that rejects a value is asked again after a pause that grows, not at every contact', async () => {
    const { clock, csms, handle } = await start()
    const station = await arrive(version, csms, values)
    station.refusals.set(intervalKey, 'Rejected')
    await station.boot()
    await handle.setDesired([
      { ...interval, value: '900' },
      { ...timeout, value: '45' },
    ])
    await whenApplied(csms, timeout, 'Accepted')
    const refused = version === '1.6' ? 'ReadOnly' : 'Rejected'
    expect(await whenApplied(csms, interval, refused)).toMatchObject({ value: '60', driftSince: expect.any(String) })
    if (version === '1.6') {
      // It said so before, with the key: it is not even sent.
      expect(sentValues(station, names)).toEqual(['45'])
      return
    }
    await clock.advance(30_000)
    await leave(csms, station)
    const again = await arrive(version, csms, { ...values, [timeoutKey]: '45' })
    again.refusals.set(intervalKey, 'Rejected')
    await until(async () => (await handle.applyDesired()).length > 0)
    expect(sentValues(again, names)).toEqual(['900'])
    await until(async () => (await find(csms, interval))?.applied?.attempts === 2)
    await clock.advance(239_000)
    expect(sentValues(again, names)).toEqual(['900'])
    again.refusals.clear()
    await clock.advance(2_000)
    await until(() => again.values.get(intervalKey) === '900')
    expect(sentValues(again, names)).toEqual(['900', '900'])
  })

  test('that needs a reboot for a value gets it once, and is asked again only if it has not got it then', async () => {
    const { clock, csms, handle } = await start()
    const station = await arrive(version, csms, values)
    station.afterReboot.add(intervalKey)
    await station.boot()
    await clock.advance(1)
    await handle.setDesired([{ ...interval, value: '900' }])
    await whenApplied(csms, interval, 'RebootRequired')
    await clock.advance(7_200_000)
    expect(await handle.applyDesired()).toMatchObject([{ value: '60', applied: { status: 'RebootRequired', attempts: 1 } }])
    expect(sentValues(station, names)).toEqual(['900'])
    station.reboot()
    await station.boot()
    await until(async () => (await find(csms, interval))?.value === '900')
    expect(await find(csms, interval)).not.toHaveProperty('driftSince')
    expect(sentValues(station, names)).toEqual(['900'])
  })

  test('does not know a variable: that is kept of it', async () => {
    const { csms, handle } = await start()
    const station = await arrive(version, csms, values)
    await station.boot()
    const unknown = { component: interval.component, variable: 'NoSuch' }
    await handle.setDesired([{ ...unknown, value: '1' }])
    expect(await whenApplied(csms, unknown, 'UnknownVariable')).toMatchObject({ desired: { value: '1' }, driftSince: expect.any(String) })
  })

  test('is brought back to what it had before the last application, and forth again', async () => {
    const { csms, handle } = await start()
    const station = await arrive(version, csms, values)
    await station.boot()
    await handle.setDesired([{ ...interval, value: '900' }])
    await until(() => station.values.get(intervalKey) === '900')
    await until(async () => (await find(csms, interval))?.source === 'get')
    await handle.setDesired([
      { ...interval, value: '901' },
      { ...timeout, value: '45' },
    ])
    await until(() => station.values.get(timeoutKey) === '45')
    await whenApplied(csms, timeout, 'Accepted')
    await handle.applyDesired()
    expect(await handle.revertDesired()).toHaveLength(2)
    await handle.applyDesired()
    expect([station.values.get(intervalKey), station.values.get(timeoutKey)]).toEqual(['900', '30'])
    await handle.revertDesired()
    await handle.applyDesired()
    expect([station.values.get(intervalKey), station.values.get(timeoutKey)]).toEqual(['901', '45'])
    await handle.setDesired([{ ...interval, value: null }])
    expect(await handle.applyDesired()).toMatchObject([{ ...timeout }])
    expect(station.values.get(intervalKey)).toBe('901')
  })

  test('is brought to what is wanted after the csms ended between the sending and the answer', async () => {
    const store = createMemoryStore()
    const { clock, csms, handle } = await start({ store })
    const station = await arrive(version, csms, values)
    await station.boot()
    // The station takes the value, and its answer never arrives.
    station.on(names.set, () => new Promise<never>(() => {}))
    await handle.setDesired([{ ...interval, value: '900' }])
    await until(() => station.asked(names.set).length === 1)
    await station.close()
    await csms.stop({ drainMs: 0 })
    expect(await store.variables.desired({ tenantId: 'default', stationId: 'cp1' })).toMatchObject([{ applied: { status: 'Sent' } }])

    const restarted = await startCsms({ store, clock, fullReports: 'onDemand' })
    const again = await arrive(version, restarted, values)
    await until(
      async () =>
        (
          await restarted
            .station('CP1')
            .applyDesired()
            .catch(() => [])
        ).length > 0,
    )
    expect(await find(restarted, interval)).toMatchObject({ value: '900', applied: { status: 'Accepted', attempts: 2, before: '60' } })
    expect(sentValues(again, names)).toEqual(['900'])
  })
})

test('a value that makes a whole message fail keeps the others from nothing', async () => {
  const csms = await startCsms({ fullReports: 'onDemand' })
  const station = await arrive('2.0.1', csms, { 'A.One': '1', 'A.Two': '1', 'A.Three': '1' })
  await station.boot()
  const taken: string[] = []
  station.on('SetVariables', ({ setVariableData }: { setVariableData: readonly { variable: { name: string }; component: object }[] }) => {
    if (setVariableData.some(({ variable }) => variable.name === 'Two')) throw new Error('no')
    taken.push(...setVariableData.map(({ variable }) => variable.name))
    return { setVariableResult: setVariableData.map(({ component, variable }) => ({ component, variable, attributeStatus: 'Accepted' })) }
  })
  const handle = csms.station('CP1')
  await handle.setDesired(['One', 'Two', 'Three'].map((variable) => ({ component: 'A', variable, value: '2' })))
  await until(() => taken.length === 2)
  expect((await handle.applyDesired()).map(({ variable, applied }) => [variable, applied?.status])).toEqual([
    ['One', 'Accepted'],
    ['Three', 'Accepted'],
    ['Two', 'Rejected'],
  ])
  expect((await handle.variables({ component: 'A', variable: 'Two' })).items[0]?.applied?.reason).toMatch(/^InternalError/)
})

test('what is wanted of a station under a name of 2.x is kept under its key once it turns out to speak 1.6', async () => {
  const csms = await startCsms({ fullReports: 'onDemand' })
  const handle = csms.station('CP1')
  await handle.setDesired([{ component: 'TxCtrlr', variable: 'EVConnectionTimeOut', value: '45' }])
  const station = await arrive('1.6', csms, { ConnectionTimeOut: '30' })
  await station.boot()
  await until(() => station.values.get('ConnectionTimeOut') === '45')
  await handle.applyDesired()
  expect((await handle.variables()).items).toMatchObject([{ component: 'Configuration', variable: 'ConnectionTimeOut', value: '45' }])
})

test('the heartbeat interval that is wanted of a station is what it is told when it boots (B01.FR.04)', async () => {
  const csms = await startCsms({ fullReports: 'onDemand' })
  for (const [version, identity, key] of [
    ['1.6', 'CP1', 'HeartbeatInterval'],
    ['2.0.1', 'CP2', 'OCPPCommCtrlr.HeartbeatInterval'],
  ] as const) {
    const station = await arrive(version, csms, { [key]: '300' }, identity)
    expect(await station.boot()).toMatchObject({ status: 'Accepted', interval: 300 })
    await csms.station(identity).setDesired([{ component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', value: '77' }])
    expect(await station.boot()).toMatchObject({ interval: 77 })
  }
})

test.each([
  [[{ component: '', variable: 'V', value: '1' }], 'component must be a text that is not empty'],
  [[{ component: 'C', variable: 'V', value: 7 as never }], 'the value of C.V must be a text'],
  [[{ component: 'C', variable: 'V', value: 'x'.repeat(2501) }], 'at most 2500 characters'],
  [[{ component: 'Configuration', variable: 'AuthorizationKey', value: 'x' }], 'use changePassword'],
  [[{ component: 'NetworkConfiguration', variable: 'VpnPassword', value: 'x' }], 'holds a secret'],
])('what cannot be wanted is refused', async (values, message) => {
  const csms = await startCsms()
  await expect(csms.station('CP1').setDesired(values)).rejects.toThrow(message)
})
