import type { Exchange } from '@ocpp-kit/csms'
import { createRoot, issue } from '@ocpp-kit/testkit'
import { describe, expect, it } from 'vitest'
import { dataOf, type RunningCsms, startCsms } from '../support/csms.js'
import { createWatchedStation, identity, stationVersions } from '../support/station.js'
import { createSharedTime } from '../support/time.js'
import { minuteMs, startTimed, startTimedCsms } from '../support/timed.js'

const dayMs = 86_400_000
const path = { stationId: identity }
const inPath = { params: { path } }

/** All pages. */
async function variablesOf({ operator }: RunningCsms, query: { readonly variable?: string; readonly drift?: boolean } = {}) {
  const all = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const from = { ...query, limit: 100, ...(cursor !== undefined && { cursor }) }
    const page = await dataOf(operator.GET('/v1/stations/{stationId}/variables', { params: { path, query: from } }))
    all.push(...page.items)
    cursor = page.nextCursor
  }
  return all
}

describe.each(stationVersions)('a %s station', (name, version) => {
  const isOld = name === '1.6'
  /** One setting as 2.x and as 1.6 call it. */
  const sampling = isOld
    ? { component: 'Configuration', variable: 'MeterValueSampleInterval' }
    : { component: 'SampledDataCtrlr', variable: 'TxUpdatedInterval' }

  it('that is rejected is asked nothing and boots again when it was told to, and is let in once somebody says so (B03)', async () => {
    const time = createSharedTime()
    const running = await startTimedCsms(time, { retryIntervalSeconds: 120 })
    const { csms, operator, faults } = running
    await dataOf(operator.PUT('/v1/stations/{stationId}', { ...inPath, body: { decision: 'Rejected' } }))
    const station = createWatchedStation(version, csms.url, faults, { clock: time.clock, socket: { pingIntervalMs: 0 } })
    time.watch(station)
    const told: string[] = []
    station.on('registered', ({ status, interval }) => told.push(`${status} ${interval}`))
    const accepted = station.start()
    await expect.poll(() => told).toEqual(['Rejected 120'])
    await time.quiet()
    const refused = await operator.POST('/v1/stations/{stationId}/commands', {
      ...inPath,
      body: { action: 'ClearCache', payload: {}, whenOffline: 'refuse' },
    })
    expect(refused.error).toMatchObject({ status: 409, code: 'NOT_ACCEPTED' })
    await time.pass(110_000)
    expect(told).toHaveLength(1)
    await time.pass(20_000)
    expect(told).toEqual(['Rejected 120', 'Rejected 120'])

    await dataOf(operator.PUT('/v1/stations/{stationId}', { ...inPath, body: { decision: 'Accepted' } }))
    await time.until(accepted)
    expect(told.at(-1)).toBe('Accepted 300')
    // It tells how its connectors are at once (B01.FR.05).
    await time.quiet()
    const statuses = (await csms.station(identity).connectors()).map(({ evseId, connectorId, status }) => ({ evseId, connectorId, status }))
    expect(statuses).toContainEqual({ evseId: 1, connectorId: 1, status: 'Available' })
  })

  it('is asked for all that it has on first contact, and not again when it comes back (B07.FR.14)', async () => {
    const { running, station, time } = await startTimed(version, { csms: { fullReports: 'automatic' } })
    const { report } = await time.until(running.csms.once('report.ended'))
    expect(report.state).toBe('complete')
    const all = await variablesOf(running)
    expect(all.length).toBeGreaterThan(isOld ? 50 : 150)
    expect(all.find(({ variable }) => variable === sampling.variable)).toMatchObject({
      ...sampling,
      attribute: 'Actual',
      value: '300',
      mutability: 'ReadWrite',
      source: 'report',
      desired: null,
    })
    // What nobody may read is there without a value (G18).
    const secrets = all.filter(({ mutability }) => mutability === 'WriteOnly')
    if (!isOld) expect(secrets.map(({ variable }) => variable)).toContain('BasicAuthPassword')
    expect(secrets.filter(({ value }) => value !== null)).toEqual([])
    const content = { params: { path: { ...path, requestId: report.requestId } } }
    const shown = await dataOf(running.operator.GET('/v1/stations/{stationId}/reports/{requestId}', content))
    expect(shown).toMatchObject({ state: 'complete', attempt: 1 })
    expect(shown.variables).toHaveLength(all.length)

    const back = running.csms.once('station.ready')
    await time.until(station.reboot({ when: 'now' }))
    await time.until(back)
    await time.pass(2 * minuteMs)
    const reports = await dataOf(running.operator.GET('/v1/stations/{stationId}/reports', inPath))
    expect(reports.items.map(({ requestId }) => requestId)).toEqual([report.requestId])
  })

  it('is brought to what is wanted of it, is seen to drift, and goes back to what it had before', async () => {
    const { running, station, time } = await startTimed(version)
    const { csms, operator } = running
    const setting = async () => (await variablesOf(running, { variable: sampling.variable }))[0]
    const body = { values: [{ ...sampling, value: '77' }] }
    await dataOf(operator.PUT('/v1/stations/{stationId}/variables', { ...inPath, body }))
    await time.pass(minuteMs)
    expect(station.settings.sampleIntervalS).toBe(77)
    expect(await setting()).toMatchObject({ value: '77', desired: '77', driftSince: null, applied: { status: 'Accepted', before: '300' } })

    // Somebody stands before it and turns it.
    station.configure({ sampleIntervalS: 33 })
    const reported = csms.once('report.ended')
    const asked = await dataOf(operator.POST('/v1/stations/{stationId}/reports', { ...inPath, body: {} }))
    expect(asked.items).toMatchObject([{ attempt: 1 }])
    await time.until(reported)
    expect((await variablesOf(running, { drift: true })).map(({ variable, value }) => ({ variable, value }))).toEqual([
      { variable: sampling.variable, value: '33' },
    ])
    await dataOf(operator.POST('/v1/stations/{stationId}/variables/apply', { ...inPath, body: {} }))
    expect(station.settings.sampleIntervalS).toBe(77)
    expect(await variablesOf(running, { drift: true })).toEqual([])

    await dataOf(operator.POST('/v1/stations/{stationId}/variables/revert', inPath))
    await time.pass(minuteMs)
    expect(station.settings.sampleIntervalS).toBe(300)
  })

  it('gets what is wanted of it when it comes, where it was away', async () => {
    const { running, station, time } = await startTimed(version)
    const gone = running.csms.once('station.disconnected')
    await station.stop()
    await gone
    await dataOf(
      running.operator.PUT('/v1/stations/{stationId}/variables', { ...inPath, body: { values: [{ ...sampling, value: '88' }] } }),
    )
    await time.until(station.start())
    await time.pass(minuteMs)
    expect(station.settings.sampleIntervalS).toBe(88)
  })

  it('refuses what it does not know and what may not be written, and both are told', async () => {
    const { running, time } = await startTimed(version)
    const readOnly = isOld
      ? { component: 'Configuration', variable: 'NumberOfConnectors' }
      : { component: 'ChargingStation', variable: 'Model' }
    const unknown = { component: sampling.component, variable: 'Nonsense' }
    const values = [readOnly, unknown].map((one) => ({ ...one, value: '5' }))
    await dataOf(running.operator.PUT('/v1/stations/{stationId}/variables', { ...inPath, body: { values } }))
    await time.pass(minuteMs)
    const applied = async ({ variable }: { readonly variable: string }) => (await variablesOf(running, { variable }))[0]?.applied?.status
    expect(await applied(readOnly)).toMatch(/^(Rejected|ReadOnly)$/)
    expect(await applied(unknown)).toMatch(/^(UnknownVariable|NotSupported|Unknown)$/)
  })

  it('is reset, comes back, and the csms knows why it has booted', async () => {
    const { csms, operator, faults } = await startCsms()
    const station = createWatchedStation(version, csms.url, faults)
    await station.start()
    const back = csms.once('station.reset')
    expect(await csms.station(identity).reset({ type: 'Immediate' })).toEqual({ status: 'Accepted' })
    expect(await back).toMatchObject({ state: 'booted', reset: isOld ? {} : { bootReason: 'RemoteReset' } })

    const again = csms.once('station.ready')
    const payload = { type: isOld ? 'Soft' : 'OnIdle' } as never
    const command = await dataOf(
      operator.POST('/v1/stations/{stationId}/commands', {
        params: { path, header: { prefer: 'wait=10' } },
        body: { action: 'Reset', payload },
      }),
    )
    expect(command).toMatchObject({ state: 'done', result: { status: 'Accepted' } })
    await again
    const { items } = await csms.station(identity).boots()
    const reset = isOld ? undefined : 'RemoteReset'
    expect(items.map(({ boot }) => boot.reason)).toEqual([reset, reset, isOld ? undefined : 'PowerUp'])
  })

  it('sends what it is asked for, and no boot once it is accepted (F06.FR.04, F06.FR.17)', async () => {
    const { csms, faults } = await startCsms()
    await createWatchedStation(version, csms.url, faults).start()
    const comes = (action: string): Promise<Exchange> =>
      new Promise((resolve) => {
        const off = csms.on('message', (exchange) => {
          if (exchange.direction !== 'in' || exchange.action !== action) return
          off()
          resolve(exchange)
        })
      })
    const { trigger } = csms.station(identity)
    for (const message of ['Heartbeat', 'StatusNotification', 'MeterValues'] as const) {
      const heard = comes(message)
      const place = message === 'Heartbeat' ? {} : { evseId: 1, connectorId: 1 }
      expect(await trigger({ message, ...place })).toEqual({ status: 'Accepted' })
      expect(await heard).toMatchObject({ isError: false })
    }
    expect(await trigger({ message: 'BootNotification' })).toEqual({ status: 'Rejected' })
  })

  it('whose clock is wrong is noticed by what it tells, until it is right again', async () => {
    const time = createSharedTime()
    const skew = { ms: 0 }
    const own = { ...time.clock, now: () => time.clock.now() + skew.ms }
    const { running, station } = await startTimed(version, { time, station: { clock: own } })
    const { csms } = running
    await time.pass(2 * minuteMs)
    const driftMs = async (): Promise<number | undefined> => (await csms.station(identity).record())?.clock?.driftMs
    const tellOften = async (): Promise<void> => {
      for (let turn = 0; turn < 3; turn += 1) {
        station.plugIn()
        await time.pass(1_000)
        station.unplug()
        await time.pass(1_000)
      }
    }
    const drift = csms.once('station.clockDrift')
    skew.ms = 10 * minuteMs
    await tellOften()
    // Time of receipt less its own: it is ahead.
    expect((await drift).driftMs).toBeCloseTo(-10 * minuteMs, -4)
    // The answer to its next heartbeat sets it.
    await time.pass(6 * minuteMs)
    await tellOften()
    expect(await driftMs()).toBeCloseTo(0, -4)
  })

  if (!isOld) {
    it('is led to another csms with TLS by a network profile, and let in without it no more (B09, B10, A05)', async () => {
      const dates = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + 365 * dayMs) }
      const root = createRoot('Operator root', dates)
      const server = issue({ commonName: 'csms.example', issuer: root, ip: '127.0.0.1', ...dates })
      const plain = await startCsms({ csms: { securityProfile: 1 } })
      const { csms, operator, faults } = plain
      const { csms: secure } = await startCsms({
        csms: { store: csms.store, nodeId: 'with TLS', tls: { certificates: [server] } },
        faults,
      })
      await dataOf(operator.PUT('/v1/stations/{stationId}', { ...inPath, body: {} }))
      const own = { password: 'the-first-password', certificates: { csmsRoots: root.cert } }
      await operator.PUT('/v1/stations/{stationId}/password', { ...inPath, body: { password: own.password } })
      const station = createWatchedStation(version, csms.url, faults, own)
      await station.start()

      const changed = secure.once('station.networkProfile')
      const secured = secure.once('station.secured')
      const profile = { url: secure.url, interface: 'Wired0', securityProfile: 2 }
      const asked = { slot: 2, profile, activate: true, reset: 'Immediate' as const }
      const step = await dataOf(operator.POST('/v1/stations/{stationId}/network-profiles', { ...inPath, body: asked }))
      expect(step).toMatchObject({ step: 'waiting', status: 'Accepted', slot: 2 })
      expect((await changed).change).toMatchObject({ step: 'done', url: secure.url, securityProfile: 2 })
      expect(await secured).toMatchObject({ securityProfile: 2 })
      await station.stop()

      const exposed = createWatchedStation(version, csms.url, faults, own)
      const refused = exposed.once('attemptFailed')
      exposed.start().catch(() => {})
      expect((await refused).error).toMatchObject({ code: 'HANDSHAKE_REFUSED', status: 403 })
    })
  }
})
